// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.channel;

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

    /** None is known. */
    public static final ChannelPids NONE = new ChannelPids(List.of(), List.of(), new TreeMap<>());

    /** Keeps copies. */
    public ChannelPids {
        video = List.copyOf(video);
        audio = List.copyOf(audio);
        SortedMap<Integer, List<Integer>> copy = new TreeMap<>();
        others.forEach((type, pids) -> copy.put(type, List.copyOf(pids)));
        others = Collections.unmodifiableSortedMap(copy);
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
