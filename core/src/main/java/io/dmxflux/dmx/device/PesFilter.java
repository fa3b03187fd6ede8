// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Which packets of a multiplex a demux passes on: all, or those of some PIDs.
 *
 * @param pids the PIDs, 0..0x1FFF each; {@link #FULL_TS} alone for all
 * @param input where the packets come from
 */
public record PesFilter(List<Integer> pids, Input input) {

    /** The driver's number for the whole transport stream. */
    public static final int FULL_TS = 0x2000;

    static final int HIGHEST_PID = 0x1FFF;

    /** Where a demux's packets come from. */
    public enum Input {
        /** {@code DMX_IN_FRONTEND}: the tuner. */
        FRONTEND,
        /** {@code DMX_IN_DVR}: a program that writes to the dvr node. */
        DVR
    }

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if there is no PID, one twice, or one out of range
     */
    public PesFilter {
        pids = List.copyOf(pids);
        if (pids.isEmpty()) {
            throw new IllegalArgumentException("pids: none (expected: one or more of 0..8191; or the whole stream)");
        }
        if (pids.stream().distinct().count() != pids.size()) {
            throw new IllegalArgumentException("pids: " + pids + " (expected: each PID once)");
        }
        boolean whole = pids.equals(List.of(FULL_TS));
        pids.stream().filter(pid -> !whole && (pid < 0 || pid > HIGHEST_PID)).forEach(pid -> {
            throw new IllegalArgumentException("pid: " + pid + " (expected: 0..8191)");
        });
    }

    /**
     * Passes every packet that the tuner receives.
     *
     * @return the filter
     */
    public static PesFilter fullTs() {
        return new PesFilter(List.of(FULL_TS), Input.FRONTEND);
    }

    /**
     * Passes the packets of some PIDs.
     *
     * @param pids the PIDs, 0..0x1FFF
     * @return the filter
     * @throws IllegalArgumentException if there is none, one twice, or one out of range
     */
    public static PesFilter ofPids(int... pids) {
        return new PesFilter(IntStream.of(pids).boxed().toList(), Input.FRONTEND);
    }

    /**
     * Takes the packets from what a program writes to the dvr node, instead of from the tuner.
     *
     * @return a filter of the same PIDs
     */
    public PesFilter fromDvr() {
        return new PesFilter(pids, Input.DVR);
    }
}
