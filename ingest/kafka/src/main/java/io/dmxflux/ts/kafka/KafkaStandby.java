// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import io.dmxflux.check.Check;
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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
 * <p>A host that gives the stream up drops what the cluster has not acknowledged: the next owner has it in its ring. One that
 * closes writes what waits first, so that another goes on at once; what it kept ready is refused where nobody is known to write
 * it. Closing the log closes it.
 *
 * <p><b>Copies:</b> packets once into the ring, and once into chunks of the owner.
 * <p><b>Holds:</b> if hot, the last 45 s, and no more bytes than may wait for the cluster ({@link
 * KafkaLogConfig.Builder#buffer}): 90 MB unless set; and what waits for the cluster.
 * <p><b>Threading:</b> as a feed; the cluster is asked on a thread of its own.
 */
public final class KafkaStandby implements LogFeed {

    private final KafkaLog log;
    private final String stream;
    private final boolean hot;
    private final LeaseWatch watch;

    // guarded by this
    private final StandbyRing ring;
    private final StandbyBook book = new StandbyBook();
    private @Nullable OwnedStream next;
    private @Nullable ChunkCutter cutter;
    private @Nullable KafkaLogWriter writer;
    private boolean closed;

    private KafkaStandby(KafkaLog log, String stream, boolean hot) {
        TsLog.checkName(stream);
        this.log = Check.given(log, "log");
        this.stream = stream;
        this.hot = hot;
        this.ring = log.config().ring();
        this.watch = new LeaseWatch(log, stream, host());
        watch.start();
    }

    /**
     * Takes part, and keeps what comes.
     *
     * @param log the log, which stays the caller's, and closes this with it; tells its listener who writes
     * @param stream its name
     * @return the standby, which may become the owner at once
     */
    public static KafkaStandby hot(KafkaLog log, String stream) {
        return log.joins(new KafkaStandby(log, stream, true));
    }

    /**
     * Takes part, and keeps nothing before it is the owner.
     *
     * @param log the log, which stays the caller's, and closes this with it; tells its listener who writes
     * @param stream its name
     * @return the standby, which may become the owner at once
     */
    public static KafkaStandby cold(KafkaLog log, String stream) {
        return log.joins(new KafkaStandby(log, stream, false));
    }

    /**
     * Returns whether this host writes.
     *
     * @return the latest state of the lease; {@link LeaseState.Lost} once this is closed
     */
    public LeaseState state() {
        return watch.state();
    }

    private LeaseWatch.Host host() {
        return new LeaseWatch.Host() {
            @Override
            public void hears() {
                synchronized (KafkaStandby.this) {
                    book.heard();
                }
            }

            @Override
            public void barred() {
                synchronized (KafkaStandby.this) {
                    book.barred();
                }
            }

            @Override
            public void begins(KafkaLog.TakenOver taken) {
                begin(taken);
            }

            @Override
            public void givesUp(String why) {
                giveUp(why);
            }
        };
    }

    private synchronized void begin(KafkaLog.TakenOver taken) {
        if (closed) {
            taken.tail().close();
            taken.writer().abandon(watch.outage());
            return;
        }
        OwnedStream owned = new OwnedStream(taken);
        next = owned;
        if (ring.packets() > 0) { // nothing more may come
            goOn(owned, false);
            long openTicks = openTicks();
            watch.later(() -> endChunk(openTicks));
        }
    }

    /** Ends the chunk that was begun then, unless it has ended. */
    private synchronized void endChunk(long openTicks) {
        if (openTicks() == openTicks) {
            flush();
        }
    }

    private void giveUp(String why) {
        KafkaLogWriter given;
        synchronized (this) {
            given = next == null ? writer : next.writer();
            flush();
            forget();
            book.givesUp();
        }
        if (given != null) {
            given.abandon(watch.outage());
            log.tell(new LogEvent.GaveUp(stream, why));
        }
    }

    private void forget() {
        if (next != null) {
            next.close();
        }
        next = null;
        writer = null;
        cutter = null;
    }

    @Override
    public synchronized void add(ByteBuf buffer, long arrivalTicks, long wallMillis) {
        int bytes = Check.given(buffer, "buffer").readableBytes();
        Check.argument(bytes % TsPacket.LENGTH == 0, "buffer", bytes + " bytes", "whole packets of 188 bytes");
        if (closed) {
            throw new IllegalStateException(this + ": closed (expected: open)");
        }
        book.came(bytes);
        ChunkCutter owned = cutter;
        OwnedStream owning = next;
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
        if (owning != null && owning.isDue(arrivalTicks)) {
            goOn(owning, owning.isPastPatience(arrivalTicks));
        }
    }

    /** Begins to write behind what is logged, or without knowing where that is if this cannot wait any longer. */
    private void goOn(OwnedStream owning, boolean anyhow) {
        KafkaLogWriter opened = owning.writer();
        ChunkCutter made = owning.cutter(book::refused);
        Takeover how = ring.takeOver(owning.tail(), made);
        if (how instanceof Takeover.Ahead) {
            if (!anyhow) {
                return;
            }
            made.skip(1);
        }
        long held = Math.max(0, ring.packets() - how.firstPacket());
        long lost = book.takesOver(opened, held * TsPacket.LENGTH, StandbyBook.holeBytes(how));
        owning.close();
        next = null;
        cutter = made;
        writer = opened;
        watch.tookOver(opened.epoch(), how, held, lost);
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
        Optional<String> waits = Optional.ofNullable(watch.problem());
        return owned == null ? waits : waits.or(owned::waitsFor);
    }

    @Override
    public void close() {
        close(null);
    }

    /** The log is being closed. */
    void closeWithLog() {
        close(this + ": the log is closed (expected: open for as long as it is written)");
    }

    private void close(@Nullable String why) {
        KafkaLogWriter owned;
        synchronized (this) {
            if (closed) {
                return;
            }
            flush();
            closed = true;
            owned = next == null ? writer : next.writer();
            ring.close();
            if (writer == null) {
                book.ends(next != null || watch.isWrittenElsewhere());
            }
            forget();
            watch.ends(why);
        }
        log.leaves(this);
        if (owned != null) {
            owned.close();
        }
        watch.close();
        if (why != null) {
            log.tell(new LogEvent.GaveUp(stream, why));
        }
    }

    @Override
    public String toString() {
        return log + "/" + stream;
    }
}
