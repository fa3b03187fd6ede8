// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.watch;

import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.Trouble;
import io.dmxflux.ts.plan.RateBounds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares one bit rate with its bounds, that of each look. It is out of them after three looks on the same side, and within
 * them when it has been so for a while. One that goes from below its bounds to above them is two troubles: the first is over
 * when the second begins. Where nothing comes at all that is another trouble.
 */
final class RateWatch {

    /** So long it has to stay within its bounds: there are no more than two lines in this time. */
    static final Duration QUIET = Duration.ofSeconds(3);

    private static final int LOOKS = 3;
    private static final long BITS = TsPacket.LENGTH * Byte.SIZE;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final Trouble.Subject subject;
    private Count last;
    private Count beforeLast;

    /** Below, within or above the bounds; since when, and for how many looks. */
    private int side;

    private Count sideSince;
    private int looks;

    /** The side that is told, 0 for none; and since when it is on it. */
    private int toldSide;

    private Duration began = Duration.ZERO;
    private long lowest;
    private long highest;

    /** A counter at a moment. */
    private record Count(long packets, Duration time) {

        /** The bit rate since another moment. */
        long since(Count before) {
            long nanos = time.minus(before.time).toNanos();
            return (packets - before.packets) * BITS * NANOS_PER_SECOND / Math.max(1, nanos);
        }
    }

    RateWatch(Trouble.Subject subject, long packets, Duration now) {
        this.subject = subject;
        last = new Count(packets, now);
        beforeLast = last;
        sideSince = last;
    }

    /**
     * Looks at the counter.
     *
     * @param bounds of the bit rate
     * @param packets since the beginning
     * @param now when this is
     * @param excused whether the process stood still since the last look
     * @return what has changed
     */
    List<RelayEvent> look(RateBounds bounds, long packets, Duration now, boolean excused) {
        toldSide = bounds.isNone() ? 0 : toldSide;
        Count count = new Count(packets, now);
        List<RelayEvent> events = new ArrayList<>(0);
        if (excused || packets == last.packets) {
            looks = 0;
        } else {
            follow(bounds.compare(count.since(last)));
            judge(bounds, count, events);
        }
        beforeLast = last;
        last = count;
        return events;
    }

    private void follow(int now) {
        if (looks == 0 || now != side) {
            looks = 0;
            sideSince = last;
        }
        side = now;
        looks++;
    }

    private void judge(RateBounds bounds, Count now, List<RelayEvent> events) {
        if (side != 0 && side == toldSide && looks > 1) {
            lowest = Math.min(lowest, now.since(beforeLast));
            highest = Math.max(highest, now.since(beforeLast));
        } else if (side != 0 && side != toldSide && looks >= LOOKS) {
            end(bounds, now, events);
            begin(bounds, now, events);
        } else if (side == 0 && now.time.minus(sideSince.time).compareTo(QUIET) >= 0) {
            end(bounds, now, events);
        }
    }

    private void begin(RateBounds bounds, Count now, List<RelayEvent> events) {
        toldSide = side;
        began = sideSince.time;
        lowest = now.since(sideSince);
        highest = lowest;
        events.add(new RelayEvent.TroubleBegan(trouble(bounds, now)));
    }

    private void end(RateBounds bounds, Count now, List<RelayEvent> events) {
        if (toldSide != 0) {
            toldSide = 0;
            events.add(new RelayEvent.TroubleOver(trouble(bounds, now), sideSince.time.minus(began)));
        }
    }

    private Trouble.RateOutOfBounds trouble(RateBounds bounds, Count now) {
        return new Trouble.RateOutOfBounds(subject, bounds, lowest, highest, now.since(sideSince));
    }
}
