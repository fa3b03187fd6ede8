// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.recording.BundledSample;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class DmxfluxTest {

    private static final String OUTPUT = "udp://239.255.0.1:5004?iface=lo";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine line = Dmxflux.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        dvd:0             | dvd:0: no such kind of stream (expected: one of dvb:, file:, kafka:, log:, rtp:, sim:, udp:)
        nothing           | nothing: no such kind of stream (expected: one of dvb:, file:, kafka:, log:, rtp:, sim:, udp:)
        foo:              | foo: no such kind of stream (expected: one of dvb:, file:, kafka:, log:, rtp:, sim:, udp:)
        dvb:              | dvb: device "" (expected: dvb:ADAPTER or dvb:ADAPTER/DEMUX, as in dvb:0 or dvb:0/1)
        dvb:x             | dvb:x: adapter: x (expected: a number from 0 to 255)
        dvb:0/1/2         | dvb:0/1/2: device "0/1/2" (expected: dvb:ADAPTER or dvb:ADAPTER/DEMUX, as in dvb:0 or dvb:0/1)
        dvb:0?pids=8192   | dvb:0?pids=8192: pid: 8192 (expected: a number from 0 to 8191)
        dvb:0?pids=5,5    | dvb:0?pids=5,5: pids: [5, 5] (expected: each PID once)
        dvb:0?io=mapped   | dvb:0?io=mapped: io: mapped (expected: auto, mmap or read)
        dvb:0?latency=0   | dvb:0?latency=0: latency: 0 (expected: a number from 1 to 10000)
        dvb:0?speed=1     | dvb:0?speed=1: no option speed (expected: one of bandwidth, bitrate, channels, diseqc, diseqc-repeats, fec, frequency, frontend, inversion, io, jess, latency, lnb, maxrate, minrate, modulation, observe, pids, pilot, pls, polarization, rolloff, sec-waits, stream, symbolrate, system, tr101290, tune, unicable)
        sim:?fast         | sim:?fast: no option fast (expected: one of bandwidth, channels, diseqc, diseqc-repeats, fec, frequency, inversion, jess, lnb, maxrate, minrate, modulation, pilot, pls, polarization, rolloff, sec-waits, stream, symbolrate, system, tr101290, transponders, tune, unicable)
        file:             | file: no file (expected: file:FILE)
        udp://239.1.1.1   | udp://239.1.1.1: no port (expected: udp://GROUP:PORT, as in udp://239.255.0.1:5004)
        udp:239.1.1.1:5   | udp:239.1.1.1:5: no address (expected: udp://GROUP:PORT, as in udp://239.255.0.1:5004)
        rtp://239.1.1.1:0 | rtp://239.1.1.1:0: port: 0 (expected: a number from 1 to 65535)
        udp://239.1.1:5/6 | udp://239.1.1:5/6: no address (expected: udp://GROUP:PORT, as in udp://239.255.0.1:5004)
        """)
    void anInputThatMakesNoSenseIsOneLineAndExitCode2(String input, String message) {
        assertThat(run("relay", input, OUTPUT)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).isEqualTo("dmxflux: " + message + System.lineSeparator());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        dvb:0                              | dvb:0: no such kind of stream (expected: one of file:, kafka:, log:, rtp:, udp:)
        udp://255.255.255.255:5            | udp://255.255.255.255:5: host: 255.255.255.255 (expected: a group or a host, or ?broadcast; 239.255.255.255 is a group of this site)
        rec-{tiem}.ts                      | rec-{tiem}.ts: no placeholder {tiem} (expected: {time})
        file:{n}.ts?append                 | file:{n}.ts?append: {n} in one output (expected: it in the template of --all-services, or of every-service:)
        udp://239.255.0.1:70000            | udp://239.255.0.1:70000: port: 70000 (expected: a number from 1 to 65535)
        udp://300.1.1.1:5                  | udp://300.1.1.1:5: address: 300.1.1.1 (expected: an IPv4 address, an IPv6 address in brackets, or the name of a host)
        udp://[ff15::1:5                   | udp://[ff15::1:5: no address (expected: udp://GROUP:PORT, as in udp://239.255.0.1:5004)
        udp://ff15::1:5                    | udp://ff15::1:5: port: :1:5 (expected: a number from 1 to 65535)
        udp://239.255.0.1:5?packets=8      | udp://239.255.0.1:5?packets=8: packets: 8 (expected: a number from 1 to 7)
        udp://239.255.0.1:5?tll=1          | udp://239.255.0.1:5?tll=1: no option tll (expected: one of broadcast, burst, dscp, fill, iface, maxrate, minrate, packets, shared, ttl)
        udp://239.255.0.1:5?ssrc=1         | udp://239.255.0.1:5?ssrc=1: no option ssrc (expected: one of broadcast, burst, dscp, fill, iface, maxrate, minrate, packets, shared, ttl)
        udp://239.255.0.1:5?ttl=1&ttl=2    | udp://239.255.0.1:5?ttl=1&ttl=2: option ttl twice (expected: once)
        udp://239.255.0.1:5?ttl=256        | udp://239.255.0.1:5?ttl=256: ttl: 256 (expected: a number from 0 to 255)
        udp://239.255.0.1:5?dscp=64        | udp://239.255.0.1:5?dscp=64: dscp: 64 (expected: 0 to 63, such as 34 for AF41)
        udp://239.255.0.1:5?burst=50       | udp://239.255.0.1:5?burst=50: burst: 50 (expected: a number from 1 to 49)
        rtp://239.255.0.1:5?pt=200         | rtp://239.255.0.1:5?pt=200: pt: 200 (expected: 0 to 127; 33 for a transport stream)
        """)
    void anOutputThatMakesNoSenseIsOneLineAndExitCode2(String output, String message) {
        assertThat(run("relay", "sim:", output)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).isEqualTo("dmxflux: " + message + System.lineSeparator());
    }

    @Test
    void anInterfaceThatIsNotThereIsRefusedByAStrictRelayWithThoseThatAre() {
        String group = "udp://239.255.0.1:5?iface=nope0";
        for (List<String> words : List.of(List.of("sim:", group), List.of(group, "udp://239.255.0.2:5?iface=lo"))) {
            List<String> all = new ArrayList<>(List.of("relay", "--strict"));
            all.addAll(words);
            assertThat(run(all.toArray(String[]::new))).isEqualTo(ExitCode.USAGE);
        }
        assertThat(err.toString().lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line)
                        .matches("dmxflux: udp://239.255.0.1:5\\?iface=nope0: interface nope0 is not there"
                                + " \\(expected with strict: all that is named; interfaces: (.*, )?lo(, .*)?\\)"));
    }

    @Test
    void aWordThatIsAFileOrADirectoryIsSaidToBeOne() throws Exception {
        Path bare = Files.createFile(Path.of("bare" + ProcessHandle.current().pid()));
        try {
            assertThat(run("analyze", bare.toString())).isEqualTo(ExitCode.USAGE);
            assertThat(run("analyze", ".")).isEqualTo(ExitCode.USAGE);
        } finally {
            Files.delete(bare);
        }
        assertThat(err.toString().lines())
                .containsExactly(
                        "dmxflux: " + bare + ": no such kind of stream (expected: ./" + bare
                                + " for the file of this name)",
                        "dmxflux: .: a directory (expected: a file)");
    }

    /** The library's advice is no option of this input. */
    @Test
    void aFileWithoutPcrIsNoSimulatedTuner(@TempDir Path directory) throws Exception {
        byte[] packets = new byte[188 * 100];
        for (int at = 0; at < packets.length; at += 188) {
            packets[at] = 0x47;
            packets[at + 1] = 0x1F;
            packets[at + 2] = (byte) 0xFF;
            packets[at + 3] = 0x10;
        }
        Path file = Files.write(directory.resolve("null.ts"), packets);
        assertThat(run("relay", "sim:" + file, OUTPUT)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).hasLineCount(1).contains("here that is FILE?fast instead of sim:FILE");
    }

    @Test
    void whatAnOutputOfEachServiceLacksIsRefusedByAStrictRelay() {
        assertThat(run("relay", "--strict", "sim:", "--all-services", "udp://239.255.0.{n}:5?iface=nope0"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(run("relay", "--strict", "sim:", "--all-services", "nowhere/{sid}.ts"))
                .isEqualTo(ExitCode.FAILED);
        assertThat(err.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("dmxflux: udp://239.255.0.{n}:5?iface=nope0: interface nope0 is not there"),
                        line -> assertThat(line)
                                .startsWith("dmxflux: nowhere/{sid}.ts: ")
                                .endsWith("; without strict it is waited for"));
        assertThat(run("relay", "--check", "sim:", "--all-services", "udp://239.255.0.{n}:5?iface=nope0"))
                .isEqualTo(ExitCode.DONE);
        assertThat(out.toString())
                .contains(
                        "  -> udp://239.255.0.{n}:5?iface=nope0 (every service)   waits: interface nope0 is not there");
    }

    @Test
    void theAddressOfAllHostsIsRefusedUnlessItIsMeant() {
        String output = "udp://127.255.255.255:5";
        assertThat(run("relay", "sim:", output)).isEqualTo(ExitCode.USAGE);
        assertThat(run("relay", "--check", "sim:", output)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString().lines())
                .hasSize(2)
                .containsOnly("dmxflux: " + output + ": 127.255.255.255 is the address of all hosts of a network"
                        + " (expected: a group or a host, or ?broadcast to send to all of them)");
        assertThat(run("relay", "--check", "sim:", output + "?broadcast")).isEqualTo(ExitCode.DONE);
    }

    @Test
    void aPortThatIsTakenAndANameThatDoesNotResolveAreWaitedForAndRefusedByAStrictRelay() throws Exception {
        try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            String input = "udp://127.0.0.1:" + taken.getLocalPort();
            String output = "udp://no-such-host.invalid:5";
            assertThat(run("relay", "--check", input, output)).isEqualTo(ExitCode.DONE);
            assertThat(out.toString().lines())
                    .satisfiesExactly(
                            line -> assertThat(line)
                                    .isEqualTo(input + "   waits: port " + taken.getLocalPort()
                                            + " is taken: another program has it and does not share it"),
                            line -> assertThat(line)
                                    .startsWith("  -> " + output + "   waits: host no-such-host.invalid "));
            assertThat(run("relay", "--strict", input, OUTPUT)).isEqualTo(ExitCode.USAGE);
            assertThat(run("relay", "--strict", "sim:", output)).isEqualTo(ExitCode.USAGE);
        }
    }

    @Test
    void whatWouldBeWaitedForIsSaidByCheck() {
        assertThat(run("relay", "--check", "udp://239.255.0.1:5?iface=nope0", "udp://239.255.0.2:5?iface=nope1"))
                .isEqualTo(ExitCode.DONE);
        assertThat(out.toString().lines())
                .containsExactly(
                        "udp://239.255.0.1:5?iface=nope0   waits: interface nope0 is not there",
                        "  -> udp://239.255.0.2:5?iface=nope1   waits: interface nope1 is not there");
    }

    @Test
    void aDeviceThatIsNotThereIsOneLineAndExitCode1() {
        assertThat(run("relay", "--strict", "dvb:250", OUTPUT)).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString())
                .startsWith("dmxflux: dvb:250: open(/dev/dvb/adapter250/demux0) failed: ENOENT (2), no such file or"
                        + " device: ")
                .hasLineCount(1);
    }

    @Test
    void aFileThatIsNotATransportStreamIsOneLineAndExitCode2(@TempDir Path directory) throws Exception {
        Path file =
                Files.writeString(directory.resolve("letter.ts"), "Dear engineer, this is not a stream. ".repeat(100));
        assertThat(run("relay", "file:" + file, OUTPUT)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .startsWith("dmxflux: " + file + ": not a transport stream (expected: ")
                .hasLineCount(1);
    }

    @Test
    void withoutACommandThereIsOneLineThatSaysWhichThereAre() {
        assertThat(run()).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .isEqualTo("dmxflux: no command (expected: relay, analyze, record, tune, scan or doctor); see dmxflux"
                        + " --help"
                        + System.lineSeparator());
    }

    @Test
    void aMistypedCommandIsOneLine() {
        assertThat(run("relya")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("relya").hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        relya                     | relya: no such command (expected: one of relay, analyze, record, tune, scan, doctor, metrics, dvblast, help); see dmxflux --help
        blue                      | blue: no such command (expected: one of relay, analyze, record, tune, scan, doctor, metrics, dvblast, help); see dmxflux --help
        relay sim: a.ts extra     | extra: one argument too many (expected: INPUT OUTPUT); see dmxflux relay --help
        relay sim: a.ts --ttl 4   | --ttl: no such option (expected: one that the help lists); see dmxflux relay --help
        relay sim: a.ts --servic 4 | --servic: no such option (expected: --service
        relay sim: a.ts --service | --service: no value (expected: ID
        relay                     | no INPUT (expected: INPUT OUTPUT); see dmxflux relay --help
        relay sim:                | no OUTPUT (expected: INPUT OUTPUT); see dmxflux relay --help
        analyze                   | no INPUT (expected: INPUT); see dmxflux analyze --help
        analyze --json --json sim: | --json: twice (expected: once); see dmxflux analyze --help
        relay sim: --all-services udp://239.1.{n}.{foo}:5 | udp://239.1.{n}.{foo}:5: no placeholder {foo} (expected: {name}, {n}, {sid}, {time})
        """)
    void whatACommandLineLacksOrHasTooMuchIsOneLine(String words, String message) {
        assertThat(run(words.split(" "))).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).startsWith("dmxflux: " + message).hasLineCount(1);
    }

    @Test
    void controlCharactersInAValueAreEscaped() {
        assertThat(run("relay", "foo:\nbar\u001b[2J", OUTPUT)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .startsWith("dmxflux: foo:\\nbar\\u001b[2J: no such kind of stream (expected: ")
                .hasLineCount(1);
        assertThat(run("relay", "--check", "sim:", "file:a\nb.ts")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).contains("  -> file:a\\nb.ts").hasLineCount(2);
    }

    @Test
    void missingArgumentsAreOneLine() {
        assertThat(run("relay", "sim:")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("OUTPUT").hasLineCount(1);
    }

    @Test
    void aFileIsRelayedToAFileByteForByte(@TempDir Path directory) throws Exception {
        Path in = directory.resolve("in.ts");
        Path copy = directory.resolve("out.ts");
        Files.write(in, BundledSample.bytes());
        assertThat(run("relay", "file:" + in + "?fast", "file:" + copy)).isEqualTo(ExitCode.DONE);
        assertThat(Files.readAllBytes(copy)).isEqualTo(BundledSample.bytes());
        assertThat(err.toString())
                .contains("packets in 7980, out 7980")
                .contains("0 packets missing at 0 continuity errors");
    }

    @Test
    void anOutputFileThatCannotBeMadeIsOneLineAndExitCode1(@TempDir Path directory) throws Exception {
        Path in = Files.write(directory.resolve("in.ts"), BundledSample.bytes());
        Path nowhere = directory.resolve("missing/out.ts");
        assertThat(run("relay", "file:" + in + "?fast", "file:" + nowhere)).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString())
                .isEqualTo("dmxflux: " + nowhere + ": cannot be opened (expected: a directory that exists)"
                        + System.lineSeparator());
    }

    @Test
    void aFileIsNotWrittenOntoItself(@TempDir Path directory) throws Exception {
        Path file = Files.write(directory.resolve("in.ts"), BundledSample.bytes());
        Path link = Files.createSymbolicLink(directory.resolve("link.ts"), file);

        for (String input : List.of("file:" + file, "file:" + file + "?fast", "sim:" + file)) {
            assertThat(run("relay", input, "file:" + link)).as(input).isEqualTo(ExitCode.USAGE);
        }
        assertThat(err.toString())
                .startsWith("dmxflux: file:" + link + ": is the input as well (expected: another file to write)")
                .hasLineCount(3);
        assertThat(file).hasBinaryContent(BundledSample.bytes());
    }

    @Test
    void aGroupIsNotRelayedToItself() {
        for (String scheme : List.of("udp", "rtp")) {
            String group = scheme + "://239.255.77.9:41090?iface=lo";
            assertThat(run("relay", group, group)).as(scheme).isEqualTo(ExitCode.USAGE);
        }
        assertThat(err.toString())
                .contains("dmxflux: udp://239.255.77.9:41090?iface=lo: is the input as well (expected: another group or"
                        + " port, ")
                .hasLineCount(2);
    }

    @Test
    void anInputThatFailsLeavesTheOutputFileAsItWas(@TempDir Path directory) throws Exception {
        Path recording = Files.write(directory.resolve("recording.ts"), BundledSample.bytes());

        assertThat(run("relay", "--strict", "file:/nowhere.ts", "file:" + recording))
                .isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).hasLineCount(1);
        assertThat(recording).hasBinaryContent(BundledSample.bytes());
    }

    @Test
    void everyCommandHasHelp() {
        for (String command : List.of("relay", "analyze", "tune", "scan", "doctor", "dvblast")) {
            assertThat(run(command, "--help")).as(command).isEqualTo(ExitCode.DONE);
            assertThat(out.toString()).contains("Usage: dmxflux " + command);
        }
    }

    @Test
    void aDiskThatIsFullIsToldAndWhatItRefusedIsOnTheLedger(@TempDir Path directory) throws Exception {
        Path in = Files.write(directory.resolve("in.ts"), BundledSample.bytes());
        assertThat(run("relay", "FILE:" + in + "?fast", "file:/dev/full")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString())
                .containsPattern("lost by socket: [1-9]\\d* packets refused")
                .contains("dmxflux: /dev/full: write failed after 0 bytes: No space left on device");
    }

    @Test
    void theDoctorTellsWhatWorksInSentencesAndInJson() {
        assertThat(run("doctor")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).contains("ok    sim: the simulated driver plays the bundled sample.");
        assertThat(run("doctor", "--json")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).contains("{\"findings\":[{\"subject\":");
    }

    @Test
    void whatIsToldOnStandardOutputIsThereWhenTheCommandEnds() {
        PrintStream before = System.out;
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        System.setOut(new PrintStream(told, true, StandardCharsets.UTF_8));
        try {
            assertThat(Dmxflux.run("doctor")).isZero();
        } finally {
            System.setOut(before);
        }
        assertThat(told.toString(StandardCharsets.UTF_8)).contains("simulated driver");
    }

    /** What picocli reads of the others would be most of the time until a relay is opened. */
    @Test
    void onlyTheCommandThatIsAskedForIsMade() {
        assertThat(Dmxflux.commandLine("relay", "sim:", OUTPUT).getSubcommands())
                .containsOnlyKeys("relay");
        assertThat(Dmxflux.commandLine("--version").getSubcommands()).isEmpty();
        assertThat(Dmxflux.commandLine("help", "relay").getSubcommands())
                .as("all to explain")
                .containsKeys("relay", "dvblast", "help");
    }
}
