// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import io.dmxflux.ts.books.ByteRates;
import io.dmxflux.ts.books.KeptBook;
import io.dmxflux.ts.books.OutputBook;
import io.dmxflux.ts.event.Roster;
import io.dmxflux.ts.guide.EventText;
import io.dmxflux.ts.guide.GuideEvent;
import io.dmxflux.ts.guide.ProgrammeGuide;
import io.dmxflux.ts.guide.ServiceTriplet;
import io.dmxflux.ts.inspect.InspectedPid;
import io.dmxflux.ts.inspect.InspectedService;
import io.dmxflux.ts.inspect.Inspection;
import io.dmxflux.ts.plan.WatchedOutput;
import io.dmxflux.ts.split.ServiceSelection;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the state of all inputs, services and outputs, of what was read at one moment and what was told until then.
 *
 * <p><b>Shape:</b> to be called each second: rates are those from one call to the next.
 * <p><b>Threading:</b> one thread at a time, and no event loop.
 */
final class StateMaker {

    private static final ServiceState.Viewers NOBODY = new ServiceState.Viewers(0, 0);
    private static final Duration UNCERTAIN = Duration.ofSeconds(5);

    private final Identifiers identifiers;
    private final Complaints complaints;
    private final Supplier<Map<String, ServiceState.Viewers>> viewers;
    private final Supplier<Map<String, KeptBook>> kept;
    private final ByteRates<String> keptRates = new ByteRates<>();
    private final ByteRates<String> inputRates = new ByteRates<>();
    private final ByteRates<String> outputRates = new ByteRates<>();
    private final Standings standings = new Standings();
    private final SteadyCounts counts = new SteadyCounts();
    private final RecentLateness lateness = new RecentLateness();

    /** By input. */
    private final Map<String, Instant> begun = new HashMap<>();

    /** Services that an output sends, as they were seen last. */
    private final Map<String, InspectedService> lastSeen = new HashMap<>();

    /**
     * Prepares to make states.
     *
     * @param identifiers of the process
     * @param complaints what the events of the process tell
     * @param viewers who watches, by the identifiers of services; those that nobody watches may be left out
     * @param kept what is kept, by the identifiers of inputs
     */
    StateMaker(
            Identifiers identifiers,
            Complaints complaints,
            Supplier<Map<String, ServiceState.Viewers>> viewers,
            Supplier<Map<String, KeptBook>> kept) {
        this.kept = kept;
        this.identifiers = identifiers;
        this.complaints = complaints;
        this.viewers = viewers;
    }

    /** The three maps of a state, as they are filled. */
    private static final class Maps {
        private final Map<String, InputState> inputs = new LinkedHashMap<>();
        private final Map<String, ServiceState> services = new LinkedHashMap<>();
        private final Map<String, OutputState> outputs = new LinkedHashMap<>();
        private final Map<String, ServiceState.Viewers> viewers;
        private final Map<String, KeptBook> kept;

        private Maps(Map<String, ServiceState.Viewers> viewers, Map<String, KeptBook> kept) {
            this.viewers = viewers;
            this.kept = kept;
        }
    }

    /**
     * Makes the state.
     *
     * @param readings of all inputs
     * @param process what does not change
     * @param now when they were read
     * @param nowNanos the same, by the clock of rates
     */
    RelayState make(List<Reading> readings, ProcessFacts process, Instant now, long nowNanos) {
        look(readings, nowNanos);
        Maps maps = new Maps(viewers.get(), kept.get());
        Map<String, Long> written = new HashMap<>();
        maps.kept.forEach((id, book) -> written.put(id, book.writtenBytes()));
        keptRates.look(written, nowNanos);
        for (Reading reading : readings) {
            add(reading, maps, now);
        }
        standings.forgetOthers();
        counts.forgetOthers();
        lateness.looked();
        lastSeen.keySet().retainAll(maps.services.keySet());
        return new RelayState(
                RelayState.VERSION,
                now,
                process.host(),
                process.release(),
                process.startedAt(),
                Summaries.of(maps.inputs.values(), maps.services.values(), maps.outputs.values()),
                maps.inputs,
                maps.services,
                maps.outputs);
    }

    private void look(List<Reading> readings, long nowNanos) {
        Map<String, Long> arrived = new HashMap<>();
        Map<String, Long> sent = new HashMap<>();
        for (Reading reading : readings) {
            arrived.put(reading.input(), reading.book().arrived().bytes());
            for (OutputBook output : reading.book().outputs()) {
                sent.put(
                        identifiers.output(reading.input(), output.output()),
                        output.sent().bytes());
            }
        }
        inputRates.look(arrived, nowNanos);
        outputRates.look(sent, nowNanos);
    }

    private void add(Reading reading, Maps maps, Instant now) {
        String name = reading.input();
        String id = identifiers.input(name);
        Indications indications = reading.indicators() == null
                ? null
                : new Indications(name, reading.indicators().arrives(), reading.sums(), began(reading, now));
        Map<String, Indication> indicators = indications == null ? Map.of() : indications.ofInput();
        List<Complaint> ofInput = InputStates.complaints(reading, complaints, indicators, now);
        Standings.Standing standing = standings.take(id, ofInput, opened(reading, now), now);
        KeptBook book = maps.kept.get(id);
        maps.inputs.put(
                id,
                InputStates.of(
                        reading,
                        maps.inputs.size(),
                        standing,
                        indicators,
                        inputRates.of(name),
                        book == null ? null : InputStates.kept(book, keptRates.of(id))));
        Services services = new Services(reading, id, indications, ofInput, now);
        addOutputs(reading, services, maps, now);
        services.addTo(maps);
    }

    private static Instant opened(Reading reading, Instant now) {
        return now.minus(reading.stats().elapsed()).truncatedTo(ChronoUnit.MILLIS);
    }

    /** When the first packet came; that is not known better than packets come, and does not change. */
    private Instant began(Reading reading, Instant now) {
        Duration elapsed =
                Objects.requireNonNull(reading.indicators()).arrives().elapsed();
        Instant next = now.minus(elapsed);
        return begun.merge(
                reading.input(),
                next,
                (known, other) -> Duration.between(known, other).abs().compareTo(UNCERTAIN) < 0 ? known : other);
    }

    private void addOutputs(Reading reading, Services services, Maps maps, Instant now) {
        int position = 0;
        for (Roster.Entry output : reading.roster().outputs()) {
            Optional<OutputBook> book = reading.book(output.plan().toString());
            if (book.isPresent() && !(output.plan().to() instanceof WatchedOutput)) {
                String id = identifiers.output(reading.input(), output.plan().toString());
                List<Complaint> its = OutputStates.complaints(reading, output, complaints, now);
                String service = services.sends(output, id, its);
                maps.outputs.put(
                        id,
                        OutputStates.of(
                                services.id,
                                service,
                                position++,
                                standings.take(id, its, null, now),
                                book.get(),
                                outputRates.of(id),
                                Optional.ofNullable(reading.departures()
                                                .get(output.plan().toString()))
                                        .map(left -> lateness.of(id, left.lateNanos()))
                                        .orElse(null)));
            }
        }
    }

    /** One of the events of a service. */
    private interface Showing {

        Optional<GuideEvent> of(ProgrammeGuide guide, ServiceTriplet service, Instant moment);
    }

    /** The services of one input. */
    private final class Services {

        private final Reading reading;
        private final String id;
        private final @Nullable Indications indications;
        private final List<Complaint> ofInput;
        private final Instant now;
        private final Map<Integer, InspectedService> present = new TreeMap<>();
        private final Map<Integer, InspectedPid> pids = new HashMap<>();

        /** By number: identifiers of outputs, and what is wrong with them by where they go. */
        private final Map<Integer, List<String>> outputs = new TreeMap<>();

        private final Map<Integer, Map<String, List<Complaint>>> ofOutputs = new HashMap<>();
        private final Map<Integer, Complaint> absences = new HashMap<>();

        Services(Reading reading, String id, @Nullable Indications indications, List<Complaint> ofInput, Instant now) {
            this.reading = reading;
            this.id = id;
            this.indications = indications;
            this.ofInput = ofInput;
            this.now = now;
            Inspection inspection = reading.inspection();
            if (inspection != null) {
                inspection.services().forEach(service -> present.put(service.serviceId(), service));
                inspection.pids().forEach(pid -> pids.put(pid.pid(), pid));
            }
            Map<String, Integer> names = new HashMap<>();
            present.values().forEach(service -> {
                if (service.name() != null) {
                    names.put(service.name(), service.serviceId());
                }
            });
            if (!names.isEmpty()) {
                identifiers.names(reading.input(), names);
            }
        }

        /** Notes which service an output sends; returns the identifier of that, null for a whole multiplex. */
        @Nullable
        String sends(Roster.Entry output, String outputId, List<Complaint> complaintsOfOutput) {
            Optional<Integer> serviceId = output.plan().service().flatMap(this::number);
            if (serviceId.isEmpty()) {
                return null;
            }
            int number = serviceId.get();
            outputs.computeIfAbsent(number, any -> new ArrayList<>()).add(outputId);
            Optional<Complaint> absence = OutputStates.absence(reading, output, complaints);
            absence.ifPresent(gone -> absences.put(number, gone));
            if (absence.isEmpty()) {
                ofOutputs
                        .computeIfAbsent(number, any -> new LinkedHashMap<>())
                        .put(output.plan().to().toString(), complaintsOfOutput);
            }
            return identifiers.service(reading.input(), number);
        }

        private Optional<Integer> number(ServiceSelection selection) {
            if (selection instanceof ServiceSelection.ById byId) {
                return Optional.of(byId.serviceId());
            }
            return identifiers.serviceId(reading.input(), ((ServiceSelection.ByName) selection).name());
        }

        void addTo(Maps maps) {
            ServiceStates maker = new ServiceStates(id, pids, counts);
            List<Integer> all = new ArrayList<>(present.keySet());
            outputs.keySet().stream()
                    .filter(number -> !present.containsKey(number))
                    .forEach(all::add);
            all.sort(Comparator.naturalOrder());
            int position = 0;
            for (int number : all) {
                String path = identifiers.service(reading.input(), number);
                ServiceState.Viewers watching = maps.viewers.getOrDefault(path, NOBODY);
                maps.services.put(path, state(maker, number, position++, watching));
            }
        }

        private ServiceState.@Nullable Programme programme(InspectedService service, Showing which) {
            Inspection inspection = reading.inspection();
            Integer network = service.originalNetworkId();
            if (inspection == null || network == null) {
                return null;
            }
            ServiceTriplet triplet = new ServiceTriplet(network, service.transportStreamId(), service.serviceId());
            return which.of(inspection.guide(), triplet, now)
                    .map(event -> new ServiceState.Programme(
                            event.text().map(EventText::title).orElse(""),
                            event.text()
                                    .map(EventText::subtitle)
                                    .filter(text -> !text.isEmpty())
                                    .orElse(null),
                            event.start(),
                            event.end()))
                    .orElse(null);
        }

        private ServiceState state(ServiceStates maker, int number, int position, ServiceState.Viewers watching) {
            String path = identifiers.service(reading.input(), number);
            InspectedService service = present.getOrDefault(number, lastSeen.get(path));
            if (service != null) {
                lastSeen.put(path, service);
            }
            Map<String, Indication> indicators = service == null || indications == null
                    ? Map.of()
                    : maker.indicators(indications, number, service.pids());
            List<Complaint> all =
                    ServiceStates.ofOthers(reading.input(), ofInput, ofOutputs.getOrDefault(number, Map.of()));
            Optional.ofNullable(absences.get(number)).ifPresent(all::add);
            if (service != null && all.stream().noneMatch(one -> one.condition().isFault())) {
                maker.complaint(reading.input(), service).ifPresent(all::add);
            }
            all.addAll(Indications.complaints(indicators.values()));
            ServiceStates.Beside beside = new ServiceStates.Beside(
                    standings.take(path, all, null, now),
                    position,
                    indicators,
                    indications == null
                            ? List.of(Indication.Light.UNKNOWN, Indication.Light.UNKNOWN, Indication.Light.UNKNOWN)
                            : indications.lights(indicators.values()),
                    outputs.getOrDefault(number, List.of()),
                    watching,
                    service == null ? null : ServiceStates.browser(service),
                    service == null ? null : programme(service, ProgrammeGuide::now),
                    service == null ? null : programme(service, ProgrammeGuide::next));
            return service == null ? maker.of(number, beside) : maker.of(service, beside);
        }
    }
}
