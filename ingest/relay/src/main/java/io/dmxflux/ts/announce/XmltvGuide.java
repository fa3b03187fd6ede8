// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import io.dmxflux.ts.guide.GuideEvent;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;

/**
 * The programme guide of what is served, as XMLTV: a channel for each service, also where several inputs have it, and then the
 * events of each.
 *
 * <p>Where an event ends behind the begin of the next one, it ends there.
 *
 * <p><b>Holds:</b> one piece of some {@value #PIECE_BYTES} bytes, whatever the length of the guide.
 */
final class XmltvGuide {

    private static final int PIECE_BYTES = 8_192;

    private final ServedGuide served;
    private final Map<ServedService, String> numbers;
    private final LocalTime time;
    private final XmltvWriter writer = new XmltvWriter();

    private XmltvGuide(ServedGuide served, LocalTime time) {
        this.served = served;
        this.numbers = ChannelNumbers.of(served.services());
        this.time = time;
    }

    /** Writes a document, piece by piece as they are asked for; each subscriber gets one of its own. */
    static Flux<byte[]> pieces(ServedGuide served, LocalTime time) {
        return Flux.generate(() -> new XmltvGuide(served, time).parts().iterator(), (parts, sink) -> {
            byte[] piece = piece(parts);
            if (piece.length == 0) {
                sink.complete();
            } else {
                sink.next(piece);
            }
            return parts;
        });
    }

    /** What is left of a document: running a part writes it, and returns the writer. */
    private interface Part {

        XmltvWriter write();
    }

    private static byte[] piece(Iterator<Part> parts) {
        XmltvWriter writer = null;
        while (parts.hasNext() && (writer == null || writer.written() < PIECE_BYTES)) {
            writer = parts.next().write();
        }
        return writer == null ? new byte[0] : writer.take();
    }

    private Stream<Part> parts() {
        Map<String, Set<String>> channels = new LinkedHashMap<>();
        Map<String, ServedService> services = new LinkedHashMap<>();
        for (ServedService service : served.services()) {
            Set<String> names = channels.computeIfAbsent(service.channelId(), id -> new LinkedHashSet<>());
            names.add(service.title());
            names.add(numbers.getOrDefault(service, ""));
            services.putIfAbsent(service.channelId(), service);
        }
        Stream<Runnable> begin = Stream.of(writer::begin);
        Stream<Runnable> named =
                channels.entrySet().stream().map(channel -> () -> writer.channel(channel.getKey(), channel.getValue()));
        Stream<Runnable> events = services.values().stream().flatMap(this::programmes);
        Stream<Runnable> end = Stream.of(writer::end);
        return Stream.of(begin, named, events, end).flatMap(part -> part).map(part -> () -> {
            part.run();
            return writer;
        });
    }

    private Stream<Runnable> programmes(ServedService service) {
        List<GuideEvent> events = served.events(service);
        return Stream.iterate(0, i -> i < events.size(), i -> i + 1)
                .map(i -> () -> writer.programme(service.channelId(), events.get(i), stop(events, i), time));
    }

    private static Instant stop(List<GuideEvent> events, int i) {
        Instant end = events.get(i).end();
        return i + 1 < events.size() && events.get(i + 1).start().isBefore(end)
                ? events.get(i + 1).start()
                : end;
    }
}
