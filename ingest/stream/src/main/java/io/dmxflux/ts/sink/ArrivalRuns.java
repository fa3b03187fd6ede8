// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.packet.Arrivals;
import io.dmxflux.packet.Pcr;
import io.dmxflux.packet.RecordedClock;
import io.dmxflux.ts.log.WallOffset;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * When the parts of one buffer after the other came, in a time that never goes back: as it is noted ({@link Arrivals}), or now. The
 * wall clock is that of the moment at which they came, not of now: between the two a process may have been stopped, which is no step of
 * a clock.
 *
 * <p><b>A recording</b> that is read again keeps both of its times, or comes now, as asked. What is of another clock, as that of the
 * recording's next epoch, follows by the wall clock.
 * <p><b>Threading:</b> one thread.
 */
final class ArrivalRuns {

    /** What two readings of clocks that nobody set may differ by; a smaller difference would have the times go back. */
    private static final long LEAST_STEP_MILLIS = 10;

    /** Of what is not recorded: the clock of this machine. */
    private static final int THIS_MACHINE = 0;

    private static final int NO_EPOCH = -1;

    private final boolean keepsRecorded;
    private @Nullable Arrivals arrivals;
    private int run;

    /** Where the run ends, in bytes from the buffer's first on. */
    private int endBytes;

    private long nanos = Long.MIN_VALUE;
    private long wallOffsetMillis = WallOffset.millis();

    /** Of the last run that was recorded: another one begins another chunk. */
    private @Nullable RecordedClock chunk;

    private boolean beginsChunk;

    // of the run
    private int epoch = NO_EPOCH;
    private long clockTicks;
    private long ticks;
    private long wallMillis;

    /** Times of one stream after the other; of a recording those that it has, or now. */
    ArrivalRuns(boolean keepsRecorded) {
        this.keepsRecorded = keepsRecorded;
    }

    /** Goes to the first run of a buffer. */
    void begin(ByteBuf buffer) {
        Arrivals noted = Arrivals.of(buffer);
        arrivals = noted == null || noted.isRecorded() && !keepsRecorded ? null : noted;
        long offset = WallOffset.millis();
        if (Math.abs(offset - wallOffsetMillis) >= LEAST_STEP_MILLIS) {
            wallOffsetMillis = offset;
        }
        run = -1;
        endBytes = 0;
        next();
    }

    /** Tells whether the run came at another time than just now. */
    boolean isRecorded() {
        return epoch > THIS_MACHINE;
    }

    /** Tells, once, whether the run is the first of a chunk of a recording. */
    boolean beginsChunk() {
        boolean begins = beginsChunk;
        beginsChunk = false;
        return begins;
    }

    /** Returns the bytes that the run has left from there on, in the order of the buffer, and goes to that run. */
    int left(int fromBytes) {
        while (fromBytes >= endBytes) {
            next();
        }
        return endBytes - fromBytes;
    }

    /** Returns when the run came, in ticks of 27 MHz. */
    long ticks() {
        return ticks;
    }

    /** Returns when the run came by the wall clock, in milliseconds since 1970. */
    long wallMillis() {
        return wallMillis;
    }

    private void next() {
        run++;
        Arrivals noted = arrivals;
        if (noted == null) {
            endBytes = Integer.MAX_VALUE;
            cameHere(System.nanoTime());
            return;
        }
        endBytes = run == noted.runs() - 1 ? Integer.MAX_VALUE : endBytes + noted.bytes(run);
        long noticed = noted.nanos(run);
        if (noted.isRecorded()) {
            RecordedClock clock = noted.clock(run);
            beginsChunk |= clock != chunk;
            chunk = clock;
            came(clock.epoch(), clock.ticks(noticed), clock.wallMillis(noticed));
        } else {
            cameHere(noticed);
        }
    }

    private void cameHere(long atNanos) {
        nanos = Math.max(nanos, atNanos);
        came(THIS_MACHINE, Pcr.fromNanos(nanos), wallOffsetMillis + TimeUnit.NANOSECONDS.toMillis(nanos));
    }

    private void came(int ofEpoch, long cameTicks, long cameMillis) {
        boolean isFirst = epoch == NO_EPOCH;
        if (isFirst) {
            ticks = cameTicks;
        } else if (ofEpoch == epoch && cameTicks >= clockTicks) {
            ticks += cameTicks - clockTicks;
        } else {
            ticks += Math.max(0, cameMillis - wallMillis) * Pcr.TICKS_PER_MILLI;
        }
        epoch = ofEpoch;
        clockTicks = cameTicks;
        wallMillis = cameMillis;
    }
}
