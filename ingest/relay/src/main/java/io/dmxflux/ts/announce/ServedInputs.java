// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import io.dmxflux.ts.event.ServicePath;
import io.dmxflux.ts.guide.ServiceTriplet;
import io.dmxflux.ts.inspect.InspectedService;
import io.dmxflux.ts.inspect.InspectedStream;
import io.dmxflux.ts.inspect.Inspection;
import io.dmxflux.ts.psi.StreamCoding;
import io.dmxflux.ts.psi.StreamKind;
import io.dmxflux.ts.relay.ServiceDirectory;
import java.util.Comparator;
import java.util.List;
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

    private final ServiceDirectory services;

    /**
     * What inputs have.
     *
     * @param services those of all inputs
     */
    public ServedInputs(ServiceDirectory services) {
        this.services = services;
    }

    /**
     * Looks at them.
     *
     * @return what they have now
     */
    @Override
    public ServedGuide get() {
        List<ServiceDirectory.Entry> found = services.all();
        return new ServedGuide(
                found.stream()
                        .filter(entry -> entry.service().type() != InspectedService.Type.DATA)
                        .map(entry -> served(entry.path(), entry.service()))
                        .sorted(ORDER)
                        .toList(),
                found.stream()
                        .map(ServiceDirectory.Entry::inspection)
                        .distinct()
                        .map(Inspection::guide)
                        .toList());
    }

    private static ServedService served(ServicePath path, InspectedService service) {
        Optional<InspectedStream> video = first(service, StreamKind.VIDEO);
        return new ServedService(
                path,
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
