// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.recording.BundledSample;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@ExtendWith(LeakCheck.class)
class RelayOptionsTest {

    private static final String TO_LOOPBACK = """
            inputs:
              - from: 'sim:'
                outputs:
                  - to: udp://127.0.0.1:4111
            """;

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine line = Dmxflux.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }

    private Path sample() {
        return BundledSample.at(directory.resolve("in.ts"));
    }

    private Path config(String text) throws IOException {
        return Files.writeString(directory.resolve("relay.yaml"), text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    file:o.ts --service 0                            | service: 0 (expected: 1 to 65535)
                    file:o.ts --service 1 --service-id 65536         | --service-id: 65536 (expected: a number from 1 to 65535, or as 0xffff)
                    file:o.ts --service 1 --transport-stream-id x    | --transport-stream-id: x (expected: a number from 0 to 65535, or as 0xffff)
                    file:o.ts --service 1 --map 256                  | --map: 256 (expected: PID=PID, as in 0x78=256, each PID once)
                    file:o.ts --service 1 --map 256=31               | --map: 31 (expected: a number from 32 to 8190, or as 0x1ffe)
                    file:o.ts --service 1 --map 256=1 --map 0x100=64 | --map: 1 (expected: a number from 32 to 8190, or as 0x1ffe)
                    file:o.ts --service 1 --map 64=65 --map 0x40=66  | --map: 0x40=66 (expected: PID=PID, as in 0x78=256, each PID once)
                    file:o.ts --service 1 --map sound=300            | --map: sound (expected: a PID, pmt or a kind of streams, as in 0x78, video or audio:deu)
                    file:o.ts --service 1 --nit all                  | --nit: all (expected: none, own or source)
                    file:o.ts --service 1 --eit all                  | --eit: all (expected: none, present-following or schedule)
                    file:o.ts --service 1 --network-id 65536         | --network-id: 65536 (expected: a number from 0 to 65535, or as 0xffff)
                    file:o.ts --service 1 --network-id 1 --nit none  | --nit: none (expected: own, with a network-id or network-name)
                    file:o.ts --service 1 --map 64=65 --map 66=65    | --map: {64=65, 66=65} (expected: no two PIDs mapped to the same)
                    file:o.ts --service 1 --drop audio:german        | --drop: audio:german (expected: KIND, KIND:LANGUAGE or :LANGUAGE, as in audio:deu)
                    file:o.ts --service 1 --map video=256 --map audio=256 | --map: video and audio to 256 (expected: no two mapped to the same PID)
                    file:o.ts --service 1 --map 0x78=256 --map pmt=0x100 | --map: 120 and pmt to 256 (expected: no two mapped to the same PID)
                    file:o.ts --state versions                       | --state: versions (expected: --service or --all-services with it: a whole multiplex is sent with the tables it has)
                    file:o.ts --service 1 --map 1=x --map 256=64 --map sound=3 --map 256=65 | --map: 1 (expected: a number from 3 to 8190, or as 0x1ffe); --map: 3 (expected: a number from 32 to 8190, or as 0x1ffe); --map: 256=65 (expected: PID=PID, as in 0x78=256, each PID once)
                    file:o.ts --service 1 --drop :x --drop audio --drop :germ | --drop: :x (expected: KIND, KIND:LANGUAGE or :LANGUAGE, as in audio:deu); --drop: :germ (expected: KIND, KIND:LANGUAGE or :LANGUAGE, as in audio:deu)
                    file:o.ts --drop audio                           | a whole multiplex is sent as it came (expected: --service or --all-services with changes to the service)
                    file:o.ts --ecm                                  | a whole multiplex is sent as it came (expected: --service or --all-services with changes to the service)
                    file:o.ts --playlist tv.m3u                      | --playlist: tv.m3u (expected: --all-services with it)
                    file:o.ts --announce                             | --announce (expected: --all-services with it)
                    file:o.ts --all-services file:{n}.ts             | --all-services (expected: neither OUTPUT nor --service with it)
                    --service 1 --all-services file:{n}.ts           | --all-services (expected: neither OUTPUT nor --service with it)
                    --all-services file:o.ts                         | file:o.ts: the same for all services (expected: {n}, {sid} or {name} in it, as in {sid}.ts)
                    --all-services file:{n}.ts --service-id 7        | --service-id: 7 (expected: none, as it would be the same for all services)
                    --all-services {n}.ts --playlist tv.m3u          | --playlist: tv.m3u (expected: none, as services go to {n}.ts, and a playlist lists what is sent to the network)
                    --all-services file:{sid}.ts --announce          | --announce: file:{sid}.ts (expected: a group, as in udp://239.255.1.{n}:5004: nothing else is announced by SAP)
                    --all-services udp://10.0.0.1:{sid} --announce   | --announce: udp://10.0.0.1:{sid} (expected: a group, as in udp://239.255.1.{n}:5004: nothing else is announced by SAP)
                    file:o.ts --http-public                          | --http-public (expected: --http or --metrics with it)
                    file:o.ts --http 1 --http-cert a                 | --http-cert: a (expected: --http-key with it)
                    file:o.ts --http 1 --http-key a                  | --http-key: a (expected: --http-cert with it)
                    file:o.ts --http 1 --http-host a:1               | --http-host: a:1 (expected: a name without a port, as in tv.example.org)
                    file:o.ts --http 1 --http-cors *                 | --http-cors: * (expected: a scheme, a host and a port if it has one, as in https://wall.example.org)
                    file:o.ts --http 1 --http-public --http-token-file a | --http-public (expected: no --http-token-file with it, or that alone)
                    file:o.ts --http host                            | --http: host (expected: ADDRESS:PORT or PORT, as in 127.0.0.1:8080 or [::1]:8080)
                    --config relay.yaml                              | --config: relay.yaml (expected: nothing else but --check, --strict, --state, --http..., --metrics and --log-format: the file says it all)
                    """)
    void optionsThatMakeNoSenseAreOneLineAndExitCode2(String options, String message) {
        String[] words = Stream.concat(Stream.of("relay", "sim:"), Stream.of(options.split(" ")))
                .toArray(String[]::new);
        assertThat(run(words)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).isEqualTo("dmxflux: " + message + System.lineSeparator());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    relay sim:?tr101290=schedule:10s o.ts            | tr101290: schedule (expected: with analyze alone, as a relay does not look at event schedules)
                    analyze sim:?maxrate=4M                          | sim:?maxrate=4M: minrate and maxrate (expected: with relay alone, which tells what is out of them)
                    """)
    void whatWouldHaveNoEffectIsRefused(String options, String message) {
        assertThat(run(options.split(" "))).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).isEqualTo("dmxflux: " + message + System.lineSeparator());
    }

    /** They would be in each line, in labels of metrics and in names of files. */
    @Test
    void namesOfHundredsOfThousandsOfCharactersAreRefusedInALineThatCanBeRead() throws IOException {
        String name = "x".repeat(300_000);
        for (String[] more : new String[][] {
            {"sim:", "o.ts", "--service", name},
            {"sim:", "o.ts", "--service", "1", "--service-name", name},
            {"sim:" + name, "o.ts"},
            {"sim:", "a/" + name},
            {"sim:", "--all-services", "a/{name}" + name},
            {"--config", config(TO_LOOPBACK + "        service: " + name + "\n").toString()},
            {"--config", config(TO_LOOPBACK + "        " + name + ": 1\n").toString()},
        }) {
            err.getBuffer().setLength(0);
            String[] words = Stream.concat(Stream.of("relay", "--check"), Stream.of(more))
                    .toArray(String[]::new);
            assertThat(run(words)).isEqualTo(ExitCode.USAGE);
            assertThat(err.toString().lines()).as("%s", more[0]).hasSize(1);
            assertThat(err.toString().length()).isBetween(50, 1_500);
        }
    }

    @Test
    void anOptionBesideAConfigurationIsRefusedWhateverItIs() {
        assertThat(run("relay", "--config", "relay.yaml", "--ecm")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--config: relay.yaml (expected: nothing else but --check");
    }

    @Test
    void oneServiceGoesToAFile() throws Exception {
        Path to = directory.resolve("one.ts");
        assertThat(run("relay", "file:" + sample() + "?fast", "file:" + to, "--service", "1", "--service-id", "7"))
                .isEqualTo(ExitCode.DONE);
        assertThat(to).exists();
        assertThat(err.toString()).contains("(service 1)").contains("packets in 7980");
        assertThat(Files.size(to)).isPositive().isLessThan(Files.size(sample()));
    }

    @Test
    void eachServiceGoesToAFileOfItsOwn() throws Exception {
        String template = "file:" + directory.resolve("{n}-{sid}-{name}.ts");
        assertThat(run("relay", "file:" + sample() + "?fast", "--all-services", template))
                .isEqualTo(ExitCode.DONE);
        for (String name : new String[] {"1-1-dmxflux_one", "2-2-dmxflux_two", "3-3-dmxflux_three"}) {
            assertThat(Files.size(directory.resolve(name + ".ts"))).as(name).isPositive();
        }
    }

    @Test
    void whatWouldBeDoneIsToldAndNotDone() throws Exception {
        Path file = config("""
                        inputs:
                          - from: dvb:250
                            outputs:
                              - to: udp://239.255.0.1:5004
                              - to: rtp://239.255.1.1:5004
                                service: France 5
                          - from: udp://10.0.0.1@232.1.1.1:1234
                            every-service:
                              to: udp://239.255.2.{n}:5004
                        """);
        assertThat(run("relay", "--config", file.toString(), "--check")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).isEqualToNormalizingNewlines("""
                        dvb:250   waits: open(/dev/dvb/adapter250/demux0) failed: ENOENT (2), no such file or device: plug the \
                        adapter in, load its driver, or check the adapter and demux numbers
                          -> udp://239.255.0.1:5004
                          -> rtp://239.255.1.1:5004 (service "France 5")
                        udp://10.0.0.1@232.1.1.1:1234   nothing arrives within a second. Is it sent? Name the interface\
                         with ?iface=.
                          -> udp://239.255.2.{n}:5004 (every service)
                        """);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aConfigurationThatIsWrongIsOneLineWithItsPlace() throws Exception {
        Path file = config("inputs:\n  - from: dvd:0\n");
        assertThat(run("relay", "--config", file.toString(), "--check")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .isEqualTo("dmxflux: " + file
                        + ":2: from: dvd:0: no such kind of stream (expected: one of dvb:, file:, kafka:, log:, "
                        + "rtp:, sim:, udp:)" + System.lineSeparator());
    }

    @Test
    void anInputThatIsNotThereIsOneLineWithItsPlace() throws Exception {
        Path file = config("inputs:\n  - from: file:/nowhere.ts\n    outputs:\n      - to: file:o.ts\n");
        assertThat(run("relay", "--strict", "--config", file.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString())
                .startsWith("dmxflux: " + file + ":2: from: file:/nowhere.ts: no such file ")
                .hasLineCount(1);
    }

    @Test
    void anOutputThatCannotBeIsOneLineWithItsPlace() throws Exception {
        Path file = config("inputs:\n  - from: 'sim:'\n    outputs:\n      - to: file:/nowhere/o.ts\nstrict: true\n");
        assertThat(run("relay", "--config", file.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString())
                .isEqualTo(
                        "dmxflux: " + file + ":4: to: file:/nowhere/o.ts: cannot be opened (expected: a directory that "
                                + "exists); without strict it is waited for" + System.lineSeparator());
    }

    @Test
    void aConfigurationOfFilesEndsWithThem() throws Exception {
        Path file = config("inputs:\n  - from: file:" + sample() + "?fast\n    outputs:\n      - to: file:"
                + directory.resolve("out.ts") + "\n");
        assertThat(run("relay", "--config", file.toString())).isEqualTo(ExitCode.DONE);
        assertThat(directory.resolve("out.ts")).hasSameBinaryContentAs(sample());
        assertThat(err.toString()).contains("packets in 7980, out 7980");
    }

    /** The port may be that of the process that runs by this configuration, so it is no reason to refuse. */
    @Test
    void aCheckSaysWhetherMetricsAndVersionsHaveTheirPlaces() throws IOException {
        String state = directory.resolve("away").resolve("versions").toString();
        String[] relay = {"relay", "--check", "--config", "", "--state", state};
        String address;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = "127.0.0.1:" + taken.getLocalPort();
            relay[3] = config(TO_LOOPBACK + "metrics: " + address + "\n").toString();
            assertThat(run(relay)).isEqualTo(ExitCode.DONE);
        }
        assertThat(out.toString())
                .contains("metrics http://" + address + "/metrics   refused: Address already in use (expected: ")
                .contains("state " + state + "   cannot be written (no such folder); after a restart ");

        out.getBuffer().setLength(0);
        relay[5] = directory.resolve("versions").toString();
        assertThat(run(relay)).isEqualTo(ExitCode.DONE);
        assertThat(out.toString())
                .endsWith("metrics http://" + address + "/metrics" + System.lineSeparator() + "state " + relay[5]
                        + System.lineSeparator());
        assertThat(directory.resolve("versions")).doesNotExist();
    }

    @Test
    void metricsThatAStartRefusesACheckRefuses() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertRefusedWithAndWithoutCheck(
                    "--metrics: 127.0.0.1:" + port + ": Address already in use", "--metrics", port);
        }
        assertRefusedWithAndWithoutCheck(
                "--metrics: 192.0.2.1:9464: Cannot assign requested address",
                "--http-public",
                "--metrics",
                "192.0.2.1:9464");
        assertRefusedWithAndWithoutCheck(
                "--metrics: nosuch.invalid:9464: host nosuch.invalid does not resolve",
                "--metrics",
                "nosuch.invalid:9464");
    }

    @Test
    void metricsOfAFileThatCanNeverBeAreRefusedByACheck() throws IOException {
        Path file = config(TO_LOOPBACK + "metrics: nosuch.invalid:9464\n");
        assertThat(run("relay", "--check", "--config", file.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString())
                .startsWith(
                        "dmxflux: " + file + ":5: metrics: nosuch.invalid:9464: host nosuch.invalid does not resolve (")
                .hasLineCount(1);
    }

    @Test
    void aStrictRelayRefusesVersionsThatCannotBeWritten() {
        String state = directory.resolve("away").resolve("versions").toString();
        assertRefusedWithAndWithoutCheck(
                "state " + state + ": cannot be written (no such folder; expected", "--strict", "--state", state);
    }

    private void assertRefusedWithAndWithoutCheck(String line, String... options) {
        String[] relay = {"relay", sample() + "?fast", directory.resolve("o.ts") + "?overwrite", "--service", "1"};
        for (String[] words : List.of(and(relay, options), and(and(relay, options), "--check"))) {
            err.getBuffer().setLength(0);
            assertThat(run(words)).as(String.join(" ", words)).isEqualTo(ExitCode.FAILED);
            assertThat(err.toString()).startsWith("dmxflux: " + line).hasLineCount(1);
        }
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFileThatHoldsSomethingElseIsNotOverwrittenWithVersions(boolean check) throws IOException {
        Path script = Files.writeString(directory.resolve("script.sh"), "#!/bin/sh\n");
        String[] relay = {"relay", sample() + "?fast", directory.resolve("o.ts").toString(), "--service", "1"};
        String[] more = {"--state", script.toString(), check ? "--check" : "--strict"};
        assertThat(run(and(relay, more))).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .isEqualToNormalizingNewlines(
                        "dmxflux: --state: " + script + ": is another file, and would be overwritten"
                                + " (expected: a file of versions, an empty one, or none yet); name another one\n");
        assertThat(script).hasContent("#!/bin/sh");
    }

    @Test
    void aConfigurationIsNotOverwrittenWithVersions() throws IOException {
        String text = "inputs:\n  - from: 'sim:'\n    outputs:\n      - to: udp://127.0.0.1:4113\n";
        String file = config(text).toString();
        assertThat(run("relay", "--check", "--config", file, "--state", file)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .startsWith("dmxflux: --state: " + file + ": is another file")
                .hasLineCount(1);
    }

    @Test
    void aFileOfVersionsThatIsEmptyOrOursOrNotThereIsTaken() throws IOException {
        Path versions = directory.resolve("versions");
        String out = directory.resolve("o.ts").toString();
        for (String mode : new String[] {"", "?overwrite", "?overwrite"}) {
            String[] relay = {"relay", sample() + "?fast", out + mode, "--service", "1", "--state", versions.toString()
            };
            assertThat(run(relay)).as(err.toString()).isEqualTo(ExitCode.DONE);
            assertThat(versions).content().startsWith("#version_number of each table");
            if (mode.isEmpty()) {
                Files.writeString(versions, "");
            }
        }
        assertThat(err.toString()).doesNotContain("cannot be read", "cannot be written");
    }

    @Test
    void aFolderForTimeShiftThatCannotBeMadeIsWaitedForOrRefused() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        String[] relay = {"relay", "sim:", "--http", "127.0.0.1:0", "--timeshift", file + "/kept?keep=1h"};
        String problem = file + ": no directory (expected: a directory, or a name that is free)";
        assertThat(run(and(relay, "--check"))).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).contains("timeshift " + file + "/kept   waits: " + problem + System.lineSeparator());
        for (String[] words : List.of(and(relay, "--strict"), and(relay, "--strict", "--check"))) {
            err.getBuffer().setLength(0);
            assertThat(run(words)).isEqualTo(ExitCode.FAILED);
            assertThat(err.toString()).isEqualToNormalizingNewlines("dmxflux: --timeshift: " + problem + "\n");
        }
    }

    @Test
    void anEmptyNameOfAFileIsNamed() {
        assertThat(run("relay", "sim:", "udp://127.0.0.1:4114", "--check", "--state", ""))
                .isEqualTo(ExitCode.USAGE);
        assertThat(run("relay", "--config", "", "--check")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).isEqualToNormalizingNewlines("""
                        dmxflux: --state: no value (expected: FILE behind it)
                        dmxflux: --config: no value (expected: FILE behind it)
                        """);
    }

    @Test
    void anEmptyNameOfAnInterfaceIsNamed() {
        String named = "udp://239.255.77.1:4107?iface=";
        assertThat(run("relay", named, "file:o.ts", "--check")).isEqualTo(ExitCode.USAGE);
        assertThat(run("relay", "sim:", named, "--check")).isEqualTo(ExitCode.USAGE);
        String line =
                "dmxflux: " + named + ": iface: no value (expected: the name of an interface, as in iface=eth0)\n";
        assertThat(err.toString()).isEqualToNormalizingNewlines(line + line);
    }

    @Test
    void anUnknownCommandOfTheHelpIsOneSentence() {
        assertThat(run("help", "foo")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("'foo'; see dmxflux").hasLineCount(1);
    }

    /** What a start refuses, a check refuses: the same line, and the same code. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    DIR/in.ts                                | DIR/in.ts
                    DIR/in.ts                                | DIR
                    DIR/in.ts?fast                           | DIR
                    DIR/notes.ts                             | DIR/o.ts
                    DIR/notes.ts?fast                        | DIR/o.ts
                    sim:DIR/notes.ts                         | DIR/o.ts
                    DIR/in.ts?fast                           | DIR/missing/o.ts
                    udp://239.255.77.1:4107?iface=lo         | udp://239.255.77.1:4107?iface=lo
                    """)
    void whatAStartRefusesACheckRefuses(String input, String output) throws IOException {
        sample();
        Files.writeString(directory.resolve("notes.ts"), "No packets in here.\n".repeat(1_000));
        String from = input.replace("DIR", directory.toString());
        String to = output.replace("DIR", directory.toString());
        int code = run("relay", from, to);
        String said = err.toString();
        assertThat(code).isNotEqualTo(ExitCode.DONE);

        err.getBuffer().setLength(0);
        assertThat(run("relay", "--check", from, to)).isEqualTo(code);
        assertThat(err.toString()).isEqualTo(said).hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aConfigurationThatIsALoopIsRefusedByACheckWithItsLine() throws IOException {
        Path file = config("""
                inputs:
                  - from: udp://239.255.77.1:4107?iface=lo
                    outputs:
                      - to: udp://239.255.77.1:4107?iface=lo
                """);
        assertThat(run("relay", "--check", "--config", file.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains(file + ":4: to: udp://239.255.77.1:4107?iface=lo: is the input as well");
    }

    @Test
    void inputsThatSendToEachOtherAreRefusedByACheckWithTheLine() throws IOException {
        Path file = config("""
                inputs:
                  - from: udp://239.255.77.1:4107?iface=lo
                    outputs:
                      - to: udp://239.255.77.2:4107?iface=lo
                  - from: udp://239.255.77.2:4107?iface=lo
                    outputs:
                      - to: udp://239.255.77.1:4107?iface=lo
                """);
        assertThat(run("relay", "--check", "--config", file.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains(file + ":7: to: udp://239.255.77.1:4107?iface=lo: is the input again, by ");
    }

    @Test
    void anOutputToWhatIsReceivedAtAnyAddressIsALoop() {
        assertThat(run("relay", "--check", "udp://0.0.0.0:4107", "udp://127.0.0.1:4107"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("udp://127.0.0.1:4107: is the input as well");
    }

    @ParameterizedTest
    @CsvSource({
        "udp://localhost:4117, udp://127.0.0.1:4117",
        "udp://127.0.0.1:4117, udp://localhost:4117",
        "udp://0.0.0.0:4117, rtp://localhost:4117"
    })
    void anOutputToTheInputByTheNameOfItsHostIsALoop(String from, String to) {
        for (String[] words : List.of(new String[] {"relay", from, to, "--check"}, new String[] {"relay", from, to})) {
            err.getBuffer().setLength(0);
            assertThat(run(words)).isEqualTo(ExitCode.USAGE);
            assertThat(err.toString())
                    .startsWith("dmxflux: " + to + ": is the input as well (expected: another ")
                    .hasLineCount(1);
        }
    }

    @Test
    void inputsThatSendToEachOtherByNamesAreRefused() throws IOException {
        Path file = config("""
                inputs:
                  - from: udp://127.0.0.1:4117
                    outputs:
                      - to: udp://localhost:4118
                  - from: udp://127.0.0.1:4118
                    outputs:
                      - to: udp://localhost:4117
                """);
        assertThat(run("relay", "--check", "--config", file.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains(file + ":7: to: udp://localhost:4117: is the input again, by ");
    }

    @Test
    void aPlaylistWhoseFolderIsMissingIsWaitedForOrRefused() {
        String playlist = directory.resolve("missing/tv.m3u").toString();
        String[] relay = {"relay", "--check", "sim:", "--all-services", "udp://239.255.77.{n}:4109?iface=lo"};
        assertThat(run(and(relay, "--playlist", playlist))).isEqualTo(ExitCode.DONE);
        assertThat(out.toString())
                .contains("playlist " + playlist + "   waits: folder " + directory.resolve("missing"));
        assertThat(run(and(relay, "--playlist", playlist, "--strict"))).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("playlist " + playlist + ": folder ");
    }

    private static String[] and(String[] arguments, String... more) {
        return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
    }
}
