// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.event.InputSlugs;
import io.dmxflux.ts.event.ServicePath;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.plan.WatchedOutput;
import io.dmxflux.ts.sink.Sink;
import io.dmxflux.ts.split.ListedService;
import io.dmxflux.ts.split.ServiceEdit;
import io.dmxflux.ts.split.ServiceSelection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The services of all inputs of a process, as viewers may have them, beside what the plans send.
 *
 * <p><b>Threading:</b> any thread; {@link #watch} on any but an event loop's.
 */
public final class LiveServices {

    private final RelayInputs inputs;
    private final InputSlugs slugs = new InputSlugs();

    LiveServices(RelayInputs inputs) {
        this.inputs = inputs;
    }

    /**
     * Returns the slugs by which inputs stand in URLs.
     *
     * @return those of this process, in which each input that was ever opened has one
     */
    public InputSlugs slugs() {
        return slugs;
    }

    /**
     * Returns the services that inputs have; the first call has them look for them.
     *
     * @return by the name of the input, of each that there is; none of one that has not told them yet, and of one that sends
     *     nothing but the whole
     */
    public Map<String, List<ListedService>> listed() {
        Map<String, List<ListedService>> listed = new LinkedHashMap<>();
        inputs.all()
                .forEach(run -> listed.put(
                        run.name(),
                        run.relay().watched().map(WatchedServices::listed).orElse(List.of())));
        return listed;
    }

    /**
     * Sends a service to viewers: an output of its own, with a book of its own.
     *
     * @param path which service; one that has no such output now
     * @param open opens what takes its batches
     * @return the stream, the caller's to close; empty if its input does not run now
     */
    public Optional<WatchedStream> watch(ServicePath path, Supplier<Sink> open) {
        RelayPlan.Output output = RelayPlan.Output.service(
                new WatchedOutput(path.toString(), open),
                new ServiceSelection.ById(path.serviceId()),
                ServiceEdit.NONE);
        return slugs.input(path.input()).flatMap(this::running).map(services -> services.watch(output));
    }

    private Optional<WatchedServices> running(String name) {
        return inputs.all().stream()
                .filter(run -> run.name().equals(name) && run.isRunning())
                .findFirst()
                .flatMap(run -> run.relay().watched());
    }
}
