// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.plan.EveryService;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.split.ListedService;
import io.dmxflux.ts.split.ServiceEdit;
import io.dmxflux.ts.text.EventText;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EveryServiceOutputsTest {

    private static final ListedService ONE = new ListedService(1, Optional.of("Radio"));
    private static final ListedService TWO = new ListedService(2, Optional.of("Radio"));

    private final List<String> opened = new CopyOnWriteArrayList<>();
    private final List<String> ended = new CopyOnWriteArrayList<>();
    private final List<Integer> announced = new CopyOnWriteArrayList<>();
    private final List<String> notices = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> opening = new CompletableFuture<>();
    private final CompletableFuture<Void> mayOpen = new CompletableFuture<>();

    private EveryServiceOutputs to(String template) {
        return new EveryServiceOutputs(
                new EveryService(template, ServiceEdit.NONE, Optional.empty(), false),
                this::open,
                output -> ended.add(output.to().toString()),
                services -> announced.add(services.size()),
                event -> notices.addAll(EventText.lines(event)));
    }

    private void open(RelayPlan.Output plan) {
        opening.complete(null);
        mayOpen.join();
        opened.add(plan.to().toString());
    }

    @Test
    void itIsClosedWhenNothingIsBeingOpenedAnyMoreAndNobodyWaitsForIt() throws Exception {
        EveryServiceOutputs outputs = to("udp://239.1.1.{n}:5004");
        CompletableFuture<Void> first = outputs.listed(List.of(ONE, TWO));
        CompletableFuture<Void> second = outputs.listed(List.of(TWO));
        opening.join();
        CompletableFuture<Void> closed = outputs.close();
        CompletableFuture<Void> third = outputs.listed(List.of(TWO));
        assertThat(third).isCompleted();
        assertThat(closed).isNotDone();
        mayOpen.complete(null);

        closed.get(60, TimeUnit.SECONDS);
        assertThat(opened).containsExactly("udp://239.1.1.1:5004");
        assertThat(first).isCompleted();
        assertThat(second).isCompleted();
        assertThat(announced).as("what is on its way out").isEmpty();
    }

    @Test
    void aNameLeadsNowhereElse() {
        mayOpen.complete(null);
        EveryServiceOutputs outputs = to("file:/recordings/{name}-{sid}.ts");
        outputs.listed(List.of(
                        new ListedService(1, Optional.of("../../etc/passwd")),
                        new ListedService(2, Optional.of("a?append\u0000\u202e\n%2f{sid}")),
                        new ListedService(3, Optional.of("/")),
                        new ListedService(4, Optional.of("東".repeat(250)))))
                .join();
        outputs.close().join();
        assertThat(opened)
                .containsExactly(
                        "file:/recordings/_etc_passwd-1.ts",
                        "file:/recordings/a_append_2f_sid_-2.ts",
                        "file:/recordings/_-3.ts",
                        "file:/recordings/" + "東".repeat(50) + "-4.ts");
    }

    @Test
    void aServiceWithoutAPlaceKeepsItsNumberAndIsToldOfOnce() {
        mayOpen.complete(null);
        List<ListedService> many = IntStream.rangeClosed(1, 300)
                .mapToObj(id -> new ListedService(id, Optional.of("")))
                .toList();
        EveryServiceOutputs outputs = to("udp://239.1.1.{n}:5004");
        outputs.listed(many).join();
        outputs.listed(many.subList(0, 260)).join();
        outputs.listed(many).join();
        outputs.close().join();
        assertThat(opened).hasSize(255).endsWith("udp://239.1.1.255:5004");
        assertThat(announced).containsExactly(255, 255, 255);
        assertThat(notices)
                .hasSize(45)
                .first()
                .isEqualTo("service 256: has no output: udp://239.1.1.256:5004: address: 239.1.1.256 (expected: an IPv4"
                        + " address, an IPv6 address in brackets, or the name of a host)");
    }

    @Test
    void numbersFollowTheIdsAndAreFreeAgainAfterADay() {
        mayOpen.complete(null);
        AtomicLong nanos = new AtomicLong();
        EveryServiceOutputs outputs = new EveryServiceOutputs(
                new EveryService("udp://239.1.1.{n}:5004", ServiceEdit.NONE, Optional.empty(), false),
                this::open,
                output -> ended.add(output.to().toString()),
                services -> announced.add(services.size()),
                event -> {},
                nanos::get);
        ListedService three = new ListedService(3, Optional.of(""));
        ListedService four = new ListedService(4, Optional.of(""));
        outputs.listed(List.of(three, TWO)).join();
        assertThat(opened).as("2, 3").containsExactly("udp://239.1.1.1:5004", "udp://239.1.1.2:5004");
        outputs.listed(List.of(three, ONE)).join();
        assertThat(opened).as("2 is away").endsWith("udp://239.1.1.3:5004");
        nanos.addAndGet(TimeUnit.HOURS.toNanos(23));
        outputs.listed(List.of(three)).join();
        assertThat(ended).isEmpty();
        nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
        outputs.listed(List.of(three, ONE, four)).join();
        outputs.close().join();
        assertThat(ended).containsExactly("udp://239.1.1.1:5004");
        assertThat(opened).hasSize(4).endsWith("udp://239.1.1.1:5004");
    }
}
