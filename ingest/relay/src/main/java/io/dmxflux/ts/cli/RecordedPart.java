// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.packet.AdaptationField;
import io.dmxflux.packet.Pcr;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.hls.LastPoint;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;

/**
 * The part of a service that is recorded: from the last random access point before its beginning on, with PAT and PMT before
 * it. Of a whole multiplex, which has many clocks and points, from its beginning on.
 *
 * <p>How long it is, is told by its clock, so that a file that is read at once is measured too. A jump of the clock is left out.
 *
 * <p><b>Demand:</b> 1:1, and one more for each batch that is left out.
 * <p><b>Holds:</b> until it begins, what {@link LastPoint} does.
 * <p><b>Threading:</b> signals on one thread; counts from any.
 */
final class RecordedPart {

    private static final int NONE = -1;
    private static final long LONGEST_STEP_TICKS = Pcr.TICKS_PER_SECOND;

    /** PCRs of other clocks of a multiplex without one of the one that it goes by. */
    private static final int PATIENCE = 1_000;

    private final RecordingSpan span;
    private final boolean isWhole;
    private final @Nullable RecordedEvent event;
    private final InstantSource clock;
    private final Runnable whenOver;
    private final LastPoint before = new LastPoint();

    private boolean isOpen;
    private boolean isOver;
    private int clockPid = NONE;
    private int others;
    private long lastTicks;
    private volatile long ticks;
    private volatile long bytes;
    private volatile long waitedBytes;
    private volatile boolean isGivenUp;

    /**
     * A part of which nothing has come.
     *
     * @param span from when until when
     * @param isWhole whether it is a part of a multiplex
     * @param clock the time of day, at which what comes is received
     * @param whenOver told once, on the thread of the signals
     */
    RecordedPart(RecordingSpan span, boolean isWhole, InstantSource clock, Runnable whenOver) {
        this.span = span;
        this.isWhole = isWhole;
        this.event = span.event() == null ? null : new RecordedEvent(span.event());
        this.clock = clock;
        this.whenOver = whenOver;
    }

    /** Returns the part of a service's batches. */
    Flux<ByteBuf> of(Flux<ByteBuf> batches) {
        return batches.handle(this::next).doFinally(signal -> before.clear());
    }

    private void next(ByteBuf batch, SynchronousSink<ByteBuf> recorded) {
        if (event != null && !isOver) {
            event.add(batch);
        }
        if (!isOver && isEnd()) {
            isOver = true;
            whenOver.run();
        }
        if (isOver) {
            batch.release();
        } else if (isOpen) {
            count(batch);
            recorded.next(batch);
        } else if (isWhole) {
            beginWhole(batch, recorded);
        } else {
            begin(batch, recorded);
        }
    }

    private boolean isEnd() {
        boolean isPast = span.until() != null && !clock.instant().isBefore(span.until());
        return isPast
                || event != null && event.isOver()
                || span.length() != null && isOpen && length().compareTo(span.length()) >= 0;
    }

    private boolean mayBegin() {
        return (event == null || event.hasBegun())
                && (span.at() == null || !clock.instant().isBefore(span.at()));
    }

    private void beginWhole(ByteBuf batch, SynchronousSink<ByteBuf> recorded) {
        isOpen = mayBegin();
        if (isOpen) {
            count(batch);
            recorded.next(batch);
        } else {
            batch.release();
        }
    }

    /** Where no point comes for as much as is kept at most, there is none to wait for. */
    private void begin(ByteBuf batch, SynchronousSink<ByteBuf> recorded) {
        before.add(batch);
        boolean begins = mayBegin();
        waitedBytes += begins ? batch.readableBytes() : 0;
        batch.release();
        if (begins && (before.hasPoint() || waitedBytes > LastPoint.MOST_BYTES)) {
            isOpen = true;
            List<ByteBuf> lead = before.lead();
            before.clear();
            ByteBuf first = Unpooled.wrappedBuffer(lead.size(), lead.toArray(ByteBuf[]::new));
            count(first);
            recorded.next(first);
        }
    }

    private void count(ByteBuf batch) {
        for (int at = batch.readerIndex(); at + TsPacket.LENGTH <= batch.writerIndex(); at += TsPacket.LENGTH) {
            if (AdaptationField.hasPcr(batch, at)) {
                pcr(TsPacket.pid(batch, at), AdaptationField.pcrTicks(batch, at));
            }
        }
        bytes += batch.readableBytes();
    }

    private void pcr(int pid, long pcrTicks) {
        if (isWhole && clockPid != NONE && pid != clockPid && ++others < PATIENCE) {
            return;
        }
        others = 0;
        long step = pid == clockPid ? Pcr.difference(pcrTicks, lastTicks) : 0;
        ticks += step > 0 && step <= LONGEST_STEP_TICKS ? step : 0;
        clockPid = pid;
        lastTicks = pcrTicks;
    }

    /** Returns how long it is up to now. */
    Duration length() {
        return Duration.ofNanos(Pcr.toNanos(ticks));
    }

    long bytes() {
        return bytes;
    }

    /** Returns how much has come since it may begin, also before the point from which on it is recorded. */
    long comeBytes() {
        return waitedBytes + bytes;
    }

    /** Ends it, as nothing comes. */
    void giveUp() {
        isGivenUp = true;
        whenOver.run();
    }

    boolean isGivenUp() {
        return isGivenUp;
    }

    /**
     * Tells when as much time has passed as is recorded, counted from when it may begin.
     *
     * @param now when it begins to wait
     * @return that time; null without a length, or where the event is waited for
     */
    @Nullable
    Instant due(Instant now) {
        Duration length = span.length();
        if (length == null || event != null) {
            return null;
        }
        Instant at = span.at();
        return (at != null && at.isAfter(now) ? at : now).plus(length);
    }

    /** Tells when it ends by the clock on the wall. */
    @Nullable
    Instant until() {
        return span.until();
    }
}
