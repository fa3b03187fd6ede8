// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.net.LoopScheduler;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.split.MultiplexSplitter;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Ends outputs of a multiplex and begins others, in one turn of the loop: no packet is between an output of a log and the one that
 * goes on with other options.
 *
 * <p>It is done on the loop, as the caller's thread would have to do the input's work for as long as it has the splitter's turn.
 *
 * @param from the input
 * @param splitter where packets come from
 * @param outputs those that there are
 * @param destinations of the process
 */
record OutputSuccession(InputUri from, MultiplexSplitter splitter, RelayOutputs outputs, Destinations destinations) {

    /**
     * Finds those that go on where others end.
     *
     * @param opened open, and without packets
     * @param leaving about to end
     * @return some of those that are open
     */
    static List<RunningOutput> successors(List<RunningOutput> opened, List<RunningOutput> leaving) {
        return opened.stream()
                .filter(output -> leaving.stream().anyMatch(output::succeeds))
                .toList();
    }

    /** Ends outputs, and has others get what comes from then on, which waits until they {@link #send}. */
    void run(List<RunningOutput> leaving, List<RunningOutput> next) {
        for (RunningOutput output : next) {
            outputs.add(output);
            destinations.started(new Destinations.Owner(from, output.plan()));
        }
        onLoop(() -> {
            leaving.forEach(RunningOutput::finish);
            next.forEach(output ->
                    output.join(splitter, destinations.history(output.plan().to())));
        });
    }

    void send(RunningOutput output) {
        onLoop(output::send);
    }

    private static void onLoop(Runnable work) {
        Mono.fromRunnable(work).subscribeOn(LoopScheduler.shared()).block();
    }
}
