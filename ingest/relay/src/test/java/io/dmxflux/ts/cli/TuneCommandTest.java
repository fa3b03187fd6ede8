// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmxflux.dmx.LeakCheck;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Timeout(60)
@ExtendWith(LeakCheck.class)
class TuneCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine line = Dmxflux.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(arguments);
    }

    @Test
    void aLockIsToldInALineWithItsFigures() {
        assertThat(run("tune", "sim:?system=dvb-t&frequency=474M", "--for", "3s"))
                .isEqualTo(ExitCode.DONE);
        assertThat(out.toString().lines())
                .isNotEmpty()
                .last()
                .asString()
                .matches("lock {9}-\\d+\\.\\d dBm  C/N \\d+\\.\\d dB  BER \\S+  bad blocks 0  \\d\\.\\d\\d Mbit/s");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aProgramGetsJson() throws Exception {
        assertThat(run(
                        "tune",
                        "sim:?system=dvb-s&frequency=11362M&polarization=h&symbolrate=22M",
                        "--for",
                        "3s",
                        "--json"))
                .isEqualTo(ExitCode.DONE);
        String last = out.toString().lines().reduce((one, other) -> other).orElseThrow();
        JsonNode signal = new ObjectMapper().readTree(last);
        assertThat(signal.path("tuning").asText()).isEqualTo("dvb-s 11362 MHz h");
        assertThat(signal.path("phase").asText()).isEqualTo("lock");
        assertThat(signal.path("cnrDb").asDouble()).isPositive();
        assertThat(signal.path("bitrate").asLong()).isGreaterThan(1_000_000);
        assertThat(signal.has("rawSnr")).isFalse();
    }

    /** The networks of the sample, the satellite through any dish. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "system=dvb-t2&frequency=522M",
                "system=dvb-c&frequency=362M&symbolrate=6.9M",
                "system=dvb-s2&frequency=12552M&polarization=v&symbolrate=22M&diseqc=u3/2&diseqc-repeats=1",
                "system=dvb-s&frequency=11954M&polarization=h&symbolrate=27.5M&unicable=ub1/1210&sec-waits=power:0",
            })
    void theSampleIsOnThreeNetworks(String tuning) {
        assertThat(run("tune", "sim:?" + tuning, "--for", "2s"))
                .as(err.toString())
                .isEqualTo(ExitCode.DONE);
        assertThat(out.toString().lines()).last().asString().startsWith("lock");
    }

    @Test
    void withoutASignalThereAreNoFiguresAndTheExitCodeSaysSo() {
        assertThat(run("tune", "sim:?system=dvb-t2&frequency=482M", "--for", "2s"))
                .isEqualTo(ExitCode.FAILED);
        assertThat(out.toString().lines()).isNotEmpty().allMatch(line -> line.contains("- dBm  C/N - dB  BER -"));
    }

    @Test
    void whatIsNotTunedIsRefused() {
        assertThat(run("tune", "dvb:0")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .isEqualTo(
                        "dmxflux: dvb:0: not tuned (expected: system= and frequency=, channels= and tune=, or observe)\n");
    }
}
