// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dmxflux.dmx.InstalledProgram;
import io.dmxflux.dmx.frontend.AtscTuning;
import io.dmxflux.dmx.frontend.CableTuning;
import io.dmxflux.dmx.frontend.CodeRate;
import io.dmxflux.dmx.frontend.DeliverySystem;
import io.dmxflux.dmx.frontend.Dish;
import io.dmxflux.dmx.frontend.GuardInterval;
import io.dmxflux.dmx.frontend.Hierarchy;
import io.dmxflux.dmx.frontend.Inversion;
import io.dmxflux.dmx.frontend.IsdbTuning;
import io.dmxflux.dmx.frontend.Modulation;
import io.dmxflux.dmx.frontend.Pilot;
import io.dmxflux.dmx.frontend.Polarization;
import io.dmxflux.dmx.frontend.Rolloff;
import io.dmxflux.dmx.frontend.SatelliteTuning;
import io.dmxflux.dmx.frontend.SecStep;
import io.dmxflux.dmx.frontend.TerrestrialTuning;
import io.dmxflux.dmx.frontend.TransmissionMode;
import io.dmxflux.dmx.frontend.Tuning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelFileTest {

    private static final Dish DISH = new Dish() {
        @Override
        public long tunerHz(long frequencyHz, Polarization polarization) {
            return frequencyHz - 9_750_000_000L;
        }

        @Override
        public List<SecStep> steps(SatelliteTuning tuning, @Nullable SatelliteTuning inForce) {
            return List.of();
        }
    };

    private static final Tuning CABLE = CableTuning.of(474_000_000, 6_940_000, Modulation.QAM_64);

    @TempDir
    Path directory;

    static Stream<Tuning> tunings() {
        SatelliteTuning plain =
                SatelliteTuning.of(DeliverySystem.DVB_S, 11_362_000_000L, Polarization.HORIZONTAL, 22_000_000, DISH);
        return Stream.of(
                CABLE,
                CableTuning.clearQam(57_000_000, Modulation.QAM_256),
                new CableTuning(
                        DeliverySystem.DVB_C_C, 113_000_000, 5_274_000, Modulation.QAM_64, CodeRate.NONE, Inversion.ON),
                TerrestrialTuning.of(DeliverySystem.DVB_T, 474_000_000, 8_000_000),
                new TerrestrialTuning(
                        DeliverySystem.DVB_T,
                        177_500_000,
                        7_000_000,
                        Modulation.QAM_16,
                        CodeRate.RATE_2_3,
                        CodeRate.NONE,
                        GuardInterval.INTERVAL_1_4,
                        TransmissionMode.MODE_8K,
                        Hierarchy.ALPHA_2,
                        Inversion.OFF,
                        OptionalInt.empty()),
                TerrestrialTuning.of(DeliverySystem.DVB_T2, 538_000_000, 8_000_000),
                TerrestrialTuning.of(DeliverySystem.DVB_T2, 538_000_000, 8_000_000)
                        .withPlp(3),
                plain,
                SatelliteTuning.of(DeliverySystem.DVB_S2, 10_714_250_000L, Polarization.LEFT, 22_000_000, DISH),
                new SatelliteTuning(
                        DeliverySystem.DVB_S2,
                        12_522_000_000L,
                        Polarization.VERTICAL,
                        29_900_000,
                        Modulation.APSK_16,
                        CodeRate.RATE_9_10,
                        Pilot.ON,
                        Rolloff.ROLLOFF_20,
                        Inversion.AUTO,
                        OptionalInt.of(12),
                        OptionalInt.of(121_212),
                        DISH),
                AtscTuning.of(473_000_000),
                IsdbTuning.of(473_142_857));
    }

    @ParameterizedTest
    @MethodSource("tunings")
    void whatIsWrittenIsReadAgain(Tuning tuning) {
        Channel channel = channel("Das Erste HD", tuning);

        assertThat(parse(Dvbv5Format.write(channel)).channels()).containsExactly(channel);
    }

    /** A file of dvbv5-scan is what dvb-format-convert writes: both by the same library. */
    @ParameterizedTest
    @MethodSource("tunings")
    void whatIsWrittenPassesThroughLibdvbv5Unchanged(Tuning tuning) throws IOException {
        InstalledProgram.assume("dvb-tools", "dvb-format-convert", "--version");
        Channel channel = channel("Das Erste HD", tuning);
        Path written = Files.writeString(directory.resolve("ours"), Dvbv5Format.write(channel));
        Path converted = directory.resolve("theirs");
        Process process = new ProcessBuilder(
                        "timeout", "30", "dvb-format-convert", "-I", "dvbv5", "-O", "dvbv5", "ours", "theirs")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes());

        assertThat(said).doesNotContain("ERROR");
        assertThat(Files.readString(written)).isNotEqualTo("");
        assertThat(ChannelFile.read(converted, DISH).channels()).containsExactly(channel);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Berlin", "CHANNEL", "Channel 4", "CHANNEL CHANNEL", "CHANNELS"})
    void multiplexKeepsItsName(String name) {
        Channel written = multiplex(name, TerrestrialTuning.of(DeliverySystem.DVB_T, 474_000_000, 8_000_000));
        assertThat(parse(Dvbv5Format.write(written)).channels()).containsExactly(written);
    }

    @Test
    void bandwidthThatCannotBeIsRefusedAndANumberThatCannotBeIsLeftOut() {
        String entry = "[A]\nSERVICE_ID = 1\nVCHANNEL = %s\nDELIVERY_SYSTEM = DVBT\nFREQUENCY = 474000000\n"
                + "BANDWIDTH_HZ = %s\n";
        assertThat(parse(entry.formatted("65536.70000", "8000000")).channels())
                .singleElement()
                .satisfies(channel -> assertThat(channel.shownNumber()).isEmpty());
        assertThat(parse(entry.formatted("1", "8")).refused())
                .singleElement()
                .extracting(ChannelFile.RefusedEntry::reason)
                .asString()
                .endsWith(":6: BANDWIDTH_HZ: 8 (expected: 1712000 to 10000000, as in 8000000; 0 or AUTO)");
    }

    @Test
    void dvbv5IsReadAsPeopleAndLibrariesWriteIt() {
        ChannelFile file = parse("""
            # a comment
            [Beethoven]
            \tVCHANNEL = 7.1
            \tSERVICE_ID=2176
            \tAUDIO_PID =  273 274
            \tPID_06 = 512
            \tFREQUENCY = 474000000
            \tMODULATION = qam/auto
            \tSYMBOL_RATE = 6940000
            \tINNER_FEC = AUTO
            \tFOREIGN = 5
            \tDELIVERY_SYSTEM = DVBC/ANNEX_A
            [CHANNEL Name behind it]
            DELIVERY_SYSTEM = DVBT2
            FREQUENCY = 538000000
            MODULATION = AUTO
            BANDWIDTH_HZ = AUTO
            STREAM_ID = 4294967295
            [channel]
            DELIVERY_SYSTEM = DVBT
            FREQUENCY = 474000000
            BANDWIDTH_HZ = 8000000
            """);

        assertThat(file.refused()).isEmpty();
        assertThat(file.channels())
                .containsExactly(
                        new Channel(
                                "Beethoven",
                                2176,
                                OptionalInt.of(7),
                                OptionalInt.of(1),
                                OptionalInt.empty(),
                                OptionalInt.empty(),
                                new ChannelPids(List.of(), List.of(273, 274), new TreeMap<>(Map.of(6, List.of(512)))),
                                CableTuning.of(474_000_000, 6_940_000, Modulation.AUTO)),
                        multiplex("Name behind it", TerrestrialTuning.of(DeliverySystem.DVB_T2, 538_000_000, 0)),
                        multiplex("", TerrestrialTuning.of(DeliverySystem.DVB_T, 474_000_000, 8_000_000)));
    }

    @Test
    void frequenciesOfSatellitesAreWrittenInKilohertzAndOthersInHertz() {
        assertThat(Dvbv5Format.write(channel(
                        "x",
                        SatelliteTuning.of(
                                DeliverySystem.DVB_S, 11_362_500_000L, Polarization.VERTICAL, 22_000_000, DISH))))
                .contains("\tFREQUENCY = 11362500\n", "\tPOLARIZATION = VERTICAL\n", "\tDELIVERY_SYSTEM = DVBS\n");
        assertThat(Dvbv5Format.write(channel("x", CABLE))).contains("\tFREQUENCY = 474000000\n");
    }

    @Test
    void vdrIsReadInMegahertzKilohertzAndHertz() {
        ChannelFile file = parse("""
            :ARD
            Das Erste HD,Erste;ARD:11493:HC23M5O35P0S1:S19.2E:22000:5101=27:5102=deu@3,5103;5106=deu@106:5104:0:10301:1:1019:0
            Name|with colon;X:11362500:VC34M2S0:S19.2E:22000:101:102:0:0:28106:1:0:0
            Radio;X:474:B8C23D0G4I0M64S0T8Y0:T:0:0:110:0:0:12:1:2:0
            T2;X:538000:B8C999G19128M256P1S1T32:T:0:100:110:0:0:13:1:2:0
            Cable;X:346000000:C0M256:C:6900:100:110:0:0:14:1:2:0
            Air;X:473000000:M10:A:0:100:110:0:0:15:0:2:0
            """);

        assertThat(file.refused()).isEmpty();
        assertThat(file.channels().stream().map(Channel::name))
                .containsExactly("Das Erste HD", "Name:with colon", "Radio", "T2", "Cable", "Air");
        Channel first = file.channels().get(0);
        assertThat(first.pids()).isEqualTo(new ChannelPids(List.of(5101), List.of(5102, 5103, 5106), new TreeMap<>()));
        assertThat(first.networkId()).hasValue(1);
        assertThat(first.transportStreamId()).hasValue(1019);
        assertThat(file.channels().stream().map(Channel::tuning))
                .containsExactly(
                        new SatelliteTuning(
                                DeliverySystem.DVB_S2,
                                11_493_000_000L,
                                Polarization.HORIZONTAL,
                                22_000_000,
                                Modulation.PSK_8,
                                CodeRate.RATE_2_3,
                                Pilot.AUTO,
                                Rolloff.ROLLOFF_35,
                                Inversion.AUTO,
                                OptionalInt.of(0),
                                OptionalInt.empty(),
                                DISH),
                        new SatelliteTuning(
                                DeliverySystem.DVB_S,
                                11_362_500_000L,
                                Polarization.VERTICAL,
                                22_000_000,
                                Modulation.QPSK,
                                CodeRate.RATE_3_4,
                                Pilot.AUTO,
                                Rolloff.ROLLOFF_35,
                                Inversion.AUTO,
                                OptionalInt.empty(),
                                OptionalInt.empty(),
                                DISH),
                        new TerrestrialTuning(
                                DeliverySystem.DVB_T,
                                474_000_000,
                                8_000_000,
                                Modulation.QAM_64,
                                CodeRate.RATE_2_3,
                                CodeRate.NONE,
                                GuardInterval.INTERVAL_1_4,
                                TransmissionMode.MODE_8K,
                                Hierarchy.NONE,
                                Inversion.OFF,
                                OptionalInt.empty()),
                        new TerrestrialTuning(
                                DeliverySystem.DVB_T2,
                                538_000_000,
                                8_000_000,
                                Modulation.QAM_256,
                                CodeRate.AUTO,
                                CodeRate.AUTO,
                                GuardInterval.INTERVAL_19_128,
                                TransmissionMode.MODE_32K,
                                Hierarchy.AUTO,
                                Inversion.AUTO,
                                OptionalInt.of(1)),
                        new CableTuning(
                                DeliverySystem.DVB_C_A,
                                346_000_000,
                                6_900_000,
                                Modulation.QAM_256,
                                CodeRate.NONE,
                                Inversion.AUTO),
                        AtscTuning.of(473_000_000));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MODULATION = QAM/63 | MODULATION: QAM/63 (expected: QPSK,",
                "FREQUENCY = 474M | FREQUENCY: 474M (expected: a number)",
                "BANDWIDTH_HZ = wide | BANDWIDTH_HZ: wide (expected: a number)",
                "DELIVERY_SYSTEM = DTMB | DELIVERY_SYSTEM: DTMB (expected: DVBC/ANNEX_A,",
                "SERVICE_ID = 65536 | SERVICE_ID: 65536 (expected: 0 to 65535)",
                "SERVICE_ID = 4294967297 | SERVICE_ID: 4294967297 (expected: 0 to 65535)",
                "VIDEO_PID = 8192 | VIDEO_PID: 8192 (expected: 0 to 8191)",
                "BANDWIDTH_HZ = 4302967296 | BANDWIDTH_HZ: 4302967296 (expected: 0 to 2147483647)",
                "FREQUENCY = 47400000000 | FREQUENCY: 47400000000 (expected: 0 to 9999999999)"
            })
    void badEntryIsRefusedByFileLineAndKeyWhenItIsAskedFor(String line, String message) {
        String text = Dvbv5Format.write(channel("good", CABLE))
                + "[bad]\nDELIVERY_SYSTEM = DVBT\nFREQUENCY = 474000000\n" + line + "\n";
        ChannelFile file = parse(text);
        int at = text.lines().toList().size();

        assertThat(file.channels()).extracting(Channel::name).containsExactly("good");
        assertThatThrownBy(() -> file.find("bad"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("test.conf:" + at + ": " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PLS_CODE = 16416; PLS_MODE = ROOT | 131070",
                "PLS_CODE = 16416 | 131070",
                "PLS_CODE = 131070; PLS_MODE = gold | 131070",
                "SCRAMBLING_SEQUENCE_INDEX = 5; PLS_CODE = 1 | 5"
            })
    void scramblingIsReadAsRootOrGold(String lines, int gold) {
        assertThat(parse(scrambled(lines)).channels())
                .singleElement()
                .extracting(Channel::tuning)
                .isInstanceOfSatisfying(SatelliteTuning.class, tuning -> {
                    assertThat(tuning.pls()).hasValue(gold);
                    assertThat(tuning.modulation()).isEqualTo(Modulation.PSK_8);
                });
    }

    @Test
    void scramblingThatCannotBeIsRefused() {
        assertThat(parse(scrambled("PLS_CODE = 5; PLS_MODE = COMBO") + scrambled("PLS_CODE = 0"))
                        .refused())
                .extracting(ChannelFile.RefusedEntry::reason)
                .containsExactly(
                        "test.conf:7: PLS_MODE: COMBO (expected: ROOT or GOLD)",
                        "test.conf:13: PLS_CODE: pls: root:0 (expected: a root, 1 to 262143)");
    }

    private static String scrambled(String lines) {
        return "[x]\nDELIVERY_SYSTEM = DVBS2\nFREQUENCY = 11362000\nPOLARIZATION = VERTICAL\nSYMBOL_RATE = 22000000\n"
                + lines.replace("; ", "\n") + "\n";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "474:B4295:T:0:100:110:0:0:12:1:2:0 | bandwidth: B4295 (expected: MHz as in B8, up to B10, or B1712)",
                "474:B8P4294967297:T:0:100:110:0:0:12:1:2:0 | parameters: 4294967297 (expected: 0 to 65535)",
                "346:M256:C:4294974196:100:110:0:0:12:1:2:0 | symbol rate: 4294974196 (expected: 0 to 2147483647)",
                "474:B8:T:0:8192:110:0:0:12:1:2:0 | PID: 8192 (expected: 0 to 8191)",
                "474:B8:T:0:100:110:0:0:4294967297:1:2:0 | service: 4294967297 (expected: 0 to 65535)",
                "474:B8:T:0:100:110:0:0:12:1:65536:0 | transport stream: 65536 (expected: 0 to 65535)"
            })
    void numberOfVdrThatIsTooLargeIsRefused(String fields, String message) {
        assertThat(parse("x;y:" + fields + ":0\n").refused())
                .extracting(ChannelFile.RefusedEntry::reason)
                .containsExactly("test.conf:1: " + message);
    }

    @Test
    void missingKeysAreRefusedAtTheHead() {
        assertThat(parse("[x]\nDELIVERY_SYSTEM = DVBS\nFREQUENCY = 11362000\nSYMBOL_RATE = 22000000\n")
                        .refused())
                .extracting(ChannelFile.RefusedEntry::reason)
                .containsExactly("test.conf:1: POLARIZATION: none (expected: HORIZONTAL, VERTICAL, LEFT, RIGHT)");
        assertThat(parse("a text\n").refused())
                .extracting(ChannelFile.RefusedEntry::reason)
                .containsExactly("test.conf:1: fields: 1 (expected: a channel file of libdvbv5, which begins with"
                        + " [NAME], or of VDR, with 13 fields and colons between them)");
    }

    @Test
    void channelIsFoundByNameInAnyCaseAndByNumberOfItsService() {
        ChannelFile file = parse(Dvbv5Format.write(channel("Das Erste", CABLE)));

        assertThat(file.find("das erste").serviceId()).isEqualTo(10301);
        assertThat(file.find("10301").name()).isEqualTo("Das Erste");
        assertThatThrownBy(() -> file.find("ZDF"))
                .hasMessage("tune: ZDF (expected: a channel of test.conf: Das Erste)");
    }

    @Test
    void namesDoNotBreakTheFile() {
        String written = Dvbv5Format.write(channel("a]b\nSERVICE_ID = 5", CABLE))
                + Dvbv5Format.write(channel("", CABLE))
                + Dvbv5Format.write(channel("channel", CABLE))
                + Dvbv5Format.write(channel("Channel 4", CABLE));

        assertThat(parse(written).channels())
                .hasSize(4)
                .allSatisfy(channel -> assertThat(channel.serviceId()).isEqualTo(10301))
                .extracting(Channel::name)
                .satisfies(names -> assertThat(names.get(0)).startsWith("a)b"))
                .endsWith("#10301", "#10301", "Channel 4");
    }

    private static ChannelFile parse(String text) {
        return ChannelFile.parse("test.conf", text.lines().toList(), DISH);
    }

    private static Channel channel(String name, Tuning tuning) {
        return new Channel(
                name,
                10301,
                OptionalInt.of(1),
                OptionalInt.empty(),
                OptionalInt.of(1019),
                OptionalInt.of(1),
                new ChannelPids(List.of(5101), List.of(5102, 5103), new TreeMap<>(Map.of(6, List.of(5104)))),
                tuning);
    }

    private static Channel multiplex(String name, Tuning tuning) {
        return new Channel(
                name,
                0,
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                ChannelPids.NONE,
                tuning);
    }
}
