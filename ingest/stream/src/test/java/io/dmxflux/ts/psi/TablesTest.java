// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import static io.dmxflux.ts.CraftedSection.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dmxflux.ts.CraftedSection;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TablesTest {

    private static final String NAMED = "48 09 01 03 41 42 43 03 64 65 66";

    @Test
    void patIsReadAndWrittenByteForByte() {
        CraftedSection crafted =
                CraftedSection.of(0x00).extension(0x1234).version(5).body("0000 E010  0001 E100  FFFF FFFE");
        var pat = ProgramAssociationTable.parse(List.of(crafted.section()));

        assertThat(pat)
                .isEqualTo(new ProgramAssociationTable(
                        0x1234, 5, List.of(new Program(0, 0x10), new Program(1, 0x100), new Program(0xFFFF, 0x1FFE))));
        assertThat(pat.toSections()).containsExactly(crafted.bytes());
        assertThat(pat.pmtPid(1)).hasValue(0x100);
        assertThat(pat.pmtPid(2)).isEmpty();
        assertThat(pat.pmtPid(0)).isEmpty();
        assertThat(pat.networkPid()).hasValue(0x10);
    }

    @Test
    void patOfManyProgramsTakesSeveralSections() {
        List<Program> programs =
                IntStream.range(1, 600).mapToObj(i -> new Program(i, i + 31)).toList();
        var pat = new ProgramAssociationTable(1, 31, programs);
        List<Section> sections = pat.toSections().stream().map(Section::of).toList();

        assertThat(sections).extracting(Section::length).containsExactly(1024, 1024, 12 + 4 * 93);
        assertThat(sections).extracting(Section::sectionNumber).containsExactly(0, 1, 2);
        assertThat(sections).extracting(Section::lastSectionNumber).containsOnly(2);
        assertThat(ProgramAssociationTable.parse(sections)).isEqualTo(pat);
    }

    @Test
    void emptyPatIsOneSection() {
        assertThat(new ProgramAssociationTable(7, 0, List.of()).toSections())
                .containsExactly(CraftedSection.of(0).extension(7).bytes());
    }

    @Test
    void pmtIsReadAndWrittenByteForByte() {
        CraftedSection crafted = CraftedSection.of(0x02)
                .extension(0x0101)
                .version(17)
                .body("E100 F006 0904 0B00 E200"
                        + "1B E100 F000"
                        + "06 E101 F00C 6A01 00 0A04 67657200 5201 01"
                        + "04 E102 F006 0904 0B01 E201");
        var pmt = ProgramMapTable.parse(crafted.section());

        assertThat(pmt.programNumber()).isEqualTo(0x0101);
        assertThat(pmt.versionNumber()).isEqualTo(17);
        assertThat(pmt.pcrPid()).isEqualTo(0x100);
        assertThat(pmt.programInfo().find(CaDescriptor.class)).contains(new CaDescriptor(0x0B00, 0x200));
        assertThat(pmt.streams()).extracting(ElementaryStream::elementaryPid).containsExactly(0x100, 0x101, 0x102);
        assertThat(pmt.streams())
                .extracting(ElementaryStream::kind)
                .containsExactly(StreamKind.VIDEO, StreamKind.AUDIO, StreamKind.AUDIO);
        assertThat(pmt.streams().get(1).languages()).containsExactly("ger");
        assertThat(pmt.ecmPids()).containsExactly(0x200, 0x201);
        assertThat(pmt.toSection()).isEqualTo(crafted.bytes());
    }

    @Test
    void pmtCutShortIsReadAsFarAsItIsWhole() {
        assertThat(pmt("").pcrPid()).isEqualTo(0x1FFF);
        assertThat(pmt("E100").streams()).isEmpty();
        assertThat(pmt("E100 F000 1B E100 F0").streams()).isEmpty();
        assertThat(pmt("E100 FFFF 5201 01 52").programInfo()).isEqualTo(Descriptors.of(hex("5201 01")));
        assertThat(pmt("E100 F000 1B E100 F004 5202 01").streams())
                .containsExactly(new ElementaryStream(0x1B, 0x100, Descriptors.EMPTY));
    }

    @Test
    void pmtLongerThanASectionMayBeIsRefused() {
        var pmt = new ProgramMapTable(
                1,
                0,
                0x100,
                Descriptors.EMPTY,
                IntStream.range(0, 202)
                        .mapToObj(i -> new ElementaryStream(4, 0x100 + i, Descriptors.EMPTY))
                        .toList());

        assertThatThrownBy(pmt::toSection)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("section: 1026 bytes (expected: at most 1024)");
    }

    @Test
    void sdtIsReadAndWrittenByteForByte() {
        CraftedSection crafted = CraftedSection.of(0x42)
                .extension(0x0400)
                .version(3)
                .body("22D4 FF  1001 FF 800B" + NAMED + "1002 FC 7000");
        byte[] bytes = crafted.bytes();
        bytes[1] |= 0x40;
        byte[] sent = CraftedSection.withChecksum(bytes);
        var sdt = ServiceDescriptionTable.parse(Section.of(sent));

        assertThat(sdt)
                .isEqualTo(new ServiceDescriptionTable(
                        0x42,
                        0x0400,
                        0x22D4,
                        3,
                        List.of(
                                new Service(0x1001, true, true, 4, false, Descriptors.of(hex(NAMED))),
                                new Service(0x1002, false, false, 3, true, Descriptors.EMPTY))));
        assertThat(sdt.toSections()).containsExactly(sent);
        Service named = sdt.service(0x1001).orElseThrow();
        assertThat(named.name()).isEqualTo("def");
        assertThat(named.provider()).isEqualTo("ABC");
        assertThat(named.type()).hasValue(1);
        Service unnamed = sdt.services().get(1);
        assertThat(unnamed.name()).isEmpty();
        assertThat(unnamed.type()).isEqualTo(OptionalInt.empty());
        assertThat(sdt.service(3)).isEmpty();
    }

    @Test
    void sdtLongerThanASectionIsCutBetweenServices() {
        Descriptors half = Descriptors.of(new byte[498]);
        List<Service> services = IntStream.range(0, 5)
                .mapToObj(i -> new Service(i, false, true, 4, false, half))
                .toList();
        var sdt = new ServiceDescriptionTable(0x42, 1, 2, 0, services);
        List<Section> sections = sdt.toSections().stream().map(Section::of).toList();

        assertThat(sections).extracting(Section::length).containsExactly(15 + 2 * 503, 15 + 2 * 503, 15 + 503);
        assertThat(ServiceDescriptionTable.parse(sections)).isEqualTo(sdt);
    }

    @Test
    void serviceTooLongForASectionGetsALongerOne() {
        Descriptors much = Descriptors.of(new byte[2000]);
        Service small = new Service(1, false, false, 0, false, Descriptors.EMPTY);
        Service large = new Service(2, false, false, 0, false, much);
        var sdt = new ServiceDescriptionTable(0x46, 1, 2, 0, List.of(large, small, small, large));
        List<Section> sections = sdt.toSections().stream().map(Section::of).toList();

        assertThat(sections).extracting(Section::length).containsExactly(2020, 25, 2020);
        assertThat(ServiceDescriptionTable.parse(sections)).isEqualTo(sdt);
    }

    @Test
    void sdtCutShortIsReadAsFarAsItIsWhole() {
        assertThat(sdt("").services()).isEmpty();
        assertThat(sdt("22D4 FF 1001 FF 80").services()).isEmpty();
        assertThat(sdt("22D4 FF 1001 FF 8FFF" + NAMED + "48").services().get(0).name())
                .isEqualTo("def");
    }

    @Test
    void sectionOfAnotherTableIsAMistake() {
        Section pmt = CraftedSection.of(0x02).section();

        assertThatThrownBy(() -> ProgramAssociationTable.parse(List.of(pmt)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("table_id: 0x02 (expected: 0x00)");
        assertThatThrownBy(() -> ServiceDescriptionTable.parse(pmt)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ProgramAssociationTable.parse(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ProgramMapTable.parse(CraftedSection.of(0x00).section()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void valuesThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> new Program(1, 0x2000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("PID: 8192 (expected: 0 to 8191)");
        assertThatThrownBy(() -> new ElementaryStream(-1, 1, Descriptors.EMPTY))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ProgramAssociationTable(1, 32, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Service(1, false, false, 8, false, Descriptors.EMPTY))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void wrappedSectionMustBeWholeAndSound() {
        byte[] wrong = CraftedSection.of(0x02).bytes();
        wrong[3] ^= 1;

        assertThatThrownBy(() -> Section.of(wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("CRC_32: 0x");
        assertThatThrownBy(() -> Section.of(new byte[2])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Section.of(new byte[12])).isInstanceOf(IllegalArgumentException.class);
    }

    private static ProgramMapTable pmt(String body) {
        return ProgramMapTable.parse(CraftedSection.of(0x02).body(body).section());
    }

    private static ServiceDescriptionTable sdt(String body) {
        return ServiceDescriptionTable.parse(CraftedSection.of(0x42).body(body).section());
    }
}
