// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.packet.Arrivals;
import io.dmxflux.packet.RecordedClock;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * When the packets of an open batch came: a run of them for each run of the input's buffers.
 *
 * <p><b>Threading:</b> one thread.
 */
final class BatchArrivals {

    private static final int AT_FIRST = 4;

    private long[] nanos = new long[AT_FIRST];
    private int[] bytes = new int[AT_FIRST];
    private @Nullable RecordedClock[] clocks = new RecordedClock[AT_FIRST];
    private int runs;

    /** When what is added next came. */
    private long nextNanos = System.nanoTime();

    /** What shows when that was recorded; null of what was not. */
    private @Nullable RecordedClock nextClock;

    /** What is noted of the buffer that is routed; null at first. */
    private @Nullable Arrivals noted;

    private @Nullable ByteBuf buffer;
    private int notedRun;

    /** Where that run ends in the buffer. */
    private long endIndex;

    /** What is added from here on came then: of a buffer run by run, anything else with the run that was reached. */
    void came(@Nullable ByteBuf from, Arrivals arrivals) {
        if (from == null && nextClock != null) {
            return; // the splitter's own, amid a recording
        }
        buffer = from;
        noted = arrivals;
        notedRun = 0;
        endIndex = from == null ? 0 : from.readerIndex();
        begin(arrivals);
    }

    /** It did not come before what was added last. */
    private void begin(Arrivals arrivals) {
        long cameNanos = arrivals.nanos(notedRun);
        nextNanos = runs == 0 ? cameNanos : Math.max(cameNanos, nanos[runs - 1]);
        RecordedClock clock = arrivals.isRecorded() ? arrivals.clock(notedRun) : null;
        nextClock = clock == null || nextNanos == cameNanos ? clock : clock.moved(cameNanos, nextNanos);
        endIndex = notedRun == arrivals.runs() - 1 ? Integer.MAX_VALUE : endIndex + arrivals.bytes(notedRun);
    }

    /** Adds packets. One that is of two runs counts as of the first. */
    void add(ByteBuf from, int index, int length) {
        Arrivals arrivals = noted;
        if (arrivals == null || from != buffer) {
            add(length);
            return;
        }
        for (int left = length; left > 0; ) {
            int at = index + length - left;
            while (at >= endIndex) {
                notedRun++;
                begin(arrivals);
            }
            int packets =
                    (int) Math.min(left, (endIndex - at - 1) / TsPacket.LENGTH * TsPacket.LENGTH + TsPacket.LENGTH);
            add(packets);
            left -= packets;
        }
    }

    private void add(int length) {
        if (runs > 0 && nanos[runs - 1] == nextNanos && clocks[runs - 1] == nextClock) {
            bytes[runs - 1] += length;
            return;
        }
        if (runs == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * runs);
            bytes = Arrays.copyOf(bytes, 2 * runs);
            clocks = Arrays.copyOf(clocks, 2 * runs);
        }
        nanos[runs] = nextNanos;
        clocks[runs] = nextClock;
        bytes[runs++] = length;
    }

    /** Returns those of the first bytes, and forgets these: what is behind them begins the next batch. */
    Arrivals take(int length) {
        int last = 0;
        int before = 0;
        while (before + bytes[last] < length) {
            before += bytes[last++];
        }
        int rest = before + bytes[last] - length;
        bytes[last] -= rest;
        Arrivals taken = first(last + 1);
        bytes[last] = rest;
        int from = rest > 0 ? last : last + 1;
        runs -= from;
        System.arraycopy(nanos, from, nanos, 0, runs);
        System.arraycopy(bytes, from, bytes, 0, runs);
        System.arraycopy(clocks, from, clocks, 0, runs);
        return taken;
    }

    /** One of a recording has a clock for each run: that of the run behind for what came of itself before. */
    private Arrivals first(int count) {
        long[] came = Arrays.copyOf(nanos, count);
        int[] lengths = Arrays.copyOf(bytes, count);
        RecordedClock clock = clocks[count - 1];
        if (clock == null) {
            return Arrivals.at(came, lengths);
        }
        RecordedClock[] shown = new RecordedClock[count];
        for (int i = count - 1; i >= 0; i--) {
            RecordedClock own = clocks[i];
            clock = own == null ? clock : own;
            shown[i] = clock;
        }
        return Arrivals.recorded(came, lengths, shown);
    }

    void clear() {
        runs = 0;
    }
}
