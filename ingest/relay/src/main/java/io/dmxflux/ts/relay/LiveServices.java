// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.event.InputSlugs;
import io.dmxflux.ts.event.ServicePath;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.plan.WatchedOutput;
import io.dmxflux.ts.sink.Sink;
import io.dmxflux.ts.split.ServiceEdit;
import io.dmxflux.ts.split.ServiceSelection;
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
        return slugs.input(path.input()).flatMap(this::running).flatMap(relay -> relay.watch(output));
    }

    private Optional<Relay> running(String name) {
        return inputs.all().stream()
                .filter(run -> run.name().equals(name) && run.isRunning())
                .findFirst()
                .map(RelayInputs.Run::relay);
    }
}
