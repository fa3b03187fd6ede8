// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.frontend.sec.SatelliteDish;
import io.dmxflux.ts.channel.ChannelFile;
import io.dmxflux.ts.config.RelayConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Scans of the simulated networks. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
class ScanCommandTest {

    private static final String SATELLITE = "sim:?system=dvb-s2&frequency=11362M&polarization=h&symbolrate=22M";
    private static final String CABLE = "sim:?system=dvb-c&frequency=346M&symbolrate=6900k&modulation=qam256";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    private int run(String... arguments) {
        CommandLine line = Dmxflux.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(arguments);
    }

    @Test
    void channelFileHasWhatIsFoundByTheNetwork() {
        assertThat(run("scan", SATELLITE)).as(err.toString()).isEqualTo(ExitCode.DONE);

        ChannelFile file = ChannelFile.parse("scan", out.toString().lines().toList(), SatelliteDish.UNIVERSAL);
        assertThat(file.refused()).isEmpty();
        assertThat(file.channels()).hasSize(9);
        assertThat(file.channels().stream()
                        .map(channel -> channel.transportStreamId().orElseThrow())
                        .distinct())
                .containsExactly(21, 22, 23);
        assertThat(err.toString().lines()).last().isEqualTo("3 carriers tried: 3 multiplexes with 9 channels");
        assertThat(err.toString())
                .contains("dvb-s2 11362 MHz h: transport stream 21")
                .contains(", C/N ");
    }

    @Test
    void programGetsAnObjectForEachChannel() throws Exception {
        assertThat(run("scan", CABLE, "--json")).as(err.toString()).isEqualTo(ExitCode.DONE);

        assertThat(out.toString().lines()).hasSize(9);
        JsonNode first =
                new ObjectMapper().readTree(out.toString().lines().findFirst().orElseThrow());
        assertThat(first.path("system").asText()).isEqualTo("dvb-c");
        assertThat(first.path("frequencyHz").asLong()).isEqualTo(346_000_000);
        assertThat(first.path("transportStreamId").asInt()).isEqualTo(11);
        assertThat(first.path("name").asText()).isNotEmpty();
        assertThat(first.path("dvbv5").asText()).contains("DELIVERY_SYSTEM = DVBC/ANNEX_A");
    }

    @Test
    void playlistIsOneOfVlc() {
        assertThat(run("scan", CABLE, "--m3u")).as(err.toString()).isEqualTo(ExitCode.DONE);

        assertThat(out.toString()).startsWith("#EXTM3U\n#EXTINF:-1");
        assertThat(out.toString().lines().filter(line -> line.startsWith("#EXTVLCOPT:program=")))
                .hasSize(9);
        assertThat(out.toString().lines().filter("dvb-c://frequency=354000000:srate=6900000"::equals))
                .hasSize(3);
    }

    @Test
    void configurationIsOneOfTheRelay() throws Exception {
        assertThat(run("scan", CABLE, "--relay-config")).as(err.toString()).isEqualTo(ExitCode.DONE);

        Path file = Files.writeString(directory.resolve("relay.yaml"), out.toString());
        assertThat(RelayConfig.read(file).plans()).hasSize(1);
        assertThat(out.toString().lines().filter(line -> line.startsWith("  # - from: 'sim:'")))
                .hasSize(2);
        Path further = Files.writeString(
                directory.resolve("further.yaml"),
                out.toString()
                        .replace("  # - from", "  - from")
                        .replace("  #   ", "    ")
                        .replaceAll("(?m)^    \\d+ .*\n", ""));
        assertThat(RelayConfig.read(further).plans())
                .as("with the comments taken away")
                .hasSize(3);
    }

    @Test
    void exitCodeTellsThatNothingIsFound() throws Exception {
        Path from = Files.writeString(
                directory.resolve("from.conf"),
                "[CHANNEL]\nDELIVERY_SYSTEM = DVBT\nFREQUENCY = 850000000\nBANDWIDTH_HZ = 8000000\n[x]\nFREQUENCY = 1\n");

        assertThat(run("scan", "sim:", "--from", from.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .startsWith("left out: " + from + ":5: DELIVERY_SYSTEM: none (expected: ")
                .endsWith("1 carrier tried: 0 multiplexes with 0 channels\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sim:                                | sim:: where to begin (expected: --terrestrial COUNTRY,
            sim:?system=dvb-t                   | sim:?system=dvb-t: frequency: missing (expected:
            udp://239.1.1.1:5004                | udp://239.1.1.1:5004: no such kind of stream (expected: one of dvb:, sim:)
            sim:recording.ts --cable DE         | sim:recording.ts: file "recording.ts" (expected: sim: alone,
            dvb:x                               | dvb:x: adapter: x (expected:
            sim: --from /nowhere.conf           | --from: /nowhere.conf: no such file (expected: a file of channels
            sim: --from /dev/null               | --from: /dev/null: no regular file (expected: a file of channels
            sim: --terrestrial DE --resume      | --resume: alone (expected: --output FILE, which it goes on with)
            sim: --terrestrial Germany          | country: Germany (expected: two letters of ISO 3166, as in DE)
            sim: --terrestrial DE --timeout 0   | timeout: 0 (expected: how many times as long, 1 to 20)
            sim:?system=dvb-t&frequency=474M --cable DE | sim:?system=dvb-t&frequency=474M: a carrier, and where to begin
            """)
    void mistakesAreToldInOneLine(String arguments, String line) {
        assertThat(run(("scan " + arguments).split(" "))).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).startsWith("dmxflux: " + line).hasLineCount(1);
    }
}
