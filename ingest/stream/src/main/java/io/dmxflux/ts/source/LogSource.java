// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.check.Check;
import io.dmxflux.packet.Loss;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.log.LogStart;
import io.dmxflux.ts.log.PaceChunks;
import io.dmxflux.ts.log.TsChunk;
import io.dmxflux.ts.log.TsLog;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A stream out of a log, from a place on, and then live; with the spacing that it was received with, or as fast as it is
 * requested.
 *
 * <p><b>Shape:</b> whole packets, the datagrams of a chunk in one buffer: up to 63 168 bytes, or 20 ms. {@code Pace} spreads them.
 * <p><b>Copies:</b> none; a buffer is a slice of what was read from the disk.
 * <p><b>Losses:</b> numbers of datagrams that are missing, on the account of policy, for as many packets as seven each has.
 * <p><b>Threading:</b> a thread reads, and a paced source emits on another.
 * <p><b>Demand:</b> nothing is read without demand.
 * <p><b>End:</b> completes when the source or the log is closed, or before the first chunk of the time that was set.
 */
public final class LogSource implements Source {

    private static final long DATAGRAM_BYTES = 7L * TsPacket.LENGTH;

    private final String name;
    private final FileAccounts accounts = new FileAccounts();
    private final ClosableStream stream;
    private final Flux<ByteBuf> buffers;

    private LogSource(String name, Flux<TsChunk> chunks, OptionalDouble speed, @Nullable Instant until) {
        this.name = name;
        stream = new ClosableStream(name, accounts);
        buffers = stream.admit(Flux.defer(() -> packets(chunks, speed, until)));
    }

    /**
     * A stream with the spacing that it was received with.
     *
     * @param log the log, which stays the caller's
     * @param stream its name in the log
     * @param from where to begin
     * @param speed 1 for as it was, 2 for twice as fast
     * @return the source
     */
    public static LogSource paced(TsLog log, String stream, LogStart from, double speed) {
        return of(log, stream, from, OptionalDouble.of(speed), null);
    }

    /**
     * A stream as fast as buffers are requested, to the end of a span: for an export, or an analysis.
     *
     * @param log the log, which stays the caller's
     * @param stream its name in the log
     * @param from where to begin
     * @param until ends before the first chunk that is not earlier
     * @return the source
     */
    public static LogSource fast(TsLog log, String stream, LogStart from, Instant until) {
        return of(log, stream, from, OptionalDouble.empty(), Check.given(until, "until"));
    }

    private static LogSource of(
            TsLog log, String stream, LogStart from, OptionalDouble speed, @Nullable Instant until) {
        return new LogSource(Check.given(log, "log") + "/" + stream, log.read(stream, from), speed, until);
    }

    private Flux<ByteBuf> packets(Flux<TsChunk> chunks, OptionalDouble speed, @Nullable Instant until) {
        Flux<TsChunk> span = chunks.transform(new Span(until));
        Flux<TsChunk> spaced = speed.isEmpty()
                ? span
                : Flux.using(
                        () -> Schedulers.newSingle(new DefaultThreadFactory("dmxflux-log-pace", true)),
                        thread -> span.transform(new PaceChunks(speed.getAsDouble(), thread)),
                        Scheduler::dispose,
                        false);
        return spaced.map(new Packets());
    }

    /** Ends in front of a time. */
    private record Span(@Nullable Instant until) implements Function<Flux<TsChunk>, Flux<TsChunk>> {

        @Override
        public Flux<TsChunk> apply(Flux<TsChunk> chunks) {
            return until == null ? chunks : chunks.takeWhile(this::isBefore);
        }

        /** The one that ends it is nobody's. */
        private boolean isBefore(TsChunk chunk) {
            boolean before = chunk.time().isBefore(Check.given(until, "until"));
            if (!before) {
                chunk.release();
            }
            return before;
        }
    }

    /** Takes the packets out of chunks, and notes what is missing between them. */
    private final class Packets implements Function<TsChunk, ByteBuf> {

        private long nextDatagram = -1;

        @Override
        public ByteBuf apply(TsChunk chunk) {
            long missing = nextDatagram < 0 ? 0 : chunk.firstDatagram() - nextDatagram;
            nextDatagram = chunk.endDatagram();
            ByteBuf packets = chunk.payload(); // and its one reference
            accounts.read(packets.readableBytes());
            return missing == 0 ? packets : Loss.mark(packets, Loss.of(Loss.Account.POLICY, missing * DATAGRAM_BYTES));
        }
    }

    @Override
    public Flux<ByteBuf> buffers() {
        return buffers;
    }

    @Override
    public SourceStats stats() {
        return SourceStats.NONE;
    }

    @Override
    public SourceBook book() {
        return accounts.book();
    }

    @Override
    public String toString() {
        return name;
    }

    @Override
    public void close() {
        stream.close();
    }

    @Override
    public CompletionStage<Void> whenClosed() {
        return stream.whenClosed();
    }
}
