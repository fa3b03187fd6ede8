// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.net.LoopScheduler;
import io.dmxflux.ts.op.Pace;
import io.dmxflux.ts.sink.Sink;
import io.dmxflux.ts.source.Source;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One stream from one input to one output, whole: aligned, checked, counted, and sent from the memory it arrived in.
 *
 * <pre>
 *   RelayInput --&gt; pace --&gt; sink
 * </pre>
 */
final class StraightRelay implements Relay {

    private final RelayInput input;
    private final Function<Flux<ByteBuf>, Flux<ByteBuf>> pace;
    private final Sink sink;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean running;

    private StraightRelay(Source source, Function<Flux<ByteBuf>, Flux<ByteBuf>> pace, Sink sink) {
        this.input = new RelayInput(source);
        this.pace = pace;
        this.sink = sink;
    }

    static StraightRelay open(InputUri from, OutputUri to, Consumer<String> notice) {
        SamePlace.refuse(from, to);
        Source source = Inputs.open(from, notice);
        try {
            Sink sink = from.isFast() ? Outputs.openForBulk(to, notice) : Outputs.open(to, notice);
            return new StraightRelay(source, pace(from, to), sink);
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
    }

    /** What is to go as fast as it can, or to a file, needs no pace. */
    private static Function<Flux<ByteBuf>, Flux<ByteBuf>> pace(InputUri from, OutputUri to) {
        return !from.isFast() && to instanceof OutputUri.Network network
                ? new Pace(network.datagramBytes(), network.burstOfMultiplex(), LoopScheduler.shared())
                : Function.identity();
    }

    @Override
    public Mono<Void> run() {
        return sink.send(input.packets().transform(pace))
                .doOnSubscribe(subscription -> running = true)
                .doFinally(signal -> ended.complete(null));
    }

    @Override
    public RelayReport report() {
        return input.report(List.of(new OutputReport(sink.toString(), sink.totals(), 0)));
    }

    @Override
    public void close(Duration patience) {
        Patience left = new Patience(patience);
        input.stop();
        if (running) {
            left.await(ended);
        }
        left.await(input.close());
        sink.close();
    }

    @Override
    public String toString() {
        return input + " -> " + sink;
    }
}
