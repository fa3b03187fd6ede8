// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.sink.Sink;
import io.dmxflux.ts.source.Source;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;

/**
 * One stream from one input to one output, whole: aligned, checked, counted, and sent from the memory it arrived in.
 *
 * <pre>
 *   RelayInput --&gt; sink, which spreads what it is given unless the input is a fast one
 * </pre>
 */
final class StraightRelay implements Relay {

    private final RelayInput input;
    private final Sink sink;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean running;

    private StraightRelay(Source source, Sink sink) {
        this.input = new RelayInput(source);
        this.sink = sink;
    }

    static StraightRelay open(InputUri from, OutputUri to, Consumer<String> notice) {
        SamePlace.refuse(from, to);
        Source source = Inputs.openToSpread(from, notice);
        try {
            return new StraightRelay(
                    source, from.isFast() ? Outputs.openForBulk(to, notice) : Outputs.openPaced(to, notice));
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
    }

    @Override
    public Mono<Void> run() {
        return sink.send(input.packets())
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
