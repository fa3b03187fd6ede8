// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The jar tunes a real kernel's virtual tuner, and no other program does. */
@Tag("kernel")
@Timeout(900)
class TunedKernelTest {

    private static final String GROUP = "239.255.0.2";
    private static final int PORT = 5004;

    /** Of a process in emulation, whose start takes half a minute and more. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final String CHANNELS = "../../core/src/kernel/vidtv.conf";

    @TempDir
    Path directory;

    /** What a command printed, and how it ended. */
    private record Ended(List<String> out, String err, int exitCode) {}

    private Ended run(String... arguments) throws Exception {
        Path messages = directory.resolve("messages");
        Process process = RelayKernelTest.dmxflux(messages, arguments);
        List<String> out =
                new String(process.getInputStream().readAllBytes()).lines().toList();
        return new Ended(out, Files.readString(messages), process.waitFor());
    }

    @Test
    void aChannelOfAFileIsTunedAndRelayedAndAPlayerNamesIt() throws Exception {
        Path messages = directory.resolve("relay.err");
        Process relay = RelayKernelTest.dmxflux(
                messages, "relay", "dvb:0?channels=" + CHANNELS + "&tune=Beethoven", "udp://" + GROUP + ":" + PORT);
        try (GroupReceiver receiver = new GroupReceiver(GROUP, PORT, "lo")) {
            receiver.awaitFirst(PATIENCE);
            String programs = RelayKernelTest.ffprobe(GROUP);
            RelayKernelTest.interrupt(relay);
            assertThat(relay.waitFor(60, TimeUnit.SECONDS)).as("ends").isTrue();
            String told = Files.readString(messages);
            assertThat(programs).as(told).contains("program_id=2176").contains("Beethoven");
            assertThat(relay.exitValue()).as(told).isZero();
            assertThat(told).contains("dvb-t 474 MHz").doesNotContain("no lock").doesNotContain("lock lost");
        }
    }

    @Test
    void theSignalIsTold() throws Exception {
        Ended tuned = run(
                "tune",
                "dvb:0?system=dvb-c&frequency=474M&symbolrate=6940k&modulation=256qam",
                "--for",
                "20s",
                "--json");
        assertThat(tuned.exitCode()).as(tuned.err()).isZero();
        JsonNode last = last(tuned);
        assertThat(last.path("phase").asText()).as(tuned.out().toString()).isEqualTo("lock");
        assertThat(last.path("dbm").asDouble()).isBetween(-90.0, -20.0);
        assertThat(last.path("cnrDb").asDouble()).isBetween(1.0, 60.0);
    }

    /** Who tunes goes on: what is looked at is the lock that the other program has, and the stream that it lets come. */
    @Test
    @Tag("mmap") // one variant is enough: what observes does not touch the demux
    void whatDvbv5ZapHoldsIsObserved() throws Exception {
        Path zapped = directory.resolve("zapped");
        Process zap = new ProcessBuilder("dvbv5-zap", "-c", CHANNELS, "Beethoven")
                .redirectErrorStream(true)
                .redirectOutput(zapped.toFile())
                .start();
        try {
            await().atMost(PATIENCE).until(() -> Files.readString(zapped).contains("Lock"));
            Ended observed = run("tune", "dvb:0?observe", "--for", "20s", "--json");
            assertThat(zap.isAlive()).as(Files.readString(zapped)).isTrue();
            assertThat(observed.exitCode()).as(observed.err()).isZero();
            JsonNode last = last(observed);
            assertThat(last.path("tuning").asText()).isEqualTo("/dev/dvb/adapter0/frontend0 (observed)");
            assertThat(last.path("phase").asText()).isEqualTo("lock");
            assertThat(last.path("cnrDb").asDouble()).isBetween(1.0, 60.0);
            assertThat(observed.out()).as("what comes").anyMatch(line -> line.matches(".*\"bitrate\":[1-9].*"));
            Ended refused = run("tune", "dvb:0?system=dvb-t&frequency=474M", "--for", "5s");
            assertThat(refused.err()).contains("EBUSY", "dvbv5-zap");
        } finally {
            zap.destroy();
            assertThat(zap.waitFor(60, TimeUnit.SECONDS)).as("ends").isTrue();
        }
    }

    private static JsonNode last(Ended ended) throws IOException {
        assertThat(ended.out()).as(ended.err()).isNotEmpty();
        return new ObjectMapper().readTree(ended.out().get(ended.out().size() - 1));
    }

    @Test
    void whereThereIsNoSignalThereIsNoLock() throws Exception {
        Ended tuned = run("tune", "dvb:0?system=dvb-t&frequency=506M", "--for", "20s");
        assertThat(tuned.exitCode()).as(tuned.err()).isEqualTo(ExitCode.FAILED);
        assertThat(tuned.out()).isNotEmpty().noneMatch(line -> line.startsWith("lock "));
    }

    @Test
    void aScanFindsTheServiceAndItsFileIsReadByDvbv5Zap() throws Exception {
        Ended scanned = run("scan", "dvb:0?system=dvb-t&frequency=474M", "--timeout", "20");
        assertThat(scanned.exitCode()).as(scanned.err()).isZero();
        assertThat(scanned.out()).as(scanned.err()).contains("[Beethoven]", "\tSERVICE_ID = 2176");
        Path channels = Files.write(directory.resolve("scanned.conf"), scanned.out());
        Ended tuned = debian("dvbv5-zap", "-c", channels.toString(), "-x", "Beethoven");
        assertThat(tuned.exitCode()).as(tuned.err()).isZero();
        assertThat(tuned.err()).contains("Lock");
    }

    @Test
    void aFileOfDvbv5ScanIsRead() throws Exception {
        Path carriers = Files.writeString(directory.resolve("carriers.conf"), """
                [CHANNEL]
                \tDELIVERY_SYSTEM = DVBC/ANNEX_A
                \tFREQUENCY = 474000000
                \tMODULATION = QAM/AUTO
                \tSYMBOL_RATE = 6940000
                \tINNER_FEC = AUTO
                """);
        Path channels = directory.resolve("channels.conf");
        Ended scanned = debian("dvbv5-scan", "-o", channels.toString(), carriers.toString());
        assertThat(channels).as(scanned.err()).content().contains("[Beethoven]");
        Ended tuned = run("tune", "dvb:0?channels=" + channels + "&tune=Beethoven", "--for", "20s");
        assertThat(tuned.exitCode()).as(tuned.err()).isZero();
        assertThat(tuned.out()).anyMatch(line -> line.startsWith("lock "));
    }

    /** Runs a program of Debian's package dvb-tools. */
    private Ended debian(String... command) throws Exception {
        Path messages = directory.resolve("messages");
        Process process =
                new ProcessBuilder(command).redirectError(messages.toFile()).start();
        List<String> out =
                new String(process.getInputStream().readAllBytes()).lines().toList();
        return new Ended(out, Files.readString(messages), process.waitFor());
    }

    @Test
    void theDoctorSaysWhatTheFrontendReceives() throws Exception {
        assertThat(run("doctor").out())
                .anyMatch(line ->
                        line.matches("ok +/dev/dvb/adapter0/frontend0: Dummy demod for DVB-T/T2/C/S/S2 receives "
                                + ".*dvb-t2.*nobody has it open\\."));
    }
}
