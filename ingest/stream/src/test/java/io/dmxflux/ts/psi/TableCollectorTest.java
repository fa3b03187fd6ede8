// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.CraftedSection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class TableCollectorTest {

    private final TableCollector collector = new TableCollector();

    @Test
    void tableOfOneSectionIsCompleteAtOnceAndOnlyOnce() {
        assertThat(collector.add(section(1, 0, 0))).isTrue();
        assertThat(collector.add(section(1, 0, 0))).isFalse();
        assertThat(collector.sections()).hasSize(1);
    }

    @Test
    void sectionsOfATableMayComeInAnyOrder() {
        assertThat(collector.add(section(1, 2, 2))).isFalse();
        assertThat(collector.add(section(1, 0, 2))).isFalse();
        assertThat(collector.add(section(1, 0, 2))).isFalse();
        assertThat(collector.sections()).isEmpty();
        assertThat(collector.add(section(1, 1, 2))).isTrue();

        assertThat(collector.sections()).extracting(Section::sectionNumber).containsExactly(0, 1, 2);
    }

    @Test
    void newVersionStartsOver() {
        collector.add(section(1, 0, 1));
        collector.add(section(1, 1, 1));
        assertThat(collector.add(section(2, 0, 1))).isFalse();
        assertThat(collector.sections()).isEmpty();
        assertThat(collector.add(section(2, 1, 1))).isTrue();

        assertThat(collector.sections()).extracting(Section::versionNumber).containsOnly(2);
    }

    @Test
    void sectionsOfTwoTablesAreNotOne() {
        collector.add(section(1, 0, 1));
        assertThat(collector.add(section(2, 1, 1))).as("another version").isFalse();
        assertThat(collector.add(CraftedSection.of(0x42)
                        .version(2)
                        .extension(7)
                        .number(0, 1)
                        .section()))
                .as("another extension")
                .isFalse();
        assertThat(collector.add(CraftedSection.of(0x46)
                        .version(2)
                        .extension(7)
                        .number(1, 1)
                        .section()))
                .as("another table")
                .isFalse();
    }

    @Test
    void sectionsStayWhenTheViewIsOver() {
        byte[] section = CraftedSection.of(0x42).bytes();
        ByteBuf packet = Unpooled.buffer();
        new SectionPacketizer(0x11).packetize(section, packet);
        new SectionAssembler(collector::add).packet(packet, 0);

        assertThat(collector.sections()).extracting(Section::toByteArray).containsExactly(section);
    }

    @Test
    void changeWithoutANewVersionStartsOver() {
        collector.add(section(1, 0, 0));

        assertThat(collector.add(CraftedSection.of(0x42).version(1).body("01").section()))
                .isTrue();
    }

    @Test
    void tableThatGrowsStartsOver() {
        collector.add(section(1, 0, 0));

        assertThat(collector.add(section(1, 0, 1))).isFalse();
        assertThat(collector.add(section(1, 1, 1))).isTrue();
    }

    @Test
    void anotherTableOrExtensionStartsOver() {
        collector.add(section(1, 0, 0));

        assertThat(collector.add(CraftedSection.of(0x46).version(1).section())).isTrue();
        assertThat(collector.add(CraftedSection.of(0x46).version(1).extension(7).section()))
                .isTrue();
    }

    @Test
    void tableToComeIsPassedOver() {
        collector.add(section(1, 0, 0));

        assertThat(collector.add(CraftedSection.of(0x42).version(2).next().section()))
                .isFalse();
        assertThat(collector.sections()).extracting(Section::versionNumber).containsExactly(1);
    }

    @Test
    void numberAboveTheLastIsPassedOver() {
        assertThat(collector.add(section(1, 3, 2))).isFalse();
        assertThat(collector.add(section(1, 0, 0))).isTrue();
    }

    @Test
    void largestTableHasTwoHundredAndFiftySixSections() {
        for (int number = 0; number < 255; number++) {
            assertThat(collector.add(section(1, number, 255))).isFalse();
        }
        assertThat(collector.add(section(1, 255, 255))).isTrue();
        assertThat(collector.sections()).hasSize(256);
    }

    @Test
    void resetForgetsTheTable() {
        collector.add(section(1, 0, 0));
        collector.reset();

        assertThat(collector.sections()).isEmpty();
        assertThat(collector.add(section(1, 0, 0))).isTrue();
    }

    private static Section section(int version, int number, int last) {
        return CraftedSection.of(0x42).version(version).number(number, last).section();
    }
}
