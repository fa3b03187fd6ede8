// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.net.EpollLoops;
import io.dmxflux.ts.op.AlignPackets;
import io.dmxflux.ts.op.CheckContinuity;
import io.dmxflux.ts.op.Pace;
import io.dmxflux.ts.sink.Sink;
import io.dmxflux.ts.source.Source;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * One stream from one input to one output, whole: aligned, checked, counted, and sent from the memory it arrived in.
 *
 * <pre>
 *   source --&gt; note breaks --&gt; align --&gt; check continuity --&gt; pace --&gt; sink
 * </pre>
 *
 * <p><b>Ownership:</b> the relay owns source and sink, from {@link #open} to {@link #close}.
 * <p><b>Threading:</b> every method from any thread.
 * <p><b>Errors:</b> bad input is an {@link IllegalArgumentException} of one line; what the machine refuses keeps its own.
 */
public final class Relay {

    private final Source source;
    private final Function<Flux<ByteBuf>, Flux<ByteBuf>> pace;
    private final Sink sink;
    private final AlignPackets align = new AlignPackets();
    private final CheckContinuity check = new CheckContinuity();
    private final BreakAccounts breaks;
    private final Sinks.Empty<Void> stop = Sinks.empty();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final long startNanos = System.nanoTime();
    private volatile boolean running;

    private Relay(Source source, Function<Flux<ByteBuf>, Flux<ByteBuf>> pace, Sink sink) {
        this.source = source;
        this.pace = pace;
        this.sink = sink;
        breaks = new BreakAccounts(source, check);
    }

    /**
     * Opens input and output.
     *
     * @param from the input
     * @param to the output
     * @param notice told what the user should know of the choices made here, a line each
     * @return the relay, the caller's to close
     * @throws IllegalArgumentException if the input or output cannot be what the URI says
     */
    public static Relay open(InputUri from, OutputUri to, Consumer<String> notice) {
        SamePlace.refuse(from, to);
        Source source = Inputs.open(from, notice);
        try {
            return new Relay(source, pace(from, to), Outputs.open(to, notice));
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
    }

    /** What is to go as fast as it can, or to a file, needs no pace. */
    private static Function<Flux<ByteBuf>, Flux<ByteBuf>> pace(InputUri from, OutputUri to) {
        boolean fast = from instanceof InputUri.File file && file.fast();
        return !fast && to instanceof OutputUri.Network network
                ? new Pace(
                        network.burstBytes(),
                        Schedulers.fromExecutorService(EpollLoops.shared().next()))
                : Function.identity();
    }

    /**
     * Relays, once subscribed to.
     *
     * @return completes when the stream has ended and everything is sent, or the relay is closed; fails if the input does
     */
    public Mono<Void> run() {
        Flux<ByteBuf> packets = source.buffers()
                .takeUntilOther(stop.asMono())
                .doOnNext(breaks)
                .transform(align)
                .transform(check)
                .transform(pace);
        return sink.send(packets)
                .doOnSubscribe(subscription -> running = true)
                .doFinally(signal -> ended.complete(null));
    }

    /**
     * Returns the ledger.
     *
     * @return where every packet went, up to now
     */
    public RelayReport report() {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - startNanos);
        return new RelayReport(elapsed, check.totals(), align.skippedBytes(), source.losses(), sink.totals());
    }

    /**
     * Ends it in order: the input stops, what has arrived is sent, every buffer comes home, the memory is unmapped.
     *
     * @param patience how long to wait for that
     */
    public void close(Duration patience) {
        stop.tryEmitEmpty();
        long deadline = System.nanoTime() + patience.toNanos();
        if (running) {
            await(ended, deadline);
        }
        source.close();
        await(source.whenClosed().toCompletableFuture(), deadline);
        sink.close();
    }

    private static void await(CompletableFuture<Void> end, long deadlineNanos) {
        try {
            end.get(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // what failed has been told; what is late is ended by the process
        }
    }

    @Override
    public String toString() {
        return source + " -> " + sink;
    }
}
