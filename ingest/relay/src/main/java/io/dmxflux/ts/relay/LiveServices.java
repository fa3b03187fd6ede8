// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.event.InputSlugs;
import io.dmxflux.ts.event.ServicePath;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.plan.StreamListener;
import io.dmxflux.ts.plan.WatchedOutput;
import io.dmxflux.ts.sink.Sink;
import io.dmxflux.ts.split.ServiceEdit;
import io.dmxflux.ts.split.ServiceSelection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
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
                WatchedOutput.ofService(path.toString(), open),
                new ServiceSelection.ById(path.serviceId()),
                ServiceEdit.NONE);
        return slugs.input(path.input()).flatMap(this::running).flatMap(relay -> relay.watch(output));
    }

    /**
     * Returns the inputs that run now.
     *
     * @return their slugs
     */
    public List<String> running() {
        return inputs.all().stream()
                .filter(RelayInputs.Run::isRunning)
                .map(run -> slugs.of(run.name()))
                .toList();
    }

    /**
     * Keeps the multiplex of an input, as it arrives, beside what its plan sends.
     *
     * @param slug of the input, of which nothing is kept now
     * @param open opens what takes it, and is given who is told what it waits for
     * @return the stream, the caller's to close; empty if the input does not run now
     */
    public Optional<WatchedStream> keep(String slug, Function<? super Waiting, ? extends Sink> open) {
        RelayPlan.Output output =
                RelayPlan.Output.whole(WatchedOutput.kept(slug, listener -> open.apply(new Told(listener))));
        return slugs.input(slug).flatMap(this::running).flatMap(relay -> relay.watch(output));
    }

    /** Told what keeps a stream from being kept. */
    public interface Waiting {

        /**
         * Something is waited for.
         *
         * @param problem what is missing, in a phrase
         */
        void waits(String problem);

        /**
         * What was waited for is there.
         *
         * @param waited for how long
         * @param lackingPackets what is not kept since then
         */
        void isBack(Duration waited, long lackingPackets);
    }

    private record Told(StreamListener listener) implements Waiting {

        @Override
        public void waits(String problem) {
            listener.waits(problem);
        }

        @Override
        public void isBack(Duration waited, long lackingPackets) {
            listener.isBack(waited, OptionalLong.of(lackingPackets));
        }
    }

    private Optional<Relay> running(String name) {
        return inputs.all().stream()
                .filter(run -> run.name().equals(name) && run.isRunning())
                .findFirst()
                .map(RelayInputs.Run::relay);
    }
}
