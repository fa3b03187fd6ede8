// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.recording.BundledSample;
import io.dmxflux.ts.text.Json;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@ExtendWith(LeakCheck.class)
class AnalyzeCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    private int run(String... arguments) {
        CommandLine line = Dmxflux.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }

    @Test
    void theSampleIsAsItWasMade() throws Exception {
        assertThat(run("analyze", file(BundledSample.bytes()), "--json")).isEqualTo(ExitCode.DONE);

        JsonNode report = new ObjectMapper().readTree(out.toString());
        assertThat(out.toString())
                .startsWith("{\"packets\":7980,\"bytes\":1500240,\"syncErrors\":0,\"transportErrors\":0,"
                        + "\"transportStreamId\":1,\"bitrate\":2500400,\"services\":[");
        assertThat(report.get("services").get(1))
                .hasToString(
                        "{\"id\":2,\"name\":\"dmxflux two\",\"provider\":\"dmxflux\",\"type\":22,\"pmtPid\":4097,"
                                + "\"pcrPid\":258,\"scrambled\":false,\"packets\":1867,\"bitrate\":584993,\"streams\":["
                                + "{\"pid\":258,\"streamType\":27,\"kind\":\"video\",\"language\":null,"
                                + "\"name\":\"H.264 Main 960x540 25p\",\"codec\":\"H.264\","
                                + "\"video\":{\"codec\":\"H.264\",\"profile\":\"Main\",\"width\":960,\"height\":540,"
                                + "\"frameRate\":25.0,\"interlaced\":false,\"dynamicRange\":null},\"audio\":null},"
                                + "{\"pid\":259,\"streamType\":15,\"kind\":\"audio\",\"language\":\"deu\","
                                + "\"name\":\"AAC-LC (deu)\",\"codec\":\"AAC-LC\",\"video\":null,"
                                + "\"audio\":{\"codec\":\"AAC-LC\",\"sampleRate\":48000,\"layout\":\"2.0\",\"bitrate\":null}}]}");
        assertThat(report.get("pids"))
                .hasSize(15)
                .extracting(JsonNode::toString)
                .contains("""
                        {"pid":258,"kind":"video","services":[2],"packets":1436,"continuityErrors":0,"duplicates":0,\
                        "transportErrors":0,"scrambled":0,"pcrs":176,"bitrate":449947}""");
        assertThat(report.get("pids"))
                .extracting(pid -> pid.get("packets").asInt())
                .containsExactly(56, 2, 10, 97, 3, 1466, 376, 1436, 375, 2351, 600, 56, 56, 56, 1040);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aPersonGetsTables() throws Exception {
        assertThat(run("analyze", file(BundledSample.bytes()))).isEqualTo(ExitCode.DONE);

        assertThat(out.toString().lines().limit(17))
                .containsExactly(
                        "transport stream 1: 7980 packets, 1500240 bytes, 2.500 Mbit/s",
                        "errors: 0 of sync, 0 of transport, 0 of continuity",
                        "",
                        "service type PMT PID PCR PID access packets Mbit/s name",
                        "      1   22    4096     256 clear     1898  0.595 dmxflux one",
                        "    by dmxflux",
                        "    256 H.264 Main 960x540 25p",
                        "    257 AAC-LC (eng)",
                        "      2   22    4097     258 clear     1867  0.585 dmxflux two",
                        "    by dmxflux",
                        "    258 H.264 Main 960x540 25p",
                        "    259 AAC-LC (deu)",
                        "      3    1    4098     260 clear     3007  0.942 dmxflux three",
                        "    by dmxflux",
                        "    260 MPEG-2 video 640x360 25p",
                        "    261 MP2 128 kbit/s (eng)",
                        "");
        assertThat(out.toString())
                .contains(" PID kind  packets Mbit/s gaps repeated damaged scrambled PCRs service")
                .contains(" 258 video    1436  0.450    0        0       0         0  176 2")
                .satisfies(all -> assertThat(all.lines()).allMatch(line -> line.length() <= 80));
    }

    @Test
    void theSampleHasNoErrorByTr101290() throws Exception {
        assertThat(run("analyze", "--tr101290", file(BundledSample.bytes()))).isEqualTo(ExitCode.DONE);

        assertThat(out.toString()).contains(" s by the PCRs: no error");
    }

    @Test
    void theIndicatorsOfAStreamWithoutEitFitTheTerminal() throws Exception {
        assertThat(run("analyze", "--tr101290", file(without(0x12, 0, 7980)))).isEqualTo(ExitCode.DONE);

        assertThat(out.toString())
                .contains(" s by the PCRs: 1 row with errors")
                .contains("1.3.a PAT_error_2                       never")
                .contains("2.4   PCR_accuracy_error                never")
                .contains("3.1.a NIT_actual_error                  never")
                .contains("3.6.a EIT_actual_error                  raised");
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 80);
    }

    /** Without tables for 0.8 s. */
    @Test
    void whatIsWrongHasItsTimeInJson() throws Exception {
        assertThat(run("analyze", file(without(0, 4_160, 5_500)), "--json")).isEqualTo(ExitCode.DONE);

        JsonNode indicators = new ObjectMapper().readTree(out.toString()).get("tr101290");
        assertThat(indicators.get("time").asText()).isEqualTo("pcr");
        assertThat(indicators.get("indicators"))
                .filteredOn(row -> row.get("number").asText().equals("1.3.a"))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.get("state").asText()).isEqualTo("raised");
                    assertThat(row.get("pid").asInt()).isZero();
                    assertThat(row.get("count").asInt()).isEqualTo(1);
                    assertThat(row.get("first").asDouble()).isBetween(2.9, 3.2);
                });
        assertThat(indicators.get("clocks")).hasSize(3).allSatisfy(clock -> {
            assertThat(clock.get("accuracyNanos").asInt()).isLessThan(500);
            assertThat(clock.get("offsetPpm").isNull()).isTrue();
        });
    }

    /** The sample with null packets in the place of some of a PID. */
    private static byte[] without(int pid, int fromPacket, int toPacket) {
        byte[] bytes = BundledSample.bytes();
        for (int at = 188 * fromPacket; at < 188 * toPacket; at += 188) {
            if (((bytes[at + 1] & 0x1F) << 8 | bytes[at + 2] & 0xFF) == pid) {
                bytes[at + 1] |= 0x1F;
                bytes[at + 2] = (byte) 0xFF;
            }
        }
        return bytes;
    }

    @Test
    void aFewHeadersThatAreDamagedMakeNoScrambledService() throws Exception {
        byte[] sample = BundledSample.bytes();
        boolean damaged = false;
        for (int at = sample.length / 2 / 188 * 188; !damaged; at += 188) {
            damaged = ((sample[at + 1] & 0x1F) << 8 | sample[at + 2] & 0xFF) == 258;
            sample[at + 3] |= damaged ? (byte) 0x80 : 0;
        }
        assertThat(run("analyze", file(sample))).isEqualTo(ExitCode.DONE);
        assertThat(out.toString())
                .doesNotContainPattern("\\d scrambled ")
                .containsOnlyOnce(
                        "damaged: marked as scrambled in streams that are clear: 1 packet" + System.lineSeparator());
    }

    /** Until its PMT has come a service is neither clear nor scrambled. */
    @Test
    void aServiceWithoutAPmtIsNotCalledClear() throws Exception {
        byte[] sample = BundledSample.bytes();
        byte[] withoutMap = new byte[sample.length];
        int kept = 0;
        for (int packet = 0; packet < sample.length; packet += 188) {
            if (((sample[packet + 1] & 0x1F) << 8 | sample[packet + 2] & 0xFF) != 4097) {
                System.arraycopy(sample, packet, withoutMap, kept, 188);
                kept += 188;
            }
        }

        assertThat(run("analyze", file(Arrays.copyOf(withoutMap, kept)))).isEqualTo(ExitCode.DONE);
        assertThat(out.toString().lines().filter(line -> line.endsWith("dmxflux two")))
                .singleElement()
                .asString()
                .contains("no PMT")
                .doesNotContain("clear");
    }

    /** Its strings are the same for a program, and do nothing to a terminal. */
    @Test
    void harmfulCharactersAreEscapedInJson() throws Exception {
        String name = "a\u001b[2J\u009b\u007f\u202e\u2028\"\\/\ud83d\udcfa é\udb40\udc01";
        String json = Json.of(List.of(name));
        assertThat(json)
                .isEqualToIgnoringCase(
                        "[\"a\\u001b[2J\\u009b\\u007f\\u202e\\u2028\\\"\\\\/\\ud83d\\udcfa é\\udb40\\udc01\"]");
        assertThat(new ObjectMapper().readTree(json).get(0).asText()).isEqualTo(name);
    }

    @Test
    void whatIsWrongWithTheBytesOfAFileIsTold() throws Exception {
        byte[] bytes = BundledSample.bytes();
        bytes[188 * 103] = 0;
        byte[] cut = Arrays.copyOf(bytes, bytes.length - 94);
        System.arraycopy(bytes, 188 * 4000 + 94, cut, 188 * 4000, cut.length - 188 * 4000);

        assertThat(run("analyze", file(cut) + "?fast")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).contains("7978 packets").contains("errors: 2 of sync, 0 of transport, ");
        assertThat(err.toString()).contains("282 bytes of it belong to no packet");
    }

    @ParameterizedTest
    @CsvSource({"192, 4", "204, 0"})
    void aFileWithTimeStampsOrParityIsTheSameStream(int distance, int offset) throws Exception {
        byte[] sample = BundledSample.bytes();
        byte[] longer = new byte[sample.length / 188 * distance];
        for (int i = 0; i < sample.length / 188; i++) {
            System.arraycopy(sample, i * 188, longer, i * distance + offset, 188);
        }

        assertThat(run("analyze", file(longer))).isEqualTo(ExitCode.DONE);
        assertThat(out.toString())
                .startsWith("transport stream 1: 7980 packets, 1500240 bytes, 2.500 Mbit/s")
                .contains("errors: 0 of sync, 0 of transport, 0 of continuity");
    }

    @Test
    void aFileOfTwoPacketsIsAnalyzed() throws Exception {
        assertThat(run("analyze", file(Arrays.copyOf(BundledSample.bytes(), 2 * 188))))
                .isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).startsWith("transport stream 1: 2 packets, 376 bytes, - Mbit/s");
    }

    @Test
    void anEmptyFileIsOneLineAndExitCode2() throws Exception {
        assertThat(run("analyze", file(new byte[0]), "--json")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .contains("file.ts: empty (expected: packets of a transport stream)")
                .hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aFileThatIsNoTransportStreamIsOneLineAndExitCode2() throws Exception {
        assertThat(run(
                        "analyze",
                        file("Dear engineer, this is not a stream. ".repeat(100).getBytes())))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .contains("file.ts: not a transport stream (expected: ")
                .hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void anOutputThatTakesNothingIsOneLineAndExitCode1() throws Exception {
        PrintStream before = System.out;
        try (PrintStream full = new PrintStream("/dev/full")) {
            System.setOut(full);
            CommandLine line = Dmxflux.commandLine();
            line.setErr(new PrintWriter(err, true));
            assertThat(line.execute("analyze", file(BundledSample.bytes()))).isEqualTo(ExitCode.FAILED);
        } finally {
            System.setOut(before);
        }
        assertThat(err.toString())
                .startsWith("dmxflux: standard output: cannot be written")
                .hasLineCount(1);
    }

    @Test
    void aFileThatIsNotThereIsOneLineAndExitCode2() {
        assertThat(run("analyze", "file:/nowhere.ts")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .startsWith("dmxflux: /nowhere.ts: no such file")
                .hasLineCount(1);
    }

    @Test
    void aDeviceThatIsNotThereIsOneLineAndExitCode1() {
        assertThat(run("analyze", "dvb:250")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString())
                .startsWith("dmxflux: open(/dev/dvb/adapter250/demux0) failed: ENOENT (2)")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "0s", "-1s", "s", "1.5s", "1 s", "9999999999h"})
    void aTimeThatMakesNoSenseIsOneLineAndExitCode2(String time) {
        assertThat(run("analyze", "sim:", "--for=" + time)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .contains(time + " (expected: a number with its unit, as in 500ms, 10s, 2m or 1h)")
                .hasLineCount(1);
    }

    @Test
    void aLiveStreamIsAnalyzedForAsLongAsAsked() {
        assertThat(run("analyze", "sim:", "--for", "300ms")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString())
                .startsWith("transport stream 1: ")
                .contains("0 of continuity")
                .contains("dmxflux two");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aStreamOfWhichNothingComesIsTold() {
        assertThat(run("analyze", "udp://239.255.77.8:41091?iface=lo", "--for", "50ms", "--json"))
                .isEqualTo(ExitCode.FAILED);
        assertThat(out.toString())
                .startsWith("{\"packets\":0,")
                .contains("\"bitrate\":null,\"services\":[],\"pids\":[],")
                .contains(
                        "\"name\":\"PAT_error_2\",\"priority\":1,\"state\":\"unknown\",\"reason\":\"no packet has come\"");
        assertThat(err.toString())
                .isEqualTo("dmxflux: no packet came; check the sender and ?iface=" + System.lineSeparator());
    }

    @Test
    void aFileWithoutPacketsIsNoMatterOfTheSignal() {
        assertThat(run("analyze", "/dev/null")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString())
                .endsWith("dmxflux: no packet came; check what is written to file:/dev/null" + System.lineSeparator());
    }

    @Test
    void ofWhatNeverCameNoIndicatorIsWithoutError() {
        assertThat(run("analyze", "--tr101290", "udp://239.255.77.9:41092?iface=lo", "--for", "50ms"))
                .isEqualTo(ExitCode.FAILED);
        assertThat(out.toString()).contains("TR 101 290: nothing is known").doesNotContain("no error");
        assertThat(err.toString()).startsWith("dmxflux: no packet came; ");
    }

    private String file(byte[] bytes) throws Exception {
        return "file:" + Files.write(directory.resolve("file.ts"), bytes);
    }
}
