// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.dmxflux.dmx.device.DmxVerb;
import io.dmxflux.dmx.device.sim.FaultPlan;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.split.ServiceEdit;
import io.dmxflux.ts.split.ServiceSelection;
import io.dmxflux.ts.text.Json;
import io.dmxflux.ts.text.RecordSchema;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The state of relays of a driver with faults, as one who follows it by HTTP sees it. */
@Timeout(120)
class FollowedStateTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static RelayPlan.Output output(String service) {
        return RelayPlan.Output.service(
                OutputUri.parse("udp://239.255.77." + (20 + Integer.parseInt(service)) + ":5004?iface=lo&ttl=0"),
                ServiceSelection.parse(service),
                ServiceEdit.NONE);
    }

    private static RelayPlan plan(String from, String... services) {
        return new RelayPlan(
                InputUri.parse(from),
                List.of(services).stream().map(FollowedStateTest::output).toList(),
                Optional.empty());
    }

    private static String text(JsonNode state, String pointer) {
        return state.at(pointer).asText();
    }

    @Test
    void patchesMakeTheWholeDocumentAtEveryStepOfAFault() throws Exception {
        JsonNode schema = StateSchemaTest.schema();
        AtomicInteger compared = new AtomicInteger();
        List<Object> differences = new CopyOnWriteArrayList<>();
        try (FollowedRelays followed = new FollowedRelays(FaultPlan.none(), plan("dvb:0", "1", "9"));
                StateReader reader = new StateReader(followed.url("/api/events"), null, document -> {
                    differences.addAll(RecordSchema.problems(schema, document));
                    JsonNode whole = StateReader.parsed(Json.of(followed.recorder.state()));
                    if (whole.get("time").equals(document.get("time"))) {
                        compared.incrementAndGet();
                        if (!whole.equals(document)) {
                            differences.add(whole.get("time"));
                        }
                    }
                })) {
            await().atMost(PATIENCE).until(() -> compared.get() > 1);
            followed.device().jump(200);
            await().atMost(PATIENCE).until(() -> followed.told.toString().contains("lost by signal"));
            followed.device().unplug();
            await().atMost(PATIENCE).until(() -> followed.told.toString().contains("goes on after"));
            int before = compared.get();
            await().atMost(PATIENCE).until(() -> compared.get() > before + 1);
            assertThat(reader.events.get(0)).isEqualTo("state");
            assertThat(reader.events.stream().filter("state"::equals)).hasSize(1);
        }
        assertThat(differences).isEmpty();
    }

    @Test
    void eachFaultShowsOnItsAccountWithinTwoSecondsInTheWordsOfItsLine() throws Exception {
        FaultPlan overflow150 = FaultPlan.none().failing(DmxVerb.DEQUEUE, 150, Errno.EOVERFLOW);
        List<JsonNode> states = new CopyOnWriteArrayList<>();
        try (FollowedRelays followed = new FollowedRelays(overflow150, plan("dvb:0", "1", "9"));
                StateReader reader = new StateReader(
                        followed.url("/api/events"), null, document -> states.add(document.deepCopy()))) {
            await().atMost(PATIENCE).until(() -> followed.device().overflows() > 0);
            Instant overflow = Instant.now();
            JsonNode lost = first(states, "/inputs/dvb-0/missing/kernel/gaps", "1");
            assertThat(Instant.parse(text(lost, "/time"))).isBefore(overflow.plusSeconds(2));
            assertThat(text(lost, "/inputs/dvb-0/missing/kernel/certainty")).isEqualTo("unknown");
            assertThat(text(lost, "/inputs/dvb-0/missing/signal/packets")).isEqualTo("0");

            await("the end of this loss, which would hide the next one")
                    .atMost(PATIENCE)
                    .until(() -> followed.told.toString().contains("no more since"));
            followed.device().jump(200);
            Instant jump = Instant.now();
            JsonNode ill = first(states, "/inputs/dvb-0/missing/signal/certainty", "at-least");
            assertThat(Instant.parse(text(ill, "/time"))).isBefore(jump.plusSeconds(2));
            JsonNode attention = first(states, "/inputs/dvb-0/reason", "lost by signal: at least");
            assertThat(text(attention, "/inputs/dvb-0/state")).isEqualTo("attention");
            assertThat(text(attention, "/inputs/dvb-0/advice")).isEqualTo("check the signal");
            assertThat(followed.told)
                    .anyMatch(line ->
                            line.equals("dvb:0: " + text(attention, "/inputs/dvb-0/reason") + "; check the signal"));
            assertThat(text(attention, "/summary/state")).isEqualTo("fault"); // of service 9, which is not there
            assertThat(text(attention, "/summary/text")).isEqualTo("1 of 4 services is not on air");
            assertThat(text(attention, "/services/dvb-0-9/state")).isEqualTo("gone");
            assertThat(text(attention, "/services/dvb-0-9/reason")).startsWith("not in the multiplex");
            assertThat(text(attention, "/services/dvb-0-1/outputs/0")).isEqualTo("dvb-0/1");
            assertThat(text(attention, "/outputs/dvb-0~12/state")).isEqualTo("waiting");
            assertThat(reader.buffers).isNotEmpty();

            followed.device().unplug();
            JsonNode away = first(states, "/inputs/dvb-0/state", "waiting");
            assertThat(text(away, "/services/dvb-0-1/state")).isEqualTo("fault");
            assertThat(text(away, "/services/dvb-0-1/reason")).startsWith("dvb:0: ");
            assertThat(text(away, "/summary/text")).startsWith("1 input waits");
            await().atMost(PATIENCE)
                    .until(() -> !text(states.get(states.size() - 1), "/inputs/dvb-0/state")
                            .equals("waiting"));
        }
    }

    private static JsonNode first(List<JsonNode> states, String pointer, String value) {
        return await().atMost(PATIENCE)
                .until(
                        () -> states.stream()
                                .filter(state -> text(state, pointer).startsWith(value))
                                .findFirst(),
                        Optional::isPresent)
                .get();
    }

    @Test
    void noCounterGoesBackOverReloads() throws Exception {
        Map<String, Long> counters = new HashMap<>();
        List<String> back = new ArrayList<>();
        try (FollowedRelays followed = new FollowedRelays(FaultPlan.none(), plan("dvb:0", "1", "2"));
                StateReader reader = new StateReader(followed.url("/api/events"), null, document -> {
                    for (String group : List.of("inputs", "outputs", "services")) {
                        count(document.get(group), "/" + group, counters, back);
                    }
                })) {
            List<RelayPlan> next = List.of(plan("dvb:0", "2"), plan("dvb:0", "1", "2"), plan("dvb:1", "3"));
            for (RelayPlan plan : next) {
                int seen = reader.events.size();
                await().atMost(PATIENCE).until(() -> patches(reader, seen) >= 2);
                followed.relays.change(List.of(plan));
            }
            followed.relays.change(List.of(plan("dvb:0", "1", "2")));
            int seen = reader.events.size();
            await().atMost(PATIENCE).until(() -> patches(reader, seen) >= 2);
            JsonNode state = StateReader.json(followed.url("/api/state"));
            assertThat(names(state.get("outputs")))
                    .as("the names that they had")
                    .contains("dvb-0/1", "dvb-0/2");
            assertThat(state.at("/outputs/dvb-0~11/service").asText()).isEqualTo("dvb-0-1");
            assertThat(names(state.get("inputs"))).containsExactly("dvb-0");
        }
        assertThat(counters.keySet())
                .contains(
                        "/inputs/dvb-0/accounts/arrived",
                        "/outputs/dvb-0/1/accounts/sent",
                        "/services/dvb-0-1/streams/257/continuityErrors");
        assertThat(back).isEmpty();
    }

    private static long patches(StateReader reader, int from) {
        return reader.events.stream().skip(from).filter("patch"::equals).count();
    }

    private static List<String> names(JsonNode object) {
        return StreamSupport.stream(((Iterable<String>) object::fieldNames).spliterator(), false)
                .toList();
    }

    /** All whole numbers but those that may fall. */
    private static void count(JsonNode node, String path, Map<String, Long> counters, List<String> back) {
        node.properties().forEach(member -> {
            String name = path + "/" + member.getKey();
            if (member.getValue().isObject()) {
                count(member.getValue(), name, counters, back);
            } else if (member.getValue().isIntegralNumber()
                    && !name.matches(".*/(bitrate|queued|position|number|[a-z]+Pid|buffers/.*|viewers/.*)")) {
                long now = member.getValue().longValue();
                Long before = counters.put(name, now);
                if (before != null && now < before) {
                    back.add(name + ": " + now + " after " + before);
                }
            }
        });
    }

    @Test
    void theLogHasEachLineThatIsToldAndGoesOnWhereAReaderWas() throws Exception {
        try (FollowedRelays followed = new FollowedRelays(FaultPlan.none(), plan("dvb:0", "1", "9"))) {
            String id;
            try (StateReader reader = new StateReader(followed.url("/api/events"), "0", document -> {})) {
                await().atMost(PATIENCE).until(() -> reader.lines.size() >= 1);
                id = reader.lastId;
            }
            followed.device().unplug();
            await().atMost(PATIENCE).until(() -> followed.told.toString().contains("goes on after"));
            try (StateReader reader = new StateReader(followed.url("/api/events"), id, document -> {})) {
                await().atMost(PATIENCE).until(() -> reader.lines.toString().contains("goes on after"));
                assertThat(reader.lines.get(0).get("id").asText()).isEqualTo(String.valueOf(Long.parseLong(id) + 1));
            }
            JsonNode log = StateReader.json(followed.url("/api/log")).get("events");
            List<String> lines = new ArrayList<>();
            List<Long> ids = new ArrayList<>();
            log.forEach(line -> {
                lines.add(line.get("text").asText());
                ids.add(line.get("id").asLong());
            });
            assertThat(lines).isEqualTo(List.copyOf(followed.told).subList(0, lines.size()));
            assertThat(lines.size()).isGreaterThanOrEqualTo(3);
            assertThat(ids).isSorted().doesNotHaveDuplicates().startsWith(1L);
            assertThat(log).anySatisfy(line -> {
                assertThat(line.get("kind").asText()).isEqualTo("service_not_listed");
                assertThat(line.get("service").asText()).isEqualTo("dvb-0-9");
                assertThat(line.get("input").asText()).isEqualTo("dvb-0");
                assertThat(line.get("level").asText()).isEqualTo("warn");
            });
        }
    }

    @Test
    void whatIsAskedForOnceIsAnsweredAsHttpHasIt() throws Exception {
        try (FollowedRelays followed = new FollowedRelays(FaultPlan.none(), plan("dvb:0", "1"))) {
            await().atMost(PATIENCE)
                    .until(() -> followed.recorder.state().services().values().stream()
                                    .filter(service -> service.bitrate() != null)
                                    .count()
                            == 3);
            HttpResponse<String> schema = StateReader.get(followed.url("/api/state/schema"));
            assertThat(schema.headers().firstValue("Content-Type")).contains("application/schema+json");
            String tag = schema.headers().firstValue("ETag").orElseThrow();
            assertThat(StateReader.get(followed.url("/api/state/schema"), "If-None-Match", tag)
                            .statusCode())
                    .isEqualTo(304);
            HttpResponse<String> state = StateReader.get(followed.url("/api/state"));
            assertThat(state.headers().firstValue("Cache-Control")).contains("no-store");
            HttpResponse<String> head = StateReader.head(followed.url("/api/state"));
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.headers().firstValueAsLong("Content-Length").orElse(0))
                    .isPositive();
            assertThat(RecordSchema.problems(
                            StateReader.parsed(schema.body()), StateReader.json(followed.url("/api/state"))))
                    .isEmpty();
            assertThat(followed.recorder.state().services()).hasEntrySatisfying("dvb-0-1", service -> {
                assertThat(service.viewers()).isEqualTo(new ServiceState.Viewers(2, 1));
                assertThat(service.browser()).isEqualTo(new ServiceState.Browser(true, null));
                assertThat(service.type()).isEqualTo(ServiceState.Type.TELEVISION);
                assertThat(service.now()).isNotNull();
            });
            JsonNode history = StateReader.json(followed.url("/api/history"));
            assertThat(history.at("/bitrates/services/dvb-0-1").size()).isPositive();
            assertThat(history.at("/losses/inputs/dvb-0/signal").size()).isPositive();
            List<StateReader> readers = new ArrayList<>();
            try {
                for (int i = 0; i < 64; i++) {
                    readers.add(new StateReader(followed.url("/api/events"), null, document -> {}));
                }
                await().atMost(PATIENCE).until(() -> readers.stream().allMatch(one -> one.events.contains("state")));
                assertThat(StateReader.get(followed.url("/api/events")).statusCode())
                        .isEqualTo(503);
            } finally {
                readers.forEach(StateReader::close);
            }
            await().atMost(PATIENCE).untilAsserted(() -> {
                try (StateReader again = new StateReader(followed.url("/api/events"), null, document -> {})) {
                    await().atMost(Duration.ofSeconds(2)).until(() -> again.events.contains("state"));
                }
            });
        }
    }
}
