// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.viewer;

import io.dmxflux.ts.event.RelayStats;
import io.dmxflux.ts.event.ServicePath;
import io.dmxflux.ts.relay.Relays;
import io.dmxflux.ts.relay.ServiceDirectory;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds the service that a URL names: by its path, or by its number where one input alone has it.
 *
 * <p><b>Threading:</b> any thread but an event loop's.
 */
final class ServiceLookup {

    private final Relays relays;
    private final ServiceDirectory directory;

    ServiceLookup(Relays relays, ServiceDirectory directory) {
        this.relays = relays;
        this.directory = directory;
    }

    /** What a URL names. */
    sealed interface Result {}

    /**
     * A service.
     *
     * @param path its path
     */
    record Found(ServicePath path) implements Result {}

    /**
     * None, at least now.
     *
     * @param status 404, or 503 where it may come
     * @param problem one line
     */
    record Refused(HttpResponseStatus status, String problem) implements Result {}

    /**
     * A service, as it was.
     *
     * @param path its path
     * @param asked from when on that was to be
     * @param at from when on it is
     * @param until up to when it is; empty for no end
     * @param shift where it is kept
     */
    record Shifted(ServicePath path, Instant asked, Instant at, Optional<Instant> until, TimeShift shift)
            implements Result {

        /** Tells whether nothing was kept at the moment that was asked for, and it is another. */
        boolean isMoved() {
            return !at.equals(asked);
        }
    }

    /** Finds a service and a span of it that is kept; of an input that has ended as well. */
    Result shifted(Optional<TimeShift> shift, String text, AskedSpan span) {
        if (shift.isEmpty()) {
            return new Refused(
                    HttpResponseStatus.NOT_FOUND, "at: " + span.at() + ": nothing is kept (expected: --timeshift DIR)");
        }
        Result found = kept(shift.get(), text);
        if (!(found instanceof Found service)) {
            return found;
        }
        Instant now = Instant.now();
        Instant asked = span.beginAt(now);
        Instant moment = shift.get().meant(service.path(), asked);
        Optional<Instant> until = span.endAt(now);
        if (until.filter(end -> !end.isAfter(moment)).isPresent()) {
            return new Refused(
                    HttpResponseStatus.BAD_REQUEST,
                    "until: " + span.until().orElseThrow() + " (expected: behind at: " + ShiftInstant.text(moment)
                            + ")");
        }
        return shift.get()
                .refusal(service.path(), moment)
                .<Result>map(problem -> new Refused(HttpResponseStatus.NOT_FOUND, problem))
                .orElseGet(() -> new Shifted(service.path(), asked, moment, until, shift.get()));
    }

    /** Finds a service that is kept, also of an input that has ended. */
    Result kept(TimeShift shift, String text) {
        return ServicePath.parse(text)
                .filter(named -> shift.keeps(named.input()))
                .<Result>map(Found::new)
                .orElseGet(() -> find(text));
    }

    /** Finds it by what stands in the URL. */
    Result find(String text) {
        Optional<ServicePath> path = directory.find(text).map(ServiceDirectory.Entry::path);
        if (path.isPresent()) {
            return new Found(path.get());
        }
        return silentInput(text)
                .<Result>map(input -> new Refused(
                        HttpResponseStatus.SERVICE_UNAVAILABLE,
                        "service " + text + ": " + input + ": " + reason(input)))
                .orElseGet(() -> new Refused(HttpResponseStatus.NOT_FOUND, directory.problem(text)));
    }

    /** Returns the input whose services have not come yet, if the text is of that one, or there are no services at all. */
    private Optional<String> silentInput(String text) {
        List<ServiceDirectory.Entry> all = directory.all();
        Set<String> heard = all.stream().map(ServiceDirectory.Entry::input).collect(Collectors.toSet());
        Optional<String> named =
                ServicePath.parse(text).flatMap(path -> relays.live().slugs().input(path.input()));
        return relays.runningStats().stream()
                .map(RelayStats::input)
                .filter(input -> !heard.contains(input))
                .filter(input -> named.map(input::equals).orElse(all.isEmpty()))
                .findFirst();
    }

    private String reason(String input) {
        return relays.runningStats().stream()
                .filter(stats -> stats.input().equals(input))
                .map(RelayStats::waitsFor)
                .flatMap(Optional::stream)
                .findFirst()
                .orElse("no services have come yet");
    }
}
