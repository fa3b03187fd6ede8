// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import io.dmxflux.check.Check;
import io.dmxflux.packet.Pcr;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.log.ChunkCutter;
import io.dmxflux.ts.log.LeaseState;
import io.dmxflux.ts.log.LogBook;
import io.dmxflux.ts.log.LogEvent;
import io.dmxflux.ts.log.LogFeed;
import io.dmxflux.ts.log.StandbyRing;
import io.dmxflux.ts.log.Takeover;
import io.dmxflux.ts.log.TsLog;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * A stream that several hosts receive and one of them writes: joins {@link KafkaLease}, {@link StandbyRing} and the writer of a
 * {@link KafkaLog}. Each host gives it all that it receives.
 * <pre>
 *   lease      Standby            | Owner                            | Lost, Standby
 *   packets    into the ring      | into the ring, and into the log  | into the ring
 *                                 ^ first, out of the ring, what is behind the last logged packet
 * </pre>
 *
 * <p><b>Hot</b> is a standby with a ring: nothing is missing in the log as long as the ring is longer than the time until it
 * owns the stream. <b>Cold</b> is one without: what came until then is missing, and its numbers are left out.
 * <p>Who gives the stream up drops what the cluster has not acknowledged: the next owner has it in its ring. Who closes
 * writes what waits first, so that another goes on at once.
 *
 * <p><b>Copies:</b> packets once into the ring, and once into chunks of the owner.
 * <p><b>Holds:</b> if hot, the last 45 s, and no more bytes than may wait for the cluster ({@link
 * KafkaLogConfig.Builder#buffer}): 90 MB unless set; and what waits for the cluster.
 * <p><b>Threading:</b> as a feed; the cluster is asked on a thread of its own.
 */
public final class KafkaStandby implements LogFeed {

    private static final Duration AGAIN = Duration.ofSeconds(1);

    /** So that brokers may be away for half a minute, and the lease be settled behind that. */
    private static final Duration COVERED = Duration.ofSeconds(45);

    /** Of what a log counts, where it is full. */
    private static final long DATAGRAM_BYTES = 7L * TsPacket.LENGTH;

    /** How often a stream is looked at again that has not come as far as the log. */
    private static final long LOOK_TICKS = Pcr.TICKS_PER_SECOND / 10;

    /** How far behind the log a stream may be. */
    private static final long PATIENCE_TICKS = StandbyRing.LEAST.toSeconds() * Pcr.TICKS_PER_SECOND;

    private final KafkaLog log;
    private final String stream;
    private final boolean hot;
    private final Scheduler thread;
    private final Disposable lease;

    // guarded by this
    private final StandbyRing ring;
    private final StandbyBook book = new StandbyBook();
    private @Nullable Next next;
    private @Nullable ChunkCutter cutter;
    private @Nullable KafkaLogWriter writer;
    private boolean closed;

    private volatile LeaseState state = new LeaseState.Standby();
    private final Outage outage;

    /** A stream that is owned, and whose place in the ring is looked for. */
    private static final class Next {

        final KafkaLog.TakenOver taken;
        long sinceTicks = Long.MIN_VALUE;
        long lookTicks = Long.MIN_VALUE;

        Next(KafkaLog.TakenOver taken) {
            this.taken = taken;
        }
    }

    private KafkaStandby(KafkaLog log, String stream, boolean hot) {
        TsLog.checkName(stream);
        this.log = Check.given(log, "log");
        this.stream = stream;
        this.hot = hot;
        this.ring = ring(log.config());
        this.outage = new Outage(log.stream(stream));
        this.thread = Schedulers.newSingle("dmxflux-kafka-standby-" + stream, true);
        this.lease = Flux.defer(this::takePart)
                .subscribeOn(thread)
                .publishOn(thread)
                .doOnNext(this::follow)
                .doOnError(this::failed)
                .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, AGAIN))
                .subscribe();
    }

    /** It has the bytes that may wait for the cluster, of a stream that is slower the last {@link #COVERED}. */
    private static StandbyRing ring(KafkaLogConfig config) {
        long bits = config.bitRate * Math.max(StandbyRing.LEAST.toMillis(), config.absence.toMillis());
        return new StandbyRing(Math.max(1, bits / COVERED.toMillis()), COVERED);
    }

    /**
     * Takes part, and keeps what comes.
     *
     * @param log the log, which stays the caller's; tells its listener who writes
     * @param stream its name
     * @return the standby, which may become the owner at once
     */
    public static KafkaStandby hot(KafkaLog log, String stream) {
        return new KafkaStandby(log, stream, true);
    }

    /**
     * Takes part, and keeps nothing before it is the owner.
     *
     * @param log the log, which stays the caller's; tells its listener who writes
     * @param stream its name
     * @return the standby, which may become the owner at once
     */
    public static KafkaStandby cold(KafkaLog log, String stream) {
        return new KafkaStandby(log, stream, false);
    }

    /**
     * Returns whether this host writes.
     *
     * @return the latest state of the lease
     */
    public LeaseState state() {
        return state;
    }

    private Flux<LeaseState> takePart() {
        try {
            log.prepare(stream);
            return KafkaLease.of(log.config(), stream);
        } catch (IOException e) {
            return Flux.error(e);
        }
    }

    private void failed(Throwable failure) {
        outage.begin(KafkaFailure.firstLine(failure), System.nanoTime(), 0);
        state = new LeaseState.Standby();
        giveUp(String.valueOf(failure.getMessage()));
    }

    private void follow(LeaseState latest) {
        LeaseState before = state;
        state = latest;
        if (latest instanceof LeaseState.Lost lost) {
            giveUp(lost.problem());
        } else if (latest instanceof LeaseState.Owner) {
            own(latest);
        } else if (latest instanceof LeaseState.Away away) {
            outage.begin(away.problem(), System.nanoTime(), 0);
        } else if (latest instanceof LeaseState.Standby other) {
            other.owner().ifPresent(owner -> standBy(owner, !other.equals(before)));
        }
    }

    private void standBy(String owner, boolean isNews) {
        synchronized (this) {
            book.heard();
        }
        outage.end(System.nanoTime(), 0);
        if (isNews) {
            log.tell(new LogEvent.StandsBy(stream, owner));
        }
    }

    /** Opens the stream for writing, again and again while it is owned. */
    private void own(LeaseState owner) {
        if (state != owner || isClosed()) {
            return;
        }
        try {
            KafkaLog.TakenOver taken = log.takeOver(stream);
            begin(taken);
        } catch (IOException e) {
            outage.begin(KafkaFailure.firstLine(e), System.nanoTime(), 0);
            again(() -> own(owner));
        } catch (IllegalStateException e) {
            // the log is closed
        }
    }

    private void again(Runnable task) {
        try {
            thread.schedule(task, AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // closed
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized void begin(KafkaLog.TakenOver taken) {
        if (closed) {
            taken.tail().close();
            taken.writer().abandon(outage);
            return;
        }
        next = new Next(taken);
    }

    private void giveUp(String why) {
        KafkaLogWriter given;
        synchronized (this) {
            given = next == null ? writer : next.taken.writer();
            endChunk();
            forget();
            book.givesUp();
        }
        if (given != null) {
            given.abandon(outage);
            log.tell(new LogEvent.GaveUp(stream, why));
        }
    }

    /** Frees what is being filled. */
    private void endChunk() {
        try {
            flush();
        } catch (IllegalStateException e) {
            // the log is closed
        }
    }

    private void forget() {
        if (next != null) {
            next.taken.tail().close();
        }
        next = null;
        writer = null;
        cutter = null;
    }

    @Override
    public synchronized void add(ByteBuf buffer, long arrivalTicks, long wallMillis) {
        if (closed) {
            return;
        }
        ChunkCutter owned = cutter;
        Next owning = next;
        book.came(buffer.readableBytes());
        if (!hot && owning == null) {
            ring.close();
        }
        if (hot || owned == null) {
            ring.add(buffer, arrivalTicks, wallMillis);
        }
        if (owned != null) {
            owned.add(buffer, arrivalTicks, wallMillis);
            return;
        }
        book.standsBy(ring.heldBytes());
        if (owning != null && arrivalTicks >= owning.lookTicks) {
            owning.lookTicks = arrivalTicks + LOOK_TICKS;
            goOn(owning, arrivalTicks);
        }
    }

    private void goOn(Next owning, long ticks) {
        KafkaLogWriter opened = owning.taken.writer();
        ChunkCutter made = new ChunkCutter(opened.epoch(), opened.firstDatagram(), opened::append);
        Takeover how = ring.takeOver(owning.taken.tail().chunks(), made);
        owning.sinceTicks = owning.sinceTicks == Long.MIN_VALUE ? ticks : owning.sinceTicks;
        if (how instanceof Takeover.Ahead) {
            if (ticks - owning.sinceTicks < PATIENCE_TICKS) {
                return;
            }
            made.skip(1);
        }
        long held = Math.max(0, ring.packets() - how.firstPacket());
        long lost = book.takesOver(opened, held * TsPacket.LENGTH, holeBytes(how));
        owning.taken.tail().close();
        next = null;
        cutter = made;
        writer = opened;
        thread.schedule(() -> {
            Optional<String> from = log.writerBefore(stream, opened.epoch());
            outage.end(System.nanoTime(), lost);
            log.tell(new LogEvent.TookOver(stream, opened.epoch(), from, how, held));
        });
    }

    /** In a log that is empty, all is missing. */
    private static long holeBytes(Takeover how) {
        return how instanceof Takeover.Fresh ? Long.MAX_VALUE : how.missingDatagrams() * DATAGRAM_BYTES;
    }

    @Override
    public synchronized void skip(long missing) {
        ring.skip(missing);
        if (cutter != null) {
            cutter.skip(missing);
        }
    }

    @Override
    public synchronized void flush() {
        if (cutter != null) {
            cutter.flush();
        }
    }

    @Override
    public synchronized long openTicks() {
        return cutter == null ? NONE_OPEN : cutter.openTicks();
    }

    @Override
    public synchronized LogBook book() {
        return book.book();
    }

    @Override
    public synchronized long readyBytes() {
        return writer == null ? book.book().heldBytes() : 0;
    }

    @Override
    public synchronized boolean hasRoom() {
        return writer == null || writer.hasRoom();
    }

    @Override
    public boolean isWriting() {
        KafkaLogWriter owned;
        synchronized (this) {
            owned = writer;
        }
        return owned != null && owned.book().heldBytes() > 0;
    }

    @Override
    public Optional<String> waitsFor() {
        KafkaLogWriter owned;
        synchronized (this) {
            owned = writer;
        }
        Optional<String> waits = Optional.ofNullable(outage.problem());
        return owned == null ? waits : waits.or(owned::waitsFor);
    }

    @Override
    public void close() {
        KafkaLogWriter owned;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            endChunk();
            owned = next == null ? writer : next.taken.writer();
            ring.close();
            if (writer == null) {
                book.ends();
            }
            forget();
        }
        if (owned != null) {
            owned.close();
        }
        lease.dispose();
        thread.dispose();
    }

    @Override
    public String toString() {
        return log + "/" + stream;
    }
}
