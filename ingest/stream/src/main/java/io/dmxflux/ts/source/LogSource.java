// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.book.BookAccount;
import io.dmxflux.check.Check;
import io.dmxflux.packet.Arrivals;
import io.dmxflux.packet.LoggedDatagrams;
import io.dmxflux.packet.Loss;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.log.LogEnd;
import io.dmxflux.ts.log.LogEvent;
import io.dmxflux.ts.log.LogStart;
import io.dmxflux.ts.log.PaceChunks;
import io.dmxflux.ts.log.TsChunk;
import io.dmxflux.ts.log.TsLog;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A stream out of a log, from a place on, and then live; with the spacing that it was received with, or as fast as it is
 * requested. One that begins live ({@link LogStart#LIVE}) stays live: what is late leaves at once, see {@link PaceChunks#live}.
 *
 * <p><b>Shape:</b> whole packets, the datagrams of a chunk in one buffer: up to 63 168 bytes, or 20 ms. Each carries when its
 * datagrams came ({@link Arrivals}), and at the original speed which they are ({@link LoggedDatagrams}): RTP sinks of any host number
 * and stamp them alike. {@code Pace} spreads them; what cuts a buffer leaves to each part only when the last of the chunk's datagrams
 * came, up to 20 ms later: into another log they go as they are.
 * <p><b>Copies:</b> none; a buffer is a slice of what was read from the disk, whose memory others read as well: it is read-only. To
 * edit packets, copy them.
 * <p><b>Losses:</b> numbers of datagrams that are missing, on the account of the network, for as many packets as seven each has.
 * <p><b>Threading:</b> a thread reads, and a paced source emits on another.
 * <p><b>Demand:</b> nothing is read without demand.
 * <p><b>End:</b> completes when the source or the log is closed, or where it was set ({@link LogEnd}).
 */
public final class LogSource implements Source {

    private static final long DATAGRAM_BYTES = 7L * TsPacket.LENGTH;

    private final String name;
    private final BooleanSupplier reached;
    private final FileAccounts accounts = new FileAccounts();
    private final BookAccount lacking = new BookAccount();
    private final ClosableStream stream;
    private final Flux<ByteBuf> buffers;

    /** Null where the times of the log are not those of what is sent. */
    private final @Nullable LoggedNumbers numbers;

    /** The name of the stream, whose lag is looked at; empty where it is not live. */
    private final Optional<String> live;

    private volatile Consumer<? super LogEvent> listener = event -> {};
    private volatile Instant time = Instant.EPOCH;
    private volatile long nextDatagram = -1;

    private LogSource(
            String name,
            BooleanSupplier reached,
            Flux<TsChunk> chunks,
            Function<Flux<TsChunk>, Flux<TsChunk>> spacing,
            @Nullable LoggedNumbers numbers,
            Optional<String> live) {
        this.name = name;
        this.reached = reached;
        this.live = live;
        this.numbers = numbers;
        stream = new ClosableStream(name, accounts);
        buffers = stream.admit(Flux.defer(() -> gated(spacing.apply(chunks)).map(new Packets())));
    }

    /** Has the source closed when the last chunk has passed that is on its way when it is cancelled. */
    private Flux<TsChunk> gated(Flux<TsChunk> chunks) {
        return Flux.from(actual -> {
            ChunkGate gate = stream.open(() -> new ChunkGate(Operators.toCoreSubscriber(actual), stream::released));
            try {
                chunks.subscribe(gate);
            } catch (Throwable broken) {
                gate.cancel();
                throw broken;
            }
        });
    }

    /**
     * A stream with the spacing that it was received with, without an end.
     *
     * @param log the log, which stays the caller's
     * @param stream its name in the log
     * @param from where to begin
     * @param speed 1 for as it was, 2 for twice as fast
     * @return the source
     * @throws IllegalArgumentException if the speed is not positive, or above 1000, or the stream has no name
     */
    public static LogSource paced(TsLog log, String stream, LogStart from, double speed) {
        return paced(log, stream, from, speed, LogEnd.NEVER);
    }

    /**
     * A stream with the spacing that it was received with.
     *
     * @param log the log, which stays the caller's
     * @param stream its name in the log
     * @param from where to begin
     * @param speed 1 for as it was, 2 for twice as fast
     * @param to where to end
     * @return the source
     * @throws IllegalArgumentException if the speed is not positive, or above 1000
     */
    public static LogSource paced(TsLog log, String stream, LogStart from, double speed, LogEnd to) {
        PaceChunks.checkSpeed(speed);
        TsLog.checkName(stream);
        return of(
                log,
                stream,
                from,
                chunks -> onThread(chunks, from, speed),
                speed == 1 ? new LoggedNumbers(stream) : null,
                to);
    }

    /** The same on a thread of its own, which ends with it. */
    private static Flux<TsChunk> onThread(Flux<TsChunk> chunks, LogStart from, double speed) {
        return Flux.using(
                () -> Schedulers.newSingle(new DefaultThreadFactory("dmxflux-log-pace", true)),
                thread -> chunks.transform(spacing(from, speed, thread)),
                Scheduler::dispose,
                false);
    }

    private static PaceChunks spacing(LogStart from, double speed, Scheduler pacing) {
        return from instanceof LogStart.Live && speed == 1 ? PaceChunks.live(pacing) : new PaceChunks(speed, pacing);
    }

    /**
     * A stream with the spacing that it was received with, paced and emitted on a scheduler that others share.
     *
     * @param log the log, which stays the caller's
     * @param stream its name in the log
     * @param from where to begin
     * @param pacing where to wait and to emit; the caller's
     * @param to where to end
     * @return the source
     */
    public static LogSource paced(TsLog log, String stream, LogStart from, Scheduler pacing, LogEnd to) {
        Check.given(pacing, "pacing");
        return of(log, stream, from, chunks -> chunks.transform(spacing(from, 1, pacing)), null, to);
    }

    /**
     * A stream as fast as buffers are requested, to the end of a span: for an export, or an analysis.
     *
     * @param log the log, which stays the caller's
     * @param stream its name in the log
     * @param from where to begin
     * @param until as {@link LogEnd.Before}
     * @return the source
     */
    public static LogSource fast(TsLog log, String stream, LogStart from, Instant until) {
        return fast(log, stream, from, new LogEnd.Before(until));
    }

    /**
     * A stream as fast as buffers are requested.
     *
     * @param log the log, which stays the caller's
     * @param stream its name in the log
     * @param from where to begin
     * @param to where to end
     * @return the source
     */
    public static LogSource fast(TsLog log, String stream, LogStart from, LogEnd to) {
        return of(log, stream, from, Function.identity(), null, to);
    }

    private static LogSource of(
            TsLog log,
            String stream,
            LogStart from,
            Function<Flux<TsChunk>, Flux<TsChunk>> spacing,
            @Nullable LoggedNumbers numbers,
            LogEnd to) {
        TsLog.checkName(stream);
        Check.given(from, "from");
        String name = Check.given(log, "log") + "/" + stream;
        Optional<String> live = from instanceof LogStart.Live ? Optional.of(stream) : Optional.empty();
        return new LogSource(name, () -> log.isReached(stream), log.read(stream, from, to), spacing, numbers, live);
    }

    /**
     * Has it tell when it lags, and when that is over ({@link LogEvent.Lags}, {@link LogEvent.IsLive}): one that begins live.
     *
     * @param told is told on the thread that emits; must not block
     * @return this
     */
    public LogSource onEvent(Consumer<? super LogEvent> told) {
        listener = Check.given(told, "told");
        return this;
    }

    /** Takes the packets out of chunks, and notes when they came and what is missing between them. */
    private final class Packets implements Function<TsChunk, ByteBuf> {

        private final RecordedTime came = new RecordedTime();

        /** Negative before the first: between two subscriptions nothing is missing. */
        private long expected = -1;

        private final Optional<ReaderLag> lag =
                live.map(stream -> new ReaderLag(stream, event -> listener.accept(event)));

        @Override
        public ByteBuf apply(TsChunk chunk) {
            long missing = expected < 0 ? 0 : chunk.firstDatagram() - expected;
            expected = chunk.endDatagram();
            nextDatagram = expected;
            ByteBuf packets = Arrivals.mark(chunk.payload(), came.arrivals(chunk)); // and its one reference
            LoggedDatagrams logged = numbers == null ? null : numbers.of(chunk);
            if (logged != null) {
                packets = LoggedDatagrams.mark(packets, logged);
            }
            accounts.read(packets.readableBytes());
            lacking.add(missing * DATAGRAM_BYTES);
            time = chunk.time();
            lag.ifPresent(
                    from -> from.look(chunk.time().toEpochMilli(), System.currentTimeMillis(), System.nanoTime()));
            return missing == 0 ? packets : Loss.mark(packets, Loss.of(Loss.Account.NETWORK, missing * DATAGRAM_BYTES));
        }
    }

    /**
     * Returns where it is.
     *
     * @return when the last packets that were handed on came, by the wall clock of the machine that received them; the epoch before the
     *     first
     */
    public Instant time() {
        return time;
    }

    /**
     * Returns where another source would go on behind it.
     *
     * @return the position behind the last packets that were handed on; empty before the first
     */
    public OptionalLong position() {
        long next = nextDatagram;
        return next < 0 ? OptionalLong.empty() : OptionalLong.of(next);
    }

    @Override
    public Flux<ByteBuf> buffers() {
        return buffers;
    }

    @Override
    public boolean isReached() {
        return reached.getAsBoolean();
    }

    @Override
    public SourceStats stats() {
        return new SourceStats(lacking.bytes() / DATAGRAM_BYTES, 0, 0, 0, 0);
    }

    @Override
    public SourceBook book() {
        return accounts.book().with(SourceLosses.ofDatagrams(lacking.entry(), DATAGRAM_BYTES));
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
