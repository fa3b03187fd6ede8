// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import static io.dmxflux.ts.announce.ServedServices.NOW;
import static io.dmxflux.ts.announce.ServedServices.guide;
import static io.dmxflux.ts.announce.ServedServices.radio;
import static io.dmxflux.ts.announce.ServedServices.television;
import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.CraftedSection;
import io.dmxflux.ts.event.ServicePath;
import io.dmxflux.ts.guide.CraftedEvents;
import io.dmxflux.ts.guide.ProgrammeGuide;
import io.dmxflux.ts.psi.DvbText;
import io.dmxflux.ts.psi.StreamCoding;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class XmltvGuideTest {

    private static final int SCHEDULE = 0x50;

    @Test
    void documentIsWhatTheDtdSaysAndReadsAsItWasSent() throws Exception {
        byte[] hour = CraftedEvents.duration(Duration.ofHours(1));
        ProgrammeGuide guide = guide(CraftedEvents.of(SCHEDULE, 7)
                .event(
                        1,
                        CraftedEvents.time(Instant.parse("2026-11-26T19:15:00Z")),
                        hour,
                        CraftedEvents.shortEvent("ger", "Titel & <Ende>", "Folge 1"),
                        CraftedEvents.shortEvent("fra", "Titre", ""),
                        CraftedEvents.extendedEvent(0, 0, "ger", "03 526567 03 416E6E", "Lang"),
                        CraftedSection.hex("54 04 1000 4310"),
                        CraftedSection.hex("55 04 646575 09"))
                .event(2, "2026-11-26T20:10:00Z", "PT1H", "Next")
                .section());

        String document = write(List.of(television(7, "Das Erste HD", 1), radio(8, "Bayern 1")), guide);

        Xmltv.expectValid(document);
        assertThat(document.lines())
                .containsExactly(
                        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
                        "<tv generator-info-name=\"dmxflux\">",
                        "<channel id=\"1.1019.7.dvb\"><display-name>Das Erste HD</display-name>"
                                + "<display-name>1</display-name></channel>",
                        "<channel id=\"1.1019.8.dvb\"><display-name>Bayern 1</display-name>"
                                + "<display-name>8</display-name></channel>",
                        "<programme start=\"20261126201500 +0100\" stop=\"20261126211000 +0100\""
                                + " channel=\"1.1019.7.dvb\"><title lang=\"de\">Titel &amp; &lt;Ende&gt;</title>"
                                + "<title lang=\"fr\">Titre</title><sub-title lang=\"de\">Folge 1</sub-title>"
                                + "<desc lang=\"de\">Lang Reg: Ann.</desc><category lang=\"en\">Movie</category>"
                                + "<category lang=\"en\">Movie/drama</category><category lang=\"en\">Sports</category>"
                                + "<category lang=\"en\">Football/soccer</category>"
                                + "<rating system=\"DEU\"><value>12</value></rating></programme>",
                        "<programme start=\"20261126211000 +0100\" stop=\"20261126221000 +0100\""
                                + " channel=\"1.1019.7.dvb\"><title lang=\"de\">Next</title></programme>",
                        "</tv>");
    }

    @Test
    void textsOfAnyContentAreWritable() throws Exception {
        byte[] name = DvbText.encode("a\u0086b\u008ac\u2028\u202e \ud83d\udcfa 日本 \uffff\ufffe ]]> ě");
        byte[] title = CraftedEvents.descriptor(
                0x4D, CraftedEvents.joined(new byte[] {'x', 'x', 'x', (byte) name.length}, name, new byte[] {0}));
        byte[] start = CraftedEvents.time(Instant.parse("2026-11-26T19:15:00Z"));
        ProgrammeGuide guide = guide(CraftedEvents.of(SCHEDULE, 7)
                .event(1, start, CraftedEvents.duration(Duration.ofHours(1)), title)
                .section());

        String document = write(List.of(television(7, "\u0007<&\"'>", null)), guide);

        Xmltv.expectValid(document);
        assertThat(text(Xmltv.parse(document), "title")).isEqualTo("ab c \ud83d\udcfa 日本 ]]> ě");
        assertThat(text(Xmltv.parse(document), "display-name")).isEqualTo("<&''>");
    }

    @Test
    void longShortTextIsADescriptionWhereThereIsNoOther() throws Exception {
        String summary = "What happens in this episode is told here in a few words. "
                .repeat(2)
                .strip();
        byte[] start = CraftedEvents.time(Instant.parse("2026-11-26T19:15:00Z"));
        ProgrammeGuide guide = guide(CraftedEvents.of(SCHEDULE, 7)
                .event(
                        1,
                        start,
                        CraftedEvents.duration(Duration.ofHours(1)),
                        CraftedEvents.shortEvent("eng", "Title", summary))
                .section());

        Document document = Xmltv.parse(write(List.of(television(7, "One", 1)), guide));

        assertThat(text(document, "desc")).isEqualTo(summary);
        assertThat(document.getElementsByTagName("sub-title").getLength()).isZero();
    }

    @Test
    void serviceOfTwoInputsIsOneChannel() throws Exception {
        ServedService first = television(7, "One", 1);
        ServedService second = new ServedService(
                new ServicePath("dvb-1", 7),
                first.triplet(),
                "One",
                "ARD",
                false,
                1,
                true,
                false,
                StreamCoding.H_264,
                StreamCoding.AC_3);
        ProgrammeGuide little = guide(CraftedEvents.of(0x4E, 7)
                .event(1, "2026-11-26T19:15:00Z", "PT1H", "a")
                .section());
        ProgrammeGuide more = guide(CraftedEvents.of(SCHEDULE, 7)
                .event(1, "2026-11-26T19:15:00Z", "PT1H", "a")
                .event(2, "2026-11-26T20:15:00Z", "PT1H", "b")
                .section());

        String document = write(List.of(first, second), little, more);

        Xmltv.expectValid(document);
        assertThat(Xmltv.parse(document).getElementsByTagName("channel").getLength())
                .isEqualTo(1);
        assertThat(Xmltv.parse(document).getElementsByTagName("programme").getLength())
                .isEqualTo(2);
    }

    @Test
    void longGuideComesInPiecesAsTheyAreAskedFor() throws Exception {
        CraftedEvents many = CraftedEvents.of(SCHEDULE, 7);
        for (int i = 0; i < 90; i++) {
            many.event(i, NOW.plusSeconds(600L * i).toString(), "PT10M", "event " + i);
        }
        ServedGuide served = new ServedGuide(List.of(television(7, "One", 1)), List.of(guide(many.section())));
        LocalTime time = LocalTime.of(served.guides(), ZoneOffset.UTC, NOW);

        List<byte[]> pieces = XmltvGuide.pieces(served, time).toStream().toList();

        assertThat(pieces)
                .hasSizeGreaterThan(1)
                .allSatisfy(piece -> assertThat(piece.length).isBetween(1, 10_000));
        Xmltv.expectValid(joined(pieces));
        assertThat(XmltvGuide.pieces(served, time).take(1).toStream()).hasSize(1);
    }

    @Test
    void localTimeIsThatOfTheRegionOfThisMachineOrElseTheFirst() {
        byte[] zones = CraftedEvents.joined(
                CraftedSection.hex("58 1A 475252 02 0200"),
                CraftedEvents.time(Instant.parse("2027-03-28T01:00:00Z")),
                CraftedSection.hex("0300 444555 02 0100"),
                CraftedEvents.time(Instant.parse("2027-03-28T01:00:00Z")),
                CraftedSection.hex("0200"));
        List<ProgrammeGuide> guides = List.of(ProgrammeGuide.EMPTY, guide(CraftedEvents.tot(NOW.toString(), zones)));
        Instant summer = Instant.parse("2027-07-01T12:00:00Z");

        assertThat(LocalTime.of(guides, ZoneId.of("Europe/Berlin"), NOW).write(NOW))
                .isEqualTo("20261126200000 +0100");
        assertThat(LocalTime.of(guides, ZoneId.of("Europe/Berlin"), NOW).write(summer))
                .isEqualTo("20270701140000 +0200");
        assertThat(LocalTime.of(guides, ZoneOffset.UTC, NOW).write(NOW)).isEqualTo("20261126210000 +0200");
        assertThat(LocalTime.of(List.of(), ZoneId.of("America/St_Johns"), NOW).write(NOW))
                .isEqualTo("20261126153000 -0330");
    }

    private static String write(List<ServedService> services, ProgrammeGuide... guides) {
        ServedGuide served = new ServedGuide(services, List.of(guides));
        LocalTime time = LocalTime.of(served.guides(), ZoneId.of("Europe/Berlin"), NOW);
        return joined(XmltvGuide.pieces(served, time).toIterable());
    }

    private static String joined(Iterable<byte[]> pieces) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        pieces.forEach(all::writeBytes);
        return all.toString(StandardCharsets.UTF_8);
    }

    private static String text(Document document, String tag) {
        Element first = (Element) document.getElementsByTagName(tag).item(0);
        return first.getTextContent();
    }
}
