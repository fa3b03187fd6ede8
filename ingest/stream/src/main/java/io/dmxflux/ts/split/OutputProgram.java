// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.check.Listeners;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * The elementary streams that one output sends.
 *
 * <p><b>Threading:</b> changed on the splitter's thread, which calls the listener; read from any.
 */
final class OutputProgram {

    private final PidCounts counts;
    private volatile List<StreamStats> streams = List.of();
    private volatile List<Integer> pids = List.of();
    private volatile Consumer<List<Integer>> onPids = any -> {};

    /** Of nothing so far; counts are of the packets that come. */
    OutputProgram(PidCounts counts) {
        this.counts = counts;
    }

    /** Returns what has come of each; after the end of the last ones. */
    List<StreamStats> streams() {
        List<StreamStats> now = streams;
        List<StreamStats> counted = new ArrayList<>(now.size());
        for (int i = 0; i < now.size(); i++) { // twice a second: no java.util.stream, no iterator
            StreamStats stream = now.get(i);
            counted.add(stream.with(counts.packets(stream.pid()), counts.scrambledPackets(stream.pid())));
        }
        return counted;
    }

    List<Integer> pids() {
        return pids;
    }

    void onPids(Consumer<List<Integer>> listener) {
        onPids = listener;
    }

    void set(@Nullable EditedProgram sent) {
        streams = sent == null ? List.of() : streamsOf(sent);
        setPids(streams.stream().map(StreamStats::pid).toList());
    }

    void end() {
        setPids(List.of());
    }

    private void setPids(List<Integer> next) {
        tellPids();
        pids = next;
        tellPids();
    }

    private void tellPids() {
        Listeners.tell(onPids, pids, (told, thrown) -> Operators.onErrorDropped(thrown, Context.empty()));
    }

    private static List<StreamStats> streamsOf(EditedProgram sent) {
        return sent.kept().stream()
                .map(stream -> new StreamStats(
                        stream.elementaryPid(), sent.plan().of(stream.elementaryPid()), stream.kind(), 0, 0))
                .toList();
    }
}
