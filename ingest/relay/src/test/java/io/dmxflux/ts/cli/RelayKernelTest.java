// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The main job on a real kernel: the jar, started as a user starts it, relays the virtual tuner to a group, where programs
 * that are not ours receive it.
 */
@Tag("kernel")
@Timeout(1200) // a minute is watched, up to three times, and an emulated player takes its time
class RelayKernelTest {

    private static final String GROUP = "239.255.0.1";
    private static final int PORT = 5004;
    /** An emulated processor needs seconds for what a JVM does first, while the tuner sends 19 Mbit/s. */
    private static final Duration WARM_UP = Duration.ofSeconds(15);

    /** Of a process in emulation, whose start takes half a minute and more. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Duration WATCHED = Duration.ofSeconds(60);
    private static final Duration SERVICE_WATCHED = Duration.ofSeconds(20);
    private static final String KERNEL = System.getProperty("dmxflux.kernel", "mmap");

    @TempDir
    Path directory;

    @BeforeAll
    static void tune() throws Exception {
        // room for what comes while one emulated processor does something else
        Files.writeString(Path.of("/proc/sys/net/core/rmem_max"), "33554432");
        Process tune =
                new ProcessBuilder("../../core/src/kernel/tune").inheritIO().start();
        assertThat(tune.waitFor()).as("exit code of tune").isZero();
    }

    /** The emulated processor may stand for longer than a buffer lasts, as its host has other work. */
    private static final int MOST_TRIES = 3;

    /** In the last summary: packets that the relay had to drop, gaps that the kernel made since no buffer was free. */
    private static final Pattern OWN_LOSS = Pattern.compile("lost by policy: [1-9]|lost by kernel: [1-9]");

    /** What one relay did: what arrived, what a player made of it, what it told. */
    private record Watched(long packets, long continuityErrors, String programs, String told, int exitCode) {

        /** Tells whether it has a gap, and the relay says that it was too slow. */
        boolean lacksWhatIsTold() {
            return continuityErrors > 0 && OWN_LOSS.matcher(told).find();
        }
    }

    /** Watches again where the relay was stopped for too long: a gap that it does not tell of is never let pass. */
    private Watched relayWhole(Duration length, String... options) throws Exception {
        Watched watched = relay(length, options);
        for (int tries = 1; tries < MOST_TRIES && watched.lacksWhatIsTold(); tries++) {
            watched = relay(length, options);
        }
        return watched;
    }

    @Test
    void theTunersMultiplexArrivesWithoutAGapAndAPlayerNamesItsService() throws Exception {
        Watched watched = relayWhole(WATCHED);
        assertThat(watched.packets()).as("packets in 60 s: " + watched.told()).isGreaterThan(60_000);
        assertThat(watched.continuityErrors()).as(watched.told()).isZero();
        assertThat(watched.programs()).contains("Beethoven");
        assertThat(watched.exitCode()).isZero();
        assertThat(watched.told())
                .contains("/dev/dvb/adapter0/demux0, " + (KERNEL.equals("mmap") ? "memory-mapped" : "read()"))
                .contains("lost by socket: 0 packets");
    }

    @Test
    void oneServiceArrivesAsAStreamOfItsOwn() throws Exception {
        Watched watched = relayWhole(SERVICE_WATCHED, "--service", "2176");
        assertThat(watched.packets()).as(watched.told()).isPositive();
        assertThat(watched.continuityErrors()).as(watched.told()).isZero();
        assertThat(watched.programs()).contains("program_id=2176").contains("Beethoven");
        assertThat(watched.exitCode()).isZero();
        assertThat(watched.told())
                .contains("udp://239.255.0.1:5004 (service 2176): routed ")
                .contains("lost by socket: 0 packets");
    }

    private Watched relay(Duration length, String... options) throws Exception {
        Path messages = directory.resolve("relay.err");
        List<String> arguments = new ArrayList<>(List.of("relay", "dvb:0", "udp://" + GROUP + ":" + PORT));
        arguments.addAll(List.of(options));
        Process relay = dmxflux(messages, arguments.toArray(String[]::new));
        try (GroupReceiver receiver = new GroupReceiver(GROUP, PORT, "lo")) {
            receiver.awaitFirst(PATIENCE);
            receiver.receiveFor(WARM_UP);
            receiver.startAgain();
            receiver.receiveFor(length);
            String programs = ffprobe(GROUP);
            interrupt(relay);
            assertThat(relay.waitFor(60, TimeUnit.SECONDS)).as("ends").isTrue();
            return new Watched(
                    receiver.packets(),
                    receiver.continuityErrors(),
                    programs,
                    Files.readString(messages),
                    relay.exitValue());
        }
    }

    @Test
    void theDoctorSaysWhatTheKernelCanDoAndWhyItCannotDoMore() throws Exception {
        Path messages = directory.resolve("doctor.err");
        Process doctor = dmxflux(messages, "doctor");
        String findings = new String(doctor.getInputStream().readAllBytes());
        assertThat(doctor.waitFor()).isZero();
        assertThat(findings)
                .contains(
                        KERNEL.equals("mmap")
                                ? "ok    /dev/dvb/adapter0/demux0: lends memory-mapped buffers"
                                : "note  /dev/dvb/adapter0/demux0: works with read(), and lends no memory-mapped buffers")
                .contains("/dev/dvb/adapter1/demux0");
        if (KERNEL.equals("read")) {
            assertThat(findings).contains("CONFIG_DVB_MMAP");
        }
    }

    static Process dmxflux(Path messages, String... arguments) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        // an emulated processor takes a third less for the start with the archive, as the launcher has it
        ProcessBuilder builder = new ProcessBuilder(
                java,
                "-XX:TieredStopAtLevel=1",
                "-XX:SharedArchiveFile=../target/dmxflux.jsa",
                "-jar",
                "../target/dmxflux.jar");
        builder.command().addAll(List.of(arguments));
        return builder.redirectError(messages.toFile()).start();
    }

    /** What a player finds in what is sent to a group. */
    static String ffprobe(String group) throws Exception {
        String url = "udp://" + group + ":" + PORT + "?localaddr=127.0.0.1&timeout=30000000&fifo_size=100000";
        Process process = new ProcessBuilder("ffprobe", "-v", "error", "-show_programs", url)
                .redirectError(new File("/dev/null"))
                .start();
        String programs = new String(process.getInputStream().readAllBytes());
        process.waitFor();
        return programs;
    }

    static void interrupt(Process process) throws Exception {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    }
}
