// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.scan;

import static io.dmxflux.ts.CraftedSection.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dmxflux.dmx.frontend.AtscTuning;
import io.dmxflux.dmx.frontend.CableTuning;
import io.dmxflux.dmx.frontend.DeliverySystem;
import io.dmxflux.dmx.frontend.IsdbTuning;
import io.dmxflux.dmx.frontend.Modulation;
import io.dmxflux.dmx.frontend.Polarization;
import io.dmxflux.dmx.frontend.SatelliteTuning;
import io.dmxflux.dmx.frontend.TerrestrialTuning;
import io.dmxflux.dmx.frontend.Tuning;
import io.dmxflux.dmx.frontend.sec.SatelliteDish;
import io.dmxflux.ts.psi.Descriptors;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which carriers are tried: those of the rasters, and those of a NIT that are others. */
class ScanQueueTest {

    private static final long MHZ = 1_000_000;

    private final ScanQueue queue = new ScanQueue();

    @Test
    void carriersLessThanAnEighthOfTheirBandwidthApartAreOne() {
        queue.offer(t(DeliverySystem.DVB_T, 474 * MHZ));
        queue.offer(t(DeliverySystem.DVB_T, 475 * MHZ));
        queue.offer(t(DeliverySystem.DVB_T, 475 * MHZ + 1));

        assertThat(queue.next()).isEqualTo(t(DeliverySystem.DVB_T, 474 * MHZ));
        assertThat(queue.next()).isEqualTo(t(DeliverySystem.DVB_T, 475 * MHZ + 1));
        assertThat(queue.next()).isNull();
    }

    @Test
    void anotherPipeOfAFrequencyIsTriedAndAnotherSystemIsNot() {
        queue.offer(t(DeliverySystem.DVB_T2, 474 * MHZ));
        queue.offer(t(DeliverySystem.DVB_T, 474 * MHZ));
        queue.locked(t(DeliverySystem.DVB_T2, 474 * MHZ));
        queue.offer(t(DeliverySystem.DVB_T2, 474 * MHZ).withPlp(1));
        queue.offer(t(DeliverySystem.DVB_T2, 474 * MHZ).withPlp(2));
        queue.offer(t(DeliverySystem.DVB_T2, 474 * MHZ).withPlp(1));

        assertThat(queue.next()).isEqualTo(t(DeliverySystem.DVB_T2, 474 * MHZ).withPlp(1));
        assertThat(queue.waiting()).isEqualTo(1);
    }

    @Test
    void twinsOfS2AreNotTriedAndOtherPolarizationsAre() {
        queue.locked(s(DeliverySystem.DVB_S2, Polarization.HORIZONTAL));
        queue.offer(s(DeliverySystem.DVB_S, Polarization.HORIZONTAL));
        queue.offer(s(DeliverySystem.DVB_S, Polarization.VERTICAL));

        assertThat(queue.next()).isEqualTo(s(DeliverySystem.DVB_S, Polarization.VERTICAL));
        assertThat(queue.next()).isNull();
    }

    @Test
    void multiplexThatIsFoundIsNotTriedElsewhere() {
        queue.offer(new NamedCarrier(t(DeliverySystem.DVB_T, 602 * MHZ), new MultiplexId(1, 2)));

        assertThat(queue.found(new MultiplexId(1, 2))).isTrue();
        assertThat(queue.found(new MultiplexId(1, 2))).isFalse();
        assertThat(queue.next()).isNull();
    }

    @Test
    void whatAnEarlierScanWasThroughWithIsKnown() {
        queue.offer(t(DeliverySystem.DVB_T2, 474 * MHZ));
        queue.offer(t(DeliverySystem.DVB_T, 474 * MHZ));
        queue.offer(t(DeliverySystem.DVB_T, 482 * MHZ));
        queue.tried(new TriedCarrier(
                t(DeliverySystem.DVB_T2, 474 * MHZ),
                true,
                Optional.of(new MultiplexId(1, 2)),
                List.of(
                        new NamedCarrier(t(DeliverySystem.DVB_T, 602 * MHZ), new MultiplexId(1, 2)),
                        new NamedCarrier(t(DeliverySystem.DVB_T, 610 * MHZ), new MultiplexId(1, 3)))));
        queue.tried(new TriedCarrier(t(DeliverySystem.DVB_T, 482 * MHZ), false, Optional.empty(), List.of()));

        assertThat(queue.found(new MultiplexId(1, 2))).isFalse();
        assertThat(queue.next()).isEqualTo(t(DeliverySystem.DVB_T, 610 * MHZ));
        assertThat(queue.next()).isNull();
    }

    @Test
    void networkIsReadWithoutFrequenciesThatAreNone() {
        assertThat(ways("5A 0B 00000000 1F 82 12 FFFFFFFF")).isEmpty();
        assertThat(ways("7F 0D 04 00 8001 03 34 0001 00000000 00")).isEmpty();
        assertThat(ways("44 0B 03460000 FFF2 05 0000000 0")).isEmpty();
        assertThat(ways("5A 0B 02D34440 1F 82 12 FFFFFFFF  62 05 FF 0334EC40"))
                .containsExactly(t(DeliverySystem.DVB_T, 474 * MHZ), t(DeliverySystem.DVB_T, 538 * MHZ));
        assertThat(ways("7F 0D 04 01 8001 03 34 0001 0334EC40 00"))
                .containsExactly(t(DeliverySystem.DVB_T2, 538 * MHZ).withPlp(1));
        assertThat(ways("44 0B 03460000 FFF2 05 0069000 0"))
                .containsExactly(CableTuning.of(346 * MHZ, 6_900_000, Modulation.QAM_256));
    }

    @Test
    void transmittersOfIsdbAreRead() {
        assertThat(ways("FA 06 5A9E 0CF0 0000")).containsExactly(IsdbTuning.of(473_142_857));
        assertThat(ways("5F 04 00000028 FA 04 5A9E 0CF0")).as("private").isEmpty();
    }

    @Test
    void streamsOfS2AreReadBesideTheirCarrier() {
        assertThat(ways("43 0B 01136250 0192 86 0220000 3  79 05 FF FC0008 05"))
                .singleElement()
                .isInstanceOfSatisfying(SatelliteTuning.class, tuning -> {
                    assertThat(tuning.system()).isEqualTo(DeliverySystem.DVB_S2);
                    assertThat(tuning.modulation()).isEqualTo(Modulation.PSK_8);
                    assertThat(tuning.stream()).hasValue(5);
                    assertThat(tuning.pls()).hasValue(8);
                });
    }

    @Test
    void rastersAreThoseOfTheCountry() {
        assertThat(Raster.terrestrial("DE"))
                .hasSize(2 * (28 + 8))
                .startsWith(t(DeliverySystem.DVB_T2, 474 * MHZ), t(DeliverySystem.DVB_T, 474 * MHZ))
                .contains(t(DeliverySystem.DVB_T, 690 * MHZ))
                .endsWith(TerrestrialTuning.of(DeliverySystem.DVB_T, 226_500_000, 7_000_000));
        assertThat(Raster.terrestrial("gb")).hasSize(2 * 28);
        assertThat(Raster.terrestrial("RU")).contains(t(DeliverySystem.DVB_T2, 858 * MHZ));
        assertThat(Raster.terrestrial("US")).startsWith(AtscTuning.of(57 * MHZ)).contains(AtscTuning.of(605 * MHZ));
        assertThat(Raster.terrestrial("JP")).startsWith(IsdbTuning.of(473_142_857));
        assertThat(Raster.cable("DE"))
                .startsWith(CableTuning.of(113 * MHZ, 6_900_000, Modulation.AUTO))
                .contains(CableTuning.of(346 * MHZ, 6_875_000, Modulation.AUTO))
                .endsWith(CableTuning.of(858 * MHZ, 6_875_000, Modulation.AUTO));
        assertThat(Raster.cable("DE")).contains(CableTuning.of(114 * MHZ, 6_900_000, Modulation.AUTO));
        assertThat(Raster.cable("US"))
                .startsWith(CableTuning.clearQam(57 * MHZ, Modulation.QAM_256))
                .contains(
                        CableTuning.clearQam(79 * MHZ, Modulation.QAM_256),
                        CableTuning.clearQam(999 * MHZ, Modulation.QAM_256));
        assertThat(Raster.cable("FR"))
                .startsWith(CableTuning.of(115 * MHZ, 6_875_000, Modulation.AUTO))
                .contains(
                        CableTuning.of(347 * MHZ, 6_875_000, Modulation.AUTO),
                        CableTuning.of(706 * MHZ, 6_875_000, Modulation.AUTO));
        assertThat(Raster.terrestrial("RU")).endsWith(t(DeliverySystem.DVB_T, 226 * MHZ));
        assertThatThrownBy(() -> Raster.terrestrial("Germany"))
                .hasMessage("country: Germany (expected: two letters of ISO 3166, as in DE)");
    }

    private static List<Tuning> ways(String descriptors) {
        return NetworkTunings.of(Descriptors.of(hex(descriptors)), Optional.of(SatelliteDish.UNIVERSAL));
    }

    private static TerrestrialTuning t(DeliverySystem system, long frequencyHz) {
        return TerrestrialTuning.of(system, frequencyHz, 8_000_000);
    }

    private static Tuning s(DeliverySystem system, Polarization polarization) {
        return SatelliteTuning.of(system, 11_362 * MHZ, polarization, 22_000_000, SatelliteDish.UNIVERSAL);
    }
}
