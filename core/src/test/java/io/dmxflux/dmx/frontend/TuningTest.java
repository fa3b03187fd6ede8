// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a driver is told for each system, and what is refused before. */
class TuningTest {

    private static String told(Tuning tuning) {
        return tuning.request().stream()
                .map(setting -> setting.property() + " " + setting.value())
                .collect(Collectors.joining(", "));
    }

    private static SatelliteTuning satellite(DeliverySystem system, OptionalInt stream, OptionalInt pls) {
        return new SatelliteTuning(
                system,
                11_362_500_000L,
                Polarization.VERTICAL,
                22_000_000,
                Modulation.PSK_8,
                CodeRate.RATE_2_3,
                Pilot.ON,
                Rolloff.ROLLOFF_20,
                Inversion.AUTO,
                stream,
                pls,
                Dishes.UNIVERSAL);
    }

    private static TerrestrialTuning terrestrial(DeliverySystem system, CodeRate codeRate) {
        return new TerrestrialTuning(
                system,
                474_000_000,
                8_000_000,
                Modulation.AUTO,
                codeRate,
                CodeRate.AUTO,
                GuardInterval.AUTO,
                TransmissionMode.AUTO,
                Hierarchy.AUTO,
                Inversion.AUTO,
                OptionalInt.empty());
    }

    @Test
    void dvbT() {
        assertThat(told(TerrestrialTuning.of(DeliverySystem.DVB_T, 474_000_000, 8_000_000)))
                .isEqualTo(
                        "DELIVERY_SYSTEM 3, FREQUENCY 474000000, MODULATION 6, BANDWIDTH_HZ 8000000, INVERSION 2,"
                                + " CODE_RATE_HP 9, CODE_RATE_LP 9, GUARD_INTERVAL 4, TRANSMISSION_MODE 2, HIERARCHY 4, TUNE 0");
    }

    @Test
    void dvbT2AlwaysSaysWhichPipe() {
        TerrestrialTuning tuning = TerrestrialTuning.of(DeliverySystem.DVB_T2, 538_000_000, 8_000_000);
        assertThat(told(tuning)).startsWith("DELIVERY_SYSTEM 16, ").endsWith(", HIERARCHY 4, STREAM_ID -1, TUNE 0");
        assertThat(told(tuning.withPlp(2))).endsWith(", STREAM_ID 2, TUNE 0");
    }

    @Test
    void dvbC() {
        assertThat(told(CableTuning.of(346_000_000, 6_900_000, Modulation.QAM_256)))
                .isEqualTo("DELIVERY_SYSTEM 1, FREQUENCY 346000000, MODULATION 5, INVERSION 2, SYMBOL_RATE 6900000,"
                        + " INNER_FEC 9, TUNE 0");
        assertThat(told(CableTuning.clearQam(57_000_000, Modulation.QAM_64)))
                .isEqualTo("DELIVERY_SYSTEM 2, FREQUENCY 57000000, MODULATION 3, INVERSION 2, TUNE 0");
    }

    @Test
    void dvbSIsToldKilohertzBehindTheLnb() {
        assertThat(told(satellite(DeliverySystem.DVB_S, OptionalInt.empty(), OptionalInt.empty())))
                .isEqualTo(
                        "DELIVERY_SYSTEM 5, FREQUENCY 1612500, INVERSION 2, SYMBOL_RATE 22000000, INNER_FEC 2, TUNE 0");
    }

    @Test
    void dvbS2() {
        assertThat(told(satellite(DeliverySystem.DVB_S2, OptionalInt.of(171), OptionalInt.of(8_192))))
                .isEqualTo("DELIVERY_SYSTEM 6, FREQUENCY 1612500, INVERSION 2, SYMBOL_RATE 22000000, INNER_FEC 2,"
                        + " MODULATION 9, PILOT 0, ROLLOFF 1, SCRAMBLING_SEQUENCE_INDEX 8192, STREAM_ID 171, TUNE 0");
    }

    @Test
    void isdbSChoosesATransportStream() {
        assertThat(told(satellite(DeliverySystem.ISDB_S, OptionalInt.of(0x4010), OptionalInt.empty())))
                .endsWith(", STREAM_ID 16400, TUNE 0");
    }

    @Test
    void atsc() {
        assertThat(told(AtscTuning.of(503_000_000)))
                .isEqualTo("DELIVERY_SYSTEM 11, FREQUENCY 503000000, MODULATION 7, INVERSION 2, TUNE 0");
    }

    @Test
    void isdbTReceivesAllLayers() {
        assertThat(told(IsdbTuning.of(473_142_857)))
                .startsWith("DELIVERY_SYSTEM 8, FREQUENCY 473142857, BANDWIDTH_HZ 6000000, INVERSION 2,"
                        + " ISDBT_LAYER_ENABLED 7, ISDBT_LAYERA_FEC 9, ISDBT_LAYERA_MODULATION 6,")
                .endsWith("ISDBT_LAYERC_TIME_INTERLEAVING 0, TUNE 0");
    }

    @Test
    void frequenciesAboveTwoGigahertzFitTheDriversWord() {
        TerrestrialTuning tuning = TerrestrialTuning.of(DeliverySystem.DVB_T, 2_150_000_000L, 0);
        assertThat(Integer.toUnsignedLong(tuning.settings().get(1).value())).isEqualTo(2_150_000_000L);
    }

    @Test
    void whatNoSystemHasIsRefusedInOneLine() {
        assertThatThrownBy(() -> TerrestrialTuning.of(DeliverySystem.DVB_S, 474_000_000, 0))
                .hasMessage("system: dvb-s (expected: dvb-t, dvb-t2)");
        assertThatThrownBy(() -> TerrestrialTuning.of(DeliverySystem.DVB_T, 474_000_000, 0)
                        .withPlp(1))
                .hasMessage("stream: 1 (expected: none with dvb-t; or dvb-t2)");
        assertThatThrownBy(() -> TerrestrialTuning.of(DeliverySystem.DVB_T2, 474_000_000, 0)
                        .withPlp(256))
                .hasMessage("stream: 256 (expected: a PLP, 0 to 255)");
        assertThatThrownBy(() -> TerrestrialTuning.of(DeliverySystem.DVB_T2, 0, 0))
                .hasMessage("frequency: 0 (expected: Hz, 1 to 4294967295)");
        assertThatThrownBy(() -> terrestrial(DeliverySystem.DVB_T2, CodeRate.RATE_7_8))
                .hasMessage("fec: 7/8 (expected: with dvb-t2: NONE, 1/2, 2/3, 3/4, 4/5, 5/6, AUTO, 3/5, 2/5)");
        assertThatThrownBy(() -> terrestrial(DeliverySystem.DVB_T, CodeRate.RATE_3_5))
                .hasMessage("fec: 3/5 (expected: with dvb-t: NONE, 1/2, 2/3, 3/4, 5/6, 7/8, AUTO)");
        assertThatThrownBy(() -> CableTuning.of(346_000_000, 0, Modulation.QAM_256))
                .hasMessageStartingWith("symbolrate: 0 (expected: symbols per second, 1 to");
        assertThatThrownBy(() -> satellite(DeliverySystem.DVB_S2, OptionalInt.of(256), OptionalInt.empty()))
                .hasMessage("stream: 256 (expected: 0 to 255 for dvb-s2)");
        assertThatThrownBy(() -> satellite(DeliverySystem.DVB_S, OptionalInt.empty(), OptionalInt.of(1)))
                .hasMessage("pls: 1 (expected: a gold index, 0 to 262141, of dvb-s2)");
        assertThatThrownBy(() -> new AtscTuning(503_000_000, Modulation.QAM_256))
                .hasMessage("modulation: QAM/256 (expected: VSB/8, VSB/16; for QAM system=dvb-c/b)");
    }

    @Test
    void theSymbolRateIsComparedWithTheFrontends() {
        FrontendInfo info = new FrontendInfo(
                ScriptedFrontend.PATH,
                "scripted",
                List.of(DeliverySystem.DVB_C_A, DeliverySystem.DVB_S2),
                51_000_000,
                2_150_000_000L,
                0,
                0,
                1_000_000,
                7_200_000,
                0);
        assertThatThrownBy(() -> CableTuning.of(346_000_000, 9_000_000, Modulation.QAM_256)
                        .check(info))
                .hasMessage("symbolrate: 9000000 symbols/s (expected: 1000000 to 7200000 symbols/s, the limits of"
                        + " /dev/dvb/adapter0/frontend0 (scripted))");
        assertThatThrownBy(() -> satellite(DeliverySystem.DVB_S2, OptionalInt.empty(), OptionalInt.empty())
                        .check(info))
                .hasMessageStartingWith("symbolrate: 22000000");
    }

    @Test
    void anInputStreamNeedsADriverThatFiltersIt() {
        int multistream = 0x4000000;
        SatelliteTuning one = satellite(DeliverySystem.DVB_S2, OptionalInt.of(7), OptionalInt.empty());

        one.check(withoutLimits(multistream));
        assertThatThrownBy(() -> one.check(withoutLimits(0)))
                .hasMessage("stream: 7 (expected: none: /dev/dvb/adapter0/frontend0 (scripted) does not claim to filter"
                        + " input streams)");
        satellite(DeliverySystem.DVB_S2, OptionalInt.empty(), OptionalInt.empty())
                .check(withoutLimits(0));
    }

    @Test
    void pipesAndTransportStreamsAreFilteredByDriversThatDoNotClaimIt() {
        TerrestrialTuning.of(DeliverySystem.DVB_T2, 538_000_000, 8_000_000)
                .withPlp(1)
                .check(withoutLimits(0));
        satellite(DeliverySystem.ISDB_S, OptionalInt.of(0x4010), OptionalInt.empty())
                .check(withoutLimits(0));
    }

    private static FrontendInfo withoutLimits(int capabilities) {
        return new FrontendInfo(
                ScriptedFrontend.PATH,
                "scripted",
                List.of(DeliverySystem.DVB_T2, DeliverySystem.DVB_S2, DeliverySystem.ISDB_S),
                0,
                0,
                0,
                0,
                0,
                0,
                capabilities);
    }

    @Test
    void aLimitOfZeroIsNone() {
        FrontendInfo info = new FrontendInfo(
                ScriptedFrontend.PATH, "scripted", List.of(DeliverySystem.DVB_C_A), 0, 0, 0, 0, 0, 0, 0);
        CableTuning.of(346_000_000, 9_000_000, Modulation.QAM_256).check(info);
    }

    @ParameterizedTest
    @EnumSource
    void aSystemIsFoundByItsNameAndItsNumber(DeliverySystem system) {
        assertThat(DeliverySystem.of(system.uriName().toUpperCase(Locale.ROOT))).isSameAs(system);
        assertThat(Parameter.of(DeliverySystem.class, system.number())).contains(system);
        assertThat(Parameter.of(DeliverySystem.class, system.label(), "DELIVERY_SYSTEM"))
                .isSameAs(system);
    }

    @ParameterizedTest
    @CsvSource({"QAM/256, QAM_256", "qam256, QAM_256", "qam-64, QAM_64", "PSK/8, PSK_8", "qpsk, QPSK", "QAM/AUTO, AUTO"
    })
    void aWordIsFoundWithoutItsPunctuation(String word, Modulation modulation) {
        assertThat(Parameter.of(Modulation.class, word, "modulation")).isSameAs(modulation);
    }

    @Test
    void anUnknownWordIsAnsweredWithTheKnownOnes() {
        assertThatThrownBy(() -> Parameter.of(Pilot.class, "maybe", "pilot"))
                .hasMessage("pilot: maybe (expected: ON, OFF, AUTO)");
        assertThatThrownBy(() -> DeliverySystem.of("dvb-x")).hasMessageStartingWith("system: dvb-x (expected: dvb-c, ");
    }

    @ParameterizedTest
    @CsvSource({
        "QPSK, 0",
        "QAM_16, 1",
        "QAM_256, 5",
        "AUTO, 6",
        "VSB_8, 7",
        "PSK_8, 9",
        "APSK_16, 10",
        "APSK_32, 11",
        "DQPSK, 12"
    })
    void constellationsHaveTheNumbersOfTheHeader(Modulation modulation, int number) {
        assertThat(modulation.number()).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource({
        "NONE, 0",
        "RATE_1_2, 1",
        "RATE_7_8, 7",
        "RATE_8_9, 8",
        "AUTO, 9",
        "RATE_3_5, 10",
        "RATE_9_10, 11",
        "RATE_2_5, 12"
    })
    void codeRatesHaveTheNumbersOfTheHeader(CodeRate rate, int number) {
        assertThat(rate.number()).isEqualTo(number);
    }

    @Test
    void theOthersHaveTheNumbersOfTheHeader() {
        assertThat(List.of(GuardInterval.INTERVAL_1_4.number(), GuardInterval.AUTO.number()))
                .containsExactly(3, 4);
        assertThat(GuardInterval.INTERVAL_19_256.number()).isEqualTo(7);
        assertThat(List.of(TransmissionMode.AUTO.number(), TransmissionMode.MODE_32K.number()))
                .containsExactly(2, 6);
        assertThat(List.of(Hierarchy.ALPHA_4.number(), Hierarchy.AUTO.number())).containsExactly(3, 4);
        assertThat(List.of(Rolloff.ROLLOFF_35.number(), Rolloff.AUTO.number())).containsExactly(0, 3);
        assertThat(List.of(Pilot.ON.number(), Inversion.OFF.number(), Inversion.AUTO.number()))
                .containsExactly(0, 0, 2);
    }
}
