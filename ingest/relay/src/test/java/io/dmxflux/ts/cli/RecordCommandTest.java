// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.recording.BundledSample;
import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.hls.AccessPoints;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@Timeout(60)
@ExtendWith(LeakCheck.class)
class RecordCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private Path sample;
    private Path recording;

    @BeforeEach
    void writeSample() throws Exception {
        sample = Files.write(folder.resolve("multiplex.ts"), BundledSample.bytes());
        recording = folder.resolve("rec.ts");
    }

    private int run(String... arguments) {
        CommandLine line = Dmxflux.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(arguments);
    }

    @Test
    void aRecordingBeginsWithItsTablesAndAPointToDecodeFrom() throws Exception {
        assertThat(run("record", sample.toString(), "--service", "dmxflux two", "--to", recording.toString()))
                .as(err.toString())
                .isEqualTo(ExitCode.DONE);
        ByteBuf packets = Unpooled.wrappedBuffer(Files.readAllBytes(recording));
        assertThat(packets.readableBytes())
                .isPositive()
                .satisfies(bytes -> assertThat(bytes % TsPacket.LENGTH).isZero());
        assertThat(TsPacket.pid(packets, 0)).isEqualTo(Pid.PAT);
        AccessPoints points = new AccessPoints();
        int at = 0;
        while (points.tables().length == 0) {
            points.packet(packets, at);
            at += TsPacket.LENGTH;
        }
        assertThat(at).isEqualTo(points.tables().length);
        assertThat(points.packet(packets, at)).isEqualTo(AccessPoints.Found.POINT);
    }

    @Test
    void theLengthGoesByTheClockOfTheService() throws Exception {
        assertThat(run(
                        "record",
                        sample.toString(),
                        "--service",
                        "dmxflux two",
                        "--for",
                        "1s",
                        "--json",
                        "--to",
                        recording.toString()))
                .as(err.toString())
                .isEqualTo(ExitCode.DONE);
        JsonNode last = new ObjectMapper()
                .readTree(out.toString().lines().reduce((one, other) -> other).orElseThrow());
        assertThat(last.path("ended").asBoolean()).isTrue();
        assertThat(last.path("durationMillis").asLong()).isBetween(1_000L, 2_500L);
        assertThat(last.path("bytes").asLong()).isEqualTo(Files.size(recording));
        assertThat(last.path("file").asText()).isEqualTo(recording.toString());
    }

    @Test
    void aFileThatIsThereStays() throws Exception {
        Files.writeString(recording, "mine");
        assertThat(run("record", sample.toString(), "--service", "dmxflux two", "--to", recording.toString()))
                .isEqualTo(ExitCode.DONE);
        assertThat(recording).hasContent("mine");
        assertThat(folder.resolve("rec.2.ts")).exists();
        assertThat(err.toString()).contains("rec.2.ts: 0:00:");
    }

    @ParameterizedTest
    @CsvSource({"'sim:?transponders=%s&system=dvb-t&frequency=474M', dmxflux two", "sim:, no such service"})
    void whatNeverComesIsNotWaitedForForEver(String input, String service) throws Exception {
        Path none = Files.writeString(folder.resolve("none.yaml"), "transponders: []\n");
        String to = recording.toString();
        assertThat(run("record", input.formatted(none), "--service", service, "--for", "500ms", "--to", to))
                .isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).endsWith("nothing was recorded, as nothing came for as long as --for says\n");
        assertThat(recording).doesNotExist();
    }

    @Test
    void anEventThatNeverComesIsNotRecorded() {
        assertThat(run(
                        "record",
                        sample.toString(),
                        "--service",
                        "dmxflux two",
                        "--event",
                        "no such title",
                        "--to",
                        recording.toString()))
                .isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).isEqualTo("nothing was recorded\n");
        assertThat(recording).doesNotExist();
    }

    @Test
    void withoutAServiceTheWholeMultiplexIsRecorded() {
        assertThat(run("record", sample.toString(), "--to", recording.toString()))
                .as(err.toString())
                .isEqualTo(ExitCode.DONE);
        assertThat(recording).hasSameBinaryContentAs(sample);
        assertThat(run("record", sample.toString(), "--for", "1s", "--to", recording.toString()))
                .isEqualTo(ExitCode.DONE);
        assertThat(folder.resolve("rec.2.ts").toFile().length()).isBetween(200_000L, 800_000L); // of 2.5 Mbit/s
    }

    @Test
    void whatIsPastIsRecordedOutOfALog() throws Exception {
        String log = kept();

        assertThat(run("record", log, "--at", "-30m", "--to", recording.toString()))
                .as(err.toString())
                .isEqualTo(ExitCode.DONE);
        assertThat(recording).hasSameBinaryContentAs(sample);

        assertThat(run("record", log, "--service", "dmxflux two", "--at", "-50s", "--for", "1s", "--to", part()))
                .as(err.toString())
                .isEqualTo(ExitCode.DONE);
        ByteBuf packets = Unpooled.wrappedBuffer(Files.readAllBytes(Path.of(part())));
        assertThat(TsPacket.pid(packets, 0)).isEqualTo(Pid.PAT);
        assertThat(packets.readableBytes()).isBetween(50_000, 600_000);
    }

    @Test
    void aSpanOfWhichALogHasNothingLeavesNoFile() {
        String log = kept();

        assertThat(run("record", log, "--at", "-2h", "--until", "-1h", "--to", recording.toString()))
                .isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).endsWith("nothing was recorded\n");
        assertThat(recording).doesNotExist();
    }

    /** As {@code relay multiplex.ts?fast log:hd@DIR} imports it. */
    private String kept() {
        String log = "log:hd@" + folder.resolve("log");
        assertThat(run("relay", sample + "?fast", log)).as(err.toString()).isEqualTo(ExitCode.DONE);
        return log;
    }

    private String part() {
        return folder.resolve("part.ts").toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--at    | 25:00               | --at: 25:00 (expected: now, HH:MM, or a date and time as in"
                        + " 2026-11-27T20:15:00 or 2026-11-27T20:15:00+01:00)",
                "--until | 2001-01-01T00:00:00 | --until: 2001-01-01T00:00:00 (expected: a time to come; what is past"
                        + " is read from a log)",
                "--event | ' '                 | --event:   (expected: a part of a title)",
            })
    void aSpanThatMakesNoSenseIsRefused(String option, String value, String line) {
        assertThat(run("record", "sim:", "--service", "1", option, value, "--to", recording.toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).isEqualTo("dmxflux: " + line + "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "log:hd@/nowhere        | -1h  | -2h | --until: -2h (expected: a time later than --at)",
                "log:hd@/nowhere        | 1 h  | -1h | --at: 1 h (expected: -30m, with s, m, h or d, now, HH:MM, or a date"
                        + " and time as in 2026-11-27T20:15:00 or 2026-11-27T20:15:00+01:00)",
                "log:hd@/nowhere?at=-1h | -2h  | -1h | log:hd@/nowhere?at=-1h: --at, and ?at= (expected: one of them)",
                "sim:                   | -30m | now | --at: -30m (expected: now, HH:MM, or a date and time as in"
                        + " 2026-11-27T20:15:00 or 2026-11-27T20:15:00+01:00)",
            })
    void aSpanOfALogThatMakesNoSenseIsRefused(String from, String at, String until, String line) {
        assertThat(run("record", from, "--at", at, "--until", until, "--to", recording.toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).isEqualTo("dmxflux: " + line + "\n");
    }
}
