// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dmxflux.dmx.frontend.CableTuning;
import io.dmxflux.dmx.frontend.CodeRate;
import io.dmxflux.dmx.frontend.DeliverySystem;
import io.dmxflux.dmx.frontend.FrontendPath;
import io.dmxflux.dmx.frontend.Modulation;
import io.dmxflux.dmx.frontend.Polarization;
import io.dmxflux.dmx.frontend.SatelliteTuning;
import io.dmxflux.dmx.frontend.TerrestrialTuning;
import io.dmxflux.dmx.frontend.Tuning;
import io.dmxflux.dmx.frontend.sec.SatelliteDish;
import io.dmxflux.ts.source.Tuner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TuningOptionsTest {

    private static Tuning tuning(String uri) {
        return InputUri.parse(uri).frontend().orElseThrow().tuning();
    }

    @Test
    void anInputWithoutThemIsTunedByAnotherProgram() {
        assertThat(InputUri.parse("dvb:0?io=read").frontend()).isEmpty();
    }

    @Test
    void aTerrestrialChannelNeedsItsFrequencyAlone() {
        assertThat(tuning("dvb:0?system=dvb-t&frequency=538M"))
                .isEqualTo(TerrestrialTuning.of(DeliverySystem.DVB_T, 538_000_000, 8_000_000));
        assertThat(tuning("dvb:0?system=dvb-t2&frequency=177.5 MHz&bandwidth=7&stream=1"))
                .isEqualTo(TerrestrialTuning.of(DeliverySystem.DVB_T2, 177_500_000, 7_000_000)
                        .withPlp(1));
    }

    @Test
    void aCableChannelHasItsSymbolRate() {
        assertThat(tuning("dvb:1?system=dvb-c&frequency=346000000&symbolrate=6900k&modulation=256qam&fec=none"))
                .isInstanceOfSatisfying(CableTuning.class, cable -> {
                    assertThat(cable.symbolRate()).isEqualTo(6_900_000);
                    assertThat(cable.modulation()).isEqualTo(Modulation.QAM_256);
                    assertThat(cable.fec()).isEqualTo(CodeRate.NONE);
                });
    }

    @Test
    void aSatellitesTransponderIsSaidAsItIsTransmitted() {
        assertThat(tuning("dvb:0?system=dvb-s2&frequency=11362.5M&polarization=h&symbolrate=22M&diseqc=2&pls=gold:5"))
                .isInstanceOfSatisfying(SatelliteTuning.class, satellite -> {
                    assertThat(satellite.frequencyHz()).isEqualTo(11_362_500_000L);
                    assertThat(satellite.polarization()).isEqualTo(Polarization.HORIZONTAL);
                    assertThat(satellite.modulation()).isEqualTo(Modulation.PSK_8);
                    assertThat(satellite.pls()).hasValue(5);
                    assertThat(satellite.dish()).isEqualTo(SatelliteDish.of(Map.of("diseqc", "2")));
                });
    }

    @Test
    void theFrontendIsTheFirstOfTheAdapterUnlessOneIsNamed() {
        assertThat(InputUri.parse("dvb:2/1?system=atsc&frequency=473M")
                        .frontend()
                        .orElseThrow()
                        .path())
                .isEqualTo(new FrontendPath(2, 0));
        assertThat(InputUri.parse("dvb:2/1?system=atsc&frequency=473M&frontend=3")
                        .frontend()
                        .orElseThrow()
                        .path())
                .isEqualTo(new FrontendPath(2, 3));
    }

    /** In one line each, with what to write instead. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            frequency=538M                                     | system: missing (expected: dvb-t, dvb-t2,
            system=dvb-x&frequency=538M                        | system: dvb-x (expected: dvb-c,
            system=dvb-t                                       | frequency: missing (expected: Hz, as in 538M
            system=dvb-t&frequency=538                         | frequency: 538 (expected: Hz, as in 538M
            system=dvb-t&frequency=538X                        | frequency: 538X (expected:
            system=dvb-t&frequency=538M&symbolrate=6900k       | symbolrate: with system=dvb-t (expected: of these
            system=dvb-t&frequency=538M&stream=1               | stream: with system=dvb-t
            system=dvb-t&frequency=538M&fec=9/10               | fec: 9/10 (expected: with dvb-t: NONE, 1/2, 2/3, 3/4,
            system=dvb-t2&frequency=538M&stream=256            | stream: 256 (expected: a PLP, 0 to 255)
            system=dvb-t&frequency=538M&bandwidth=80           | bandwidth: 80 (expected: MHz: 8
            system=dvb-t&frequency=538M&bandwidth=9            | bandwidth: 9 (expected: MHz: 8, 7, 6, 5, 10 or 1.7; or auto)
            system=dvb-t&frequency=538M&bandwidth=8000001      | bandwidth: 8000001 (expected: MHz: 8
            system=dvb-s&frequency=1612M&symbolrate=22M&polarization=h | frequency: 1612 MHz (expected: what an LNB
            system=dvb-c&frequency=346M                        | symbolrate: missing (expected: symbols a second
            system=dvb-c&frequency=346M&symbolrate=6900        | symbolrate: 6900 (expected: symbols a second
            system=dvb-c&frequency=346M&symbolrate=6.9M&modulation=qam65 | modulation: qam65 (expected: QPSK, QAM/16
            system=dvb-s&frequency=11362500&polarization=h&symbolrate=22M | frequency: 11362500 (expected: Hz as it is
            system=dvb-s&frequency=11362.5M&symbolrate=22M     | polarization: missing (expected: h, v, l or r)
            system=dvb-s&frequency=11362.5M&symbolrate=22M&polarization=x | polarization: x (expected: h, v, l or r)
            system=dvb-s&frequency=11362.5M&symbolrate=22M&polarization=h&diseqc=17 | diseqc: c17 (expected:
            system=dvb-s2&frequency=11362.5M&symbolrate=22M&polarization=h&pls=x | pls: x (expected:
            frontend=0                                         | frontend: without a tuning (expected: system=
            observe&system=dvb-t&frequency=538M                | observe: with a tuning (expected: one of them
            observe&frontend=x                                 | frontend: x (expected: a number
            channels=x.conf                                    | tune: missing (expected: the name of a channel
            tune=x                                             | channels: missing (expected: a file
            channels=x.conf&tune=y&frequency=538M              | frequency: with channels (expected:
            """)
    void whatMakesNoSenseIsRefused(String options, String refusal) {
        assertThatThrownBy(() -> InputUri.parse("dvb:0?" + options))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("dvb:0?" + options + ": " + refusal);
    }

    /** 1.7 MHz is short for the 1.712 MHz of the standard, which is what drivers take. */
    @ParameterizedTest
    @CsvSource({"8,8000000", "8M,8000000", "8000000,8000000", "10,10000000", "1.7,1712000", "1.712,1712000", "auto,0"})
    void aBandwidthIsSaidInMegahertz(String said, int hertz) {
        assertThat(tuning("dvb:0?system=dvb-t2&frequency=178M&bandwidth=" + said))
                .isInstanceOfSatisfying(
                        TerrestrialTuning.class,
                        terrestrial -> assertThat(terrestrial.bandwidthHz()).isEqualTo(hertz));
    }

    @Test
    void aChannelOfAFileIsTunedTo(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("channels.conf"), """
                [Beethoven]
                	SERVICE_ID = 2176
                	FREQUENCY = 474000000
                	MODULATION = QAM/AUTO
                	SYMBOL_RATE = 6940000
                	INNER_FEC = AUTO
                	DELIVERY_SYSTEM = DVBC/ANNEX_A
                """);
        assertThat(tuning("dvb:0?channels=" + file + "&tune=Beethoven"))
                .isEqualTo(CableTuning.of(474_000_000, 6_940_000, Modulation.AUTO));
        assertThatThrownBy(() -> InputUri.parse("dvb:0?channels=" + file + "&tune=Bach"))
                .hasMessageEndingWith("tune: Bach (expected: a channel of " + file + ": Beethoven)");
        assertThatThrownBy(() -> InputUri.parse("dvb:0?channels=" + file + "s&tune=Bach"))
                .hasMessageEndingWith(
                        "channels: " + file + "s: no such file (expected: a file, as dmxflux scan writes it)");
    }

    @Test
    void whatIsObservedIsKnownAndSharedWithAnyTuning() {
        InputUri observed = InputUri.parse("dvb:0?observe&frontend=1");
        assertThat(observed.isTuned()).isTrue();
        assertThat(observed.frontend()).as("tuned").isEmpty();
        assertThat(observed).isNotEqualTo(InputUri.parse("dvb:0?observe")).isNotEqualTo(InputUri.parse("dvb:0"));
    }

    @Test
    void twoTuningsOfOneFrontendAreRefusedAndTheSameIsShared() {
        OutputUri to = OutputUri.parse("udp://127.0.0.1:5004?iface=lo");
        RelayPlan first = RelayPlan.whole(InputUri.parse("dvb:0?system=dvb-t&frequency=538M"), to);
        RelayPlan same = RelayPlan.whole(InputUri.parse("dvb:0/1?system=dvb-t&frequency=538000k"), to);
        RelayPlan other = RelayPlan.whole(InputUri.parse("dvb:0/2?system=dvb-t&frequency=546M"), to);
        TunedFrontend.refuseConflicts(List.of(first, same));
        assertThatThrownBy(() -> TunedFrontend.refuseConflicts(List.of(first, same, other)))
                .hasMessage(
                        "dvb:0/2: dvb-t 546 MHz (expected: dvb-t 538 MHz by /dev/dvb/adapter0/frontend0 as dvb:0 has"
                                + " it; or another frontend=)");
    }

    @Test
    void aTuningIsSaidInAFewWords() {
        assertThat(Tuner.text(tuning("dvb:0?system=dvb-s2&frequency=11362.5M&polarization=v&symbolrate=22M&stream=4")))
                .isEqualTo("dvb-s2 11362.5 MHz v stream 4");
    }
}
