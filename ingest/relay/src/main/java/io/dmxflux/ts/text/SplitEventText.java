// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.text;

import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.split.ListedService;
import io.dmxflux.ts.split.SplitEvent;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Puts what becomes of a service into a line for the user. */
final class SplitEventText implements SplitEvent.Visitor<String> {

    private static final SplitEventText TEXT = new SplitEventText();

    private SplitEventText() {}

    /** Returns the line, which begins with the service. */
    static String of(SplitEvent event) {
        return event.selection() + ": " + event.accept(TEXT);
    }

    @Override
    public String serviceNotListed(SplitEvent.ServiceNotListed event) {
        String listed = event.listed().stream().map(ListedService::toString).collect(Collectors.joining(", "));
        return "not in the multiplex (expected: one of " + listed + "); its output waits for it";
    }

    @Override
    public String serviceNotFound(SplitEvent.ServiceNotFound event) {
        return "not found so far (expected: an SDT with its name, a PAT with a PID that a PMT can be on);"
                + " its output waits for it";
    }

    @Override
    public String programMapMissing(SplitEvent.ProgramMapMissing event) {
        return "no PMT so far (expected: one on PID " + event.pmtPid() + "); its output waits for it";
    }

    @Override
    public String twoTransportStreams(SplitEvent.TwoTransportStreams event) {
        return "PATs of transport streams " + event.followed() + " and " + event.ignored()
                + " in turn (expected: one); " + event.followed() + " is followed";
    }

    @Override
    public String serviceLeft(SplitEvent.ServiceLeft event) {
        return "has left the multiplex; its output waits for it";
    }

    @Override
    public String serviceReturned(SplitEvent.ServiceReturned event) {
        return "is back in the multiplex";
    }

    @Override
    public String streamsSelected(SplitEvent.StreamsSelected event) {
        String streams = event.received().stream().map(SplitEventText::describe).collect(Collectors.joining(", "));
        OptionalInt clock = event.pcrPid();
        return "PMT version " + event.versionNumber() + ": " + streams + "; PCR in "
                + (clock.isPresent() ? clock.getAsInt() : "none");
    }

    private static String describe(ElementaryStream stream) {
        String languages = stream.languages().isEmpty() ? "" : " (" + String.join(", ", stream.languages()) + ")";
        return stream.elementaryPid() + " " + stream.kind() + languages;
    }

    @Override
    public String pidsInConflict(SplitEvent.PidsInConflict event) {
        String refused = event.refused().entrySet().stream()
                .map(mapping -> mapping.getKey() + ":" + mapping.getValue())
                .collect(Collectors.joining(", "));
        return "pids: " + refused
                + ": not mapped, as the service uses the new PID already (expected: a PID that is free)";
    }
}
