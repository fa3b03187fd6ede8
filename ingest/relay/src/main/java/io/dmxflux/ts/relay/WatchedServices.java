// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.split.ListedService;
import io.dmxflux.ts.split.MultiplexSplitter;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The services of one multiplex, as viewers may have them.
 *
 * <p><b>Threading:</b> any thread; {@link #watch} on any but an event loop's.
 */
final class WatchedServices {

    private final MultiplexSplitter splitter;
    private final Function<RelayPlan.Output, RunningOutput> start;
    private final Consumer<RelayPlan.Output> remove;
    private final AtomicBoolean looksForServices = new AtomicBoolean();
    private volatile List<ListedService> listed = List.of();

    /**
     * Of one multiplex.
     *
     * @param splitter its splitter
     * @param start opens an output, and starts it
     * @param remove ends an output, and keeps its books
     */
    WatchedServices(
            MultiplexSplitter splitter,
            Function<RelayPlan.Output, RunningOutput> start,
            Consumer<RelayPlan.Output> remove) {
        this.splitter = splitter;
        this.start = start;
        this.remove = remove;
    }

    /** Returns the last list of services; the first call has the splitter make lists, which costs it the tables' work. */
    List<ListedService> listed() {
        if (!looksForServices.getAndSet(true)) {
            splitter.services().subscribe(list -> listed = list, failure -> {}, () -> {});
        }
        return listed;
    }

    WatchedStream watch(RelayPlan.Output output) {
        return new WatchedStream(start.apply(output), () -> remove.accept(output));
    }
}
