// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import static io.dmxflux.ts.CraftedSection.hex;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeliverySystemDescriptorsTest {

    @Test
    void satelliteIsReadInHertzAndDegrees() {
        assertThat(descriptor("43 0B 01136250 0192 86 0220000 3"))
                .isEqualTo(new SatelliteDeliverySystemDescriptor(11_362_500_000L, 192, 0, 0, true, 2, 22_000_000, 3));
        assertThat(descriptor("43 0B 01067350 0300 31 0275000 F"))
                .isEqualTo(
                        new SatelliteDeliverySystemDescriptor(10_673_500_000L, -300, 1, 2, false, 1, 27_500_000, 15));
    }

    @Test
    void cableIsReadInHertz() {
        assertThat(descriptor("44 0B 03460000 FFF2 05 0069000 0"))
                .isEqualTo(new CableDeliverySystemDescriptor(346_000_000, 5, 6_900_000, 0));
    }

    @Test
    void terrestrialIsReadInHertz() {
        assertThat(descriptor("5A 0B 02D34440 1F 82 12 FFFFFFFF"))
                .isEqualTo(new TerrestrialDeliverySystemDescriptor(474_000_000, 8_000_000, 2, 0, 2, 0, 2, 1, false));
        assertThat(descriptor("5A 0B 00000000 3F 40 01 FFFFFFFF"))
                .isEqualTo(new TerrestrialDeliverySystemDescriptor(0, 7_000_000, 1, 0, 0, 0, 0, 0, true));
    }

    @Test
    void t2IsReadWithAllItsCells() {
        assertThat(descriptor("7F 12 04 01 8001 03 34 0001 0334EC40 05 02 0337F980"))
                .as("a cell of one frequency, and a transposer")
                .isEqualTo(new T2DeliverySystemDescriptor(
                        1, 0x8001, 8_000_000, 1, 5, List.of(538_000_000L, 540_000_000L)));
        assertThat(descriptor("7F 12 04 00 8001 03 35 0001 08 0334EC40 0337F980 00"))
                .as("a cell of two frequencies")
                .isEqualTo(new T2DeliverySystemDescriptor(
                        0, 0x8001, 8_000_000, 1, 5, List.of(538_000_000L, 540_000_000L)));
        assertThat(descriptor("7F 04 04 07 8001"))
                .as("one that refers to another")
                .isEqualTo(new T2DeliverySystemDescriptor(7, 0x8001, 0, 7, 7, List.of()));
    }

    @Test
    void t2WhoseLoopsPointOutsideIsReadAsFarAsItIsWhole() {
        assertThat(descriptor("7F 10 04 00 8001 03 35 0001 FF 0334EC40 0337F9"))
                .isEqualTo(new T2DeliverySystemDescriptor(0, 0x8001, 8_000_000, 1, 5, List.of(538_000_000L)));
    }

    @Test
    void isdbIsReadInSevenths() {
        assertThat(descriptor("FA 06 5A9E 0E6A 0CF0"))
                .as("two transmitters, 1/7 MHz above their centres")
                .isEqualTo(new IsdbTerrestrialDeliverySystemDescriptor(
                        0x5A9, 3, 2, List.of(3_690_000_000L / 7, 3_312_000_000L / 7)));
    }

    @Test
    void streamsAndScramblingOfS2AreRead() {
        assertThat(descriptor("79 05 FF FC0008 05"))
                .isEqualTo(new S2SatelliteDeliverySystemDescriptor(OptionalInt.of(8), OptionalInt.of(5)));
        assertThat(descriptor("79 02 5F 05"))
                .isEqualTo(new S2SatelliteDeliverySystemDescriptor(OptionalInt.empty(), OptionalInt.of(5)));
        assertThat(descriptor("79 01 1F"))
                .isEqualTo(new S2SatelliteDeliverySystemDescriptor(OptionalInt.empty(), OptionalInt.empty()));
    }

    @Test
    void frequenciesAreListedInHertzOfTheirKind() {
        assertThat(descriptor("62 09 FF 02D34440 0334EC40"))
                .isEqualTo(new FrequencyListDescriptor(List.of(474_000_000L, 538_000_000L)));
        assertThat(descriptor("62 05 FE 03460000")).isEqualTo(new FrequencyListDescriptor(List.of(346_000_000L)));
        assertThat(descriptor("62 05 FD 01136250")).isEqualTo(new FrequencyListDescriptor(List.of(11_362_500_000L)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FA 01 5A", // cut
                "43 0A 01136250 0192 86 022000", // cut
                "43 0B 0113625A 0192 86 0220000 3", // no digit
                "43 0B 01136250 0192 86 022000F 3",
                "44 0B 0346000B FFF2 05 0069000 0",
                "5A 0A 02D34440 1F 82 12 FFFFFF",
                "79 00",
                "79 02 FF FC",
                "79 01 5F",
                "62 00",
                "62 04 FF 02D344",
                "62 05 FC 02D34440", // no coding
                "62 05 FE 0346000A",
                "7F 00",
                "7F 03 04 00 80"
            })
    void whatBreaksItsSyntaxIsUnknown(String hex) {
        assertThat(descriptor(hex)).isInstanceOf(UnknownDescriptor.class);
    }

    private static Descriptor descriptor(String hex) {
        return Descriptors.of(hex(hex)).stream().findFirst().orElseThrow();
    }
}
