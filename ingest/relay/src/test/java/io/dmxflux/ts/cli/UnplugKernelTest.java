// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.PluggedDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A tuner that is unplugged from a real kernel while the jar relays it, twice, and plugged in again, or plugged in after the
 * start: without a restart.
 */
@Tag("kernel")
@Timeout(1500)
class UnplugKernelTest {

    private static final String GROUP = "239.255.0.2";
    private static final int PORT = 5004;
    private static final String DEMUX = "/dev/dvb/adapter0/demux0";
    /** Of a process in emulation, whose start takes half a minute and more. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final int ENOUGH = 2_000;

    @TempDir
    Path directory;

    private Path messages = Path.of("");

    private final PluggedDriver tuner = PluggedDriver.tuner();

    @Test
    void aTunerThatIsPluggedInAndTunedAgainIsRelayedAgain() throws Exception {
        RelayKernelTest.tune();
        Process relay = relay();
        try (GroupReceiver receiver = new GroupReceiver(GROUP, PORT, "lo")) {
            receiver.receivePackets(ENOUGH, PATIENCE);
            for (int round = 1; round <= 2; round++) {
                Process unplug = tuner.unplug();
                awaitTold("input dvb:0: .*ENODEV.*; waiting for it", round);
                assertThat(unplug.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .as("the kernel is not held up: %s", told())
                        .isTrue();
                assertThat(Path.of(DEMUX)).doesNotExist();

                plug();
                awaitTold("input dvb:0: goes on after .*", round);
                RelayKernelTest.tune();
                receiver.receivePackets(receiver.packets() + ENOUGH, PATIENCE);
            }
        }
        assertEndsInOrder(relay);
    }

    @Test
    void aTunerThatIsNotThereAtTheStartIsRelayedOnceItIsPluggedInAndTuned() throws Exception {
        assertThat(tuner.unplug().waitFor()).isZero();
        Process relay = relay();
        try (GroupReceiver receiver = new GroupReceiver(GROUP, PORT, "lo")) {
            awaitTold("input dvb:0: .*ENOENT.*; waiting for it", 1);
            plug();
            RelayKernelTest.tune();
            awaitTold("input dvb:0: goes on after .*", 1);
            receiver.receivePackets(ENOUGH, PATIENCE);
        }
        assertEndsInOrder(relay);
    }

    private Process relay() throws IOException {
        messages = directory.resolve("relay.err");
        return RelayKernelTest.dmxflux(messages, "relay", "dvb:0", "udp://" + GROUP + ":" + PORT);
    }

    private void plug() throws Exception {
        assertThat(tuner.plug().waitFor()).isZero();
        await().atMost(PATIENCE).until(() -> Files.exists(Path.of(DEMUX)));
    }

    private void assertEndsInOrder(Process relay) throws Exception {
        RelayKernelTest.interrupt(relay);
        assertThat(relay.waitFor(60, TimeUnit.SECONDS)).as("ends").isTrue();
        assertThat(relay.exitValue()).as(told()).isZero();
        assertThat(told()).contains("lost by socket: 0 packets");
        assertThat(kernelLog()).doesNotContain("cut here", "BUG:", "refcount");
    }

    private void awaitTold(String line, int times) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(told().lines().filter(text -> text.matches(".*" + line)))
                        .as(told())
                        .hasSize(times));
    }

    private String told() throws IOException {
        return Files.readString(messages);
    }

    private static String kernelLog() throws IOException {
        return new String(new ProcessBuilder("dmesg").start().getInputStream().readAllBytes());
    }
}
