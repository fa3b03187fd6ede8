// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import static io.dmxflux.ts.CraftedSection.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dmxflux.ts.CraftedSection;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Tables made by hand after tables 6.4 and 6.7 of ATSC A/65. */
class VirtualChannelTableTest {

    private static final int TRANSPORT_STREAM = 0x0811;

    /** Number 5.1, 8-VSB, program 3. */
    private static final String FIRST =
            "004B 0054 004C 0041 0000 0000 0000 F01401 04 00000000 0811 0003 0DC2 0001 FC00";

    /** Seven characters, number 1023.999, of another transport stream, hidden, an audio, with a service location. */
    private static final String SECOND =
            "0052 00E4 0064 0069 006F 0020 0031 FFFFE7 04 00000000 0812 0004 1FC3 FFFE FC05 A103E03100";

    /** Number 1234 of one part. */
    private static final String ONE_PART =
            "0043 0000 0000 0000 0000 0000 0000 FFC4D2 02 00000000 0811 0005 0DC2 0002 FC00";

    private static VirtualChannelTable read(int tableId, String body) {
        return VirtualChannelTable.parse(List.of(CraftedSection.of(tableId)
                .extension(TRANSPORT_STREAM)
                .version(9)
                .body(body)
                .section()));
    }

    @Test
    void channelsOfATransmitterAreRead() {
        VirtualChannelTable table = read(TableId.TVCT, "00 02" + FIRST + SECOND + "FC00");
        assertThat(table)
                .isEqualTo(new VirtualChannelTable(
                        0xC8,
                        TRANSPORT_STREAM,
                        9,
                        List.of(
                                new VirtualChannel(
                                        "KTLA",
                                        5,
                                        OptionalInt.of(1),
                                        TRANSPORT_STREAM,
                                        3,
                                        false,
                                        false,
                                        2,
                                        1,
                                        Descriptors.EMPTY),
                                new VirtualChannel(
                                        "Rädio 1",
                                        1023,
                                        OptionalInt.of(999),
                                        0x0812,
                                        4,
                                        true,
                                        true,
                                        3,
                                        0xFFFE,
                                        Descriptors.of(hex("A103E03100"))))));
        assertThat(table.channel(3)).map(VirtualChannel::shortName).contains("KTLA");
        assertThat(table.channel(4)).as("of another transport stream").isEmpty();
    }

    @Test
    void channelsOfACableMayHaveNumbersOfOnePart() {
        assertThat(read(TableId.CVCT, "00 02" + FIRST + ONE_PART + "FC00").channels())
                .extracting(channel -> channel.major() + " " + channel.minor())
                .containsExactly("5 OptionalInt[1]", "1234 OptionalInt.empty");
        assertThat(read(TableId.TVCT, "00 01" + ONE_PART + "FC00").channels())
                .extracting(VirtualChannel::minor)
                .as("of a transmitter")
                .containsExactly(OptionalInt.of(210));
    }

    @Test
    void tablesCutShortAreReadAsFarAsTheyAreWhole() {
        assertThat(read(TableId.TVCT, "").channels()).isEmpty();
        assertThat(read(TableId.TVCT, "00 FF" + FIRST + "FC00").channels()).hasSize(1);
        assertThat(read(TableId.TVCT, "00 00" + FIRST + "FC00").channels()).isEmpty();
        assertThat(read(TableId.TVCT, "00 01" + SECOND.replace("FC05", "FFFF")).channels())
                .extracting(VirtualChannel::descriptors)
                .containsExactly(Descriptors.of(hex("A103E03100")));
    }

    @Test
    void anotherTableIsRefused() {
        assertThatThrownBy(() -> read(TableId.SDT_ACTUAL, "")).hasMessage("table_id: 0x42 (expected: 0xc8 or 0xc9)");
    }
}
