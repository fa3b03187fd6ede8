// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.packet.Arrivals;
import io.dmxflux.packet.Pcr;
import io.dmxflux.packet.RecordedClock;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.log.TsChunk;
import java.util.Arrays;

/**
 * The time of a recorded stream, by the stamps of its datagrams. What another epoch has follows at once: its clock is another.
 *
 * <p><b>Units:</b> nanoseconds, from that of the machine on at which the first chunk is read.
 * <p><b>Threading:</b> one thread.
 */
final class RecordedTime {

    private int epoch;
    private long baseTicks;
    private long baseNanos = System.nanoTime();
    private long lastTicks;

    /** Returns when the datagrams of the next chunk came; those of one stamp are a run. */
    Arrivals arrivals(TsChunk chunk) {
        long[] nanos = new long[chunk.datagrams()];
        int[] bytes = new int[chunk.datagrams()];
        int runs = 0;
        for (int datagram = 0; datagram < chunk.datagrams(); datagram++) {
            long came = nanos(chunk.epoch(), chunk.arrivalTicks(datagram));
            if (runs == 0 || nanos[runs - 1] != came) {
                nanos[runs++] = came;
            }
            bytes[runs - 1] += chunk.packets(datagram) * TsPacket.LENGTH;
        }
        RecordedClock[] clocks = new RecordedClock[runs];
        Arrays.fill(
                clocks,
                new RecordedClock(
                        chunk.epoch(),
                        nanos[0],
                        chunk.arrivalTicks(0),
                        chunk.time().toEpochMilli()));
        return Arrivals.recorded(Arrays.copyOf(nanos, runs), Arrays.copyOf(bytes, runs), clocks);
    }

    private long nanos(int ofEpoch, long ticks) {
        if (ofEpoch != epoch || ticks < lastTicks) {
            baseNanos += epoch == 0 ? 0 : Pcr.toNanos(lastTicks - baseTicks);
            baseTicks = ticks;
            epoch = ofEpoch;
        }
        lastTicks = ticks;
        return baseNanos + Pcr.toNanos(ticks - baseTicks);
    }
}
