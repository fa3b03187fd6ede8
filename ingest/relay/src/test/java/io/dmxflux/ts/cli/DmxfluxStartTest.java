// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dmxflux.dmx.recording.BundledSample;
import io.dmxflux.dmx.recording.Playback;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Machines on which the command cannot start: one line, and no trace of a stack. */
class DmxfluxStartTest {

    private static final Path LAUNCHER = Path.of("src/launcher/dmxflux");
    private static final String OUTPUT = "udp://239.255.0.1:5004";

    @TempDir
    private Path directory;

    private int run(ProcessBuilder process) throws Exception {
        Process started = process.redirectErrorStream(true)
                .redirectOutput(said().toFile())
                .start();
        try {
            assertThat(started.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return started.exitValue();
        } finally {
            started.destroyForcibly();
        }
    }

    private Path said() {
        return directory.resolve("said.txt");
    }

    private static ProcessBuilder relay(List<String> before, List<String> options, String output) {
        List<String> words = new ArrayList<>(before);
        words.addAll(ClassPathCommand.dmxflux(options, "relay", "sim:", output));
        return new ProcessBuilder(words);
    }

    @Test
    void withoutAnInterfaceThatIsUpThereIsOneLineAndExitCode2() throws Exception {
        List<String> alone = List.of("unshare", "--net");
        assumeThat(run(new ProcessBuilder("unshare", "--net", "true")))
                .as("a network namespace can be made")
                .isZero();

        assertThat(run(relay(alone, List.of(), OUTPUT))).isEqualTo(ExitCode.USAGE);
        assertThat(said())
                .hasContent(
                        "dmxflux: " + OUTPUT + ": no interface is up (expected: one, or ?iface=); ip link set lo up");
    }

    /** Runs a command where {@code first}, $HOME/.cache, /dev/shm and /var/tmp are mounted noexec. */
    private ProcessBuilder withoutExecution(Path first, List<String> command) {
        List<String> words = new ArrayList<>(List.of(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "for d in " + first
                        + " /dev/shm /var/tmp; do mount -t tmpfs -o noexec tmpfs $d || exit 99; done; exec \"$@\"",
                "sh"));
        words.addAll(command);
        ProcessBuilder process = new ProcessBuilder(words);
        process.environment().keySet().removeAll(List.of("HOME", "XDG_RUNTIME_DIR", "XDG_CACHE_HOME"));
        return process;
    }

    @Test
    void librariesAreUnpackedWhereTheyCanBeLoadedFrom() throws Exception {
        Path temporary = Files.createDirectory(directory.resolve("temporary"));
        Path working = Files.createDirectory(directory.resolve("working"));
        List<String> doctor = ClassPathCommand.dmxflux(List.of("-Djava.io.tmpdir=" + temporary), "doctor");
        assumeThat(run(withoutExecution(temporary, List.of("true"))))
                .as("mounts can be made")
                .isZero();

        int code = run(withoutExecution(temporary, doctor).directory(working.toFile()));
        assertThat(said())
                .content()
                .contains("native libraries: are unpacked in " + working, temporary + " is mounted noexec")
                .contains("ok    sim: the simulated driver plays the bundled sample.");
        assertThat(code == ExitCode.FAILED)
                .as("exit code")
                .isEqualTo(Files.readString(said()).contains("FAIL"));

        List<String> relay = new ArrayList<>(doctor.subList(0, doctor.size() - 1));
        relay.addAll(List.of("relay", "sim:", "file:/dev/null", "--check"));
        assertThat(run(withoutExecution(temporary, relay).directory(temporary.toFile())))
                .isEqualTo(ExitCode.FAILED);
        assertThat(said())
                .content()
                .startsWith("dmxflux: native libraries cannot be unpacked: " + temporary + " is mounted noexec, ")
                .hasLineCount(1);
    }

    /** In a process of its own, which asks no name server: a machine's may not answer in time. */
    @Test
    void aHostWithoutAddressIsNoMatterOfInterfaces() throws Exception {
        List<String> noHosts = List.of("-Djdk.net.hosts.file=/dev/null");
        ProcessBuilder process = relay(List.of(), noHosts, "udp://nohost.invalid:5004");
        process.command().add("--strict");
        assertThat(run(process)).isEqualTo(ExitCode.USAGE);
        assertThat(Files.readString(said()))
                .contains("nohost.invalid does not resolve (expected with strict: all that is named)")
                .doesNotContain("interface");
    }

    /** What opens files of the JDK at its first use would fail where there are no descriptors left, and with it each line. */
    @Test
    void whatTellsOfAWantOfDescriptorsIsLoadedAtTheStart() throws Exception {
        Path loaded = directory.resolve("loaded.txt");
        Path in = BundledSample.at(directory.resolve("in.ts"));
        List<String> words = ClassPathCommand.dmxflux(
                List.of("-Xlog:class+load:file=" + loaded),
                "relay",
                "file:" + in + "?fast",
                "file:" + directory.resolve("out.ts"));
        assertThat(run(new ProcessBuilder(words))).isZero();
        assertThat(Files.readString(loaded))
                .contains("java.time.zone.TzdbZoneRulesProvider ")
                .contains("java.lang.management.MemoryUsage ");
    }

    @Test
    void tooLittleDirectMemoryIsOneLineAndExitCode1() throws Exception {
        List<String> little = List.of("-XX:MaxDirectMemorySize=200k");

        assertThat(run(relay(List.of(), little, OUTPUT + "?iface=lo"))).isEqualTo(ExitCode.FAILED);
        assertThat(Files.readString(said()))
                .startsWith("dmxflux: out of memory: ")
                .endsWith("; raise -XX:MaxDirectMemorySize in JAVA_OPTS" + System.lineSeparator())
                .hasLineCount(1);
    }

    @Test
    void namesAreInUtf8WhateverTheLocale() throws Exception {
        ProcessBuilder process = relay(List.of(), List.of(), "file:" + directory.resolve("one.ts"));
        process.command().addAll(List.of("--service", "東森購物1台", "--check"));
        process.environment().put("LC_ALL", "C");

        assertThat(run(process)).isEqualTo(ExitCode.DONE);
        assertThat(said()).content(StandardCharsets.UTF_8).contains("service \"東森購物1台\"");
    }

    /** Relays the sample from a file to nowhere, and ends. */
    private ProcessBuilder finiteRelay(List<String> options, String... more) throws Exception {
        try (InputStream sample = Objects.requireNonNull(Playback.class.getResourceAsStream("sample.ts"))) {
            Files.write(directory.resolve("sample.ts"), sample.readAllBytes());
        }
        String from = directory.resolve("sample.ts") + "?fast";
        List<String> words = new ArrayList<>(ClassPathCommand.dmxflux(options, "relay", from, "file:/dev/null"));
        words.addAll(List.of(more));
        return new ProcessBuilder(words);
    }

    @Test
    void aStartForPeopleLoadsNothingThatIsForMachines() throws Exception {
        Path loaded = directory.resolve("loaded.txt");
        assertThat(run(finiteRelay(List.of("-Xlog:class+load:file=" + loaded))))
                .as("exit code")
                .isEqualTo(ExitCode.DONE);
        assertThat(Files.readString(loaded))
                .contains("io.dmxflux.ts.sink.FileSink ", "org.slf4j.simple.")
                .doesNotContain("ch.qos.logback", "net.logstash")
                .doesNotContain("io.micrometer.core.", "io.prometheus", "reactor.netty");
    }

    /** Lending tells the Flight Recorder only if it runs: to load it would cost 0.2 s. */
    @Test
    void lendingLoadsNoFlightRecorder() throws Exception {
        Path loaded = directory.resolve("loaded.txt");
        List<String> options = List.of("-Xlog:class+load:file=" + loaded);
        assertThat(run(new ProcessBuilder(ClassPathCommand.dmxflux(options, "analyze", "sim:", "--for", "1s"))))
                .as("exit code")
                .isEqualTo(ExitCode.DONE);
        assertThat(Files.readString(loaded))
                .contains("io.dmxflux.jfr.FlightEvents ")
                .doesNotContain("io.dmxflux.jfr.LendEvent", "jdk.jfr.internal.PlatformRecorder", "MetadataRepository");
    }

    @Test
    void aLogForMachinesHasAnObjectInEachLine() throws Exception {
        assertThat(run(finiteRelay(List.of(), "--log-format=json", "--metrics", "0")))
                .isEqualTo(ExitCode.DONE);
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(said())) {
            lines.add(new ObjectMapper().readTree(line));
        }
        assertThat(lines)
                .extracting(line -> line.path("message").asText())
                .anyMatch(message -> message.matches("metrics: http://127.0.0.1:\\d+/metrics"))
                .anyMatch(message -> message.startsWith("packets in "));
        assertThat(lines)
                .extracting(line -> line.path("event").asText())
                .containsOnlyOnce("input_summary", "output_summary");
        assertThat(lines)
                .filteredOn(line -> line.path("event").asText().equals("output_summary"))
                .allSatisfy(output -> {
                    assertThat(output.path("output").asText()).isEqualTo("file:/dev/null");
                    assertThat(output.path("routed_packets").asLong())
                            .isPositive()
                            .isEqualTo(output.path("sent_packets").asLong());
                    assertThat(output.path("socket_packets").isNumber()).isTrue();
                });
    }

    @ParameterizedTest
    @CsvSource({"json,false", "logfmt,false", "json,true"})
    void standardOutputHasTheStreamAndNothingElse(String format, boolean isTwoWords) throws Exception {
        ProcessBuilder process = finiteRelay(
                List.of(),
                isTwoWords ? new String[] {"--log-format", format} : new String[] {"--log-format=" + format});
        process.command().set(process.command().indexOf("file:/dev/null"), "-");
        Path stream = directory.resolve("stream.ts");
        Process relay = process.redirectOutput(stream.toFile())
                .redirectError(said().toFile())
                .start();
        assertThat(relay.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(relay.exitValue()).isEqualTo(ExitCode.DONE);
        assertThat(stream).hasSameBinaryContentAs(directory.resolve("sample.ts"));
        assertThat(Files.readAllLines(said()))
                .as("what is told, and how it begins")
                .isNotEmpty()
                .allMatch(line -> line.startsWith(format.equals("json") ? "{\"time\":" : "time="));
    }

    /** Each of its lines would be a line of the log. */
    @ParameterizedTest
    @CsvSource({"text", "logfmt", "json"})
    void aNameWithANewlineIsOneLine(String format) throws Exception {
        ProcessBuilder process = finiteRelay(List.of(), "--log-format", format);
        String name = "file:" + directory.resolve("g\nh.ts");
        process.command().set(process.command().indexOf("file:/dev/null"), name);
        assertThat(run(process)).isEqualTo(ExitCode.DONE);
        assertThat(said()).content().contains("g\\nh.ts").doesNotContainPattern("(?m)^h\\.ts");
    }

    @Test
    void whatARelayForMachinesFailsWithIsAnObjectAsWell() throws Exception {
        ProcessBuilder process = relay(List.of(), List.of(), "udp://239.255.0.1:5004?x=1");
        process.command().add("--log-format=logfmt");
        assertThat(run(process)).isEqualTo(ExitCode.USAGE);
        assertThat(said()).content().hasLineCount(1).contains(" level=error logger=dmxflux msg=\"");
    }

    @Test
    void theLauncherTakesAHeapThatBeginsLarger() throws Exception {
        assertThat(run(launcher(System.getProperty("java.home"), "-Xms128m -version")))
                .as("started")
                .isZero();
        assertThat(run(launcher(System.getProperty("java.home"), "-XX:InitialHeapSize=128m -version")))
                .as("started")
                .isZero();
    }

    @Test
    void aJavaHomeWithoutJavaIsOneLineAndExitCode2() throws Exception {
        assertThat(run(launcher("/nowhere", "-version"))).isEqualTo(ExitCode.USAGE);
        assertThat(said())
                .hasContent("dmxflux: JAVA_HOME: /nowhere: no bin/java there"
                        + " (expected: the folder of a JDK 17 or later, or no JAVA_HOME)");
    }

    @Test
    void theLauncherTakesASmallerHeap() throws Exception {
        assertThat(run(launcher(System.getProperty("java.home"), "-Xmx16m -version")))
                .as("started")
                .isZero();
    }

    /** Options that one JDK needs end another at its start. */
    @ParameterizedTest
    @CsvSource({
        "17, false, false",
        "17.0.8, false, false",
        "17.0.9, false, true",
        "17.0.15, false, true",
        "21, false, false",
        "21.0.1, false, true",
        "24.0.1, true, true",
        "25, true, true",
        "26-ea, true, true"
    })
    void theLauncherGivesEachJdkTheOptionsThatItKnows(String version, boolean unsafe, boolean trims) throws Exception {
        Path home = Files.createDirectory(directory.resolve("jdk"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        Path java = Files.createDirectory(home.resolve("bin")).resolve("java");
        assertThat(Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n")
                        .toFile()
                        .setExecutable(true))
                .isTrue();

        assertThat(run(launcher(home.toString(), ""))).isZero();
        List<String> options = Files.readAllLines(said());
        assertThat(options.contains("--sun-misc-unsafe-memory-access=allow")).isEqualTo(unsafe);
        assertThat(options.contains("-Dio.netty.noUnsafe=false")).isEqualTo(unsafe);
        assertThat(options.contains("-XX:TrimNativeHeapInterval=20000")).isEqualTo(trims);
        assertThat(options).contains("-jar");
    }

    @Test
    void theLauncherFindsItsJarWhereverItIsStartedFrom() throws Exception {
        ProcessBuilder launcher = withFakeJava().directory(directory.toFile());
        launcher.command(List.of("sh", "dmxflux"));
        String jar = directory.toRealPath().resolve("dmxflux.jar").toString();
        assertThat(saidBy(launcher)).contains(jar);

        Files.createSymbolicLink(directory.resolve("linked"), Path.of("dmxflux"));
        launcher.command(List.of("sh", "./linked"));
        assertThat(saidBy(launcher)).contains(jar);
    }

    /** With one of another jar or JDK, java would start without any archive, not even its own. */
    @Test
    void theLauncherHasJavaUseAnArchiveOfThisJarAndThisJdkOnly() throws Exception {
        ProcessBuilder launcher = withFakeJava();
        Path folder = directory.toRealPath();
        Path jar = folder.resolve("dmxflux.jar");
        Path madeOf = folder.resolve("dmxflux.jsa.of");
        Path release = Files.writeString(folder.resolve("jdk/release"), "JAVA_RUNTIME_VERSION=\"17.0.15+6-x\"\n");
        String option = "-XX:SharedArchiveFile=" + folder.resolve("dmxflux.jsa");
        assertThat(saidBy(launcher)).as("without an archive").doesNotContain(option);

        Files.writeString(madeOf, "17.0.15+6-x " + jar + "\n");
        Files.setLastModifiedTime(madeOf, Files.getLastModifiedTime(jar));
        assertThat(saidBy(launcher)).as("with one of both").contains(option);

        Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH));
        assertThat(saidBy(launcher)).as("with another jar").doesNotContain(option);

        Files.setLastModifiedTime(madeOf, Files.getLastModifiedTime(jar));
        Files.writeString(release, "JAVA_RUNTIME_VERSION=\"17.0.16+8-x\"\n");
        assertThat(saidBy(launcher)).as("with another JDK").doesNotContain(option);

        Files.writeString(madeOf, "17.0.16+8-x /elsewhere/dmxflux.jar\n");
        Files.setLastModifiedTime(madeOf, Files.getLastModifiedTime(jar));
        assertThat(saidBy(launcher)).as("copied from elsewhere").doesNotContain(option);
    }

    /** Earlier ones know neither the option nor the tag of what is said about it, and would not start. */
    @ParameterizedTest
    @CsvSource({"17.0.15, false", "21.0.4, false", "24.0.2, false", "25.0.3, true", "30, true"})
    void theLauncherHasJavaUseAnAheadOfTimeCacheFromJdk25On(String version, boolean cache) throws Exception {
        List<String> options = saidBy(withArchive(version));
        Path archive = directory.toRealPath().resolve("dmxflux.jsa");
        assertThat(options.contains("-XX:AOTCache=" + archive)).isEqualTo(cache);
        assertThat(options.contains("-XX:SharedArchiveFile=" + archive)).isEqualTo(!cache);
        assertThat(options.contains("-Xlog:aot*=off:stderr")).isEqualTo(cache);
        assertThat(options).as("which excludes a cache").doesNotContain("-Xshare:auto");
    }

    /** Java starts neither with two collectors nor with an AOT cache beside another archive. */
    @ParameterizedTest
    @CsvSource({
        "-XX:-UseG1GC -XX:+UseGCOverheadLimit, true, true",
        "-XX:+UseSerialGC -XX:ArchiveRelocationMode=1, true, true",
        "-XX:+UseG1GC, false, true",
        "-XX:+UseParallelGC, false, true",
        "-XX:+UseShenandoahGC, false, true",
        "-XX:+UnlockExperimentalVMOptions -XX:+UseEpsilonGC, false, true",
        "-XX:+UseZGC, false, false",
        "-Xshare:off, true, false",
        "-XX:SharedArchiveFile=a.jsa, true, false",
        "-XX:ArchiveClassesAtExit=a.jsa, true, false",
        "-XX:DumpLoadedClassList=a.classes, true, false",
        "-XX:AOTCache=a.aot, true, false",
        "-XX:AOTCacheOutput=a.aot, true, false",
        "-XX:AOTMode=record -XX:AOTConfiguration=a.record, true, false"
    })
    void theLauncherLeavesOutWhatIsGivenOtherwise(String given, boolean collector, boolean archive) throws Exception {
        for (String version : List.of("17.0.15", "25.0.3")) {
            ProcessBuilder launcher = withArchive(version);
            launcher.environment().put("JAVA_OPTS", given);
            List<String> options = saidBy(launcher);
            assertThat(options).doesNotContain("");
            assertThat(hasCollector(options)).as("collector, JDK %s", version).isEqualTo(collector);
            assertThat(hasArchive(options)).as("archive, JDK %s", version).isEqualTo(archive);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS"})
    void soItIsWithWhatJavaTakesByItself(String variable) throws Exception {
        ProcessBuilder launcher = withArchive("25.0.3");
        launcher.environment().put(variable, "-XX:+UseG1GC -Xshare:off -Xmx20m");
        List<String> options = saidBy(launcher);
        assertThat(options).as("heap").doesNotContain("-Xms24m", "-Xmx64m");
        assertThat(hasCollector(options)).as("collector").isFalse();
        assertThat(hasArchive(options)).as("archive").isFalse();
    }

    private static boolean hasCollector(List<String> options) {
        return options.contains("-XX:+UseSerialGC")
                && options.indexOf("-XX:+UseSerialGC") < options.indexOf("-Xss512k");
    }

    private static boolean hasArchive(List<String> options) {
        return options.stream().anyMatch(option -> option.endsWith("/dmxflux.jsa"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-XX:+UseG1GC", "-XX:+UseParallelGC", "-XX:+UseZGC", "-Xshare:off"})
    void javaStartsWithWhatIsGivenInsteadOfTheLaunchers(String given) throws Exception {
        assertThat(run(launcher(System.getProperty("java.home"), given + " -version")))
                .as("started")
                .isZero();
        assertThat(said()).content().as("the version and nothing else").hasLineCount(3);
    }

    @Test
    void aFolderWithAColonIsOneLineAndExitCode2() throws Exception {
        ProcessBuilder launcher = withFakeJava();
        Path folder = Files.createDirectory(directory.toRealPath().resolve("at 12:30"));
        launcher.command(
                List.of("sh", Files.copy(LAUNCHER, folder.resolve("dmxflux")).toString()));
        assertThat(run(launcher)).isEqualTo(ExitCode.USAGE);
        assertThat(said())
                .hasContent("dmxflux: " + folder
                        + ": a colon in it ends java's class path (expected: a folder without one)");
    }

    @Test
    void aLauncherWithoutItsJarIsOneLineAndExitCode2() throws Exception {
        ProcessBuilder launcher = withFakeJava();
        Path jar = directory.toRealPath().resolve("dmxflux.jar");
        Files.delete(jar);
        assertThat(run(launcher)).isEqualTo(ExitCode.USAGE);
        assertThat(said())
                .hasContent("dmxflux: " + jar
                        + ": cannot be read (expected: the jar that the build makes, beside dmxflux)");
    }

    /** Or a SIGHUP would end the process before java runs the relay that is to heed it. */
    @ParameterizedTest
    @CsvSource({
        "relay --config relay.yaml, true",
        "relay --config=relay.yaml, true",
        "relay sim: udp://239.255.0.1:5004, false"
    })
    void theLauncherHasHangupsIgnoredWhereTheRelayWillHeedThem(String arguments, boolean ignored) throws Exception {
        String word = "-Ddmxflux.ignored.hangups=true";
        List<String> said = fakeJava(List.of(), arguments);
        assumeThat(said.stream().anyMatch(DmxfluxStartTest::ignoresHangups) && !said.contains(word))
                .as("SIGHUP is ignored, as under nohup")
                .isFalse();
        assertThat(said.contains(word)).isEqualTo(ignored);
        assertThat(said.stream().anyMatch(DmxfluxStartTest::ignoresHangups)).isEqualTo(ignored);

        List<String> saidUnderNohup = fakeJava(List.of("sh", "-c", "trap '' HUP; exec \"$@\"", "sh"), arguments);
        assertThat(saidUnderNohup).as("under nohup").doesNotContain(word).anyMatch(DmxfluxStartTest::ignoresHangups);
    }

    private static boolean ignoresHangups(String line) {
        return line.matches("SigIgn:.*[13579bdf]"); // SIGHUP is number 1: the lowest bit
    }

    /** Returns what signals a java that is started so ignores, and its arguments. */
    private List<String> fakeJava(List<String> before, String arguments) throws Exception {
        ProcessBuilder launcher = withFakeJava();
        launcher.command().addAll(0, before);
        launcher.command().addAll(List.of(arguments.split(" ")));
        return saidBy(launcher);
    }

    private ProcessBuilder withFakeJava() throws Exception {
        Path java = directory.resolve("jdk/bin/java");
        Files.createDirectories(java.getParent());
        Files.writeString(java, "#!/bin/sh\ngrep SigIgn: /proc/$$/status\nprintf '%s\\n' \"$@\"\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        return launcher(directory.resolve("jdk").toString(), "");
    }

    /** With an archive that is of its jar and of that JDK. */
    private ProcessBuilder withArchive(String version) throws Exception {
        ProcessBuilder launcher = withFakeJava();
        Path folder = directory.toRealPath();
        Path jar = folder.resolve("dmxflux.jar");
        Files.writeString(
                folder.resolve("jdk/release"),
                "JAVA_RUNTIME_VERSION=\"" + version + "+9\"\nJAVA_VERSION=\"" + version + "\"\n");
        Path madeOf = Files.writeString(folder.resolve("dmxflux.jsa.of"), version + "+9 " + jar + "\n");
        Files.setLastModifiedTime(madeOf, Files.getLastModifiedTime(jar));
        return launcher;
    }

    private List<String> saidBy(ProcessBuilder process) throws Exception {
        assertThat(run(process)).isZero();
        return Files.readAllLines(said());
    }

    private ProcessBuilder launcher(String home, String options) throws Exception {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        new JarOutputStream(Files.newOutputStream(directory.resolve("dmxflux.jar")), manifest).close();
        Path copy = Files.copy(LAUNCHER, directory.resolve("dmxflux"), StandardCopyOption.REPLACE_EXISTING);
        ProcessBuilder launcher = new ProcessBuilder(new ArrayList<>(List.of("sh", copy.toString())));
        launcher.environment().put("JAVA_HOME", home);
        launcher.environment().put("JAVA_OPTS", options);
        return launcher;
    }
}
