// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import static io.dmxflux.ts.announce.AnnouncedServices.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.ts.announce.SapReceiver.Heard;
import io.dmxflux.ts.plan.EveryService;
import io.dmxflux.ts.text.EventText;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.test.scheduler.VirtualTimeScheduler;

@ExtendWith(LeakCheck.class)
class SapAnnouncerTest {

    /** Longer than the longest of random intervals. */
    private static final Duration ONE_ROUND = Duration.ofMillis(6_667);

    /** This process's own: another run of the same tests may be under way on this machine. */
    private static final String GROUPS = "239.255." + (ProcessHandle.current().pid() & 0xFF) + "."
            + (ProcessHandle.current().pid() >> 8 & 0x7F);

    private static final EveryService.Announced FRANCE_5 =
            service(1045, "France 5", "udp://" + GROUPS + ":5004?iface=lo");
    private static final EveryService.Announced ARTE =
            service(1046, "Arte", "rtp://" + GROUPS + ":5006?iface=lo&ttl=0");

    private final List<String> notices = new ArrayList<>();
    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final SapAnnouncer announcer = new SapAnnouncer(
            event -> notices.addAll(EventText.lines(event)),
            Clock.fixed(Instant.ofEpochSecond(1_000), ZoneOffset.UTC),
            time);

    private SapReceiver receiver;

    @BeforeEach
    void listen() throws Exception {
        receiver = new SapReceiver("239.255.255.255", GROUPS);
    }

    @AfterEach
    void close() {
        announcer.close();
        receiver.close();
        assertThat(notices).isEmpty();
    }

    @Test
    void aServiceIsAnnouncedAtOnceAndAgainEveryFewSeconds() throws Exception {
        announcer.announce(List.of(FRANCE_5));
        List<Heard> heard = receiver.hear(1);
        assertThat(heard.get(0).deletion()).isFalse();
        assertThat(heard.get(0).hash()).isPositive();
        assertThat(heard.get(0).origin()).isEqualTo("127.0.0.1");
        assertThat(heard.get(0).type()).isEqualTo("application/sdp");
        assertThat(heard.get(0).sdp()).contains("s=France 5\r\n", "m=video 5004 udp 33\r\n", " 2208989800 IN IP4 ");

        time.advanceTimeBy(Duration.ofSeconds(60));
        assertThat(receiver.hearTheRest())
                .as("every 3.3 to 6.7 s")
                .hasSizeBetween(9, 18)
                .containsOnly(heard.get(0));
    }

    @Test
    void whatIsAnnouncedAlreadyIsNotSaidAgainBeforeItsTime() throws Exception {
        announcer.announce(List.of(FRANCE_5));
        announcer.announce(List.of(FRANCE_5, ARTE));
        announcer.announce(List.of(ARTE, FRANCE_5));
        assertThat(receiver.hear(2)).extracting(Heard::name).containsExactly("France 5", "Arte");
        assertThat(receiver.hearTheRest()).isEmpty();
        time.advanceTimeBy(ONE_ROUND);
        assertThat(receiver.hear(2)).extracting(Heard::name).containsExactly("France 5", "Arte");
    }

    @Test
    void toldTheSameEverySecondItKeepsItsTime() throws Exception {
        for (int second = 0; second < 60; second++) {
            announcer.announce(List.of(FRANCE_5));
            time.advanceTimeBy(Duration.ofSeconds(1));
        }
        assertThat(receiver.hearTheRest()).hasSizeBetween(9, 19);
    }

    @Test
    void aServiceThatGoesIsDeletedByItsOriginLine() throws Exception {
        announcer.announce(List.of(FRANCE_5, ARTE));
        Heard announced = receiver.hear(2).get(0);
        announcer.announce(List.of(ARTE));
        Heard deleted = receiver.hear(1).get(0);
        assertThat(deleted.deletion()).isTrue();
        assertThat(deleted.hash()).isEqualTo(announced.hash());
        assertThat(deleted.origin()).isEqualTo(announced.origin());
        assertThat(deleted.sdp()).isEqualTo(announced.originLine());
        time.advanceTimeBy(ONE_ROUND);
        assertThat(receiver.hearTheRest()).extracting(Heard::name).containsOnly("Arte");
    }

    @Test
    void aServiceThatChangesItsNameIsTheSameSessionInALaterVersion() throws Exception {
        announcer.announce(List.of(FRANCE_5));
        Heard before = receiver.hear(1).get(0);
        announcer.announce(List.of(new EveryService.Announced(1045, "France 5 HD", FRANCE_5.to())));
        List<Heard> change = receiver.hear(2);
        assertThat(change.get(0).deletion()).as("first the end of the old").isTrue();
        Heard after = change.get(1);
        assertThat(after.hash()).isNotEqualTo(before.hash());
        assertThat(after.originLine()).isEqualTo(before.originLine().replace("2208989800", "2208989801"));
    }

    @Test
    void theEndDeletesEverything() throws Exception {
        announcer.announce(List.of(FRANCE_5, ARTE));
        receiver.hear(2);
        announcer.close();
        announcer.close();
        announcer.announce(List.of(FRANCE_5));
        assertThat(receiver.hear(2)).allMatch(Heard::deletion);
        time.advanceTimeBy(ONE_ROUND.multipliedBy(3));
        assertThat(receiver.hearTheRest()).isEmpty();
    }

    @Test
    void afterARestartTheSameWordsHaveTheSameHash() throws Exception {
        announcer.announce(List.of(FRANCE_5));
        int hash = receiver.hear(1).get(0).hash();
        try (SapAnnouncer later =
                new SapAnnouncer(event -> notices.addAll(EventText.lines(event)), Clock.systemUTC(), time)) {
            later.announce(List.of(FRANCE_5));
            assertThat(receiver.hear(1).get(0).hash()).isEqualTo(hash);
        }
    }

    @Test
    void aSingleHostHasNoGroupToAnnounce() throws Exception {
        announcer.announce(List.of(service(1, GROUPS, "udp://127.0.0.1:5004"), ARTE));
        assertThat(receiver.hear(1)).extracting(Heard::name).containsExactly("Arte");
        assertThat(receiver.hearTheRest()).isEmpty();
    }

    @Test
    void manyServicesKeepToTheBitRateOfTheStandard() throws Exception {
        List<EveryService.Announced> services = IntStream.range(0, 60)
                .mapToObj(i -> service(i + 1, "Service " + i, "udp://" + GROUPS + ":" + (6000 + i) + "?iface=lo"))
                .toList();
        announcer.announce(services);
        List<Heard> heard = receiver.hear(60);
        assertThat(heard).extracting(Heard::hash).doesNotHaveDuplicates();
        int bits =
                heard.stream().mapToInt(message -> message.sdp().length() + 24).sum() * 8;
        Duration average = Duration.ofMillis(bits * 1_000L / 4_000);
        assertThat(average).isGreaterThan(Duration.ofSeconds(10));

        time.advanceTimeBy(average.multipliedBy(2).dividedBy(3).minusMillis(1));
        assertThat(receiver.hearTheRest()).as("too early").isEmpty();
        time.advanceTimeBy(average.multipliedBy(2).dividedBy(3));
        assertThat(receiver.hear(60)).hasSize(60);
    }

    /** A multiplex whose PAT is another one three hundred times a second, for half a minute. */
    @Test
    void servicesThatFlapAreToldNoFasterThanTheStandardAllowsAndTheLastWins() throws Exception {
        for (int change = 0; change < 9_000; change++) {
            announcer.announce(change % 2 == 0 ? List.of(FRANCE_5) : List.of(FRANCE_5, ARTE));
            time.advanceTimeBy(Duration.ofNanos(3_333_333));
        }
        List<Heard> heard = receiver.hearTheRest(); // less than a hundred, for which the socket has room
        long bits = heard.stream()
                .mapToLong(message -> (message.sdp().length() + 24) * 8L)
                .sum();
        assertThat(bits).as("30 s of 4000 bit/s, and what was saved before").isBetween(60_000L, 150_000L);
        assertThat(heard)
                .as("what does not change keeps its turn")
                .filteredOn(message -> message.name().equals("France 5"))
                .hasSizeGreaterThanOrEqualTo(4);
        time.advanceTimeBy(ONE_ROUND.multipliedBy(2));
        receiver.hearTheRest();
        time.advanceTimeBy(ONE_ROUND.multipliedBy(2));
        assertThat(receiver.hearTheRest()).extracting(Heard::name).contains("France 5", "Arte");
    }

    @Test
    void twoDescriptionsOfOneOriginNeverShareAHash() {
        SessionDescription description = new SessionDescription(FRANCE_5, InetAddress.getLoopbackAddress(), 1);
        int hash = Announcement.hash(description, taken -> false);
        assertThat(Announcement.hash(description, taken -> taken == hash)).isNotEqualTo(hash);
        assertThat(Announcement.hash(description, taken -> taken != 1)).isEqualTo(1);
    }
}
