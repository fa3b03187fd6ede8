// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend.sec;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.frontend.DeliverySystem;
import io.dmxflux.dmx.frontend.Polarization;
import io.dmxflux.dmx.frontend.SatelliteTuning;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Sequences and messages, byte for byte, against what others send. The expected values were worked out from what their sources
 * do, not with the classes under test.
 */
class SecVectorsTest {

    private static final int SYMBOL_RATE = 22_000_000;
    private static final long HZ_PER_KHZ = 1_000;

    static SatelliteTuning tuning(long khz, Polarization polarization, Map<String, String> settings) {
        return SatelliteTuning.of(
                DeliverySystem.DVB_S2, khz * HZ_PER_KHZ, polarization, SYMBOL_RATE, SatelliteDish.of(settings));
    }

    private static String sequence(SatelliteTuning tuning) {
        return SecNotation.of(tuning.dish().steps(tuning, null));
    }

    /**
     * VDR's diseqc.conf has these four lines for Astra 19.2E, in this notation; with no wait at the end, and with t there again
     * where there is no tone. minisatip (dvb.c, send_diseqc) sends the same, and waits for longer behind the message.
     */
    @ParameterizedTest
    @CsvSource({
        "11362500, VERTICAL,   t v W15 [E0 10 38 F0] W15 A W15",
        "12051000, VERTICAL,   t v W15 [E0 10 38 F1] W15 A W15 T",
        "11362500, HORIZONTAL, t V W15 [E0 10 38 F2] W15 A W15",
        "12051000, HORIZONTAL, t V W15 [E0 10 38 F3] W15 A W15 T",
    })
    void committedSwitchWithBurstAsInVdrAndMinisatip(long khz, Polarization polarization, String expected) {
        SatelliteTuning tuning = tuning(khz, polarization, Map.of("diseqc", "1/A", "sec-waits", "power:15,tone:0"));

        assertThat(sequence(tuning)).isEqualTo(expected);
    }

    /** dvblast (dvb.c, FrontendDoDiseqc) with -S 3, and minisatip (dvb.c, send_diseqc): the same byte for the port. */
    @ParameterizedTest
    @CsvSource({
        "1, 11362500, VERTICAL, E0 10 38 F0",
        "2, 11362500, RIGHT, E0 10 38 F4",
        "2, 12051000, LEFT, E0 10 38 F7",
        "3, 11362500, HORIZONTAL, E0 10 38 FA",
        "3, 12051000, HORIZONTAL, E0 10 38 FB",
        "c4, 12051000, VERTICAL, E0 10 38 FD",
        "4, 12051000, HORIZONTAL, E0 10 38 FF",
        "u1, 12051000, HORIZONTAL, E0 10 39 F0",
        "u3, 11362500, VERTICAL, E0 10 39 F2",
        "u16, 12051000, HORIZONTAL, E0 10 39 FF",
    })
    void inputAsInDvblastAndMinisatip(String path, long khz, Polarization polarization, String message) {
        SatelliteTuning tuning = tuning(khz, polarization, Map.of("diseqc", path));

        assertThat(sequence(tuning)).containsOnlyOnce("[" + message + "]");
    }

    /**
     * dvblast (dvb.c, FrontendDoDiseqc), to the wait: a message twice with -S 1 to 4, a burst alone with -S 10 and 11. tvheadend
     * (linuxdvb_switch.c) repeats with E1 as well, minisatip with E0.
     */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 11362500, VERTICAL,   t v W100 [E0 10 38 F0] W100 [E1 10 38 F0] W100 W100",
        "2, 1, 12051000, HORIZONTAL, t V W100 [E0 10 38 F7] W100 [E1 10 38 F7] W100 T W100",
        "4, 1, 12051000, VERTICAL,   t v W100 [E0 10 38 FD] W100 [E1 10 38 FD] W100 T W100",
        "A, 0, 12051000, VERTICAL,   t v W100 A W100 T W100",
        "B, 0, 11362500, HORIZONTAL, t V W100 B W100 W100",
    })
    void repeatedAsInDvblast(String path, String repeats, long khz, Polarization polarization, String expected) {
        SatelliteTuning tuning = tuning(
                khz,
                polarization,
                Map.of(
                        "diseqc",
                        path,
                        "diseqc-repeats",
                        repeats,
                        "sec-waits",
                        "power:100,message:100,repeat:100,tone:100"));

        assertThat(sequence(tuning)).isEqualTo(expected);
    }

    /**
     * Two switches, all again: tvheadend (linuxdvb_switch.c) sends whole rounds like this, with 25 ms between messages. It has the
     * uncommitted one first, as dvblast (dvb.c, FrontendDoDiseqc); minisatip (dvb.c, send_diseqc) the other where it sends one each.
     */
    @ParameterizedTest
    @CsvSource({
        "u3/2,   0, t V W100 [E0 10 39 F2] W100 [E0 10 38 F7] W15 T W20",
        "u3/2,   1, t V W100 [E0 10 39 F2] W100 [E0 10 38 F7] W25 [E1 10 39 F2] W100 [E1 10 38 F7] W15 T W20",
        "2/u3,   0, t V W100 [E0 10 38 F7] W100 [E0 10 39 F2] W15 T W20",
        "2/B,    1, t V W100 [E0 10 38 F7] W25 [E1 10 38 F7] W15 B W15 T W20",
        "B,      2, t V W100 B W15 T W20",
        "'',     2, t V W100 T W20",
    })
    void cascadeIsSentInRounds(String path, String repeats, String expected) {
        Map<String, String> settings = new HashMap<>(Map.of("diseqc", path, "diseqc-repeats", repeats));
        settings.values().remove("");
        SatelliteTuning tuning = tuning(12_051_000, Polarization.HORIZONTAL, settings);

        assertThat(sequence(tuning)).isEqualTo(expected);
    }

    /**
     * EN 50494, from tvheadend (linuxdvb_en50494.c, linuxdvb_en50494_freq0 and _tune_internal) and minisatip (dvb.c,
     * send_unicable), which agree; the tuner's frequency from tvheadend, as minisatip tunes to the middle of the band. libdvbv5
     * (dvb-sat.c) has band and polarization the other way round.
     */
    @ParameterizedTest
    @CsvSource({
        "11362000, HORIZONTAL, ub1/1210,        1, E0 10 5A 09 64,    1212000",
        "11362000, HORIZONTAL, ub4/1680/pin200, 2, E0 10 5C 79 D9 C8, 1680000",
        "10714250, HORIZONTAL, ub8/2096,        1, E0 10 5A E9 9F,    2095750",
        "11953500, HORIZONTAL, ub1/1210,        1, E0 10 5A 0D 23,    1210500",
        "11953500, LEFT,       ub4/1680/pin200, 2, E0 10 5C 7D 98 C8, 1678500",
        "12721500, VERTICAL,   ub8/2096,        1, E0 10 5A E6 C0,    2094500",
        "11699999, VERTICAL,   ub1/1210,        1, E0 10 5A 01 B8,    1210001",
        "11700000, VERTICAL,   ub1/1210,        1, E0 10 5A 04 E4,    1212000",
    })
    void unicableAsInTvheadendAndMinisatip(
            long khz, Polarization polarization, String band, String position, String message, long tunerKhz) {
        SatelliteTuning tuning = tuning(khz, polarization, Map.of("unicable", band, "diseqc", position));

        assertThat(sequence(tuning)).isEqualTo("t v W100 V W15 [" + message + "] W50 v W20");
        assertThat(tuning.tunerHz()).isEqualTo(tunerKhz * HZ_PER_KHZ);
    }

    /**
     * EN 50607, from tvheadend (linuxdvb_en50494.c, linuxdvb_en50607_freq0) and minisatip (dvb.c, send_jess). They differ in the
     * last bit at half a megahertz, which tvheadend rounds, as is done here.
     */
    @ParameterizedTest
    @CsvSource({
        "11362000, HORIZONTAL, ub1/1210,       1,  70 05 E8 02,    1210000",
        "11362000, HORIZONTAL, ub9/1420,       3,  70 45 E8 0A,    1420000",
        "11362000, LEFT,       ub32/2096/pin7, 64, 71 FD E8 FE 07, 2096000",
        "10714250, HORIZONTAL, ub1/1210,       1,  70 03 60 02,    1210000",
        "11953500, HORIZONTAL, ub9/1420,       3,  70 44 E6 0B,    1420000",
        "12721500, VERTICAL,   ub32/2096/pin7, 64, 71 FF E6 FD 07, 2096000",
        "11700000, RIGHT,      ub1/1210,       1,  70 03 E8 01,    1210000",
    })
    void jessAsInTvheadendAndMinisatip(
            long khz, Polarization polarization, String band, String position, String message, long tunerKhz) {
        SatelliteTuning tuning = tuning(khz, polarization, Map.of("jess", band, "diseqc", position));

        assertThat(sequence(tuning)).isEqualTo("t v W100 V W15 [" + message + "] W50 v W20");
        assertThat(tuning.tunerHz()).isEqualTo(tunerKhz * HZ_PER_KHZ);
    }

    /** tvheadend repeats after 68 to 118 ms, by chance; here after a time that differs by band. */
    @ParameterizedTest
    @CsvSource({
        "ub1/1210, t v W100 V W15 [E0 10 5A 09 64] W50 v W110 V W15 [E0 10 5A 09 64] W50 v W20",
        "ub3/1210, t v W100 V W15 [E0 10 5A 49 64] W50 v W86 V W15 [E0 10 5A 49 64] W50 v W20",
    })
    void unicableIsRepeatedAtATimeOfItsOwn(String band, String expected) {
        Map<String, String> settings = Map.of("unicable", band, "diseqc-repeats", "1");

        assertThat(sequence(tuning(11_362_000, Polarization.HORIZONTAL, settings)))
                .isEqualTo(expected);
    }
}
