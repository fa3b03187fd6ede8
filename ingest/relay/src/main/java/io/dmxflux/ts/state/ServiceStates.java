// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import io.dmxflux.ts.event.Trouble;
import io.dmxflux.ts.hls.Playability;
import io.dmxflux.ts.inspect.InspectedPid;
import io.dmxflux.ts.inspect.InspectedService;
import io.dmxflux.ts.inspect.InspectedStream;
import io.dmxflux.ts.psi.StreamKind;
import io.dmxflux.ts.split.StreamStats;
import io.dmxflux.ts.text.EventText;
import io.dmxflux.ts.text.Reason;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes the states of the services of one input.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class ServiceStates {

    private final String input;
    private final Map<Integer, InspectedPid> pids;
    private final SteadyCounts counts;

    /**
     * Prepares to make them.
     *
     * @param input the identifier of the input
     * @param pids what each PID carries
     * @param counts of the whole process
     */
    ServiceStates(String input, Map<Integer, InspectedPid> pids, SteadyCounts counts) {
        this.input = input;
        this.pids = pids;
        this.counts = counts;
    }

    /** What else is known of a service. */
    record Beside(
            Standings.Standing standing,
            int position,
            Map<String, Indication> indicators,
            List<Indication.Light> lights,
            List<String> outputs,
            ServiceState.Viewers viewers,
            ServiceState.@Nullable Browser browser,
            ServiceState.@Nullable Programme now,
            ServiceState.@Nullable Programme next) {}

    /** Returns what is wrong with the streams of a service: those of video and audio of which nothing comes. */
    Optional<Complaint> complaint(String inputName, InspectedService service) {
        List<InspectedStream> seen = service.streams().stream()
                .filter(stream -> stream.kind() == StreamKind.VIDEO || stream.kind() == StreamKind.AUDIO)
                .toList();
        List<StreamStats> away = seen.stream()
                .filter(stream -> rate(stream.pid()).filter(rate -> rate == 0).isPresent())
                .map(stream -> new StreamStats(stream.pid(), stream.pid(), stream.kind(), 0, 0))
                .toList();
        if (away.isEmpty()) {
            return Optional.empty();
        }
        boolean black = away.size() == seen.size();
        Trouble trouble = new Trouble.StreamsAway(Trouble.Subject.input(inputName), away, black);
        return Optional.of(new Complaint(black ? Condition.FAULT : Condition.ATTENTION, Reason.of(trouble)));
    }

    private Optional<Long> rate(int pid) {
        return Optional.ofNullable(pids.get(pid)).flatMap(one -> Optional.ofNullable(one.bitrate()));
    }

    /** Returns whether a browser plays a service; null while its PMT has not come. */
    static ServiceState.@Nullable Browser browser(InspectedService service) {
        if (service.streams().isEmpty()) {
            return null;
        }
        Playability judged = Playability.ofStreams(
                service.streams().stream()
                        .map(stream -> new Playability.Stream(stream.streamType(), stream.coding(), stream.codec()))
                        .toList(),
                service.scrambled());
        return new ServiceState.Browser(judged.plays(), judged.reason().orElse(null));
    }

    /** Makes the state of a service that is, or was, in the multiplex. */
    ServiceState of(InspectedService service, Beside beside) {
        return new ServiceState(
                input,
                service.serviceId(),
                beside.position(),
                service.name(),
                service.provider(),
                ServiceState.Type.valueOf(service.type().name()),
                service.number(),
                service.scrambled(),
                beside.standing().state(),
                beside.standing().what(),
                beside.standing().since(),
                beside.standing().advice(),
                rate(service),
                service.pmtPid(),
                service.pcrPid(),
                streams(service),
                beside.now(),
                beside.next(),
                beside.indicators(),
                beside.lights(),
                beside.outputs(),
                beside.viewers(),
                beside.browser());
    }

    /** Makes the state of a service that an output waits for and that has never come. */
    ServiceState of(int serviceId, Beside beside) {
        return new ServiceState(
                input,
                serviceId,
                beside.position(),
                null,
                null,
                ServiceState.Type.DATA,
                null,
                false,
                beside.standing().state(),
                beside.standing().what(),
                beside.standing().since(),
                beside.standing().advice(),
                null,
                null,
                null,
                Map.of(),
                null,
                null,
                Map.of(),
                beside.lights(),
                beside.outputs(),
                beside.viewers(),
                null);
    }

    /** The sum of its PIDs; null while that of none is known. */
    private @Nullable Long rate(InspectedService service) {
        List<Long> rates = service.pids().stream()
                .mapToObj(this::rate)
                .flatMap(Optional::stream)
                .toList();
        return rates.isEmpty() ? null : rates.stream().mapToLong(rate -> rate).sum();
    }

    private Map<String, ServiceState.Stream> streams(InspectedService service) {
        Map<String, ServiceState.Stream> streams = new LinkedHashMap<>();
        for (InspectedStream stream : service.streams()) {
            InspectedPid pid = pids.get(stream.pid());
            long errors = pid == null ? 0 : pid.continuityErrors();
            streams.put(
                    String.valueOf(stream.pid()),
                    new ServiceState.Stream(
                            stream.kind().name().toLowerCase(Locale.ROOT),
                            stream.codec(),
                            stream.name(),
                            stream.languages().isEmpty()
                                    ? null
                                    : stream.languages().get(0),
                            pid == null ? null : pid.bitrate(),
                            counts.of(input + " " + service.serviceId() + " " + stream.pid(), errors),
                            stream.scrambled()));
        }
        return streams;
    }

    /** Returns the indicators of a service, with counts that never go back. */
    Map<String, Indication> indicators(Indications all, int serviceId, BitSet its) {
        Map<String, Indication> some = new LinkedHashMap<>();
        all.ofService(serviceId, its)
                .forEach((clause, one) -> some.put(
                        clause,
                        new Indication(
                                one.name(),
                                one.priority(),
                                one.state(),
                                counts.of(input + " " + serviceId + " " + clause, one.errors()),
                                one.since(),
                                one.pids(),
                                one.text())));
        return some;
    }

    /** Returns what is wrong with a service since its input or one of its outputs is. */
    static List<Complaint> ofOthers(String inputName, List<Complaint> ofInput, Map<String, List<Complaint>> ofOutputs) {
        List<Complaint> all = new ArrayList<>();
        Complaint worst = Complaint.worst(ofInput);
        if (worst != null && worst.condition().isFault()) {
            all.add(worst.of(Condition.FAULT, EventText.of(inputName)));
        }
        ofOutputs.forEach((name, complaints) -> {
            Complaint its = Complaint.worst(complaints);
            if (its != null && its.condition() != Condition.ENDED) {
                Condition condition = its.condition().isFault() ? Condition.FAULT : its.condition();
                all.add(its.of(condition, EventText.of(name)));
            }
        });
        return all;
    }
}
