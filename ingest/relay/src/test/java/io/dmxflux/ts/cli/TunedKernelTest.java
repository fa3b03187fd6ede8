// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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

    private static final Duration WATCHED = Duration.ofSeconds(10);

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
    void aChannelOfAFileIsTunedAndRelayed() throws Exception {
        Path messages = directory.resolve("relay.err");
        Process relay = RelayKernelTest.dmxflux(
                messages,
                "relay",
                "dvb:0?channels=../../core/src/kernel/vidtv.conf&tune=Beethoven",
                "udp://" + GROUP + ":" + PORT,
                "--service",
                "2176");
        try (GroupReceiver receiver = new GroupReceiver(GROUP, PORT, "lo")) {
            receiver.awaitFirst(PATIENCE);
            receiver.receiveFor(WATCHED);
            RelayKernelTest.interrupt(relay);
            assertThat(relay.waitFor(60, TimeUnit.SECONDS)).as("ends").isTrue();
            String told = Files.readString(messages);
            assertThat(receiver.packets()).as(told).isPositive();
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
        JsonNode last = new ObjectMapper().readTree(tuned.out().get(tuned.out().size() - 1));
        assertThat(last.path("phase").asText()).as(tuned.out().toString()).isEqualTo("lock");
        assertThat(last.path("dbm").asDouble()).isBetween(-90.0, -20.0);
        assertThat(last.path("cnrDb").asDouble()).isBetween(1.0, 60.0);
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
