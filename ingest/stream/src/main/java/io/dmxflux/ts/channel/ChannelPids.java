// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.channel;

import io.dmxflux.check.Check;
import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.psi.StreamKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The PIDs of a channel.
 *
 * @param video of pictures
 * @param audio of sound
 * @param others of all other streams, by {@code stream_type}
 */
public record ChannelPids(List<Integer> video, List<Integer> audio, SortedMap<Integer, List<Integer>> others) {

    private static final int HIGHEST_PID = 0x1FFF;
    private static final int HIGHEST_TYPE = 0xFF;

    /** None is known. */
    public static final ChannelPids NONE = new ChannelPids(List.of(), List.of(), new TreeMap<>());

    /**
     * Checks the numbers, and keeps copies.
     *
     * @throws IllegalArgumentException in one line, if one is out of its range
     */
    public ChannelPids {
        video = checked("VIDEO_PID", video);
        audio = checked("AUDIO_PID", audio);
        SortedMap<Integer, List<Integer>> copy = new TreeMap<>();
        others.forEach((type, pids) -> {
            Check.argument(type >= 0 && type <= HIGHEST_TYPE, "stream_type", type, "0 to " + HIGHEST_TYPE);
            copy.put(type, checked("PID_%02x".formatted(type), pids));
        });
        others = Collections.unmodifiableSortedMap(copy);
    }

    private static List<Integer> checked(String key, List<Integer> pids) {
        for (int pid : pids) {
            Check.argument(pid >= 0 && pid <= HIGHEST_PID, key, pid, "0 to " + HIGHEST_PID);
        }
        return List.copyOf(pids);
    }

    /**
     * Takes those of a program.
     *
     * @param map its PMT
     * @return its PIDs, in the order of the table
     */
    public static ChannelPids of(ProgramMapTable map) {
        List<Integer> video = new ArrayList<>();
        List<Integer> audio = new ArrayList<>();
        SortedMap<Integer, List<Integer>> others = new TreeMap<>();
        for (ElementaryStream stream : map.streams()) {
            StreamKind kind = stream.kind();
            List<Integer> pids = kind == StreamKind.VIDEO
                    ? video
                    : kind == StreamKind.AUDIO
                            ? audio
                            : others.computeIfAbsent(stream.streamType(), type -> new ArrayList<>());
            pids.add(stream.elementaryPid());
        }
        return new ChannelPids(video, audio, others);
    }
}
