// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dmxflux.ts.state.InputState;
import io.dmxflux.ts.state.RelayState;
import io.dmxflux.ts.text.Json;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;
import reactor.netty.resources.LoopResources;

/**
 * The page before a head end that is not there, to look at it at any size: {@code PageBench PORT}, then {@code
 * /?services=200&broken}. What it serves below {@code /api} has the shapes of the real thing.
 */
final class PageBench implements AutoCloseable {

    private static final int MINUTES = 1440;
    private static final int SECONDS = 300;

    private final LoopResources loop = LoopResources.create("page-bench", 1, true);
    private final Instant begin = Instant.now();
    private final DisposableServer server;
    private volatile BenchState state;

    PageBench(int port, int services, boolean broken) {
        state = new BenchState(services, broken, begin);
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(port)
                .runOn(loop)
                .route(this::addTo)
                .bindNow();
    }

    /** Shows another head end to pages that are opened from now on. */
    void show(int services, boolean broken) {
        state = new BenchState(services, broken, begin);
    }

    String url() {
        return "http://127.0.0.1:" + server.port() + "/";
    }

    private void addTo(HttpServerRoutes routes) {
        new PageArea(this::now).addTo(routes);
        routes.get("/show/{services}/{broken}", (request, response) -> {
                    show(
                            Integer.parseInt(String.valueOf(request.param("services"))),
                            "broken".equals(request.param("broken")));
                    return response.sendRedirect("/");
                })
                .get("/api/events", this::events)
                .get("/api/history", (request, response) -> json(response, history()))
                .get("/api/log", (request, response) -> json(response, Map.of("events", log())))
                .get("/api/services/{id}", (request, response) -> json(response, BenchInspection.of(seconds())))
                .get("/api/inputs/{id}", (request, response) -> json(response, BenchInspection.of(seconds())));
    }

    private long seconds() {
        return Duration.between(begin, Instant.now()).toSeconds();
    }

    private RelayState now() {
        return state.at(seconds());
    }

    private static Publisher<Void> json(HttpServerResponse response, Object value) {
        return response.header(HttpHeaderNames.CONTENT_TYPE, "application/json").sendString(Mono.just(Json.of(value)));
    }

    private Publisher<Void> events(HttpServerRequest request, HttpServerResponse response) {
        BenchState shown = state;
        JsonNode[] last = {withoutNulls(Json.tree(shown.at(seconds())))};
        Flux<String> patches = Flux.interval(Duration.ofSeconds(1))
                .onBackpressureDrop()
                .map(tick -> {
                    JsonNode next = withoutNulls(Json.tree(shown.at(seconds())));
                    String patch = event("patch", patch(last[0], next));
                    last[0] = next;
                    return patch;
                });
        Flux<String> strips = Flux.interval(Duration.ofMillis(100))
                .onBackpressureDrop()
                .map(tick -> {
                    Map<String, Object> inputs = new LinkedHashMap<>();
                    shown.at(0).inputs().forEach((id, input) -> {
                        int lent =
                                Long.valueOf(0).equals(input.bitrate()) ? 0 : (int) (tick * 7 / 3 + id.hashCode() & 3);
                        inputs.put(
                                id,
                                Map.of(
                                        "count",
                                        12,
                                        "kernel",
                                        11 - lent,
                                        "filled",
                                        1,
                                        "lent",
                                        lent,
                                        "holders",
                                        Map.of("239.1.1.1:5004", lent)));
                    });
                    return event("buffers", Json.tree(inputs));
                });
        return response.sse()
                .sendObject(
                        Flux.merge(Flux.just(event("state", last[0])), patches, strips)
                                .map(text -> Unpooled.copiedBuffer(text, StandardCharsets.UTF_8)),
                        buffer -> true);
    }

    private static String event(String name, JsonNode data) {
        return "event: " + name + "\ndata: " + data + "\n\n";
    }

    private static JsonNode withoutNulls(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (Iterator<JsonNode> each = object.iterator(); each.hasNext(); ) {
                if (each.next().isNull()) {
                    each.remove();
                }
            }
        }
        node.forEach(PageBench::withoutNulls);
        return node;
    }

    /** What turns one into the other: RFC 7396. */
    private static JsonNode patch(JsonNode before, JsonNode after) {
        if (!(before instanceof ObjectNode old) || !(after instanceof ObjectNode next)) {
            return after;
        }
        ObjectNode changes = old.objectNode();
        old.fieldNames().forEachRemaining(name -> {
            if (!next.has(name)) {
                changes.putNull(name);
            }
        });
        next.properties().forEach(field -> {
            JsonNode was = old.get(field.getKey());
            if (was == null) {
                changes.set(field.getKey(), field.getValue());
            } else if (!was.equals(field.getValue())) {
                changes.set(field.getKey(), patch(was, field.getValue()));
            }
        });
        return changes;
    }

    private Object history() {
        BenchState shown = state;
        Map<String, List<Long>> services = new LinkedHashMap<>();
        Map<String, List<Long>> inputs = new LinkedHashMap<>();
        Map<String, List<Long>> outputs = new LinkedHashMap<>();
        Map<String, Map<String, List<@Nullable Double>>> signals = new LinkedHashMap<>();
        for (int back = SECONDS; back > 0; back--) {
            RelayState past = shown.at(seconds() - back);
            boolean outage = shown.broken() && back > 160 && back < 190;
            past.services()
                    .forEach((id, each) ->
                            add(services, id, outage && id.endsWith("28106") ? Long.valueOf(0) : each.bitrate()));
            past.inputs().forEach((id, each) -> add(inputs, id, each.bitrate()));
            past.inputs().forEach((id, each) -> add(signals, id, each.signal(), outage));
            past.outputs().forEach((id, each) -> add(outputs, id, each.bitrate()));
        }
        Map<String, Object> losses = new LinkedHashMap<>();
        shown.at(0)
                .inputs()
                .keySet()
                .forEach(id -> losses.put(
                        id,
                        Map.of(
                                "signal",
                                minutes(shown.broken() && id.equals("dvb-0") ? 3 : 0, 200),
                                "kernel",
                                minutes(shown.broken() && id.equals("dvb-0") ? 1 : 0, 900),
                                "policy",
                                minutes(0, 1),
                                "socket",
                                minutes(shown.broken() && id.equals("dvb-0") ? 9 : 0, 1400))));
        return Map.of(
                "seconds",
                SECONDS,
                "bitrates",
                Map.of("services", services, "inputs", inputs, "outputs", outputs),
                "signals",
                Map.of("inputs", signals),
                "losses",
                Map.of("minutes", MINUTES, "inputs", losses));
    }

    private static void add(Map<String, List<Long>> rows, String id, @Nullable Long bitrate) {
        rows.computeIfAbsent(id, unused -> new ArrayList<>()).add(Objects.requireNonNull(bitrate));
    }

    /** In an outage there is no lock. */
    private static void add(
            Map<String, Map<String, List<@Nullable Double>>> rows,
            String id,
            InputState.@Nullable Signal signal,
            boolean outage) {
        if (signal != null) {
            Map<String, List<@Nullable Double>> figures = rows.computeIfAbsent(id, unused -> new LinkedHashMap<>());
            figures.computeIfAbsent("dbm", unused -> new ArrayList<>()).add(outage ? null : signal.dbm());
            figures.computeIfAbsent("cnrDb", unused -> new ArrayList<>()).add(outage ? null : signal.cnrDb());
        }
    }

    private static List<Integer> minutes(int most, int every) {
        return IntStream.range(0, MINUTES)
                .map(minute -> minute % every > every - 12 || minute > MINUTES - 3 ? most * (1 + minute % 7) : 0)
                .boxed()
                .toList();
    }

    private List<Object> log() {
        if (!state.broken()) {
            return List.of();
        }
        List<Object> all = new ArrayList<>();
        String[][] lines = {
            {
                "422",
                "error",
                "dvb-0-28108",
                "dvb:0 -> udp://239.1.0.3:5004 (SWR Fernsehen HD): black: nothing comes of PID 5201 (video), which its PMT has; check its encoder or multiplexer"
            },
            {
                "190",
                "warn",
                "dvb-0-28107",
                "dvb:0 -> udp://239.1.0.2:5004 (arte HD): lost by socket: 903 packets refused (ENETUNREACH); sending goes on when the network takes them"
            },
            {"130", "info", "dvb-0-28106", "dvb:0: packets arrive again, after 30.0 s"},
            {
                "61",
                "warn",
                "dvb-0-28106",
                "dvb:0: TR 101 290 1.4 Continuity_count_error, PID 5101 (service 28106): raised"
            }
        };
        for (String[] line : lines) {
            all.add(Map.of(
                    "id",
                    all.size() + 1,
                    "time",
                    begin.minusSeconds(Long.parseLong(line[0])).toString(),
                    "level",
                    line[1],
                    "input",
                    "dvb-0",
                    "service",
                    line[2],
                    "kind",
                    "trouble",
                    "text",
                    line[3],
                    "pid",
                    5101));
        }
        return all;
    }

    @Override
    public void close() {
        server.disposeNow(Duration.ofSeconds(2));
        loop.dispose();
    }

    public static void main(String[] arguments) throws InterruptedException {
        try (PageBench bench = new PageBench(Integer.parseInt(arguments[0]), 6, true)) {
            System.out.println(bench.url() + "show/200/broken");
            Thread.currentThread().join();
        }
    }
}
