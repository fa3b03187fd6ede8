// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.inspect;

import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How many packets of each PID have come, and how many a second.
 * <pre>
 *   before ------- last ------- now        a rate is of the time between the last two looks, a second or more each;
 *                                          when the next one is overdue, as nothing comes, of the time since the last
 * </pre>
 *
 * <p><b>Threading:</b> one thread; a {@link #copy} is for another.
 */
final class PidCounters {

    static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final double BITS_PER_PACKET = TsPacket.LENGTH * Byte.SIZE;
    private static final double NANOS = 1e9;
    private static final long NEVER = Long.MIN_VALUE;

    /** A PID that has been away for longer is gone. */
    private static final int GONE_AFTER_LOOKS = 60;

    private final long[] packets;
    private final long[] last;
    private final long[] before;

    /** The look at which something of a PID had come last; 0 for never. */
    private final int[] cameAt;

    private int looks;
    private long lastNanos = NEVER;
    private long beforeNanos = NEVER;

    PidCounters() {
        packets = new long[Pid.COUNT];
        last = new long[Pid.COUNT];
        before = new long[Pid.COUNT];
        cameAt = new int[Pid.COUNT];
    }

    private PidCounters(PidCounters other) {
        packets = other.packets.clone();
        last = other.last.clone();
        before = other.before.clone();
        cameAt = other.cameAt.clone();
        looks = other.looks;
        lastNanos = other.lastNanos;
        beforeNanos = other.beforeNanos;
    }

    PidCounters copy() {
        return new PidCounters(this);
    }

    void count(int pid) {
        packets[pid]++;
    }

    /** Takes back a packet whose PID may be wrong. */
    void uncount(int pid) {
        packets[pid]--;
    }

    boolean isDue(long now) {
        return lastNanos == NEVER || now - lastNanos >= LOOK_NANOS;
    }

    void look(long now) {
        looks++;
        for (int pid = 0; pid < Pid.COUNT; pid++) {
            if (packets[pid] != last[pid]) {
                cameAt[pid] = looks;
            }
        }
        System.arraycopy(last, 0, before, 0, Pid.COUNT);
        System.arraycopy(packets, 0, last, 0, Pid.COUNT);
        beforeNanos = lastNanos;
        lastNanos = now;
    }

    long packets(int pid) {
        return packets[pid];
    }

    long allPackets() {
        return Arrays.stream(packets).sum();
    }

    /** Tells whether a PID has come in the last minute. */
    boolean isThere(int pid) {
        return packets[pid] != last[pid] || cameAt[pid] > 0 && looks - cameAt[pid] < GONE_AFTER_LOOKS;
    }

    /** Returns bits a second; null until that is known. */
    @Nullable
    Long bitrate(int pid, long now) {
        if (isOverdue(now)) {
            return rate(packets[pid] - last[pid], now - lastNanos);
        }
        return beforeNanos == NEVER ? null : rate(last[pid] - before[pid], lastNanos - beforeNanos);
    }

    private boolean isOverdue(long now) {
        long usual = beforeNanos == NEVER ? LOOK_NANOS : lastNanos - beforeNanos;
        return lastNanos != NEVER && now - lastNanos > LOOK_NANOS + usual;
    }

    private static Long rate(long packets, long nanos) {
        return Math.round(packets * BITS_PER_PACKET * NANOS / nanos);
    }

    @Nullable
    Long bitrateOfAll(long now) {
        long sum = 0;
        for (int pid = 0; pid < Pid.COUNT; pid++) {
            Long one = packets[pid] == 0 ? (Long) 0L : bitrate(pid, now);
            if (one == null) {
                return null;
            }
            sum += one;
        }
        return beforeNanos == NEVER && !isOverdue(now) ? null : (Long) sum;
    }
}
