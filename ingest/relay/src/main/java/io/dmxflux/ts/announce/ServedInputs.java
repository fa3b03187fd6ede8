// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import io.dmxflux.ts.event.InputSlugs;
import io.dmxflux.ts.guide.ServiceTriplet;
import io.dmxflux.ts.inspect.InspectedService;
import io.dmxflux.ts.inspect.InspectedStream;
import io.dmxflux.ts.inspect.Inspection;
import io.dmxflux.ts.psi.StreamCoding;
import io.dmxflux.ts.psi.StreamKind;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the inputs of a process have at the moment, for lists: television and radio, by channel number, and those without one
 * behind them, by input and number of the service.
 *
 * <p><b>Threading:</b> any.
 */
public final class ServedInputs implements Supplier<ServedGuide> {

    private static final Comparator<ServedService> ORDER =
            Comparator.comparing(ServedService::number, Comparator.nullsLast(Comparator.naturalOrder()));

    private final Supplier<Map<String, Inspection>> inspections;
    private final InputSlugs slugs;

    /**
     * What inputs have.
     *
     * @param inspections what has been found in each, by its name
     * @param slugs how inputs stand in URLs
     */
    public ServedInputs(Supplier<Map<String, Inspection>> inspections, InputSlugs slugs) {
        this.inspections = inspections;
        this.slugs = slugs;
    }

    /**
     * Looks at them.
     *
     * @return what they have now
     */
    @Override
    public ServedGuide get() {
        Map<String, Inspection> found = inspections.get();
        List<ServedService> services = found.entrySet().stream()
                .flatMap(input -> input.getValue().services().stream()
                        .filter(service -> service.type() != InspectedService.Type.DATA)
                        .map(service -> served(input.getKey(), service)))
                .sorted(ORDER)
                .toList();
        return new ServedGuide(
                services, found.values().stream().map(Inspection::guide).toList());
    }

    private ServedService served(String input, InspectedService service) {
        Optional<InspectedStream> video = first(service, StreamKind.VIDEO);
        return new ServedService(
                slugs.path(input, service.serviceId()),
                triplet(service),
                Objects.requireNonNullElse(service.name(), ""),
                Objects.requireNonNullElse(service.provider(), ""),
                service.type() == InspectedService.Type.RADIO,
                service.number(),
                video.map(InspectedStream::isHd).orElse(false),
                service.scrambled(),
                coding(video),
                coding(first(service, StreamKind.AUDIO)));
    }

    /** Without an SDT nothing says which network it is; its channel is then that of network 0. */
    private static ServiceTriplet triplet(InspectedService service) {
        return new ServiceTriplet(
                Objects.requireNonNullElse(service.originalNetworkId(), 0),
                service.transportStreamId(),
                service.serviceId());
    }

    private static Optional<InspectedStream> first(InspectedService service, StreamKind kind) {
        return service.streams().stream()
                .filter(stream -> stream.kind() == kind)
                .findFirst();
    }

    private static @Nullable StreamCoding coding(Optional<InspectedStream> stream) {
        return stream.map(InspectedStream::coding).orElse(null);
    }
}
