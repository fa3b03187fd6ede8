// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.watch;

import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.Trouble;
import io.dmxflux.ts.plan.RateBounds;
import java.time.Duration;
import java.util.Optional;

/**
 * Compares one bit rate with its bounds, that of each look. It is out of them after three looks on the same side, and within
 * them when it has been so for a while. Where nothing comes at all that is another trouble.
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

    private boolean out;
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
    Optional<RelayEvent> look(RateBounds bounds, long packets, Duration now, boolean excused) {
        out &= !bounds.equals(RateBounds.NONE);
        Count count = new Count(packets, now);
        Optional<RelayEvent> event = Optional.empty();
        if (excused || packets == last.packets) {
            looks = 0;
        } else {
            follow(bounds.compare(count.since(last)));
            event = judge(bounds, count);
        }
        beforeLast = last;
        last = count;
        return event;
    }

    private void follow(int now) {
        if (looks == 0 || now != side) {
            looks = 0;
            sideSince = last;
        }
        side = now;
        looks++;
    }

    private Optional<RelayEvent> judge(RateBounds bounds, Count now) {
        if (side != 0 && out && looks > 1) {
            lowest = Math.min(lowest, now.since(beforeLast));
            highest = Math.max(highest, now.since(beforeLast));
        } else if (side != 0 && !out && looks >= LOOKS) {
            out = true;
            began = sideSince.time;
            lowest = now.since(sideSince);
            highest = lowest;
            return Optional.of(new RelayEvent.TroubleBegan(trouble(bounds)));
        } else if (side == 0 && out && now.time.minus(sideSince.time).compareTo(QUIET) >= 0) {
            out = false;
            return Optional.of(new RelayEvent.TroubleOver(trouble(bounds), sideSince.time.minus(began)));
        }
        return Optional.empty();
    }

    private Trouble.RateOutOfBounds trouble(RateBounds bounds) {
        return new Trouble.RateOutOfBounds(subject, bounds, lowest, highest);
    }
}
