// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend.sec;

import static io.dmxflux.dmx.frontend.Polarization.HORIZONTAL;
import static io.dmxflux.dmx.frontend.Polarization.VERTICAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dmxflux.dmx.frontend.Polarization;
import io.dmxflux.dmx.frontend.SatelliteTuning;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SatelliteDishTest {

    private static Map<String, String> settings(String written) {
        return Arrays.stream(written.split(" "))
                .map(setting -> setting.split("=", 2))
                .collect(Collectors.toMap(setting -> setting[0], setting -> setting[1]));
    }

    private static String from(SatelliteTuning before, SatelliteTuning tuning) {
        return SecNotation.of(tuning.dish().steps(tuning, before));
    }

    private static SatelliteTuning tuning(long khz, Polarization polarization, String settings) {
        return SecVectorsTest.tuning(khz, polarization, settings(settings));
    }

    @ParameterizedTest
    @CsvSource({
        // LNB, kHz, polarization, kHz behind the LNB, sequence
        "universal,          11699999, VERTICAL,   1949999, t v W100 W20",
        "universal,          11700000, VERTICAL,   1100000, t v W100 T W20",
        "UNIVERSAL,          12750000, HORIZONTAL, 2150000, t V W100 T W20",
        "'9750,10600,11700', 10700000, LEFT,       950000,  t V W100 W20",
        "'9750,10600,11650', 11650000, RIGHT,      1050000, t v W100 T W20",
        "c-band,             3840000,  HORIZONTAL, 1310000, t V W100 W20",
        "enhanced,           11000000, HORIZONTAL, 1250000, t V W100 W20",
        "standard,           11200000, HORIZONTAL, 1200000, t V W100 W20",
        "10750,              12400000, HORIZONTAL, 1650000, t V W100 W20",
        "10749.9,            12400000, VERTICAL,   1650100, t v W100 W20",
        "c-mult,             3840000,  VERTICAL,   1310000, t v W100 W20",
        "c-mult,             3840000,  HORIZONTAL, 1910000, t v W100 W20",
        "dishpro,            12400000, LEFT,       1950000, t v W100 W20",
    })
    void lnbMovesTheTransponder(String lnb, long khz, Polarization polarization, long behindKhz, String sequence) {
        SatelliteTuning tuning = tuning(khz, polarization, "lnb=" + lnb);

        assertThat(tuning.tunerHz()).isEqualTo(behindKhz * 1000);
        assertThat(SecNotation.of(tuning.dish().steps(tuning, null))).isEqualTo(sequence);
    }

    @ParameterizedTest
    @CsvSource({
        // settings, the way from 11362 MHz horizontal, to kHz and polarization
        "lnb=universal, 11494000, HORIZONTAL, ''",
        "lnb=universal, 11494000, VERTICAL,   v W15 W20",
        "lnb=universal, 12051000, HORIZONTAL, T W20",
        "lnb=universal, 12051000, VERTICAL,   v W15 T W20",
        "diseqc=2,      11494000, HORIZONTAL, ''",
        "diseqc=2,      11494000, VERTICAL,   v W15 [E0 10 38 F4] W15 W20",
        "diseqc=2,      12051000, HORIZONTAL, [E0 10 38 F7] W15 T W20",
        "diseqc=u2,     12051000, HORIZONTAL, T W20",
        "diseqc=B,      12051000, VERTICAL,   v W15 T W20",
        "unicable=ub1/1210, 11362000, HORIZONTAL, ''",
        "unicable=ub1/1210, 11494000, HORIZONTAL, V W15 [E0 10 5A 09 85] W50 v W20",
    })
    void whatIsInForceIsLeftOut(String settings, long khz, Polarization polarization, String sequence) {
        SatelliteTuning before = tuning(11_362_000, HORIZONTAL, settings);

        assertThat(from(before, tuning(khz, polarization, settings))).isEqualTo(sequence);
    }

    @Test
    void toneIsSilentBeforeAMessage() {
        SatelliteTuning high = tuning(12_051_000, VERTICAL, "diseqc=1");

        assertThat(from(high, tuning(11_494_000, VERTICAL, "diseqc=1"))).isEqualTo("t W15 [E0 10 38 F0] W15 W20");
        assertThat(from(high, tuning(12_051_000, HORIZONTAL, "diseqc=1"))).isEqualTo("t V W15 [E0 10 38 F3] W15 T W20");
        assertThat(from(high, tuning(12_551_000, VERTICAL, "diseqc=2"))).isEqualTo("t W15 [E0 10 38 F5] W15 T W20");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lnb=universal",
                "lnb=c-band",
                "lnb=9750.5",
                "lnb=9750,10700,11750 diseqc=u3/1/B diseqc-repeats=2",
                "lnb=universal diseqc=2 unicable=ub1/1210 sec-waits=band-voltage:20,band-message:60",
                "lnb=universal diseqc=64 jess=ub32/1210.5/pin0",
            })
    void settingsAreWrittenAsTheyAreRead(String written) {
        SatelliteDish dish = SatelliteDish.of(settings(written));

        assertThat(dish.settings()).isEqualTo(settings(written));
        assertThat(SatelliteDish.of(dish.settings())).isEqualTo(dish);
        assertThat(SatelliteDish.SETTINGS).containsAll(dish.settings().keySet());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lnb=quattro           | lnb: quattro (expected: universal, c-band,",
                "lnb=9750,10600        | lnb: 9750,10600 (expected: universal,",
                "lnb=10600,9750,11700  | lnb: 10600,9750,11700 (expected: the lower oscillator first",
                "lnb=9750,10600,10000  | lnb: 9750,10600,10000 (expected: a switching frequency above",
                "lnb=975               | lnb: 975 (expected: an oscillator of 1000 to 30000 MHz",
                "diseqc=5              | diseqc: c5 (expected: the inputs of switches",
                "diseqc=0              | diseqc: c0 (expected:",
                "diseqc=u17            | diseqc: u17 (expected:",
                "diseqc=u1/            | diseqc: u1/ (expected:",
                "diseqc=1/2            | diseqc: 1/2 (expected: each kind of input once",
                "diseqc-repeats=4      | diseqc-repeats: 4 (expected: 0 to 3)",
                "diseqc-repeats=x      | diseqc-repeats: x (expected: 0 to 3)",
                "unicable=1/1210       | unicable: 1/1210 (expected: ub1 to ub8",
                "unicable=ub9/1210     | unicable: ub9/1210 (expected: ub1 to ub8",
                "unicable=ub1/210      | unicable: ub1/210 (expected: a frequency of 950 to 2150 MHz",
                "unicable=ub1/1210/pin256 | unicable: ub1/1210/pin256 (expected: a PIN of 0 to 255",
                "unicable=ub1/1210 diseqc=3 | diseqc: 3 (expected: with unicable=, the position of the satellite, 1 to 2)",
                "unicable=ub1/1210 diseqc=A | diseqc: A (expected: with a user band, the position",
                "jess=ub33/1210        | jess: ub33/1210 (expected: ub1 to ub32",
                "jess=ub1/1210 unicable=ub1/1210 | jess: ub1/1210 (expected: one of unicable= and jess=, not both)",
                "sec-waits=volt:1      | sec-waits: volt:1 (expected: milliseconds, 0 to 5000, of power, voltage,",
                "sec-waits=tone:5001   | sec-waits: tone:5001 (expected: milliseconds",
                "sec-waits=tone        | sec-waits: tone (expected: milliseconds",
            })
    void whatIsNoSettingIsRefusedInOneLine(String written, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SatelliteDish.of(settings(written)))
                .withMessageStartingWith(message)
                .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("\n"));
    }

    @Test
    void whatTheLnbDoesNotReceiveIsRefused() {
        SatelliteTuning tuning = tuning(3_840_000, VERTICAL, "lnb=universal");

        assertThatIllegalArgumentException()
                .isThrownBy(tuning::tunerHz)
                .withMessage("frequency: 3840 MHz (expected: what an LNB universal receives, 250 to 2400 MHz from its"
                        + " oscillator of 9750 MHz; see lnb=)");
    }
}
