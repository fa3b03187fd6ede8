// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.guide;

import static io.dmxflux.ts.guide.CraftedEvents.triplet;
import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.packet.Pid;
import io.dmxflux.ts.CraftedSection;
import io.dmxflux.ts.psi.ComponentDescriptor;
import io.dmxflux.ts.psi.ExtendedEventDescriptor.Item;
import io.dmxflux.ts.psi.LocalTimeOffsetDescriptor.LocalTimeOffset;
import io.dmxflux.ts.psi.ParentalRatingDescriptor.Rating;
import io.dmxflux.ts.psi.Section;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuideCollectorTest {

    private static final int PRESENT_FOLLOWING = 0x4E;
    private static final int SCHEDULE = 0x50;
    private static final int SCHEDULE_OTHER = 0x60;

    private static final GuideLimits LIMITS =
            new GuideLimits(10, 100, 100_000, Duration.ofHours(4), Duration.ofDays(7));

    private Instant clock = Instant.parse("2026-11-26T19:00:00Z");
    private final GuideCollector collector = new GuideCollector(LIMITS, () -> clock);

    @Test
    void presentFollowingAndScheduleAreOneList() {
        take(CraftedEvents.of(PRESENT_FOLLOWING, 7).number(0, 1).event(1, "2026-11-26T18:30:00Z", "PT45M", "Zug"));
        take(CraftedEvents.of(PRESENT_FOLLOWING, 7).number(1, 1).event(2, "2026-11-26T19:15:00Z", "PT15M", "Wetter"));
        take(CraftedEvents.of(SCHEDULE, 7)
                .event(1, "2026-11-26T18:30:00Z", "PT30M", "Zug, as planned")
                .event(2, "2026-11-26T19:00:00Z", "PT15M", "Wetter, as planned")
                .event(3, "2026-11-26T19:30:00Z", "PT90M", "Film"));

        assertThat(titles(7)).containsExactly("18:30 Zug", "19:15 Wetter", "19:30 Film");
        assertThat(guide().now(triplet(7), Instant.parse("2026-11-26T19:10:00Z")))
                .map(GuideEvent::eventId)
                .contains(1);
        assertThat(guide().next(triplet(7), Instant.parse("2026-11-26T19:10:00Z")))
                .map(GuideEvent::eventId)
                .contains(2);
        assertThat(guide().now(triplet(7), Instant.parse("2026-11-26T21:00:00Z")))
                .as("behind the last")
                .isEmpty();
        assertThat(guide().services()).containsExactly(triplet(7));
        assertThat(guide().events(triplet(8))).isEmpty();
    }

    @Test
    void everythingThatIsSaidOfAnEventIsRead() {
        byte[] contents = CraftedSection.hex("54 04 4010 1234");
        take(CraftedEvents.of(SCHEDULE, 7)
                .event(
                        5,
                        CraftedEvents.time(Instant.parse("2026-11-26T20:15:00Z")),
                        CraftedEvents.duration(Duration.ofMinutes(90)),
                        CraftedEvents.shortEvent("deu", "Titel", "Folge"),
                        CraftedEvents.shortEvent("fra", "Titre", "Episode"),
                        CraftedEvents.extendedEvent(1, 1, "deu", "", "second part"),
                        CraftedEvents.extendedEvent(0, 1, "deu", "03 526567 03 416E6E  00 03 204265", "first part, "),
                        CraftedEvents.extendedEvent(1, 1, "deu", "", "again"),
                        contents,
                        CraftedSection.hex("55 04 444555 09"),
                        CraftedSection.hex("50 08 F5 0B 01 646575 4844")));

        assertThat(guide().events(triplet(7)))
                .containsExactly(new GuideEvent(
                        5,
                        Instant.parse("2026-11-26T20:15:00Z"),
                        Duration.ofMinutes(90),
                        4,
                        false,
                        List.of(
                                new EventText(
                                        "deu",
                                        "Titel",
                                        "Folge",
                                        "first part, second part",
                                        List.of(new Item("Reg", "Ann Be"))),
                                new EventText("fra", "Titre", "Episode", "", List.of())),
                        List.of(new Genre(4, 0), new Genre(1, 2)),
                        List.of(new Rating("DEU", 9)),
                        List.of(new ComponentDescriptor(5, 0x0B, 1, "deu", "HD"))));
    }

    @Test
    void newVersionOfASectionReplacesItsEventsAndNoOthers() {
        take(schedule(1).number(0, 1).event(1, "2026-11-26T20:00:00Z", "PT1H", "a"));
        take(schedule(1).number(1, 1).event(2, "2026-11-26T21:00:00Z", "PT1H", "b"));
        take(schedule(2).number(0, 1).event(3, "2026-11-26T20:00:00Z", "PT30M", "c"));

        assertThat(titles(7)).containsExactly("20:00 c", "21:00 b");
    }

    @Test
    void eventOfAnOlderVersionLeavesWhereANewerOneStands() {
        take(schedule(1)
                .number(1, 1)
                .event(2, "2026-11-26T21:00:00Z", "PT20M", "moved")
                .event(4, "2026-11-26T22:00:00Z", "PT10M", "covered")
                .event(5, "2026-11-26T23:00:00Z", "PT1H", "stays"));
        take(schedule(2)
                .number(0, 1)
                .event(2, "2026-11-26T20:30:00Z", "PT20M", "moved")
                .event(3, "2026-11-26T21:30:00Z", "PT1H", "new"));

        assertThat(titles(7)).containsExactly("20:30 moved", "21:30 new", "23:00 stays");
    }

    @Test
    void numberThatIsUsedAgainOnAnotherDayIsAnotherEvent() {
        take(schedule(1).number(0, 1).event(1, "2026-11-26T20:00:00Z", "PT1H", "today"));
        take(schedule(2).number(1, 1).event(1, "2026-11-27T20:00:00Z", "PT1H", "tomorrow"));

        assertThat(titles(7)).containsExactly("20:00 today", "20:00 tomorrow");
    }

    @Test
    void eventsThatOverlapALittleStayBoth() {
        take(schedule(1).event(1, "2026-11-26T20:00:00Z", "PT1H5M", "a").event(2, "2026-11-26T21:00:00Z", "PT1H", "b"));

        assertThat(titles(7)).containsExactly("20:00 a", "21:00 b");
        assertThat(guide().now(triplet(7), Instant.parse("2026-11-26T21:02:00Z")))
                .map(GuideEvent::eventId)
                .contains(2);
    }

    @Test
    void shorterSegmentAndTableTakeTheirOldSectionsAway() {
        take(schedule(1).number(0, 9).segmentLast(1).event(1, "2026-11-26T20:00:00Z", "PT1H", "a"));
        take(schedule(1).number(1, 9).segmentLast(1).event(2, "2026-11-26T21:00:00Z", "PT1H", "b"));
        take(schedule(1).number(9, 9).event(3, "2026-11-27T00:00:00Z", "PT1H", "c"));
        take(CraftedEvents.of(SCHEDULE + 1, 7).event(4, "2026-11-30T00:00:00Z", "PT1H", "d"));
        assertThat(titles(7)).containsExactly("20:00 a", "21:00 b", "00:00 c", "00:00 d");

        take(schedule(2).number(0, 9).segmentLast(0).lastTableId(0x51).event(1, "2026-11-26T20:00:00Z", "PT1H", "a"));
        assertThat(titles(7)).containsExactly("20:00 a", "00:00 c", "00:00 d");
        take(schedule(3).number(0, 0).segmentLast(0).event(1, "2026-11-26T20:00:00Z", "PT1H", "a"));
        assertThat(titles(7)).containsExactly("20:00 a");
    }

    @Test
    void eventsOfOtherStreamsAreNotTakenForThoseOfThisOne() {
        take(schedule(1).event(1, "2026-11-26T20:00:00Z", "PT1H", "own"));
        take(CraftedEvents.of(SCHEDULE_OTHER, 7).event(1, "2026-11-26T20:00:00Z", "PT1H", "second hand"));
        take(CraftedEvents.of(SCHEDULE_OTHER, 8).event(1, "2026-11-26T20:00:00Z", "PT1H", "other"));

        assertThat(titles(7)).containsExactly("20:00 own");
        assertThat(titles(8)).containsExactly("20:00 other");
    }

    @Test
    void whatIsNoEventOfThePresentIsIgnored() {
        byte[] start = CraftedEvents.time(Instant.parse("2026-11-26T20:00:00Z"));
        byte[] hour = CraftedEvents.duration(Duration.ofHours(1));
        take(schedule(1)
                .event(1, CraftedSection.hex("FFFFFFFFFF"), hour)
                .event(2, start, CraftedSection.hex("000000"))
                .event(3, start, CraftedSection.hex("FFFFFF"))
                .event(4, "2026-11-26T13:59:59Z", "PT1H", "past")
                .event(5, "2026-12-03T19:00:01Z", "PT1H", "too far ahead"));
        take(schedule(1).next().number(1, 1).event(6, "2026-11-26T20:00:00Z", "PT1H", "not in force"));
        take(schedule(1).number(2, 1).event(7, "2026-11-26T20:00:00Z", "PT1H", "behind the last"));
        collector.section(
                0x100,
                schedule(1)
                        .event(8, "2026-11-26T20:00:00Z", "PT1H", "elsewhere")
                        .section());

        assertThat(guide().services()).isEmpty();
    }

    @Test
    void pastIsJudgedByTheTimeOfTheStream() {
        collector.section(Pid.TDT, CraftedEvents.tdt("2012-05-01T12:00:00Z"));
        take(schedule(1).event(1, "2012-05-01T12:00:00Z", "PT1H", "then"));
        assertThat(titles(7)).containsExactly("12:00 then");

        collector.section(Pid.TDT, CraftedEvents.tdt("2012-05-01T17:00:00Z"));
        clock = clock.plusSeconds(60);
        assertThat(guide().services()).isEmpty();
    }

    @Test
    void timeThatWasWrongOnceTakesNothingAwayForGood() {
        take(schedule(1)
                .event(1, "2026-11-26T20:00:00Z", "PT1H", "tonight")
                .event(2, "2026-12-03T18:00:00Z", "PT1H", "next week"));
        collector.section(Pid.TDT, CraftedEvents.tdt("2026-12-01T12:00:00Z"));
        clock = clock.plusSeconds(60);
        assertThat(titles(7)).as("by a time that is days ahead").containsExactly("18:00 next week");

        collector.section(Pid.TDT, CraftedEvents.tdt("2026-11-26T19:01:00Z"));
        take(schedule(1)
                .event(1, "2026-11-26T20:00:00Z", "PT1H", "tonight")
                .event(2, "2026-12-03T18:00:00Z", "PT1H", "next week"));
        assertThat(titles(7)).containsExactly("20:00 tonight", "18:00 next week");
    }

    @Test
    void eventThatWasTooFarAheadComesWithARepetition() {
        for (int hours = 0; hours <= 2; hours += 2) {
            collector.section(Pid.TDT, CraftedEvents.tdt("2026-11-26T1" + (7 + hours) + ":00:00Z"));
            take(schedule(1)
                    .event(1, "2026-11-26T20:00:00Z", "PT1H", "tonight")
                    .event(2, "2026-12-03T18:00:00Z", "PT1H", "next week"));
        }
        assertThat(titles(7)).containsExactly("20:00 tonight", "18:00 next week");
    }

    @Test
    void localTimeIsThatOfTheTot() {
        byte[] zones = CraftedSection.hex("58 0D 444555 02 0100");
        byte[] descriptor = CraftedEvents.joined(
                zones, CraftedEvents.time(Instant.parse("2027-03-28T01:00:00Z")), CraftedSection.hex("0200"));
        collector.section(Pid.TDT, CraftedEvents.tot("2026-11-26T19:00:00Z", descriptor));

        assertThat(guide().localOffsets())
                .containsExactly(new LocalTimeOffset(
                        "DEU", 0, ZoneOffset.ofHours(1), Instant.parse("2027-03-28T01:00:00Z"), ZoneOffset.ofHours(2)));
    }

    @Test
    void latestHasWhatHasJustCome() {
        take(schedule(1).number(0, 1).event(1, "2026-11-26T20:00:00Z", "PT1H", "a"));
        take(schedule(1).number(1, 1).event(2, "2026-11-26T21:00:00Z", "PT1H", "b"));

        assertThat(collector.guide().events(triplet(7))).hasSize(1);
        assertThat(collector.latest().events(triplet(7))).hasSize(2);
        assertThat(collector.guide()).isSameAs(collector.latest());
    }

    @Test
    void changeIsSeenASecondLaterAtTheLatestSection() {
        collector.section(
                Pid.EIT,
                schedule(1).event(1, "2026-11-26T20:00:00Z", "PT1H", "a").section());
        Section second = schedule(1)
                .number(1, 1)
                .event(2, "2026-11-26T21:00:00Z", "PT1H", "b")
                .section();
        collector.section(Pid.EIT, second);
        assertThat(collector.guide().events(triplet(7))).hasSize(1);

        ProgrammeGuide before = collector.guide();
        clock = clock.plusSeconds(1);
        collector.section(Pid.EIT, second);
        assertThat(collector.guide().events(triplet(7))).hasSize(2);
        assertThat(before.events(triplet(7))).as("what was given out").hasSize(1);
    }

    @Test
    void repetitionChangesNothing() {
        Section section =
                schedule(1).event(1, "2026-11-26T20:00:00Z", "PT1H", "a").section();
        collector.section(Pid.EIT, section);
        ProgrammeGuide guide = collector.guide();
        clock = clock.plusSeconds(10);
        collector.section(Pid.EIT, section);

        assertThat(collector.guide()).isSameAs(guide);
    }

    @ParameterizedTest
    @CsvSource({"services, 10", "events, 100"})
    void limitsHold(String what, int limit) {
        for (int i = 0; i < 200; i++) {
            int service = what.equals("services") ? i : 7;
            int number = what.equals("services") ? 0 : i;
            String start =
                    Instant.parse("2026-11-26T20:00:00Z").plusSeconds(600L * i).toString();
            take(CraftedEvents.of(SCHEDULE, service).number(number, 255).event(i, start, "PT10M", "x"));
        }

        int held = what.equals("services")
                ? guide().services().size()
                : guide().events(triplet(7)).size();
        assertThat(held).isEqualTo(limit);
        assertThat(collector.refusedSections()).isEqualTo(200 - limit);
    }

    @Test
    void versionsThatChangeWithoutEndDoNotGrowIt() {
        byte[] start = CraftedEvents.time(Instant.parse("2026-11-26T20:00:00Z"));
        for (int i = 0; i < 2_000; i++) {
            CraftedEvents section =
                    CraftedEvents.of(SCHEDULE, 7).version(i % 32).number(i % 256, 255);
            for (int event = 0; event < 40; event++) {
                byte[] name = CraftedEvents.shortEvent("deu", "event " + i, "");
                section.event(event, start, CraftedEvents.duration(Duration.ofMinutes(5)), name);
            }
            take(section);
        }

        assertThat(guide().events(triplet(7)).size()).isBetween(1, LIMITS.eventsOfService());
        assertThat(collector.refusedSections()).isPositive();
    }

    private static CraftedEvents schedule(int version) {
        return CraftedEvents.of(SCHEDULE, 7).version(version);
    }

    private void take(CraftedEvents events) {
        clock = clock.plusMillis(1);
        collector.section(Pid.EIT, events.section());
    }

    /** Returns the guide as it is seen a second later. */
    private ProgrammeGuide guide() {
        clock = clock.plusSeconds(1);
        collector.section(Pid.TDT, Section.of(CraftedSection.hex("70 70 05 FFFFFFFFFF")));
        return collector.guide();
    }

    private List<String> titles(int serviceId) {
        return guide().events(triplet(serviceId)).stream()
                .map(event -> event.start().toString().substring(11, 16) + " "
                        + event.text().map(EventText::title).orElse(""))
                .toList();
    }
}
