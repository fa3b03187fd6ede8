// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import static io.dmxflux.ts.CraftedSection.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dmxflux.ts.CraftedSection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ServiceInformationTest {

    private static final String HEAD = "0400 22D4 01 4F";
    private static final String START = "C079 124500";
    private static final String NEWS = "4D0D 667265 04 4E657773 04 74657874";

    @Test
    void eventsAreRead() {
        var eit = eit(HEAD + "0007" + START + "014530 800F" + NEWS + "0008 FFFFFFFFFF FFFFFF 3000");

        assertThat(eit)
                .isEqualTo(new EventInformationSection(
                        0x4E,
                        0x1001,
                        9,
                        1,
                        0x0400,
                        0x22D4,
                        List.of(
                                new Event(
                                        7,
                                        Instant.parse("1993-10-13T12:45:00Z"),
                                        Duration.ofHours(1).plusMinutes(45).plusSeconds(30),
                                        4,
                                        false,
                                        Descriptors.of(hex(NEWS))),
                                new Event(8, null, null, 1, true, Descriptors.EMPTY))));
        assertThat(eit.events().get(0).shortEvent()).contains(new ShortEventDescriptor("fre", "News", "text"));
        assertThat(eit.events().get(1).shortEvent()).isEmpty();
    }

    @Test
    void eventsCutShortAreReadAsFarAsTheyAreWhole() {
        assertThat(eit("").events()).isEmpty();
        assertThat(eit("").transportStreamId()).isZero();
        assertThat(eit("0400 22D4 01").originalNetworkId()).isZero();
        assertThat(eit(HEAD + "0007" + START + "014530 80").events()).isEmpty();
        assertThat(eit(HEAD + "0007" + START + "014530 8FFF" + NEWS + "4D").events())
                .extracting(Event::descriptors)
                .containsExactly(Descriptors.of(hex(NEWS)));
    }

    @Test
    void sectionsOfAnyEventTableAreRead() {
        for (int tableId = 0x4E; tableId <= 0x6F; tableId++) {
            assertThat(EventInformationSection.parse(CraftedSection.of(tableId).section())
                            .tableId())
                    .isEqualTo(tableId);
        }
        for (int tableId : new int[] {0x4D, 0x70}) {
            assertThatThrownBy(() -> EventInformationSection.parse(
                            CraftedSection.of(tableId).section()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageEndingWith("(expected: 0x4e to 0x6f)");
        }
    }

    @Test
    void relabelledSectionDiffersInNothingElse() {
        CraftedSection crafted = CraftedSection.of(0x4E).version(3).number(1, 1);
        Section section = crafted.extension(0x1001)
                .body(HEAD + "0007" + START + "014530 8000")
                .section();
        byte[] expected = crafted.extension(5)
                .body("FFFE 22D4 01 4F 0007" + START + "014530 8000")
                .bytes();

        assertThat(EventInformationSection.relabel(section, 5, 0xFFFE, OptionalInt.empty()))
                .isEqualTo(expected);
        assertThat(section.tableIdExtension()).as("what it was made from").isEqualTo(0x1001);
        assertThatThrownBy(() -> EventInformationSection.relabel(section, 0x10000, 1, OptionalInt.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sectionTooShortForATransportStreamIsRelabelledAllTheSame() {
        Section section = CraftedSection.of(0x4E).body("04").section();

        assertThat(EventInformationSection.relabel(section, 5, 6, OptionalInt.empty()))
                .isEqualTo(CraftedSection.of(0x4E).extension(5).body("04").bytes());
    }

    @Test
    void networkIsReadFromAllItsSections() {
        List<Section> sections = List.of(
                CraftedSection.of(0x40)
                        .extension(0x20FA)
                        .version(19)
                        .number(0, 1)
                        .body("F004 4002 5446  F010 0001 20FA F004 41 02 0102  0002 20FA F000")
                        .section(),
                CraftedSection.of(0x40)
                        .extension(0x20FA)
                        .version(19)
                        .number(1, 1)
                        .body("F003 5201 07  F006 0003 20FA F000")
                        .section());

        var nit = NetworkInformationTable.parse(sections);

        assertThat(nit)
                .isEqualTo(new NetworkInformationTable(
                        0x40,
                        0x20FA,
                        19,
                        Descriptors.of(hex("4002 5446 5201 07")),
                        List.of(
                                new TransportStream(1, 0x20FA, Descriptors.of(hex("41020102"))),
                                new TransportStream(2, 0x20FA, Descriptors.EMPTY),
                                new TransportStream(3, 0x20FA, Descriptors.EMPTY))));
        assertThat(nit.networkName()).isEqualTo("TF");
    }

    @Test
    void networkCutShortIsReadAsFarAsItIsWhole() {
        assertThat(nit("").networkName()).isEmpty();
        assertThat(nit("F0FF 4002 5446 52").networkName()).isEqualTo("TF");
        assertThat(nit("F000").transportStreams()).isEmpty();
        assertThat(nit("F000 FFFF 0001 20FA F0").transportStreams()).isEmpty();
        assertThat(nit("F000 FFFF 0001 20FA FFFF 5201 07 52").transportStreams())
                .containsExactly(new TransportStream(1, 0x20FA, Descriptors.of(hex("520107"))));
        assertThat(nit("F000 F006 0001 20FA F004 5202 0102").transportStreams())
                .as("loop that ends before its entry does")
                .containsExactly(new TransportStream(1, 0x20FA, Descriptors.EMPTY));
        assertThatThrownBy(() -> NetworkInformationTable.parse(
                        List.of(CraftedSection.of(0x42).section())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void entitlementMessagesAreFound() {
        var cat = ConditionalAccessTable.parse(List.of(
                CraftedSection.of(0x01)
                        .version(4)
                        .number(0, 1)
                        .body("0904 0B00 E201  0904 1800 E200")
                        .section(),
                CraftedSection.of(0x01)
                        .version(4)
                        .number(1, 1)
                        .body("0904 0B01 E201 09")
                        .section()));

        assertThat(cat.versionNumber()).isEqualTo(4);
        assertThat(cat.emmPids()).containsExactly(0x200, 0x201);
        assertThat(cat.descriptors().stream()).hasSize(3);
    }

    private static EventInformationSection eit(String body) {
        return EventInformationSection.parse(CraftedSection.of(0x4E)
                .extension(0x1001)
                .version(9)
                .number(1, 1)
                .body(body)
                .section());
    }

    private static NetworkInformationTable nit(String body) {
        return NetworkInformationTable.parse(
                List.of(CraftedSection.of(0x41).body(body).section()));
    }
}
