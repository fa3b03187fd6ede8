// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class WakeUpTest {

    private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final int ROUNDS = 2000;

    @Test
    void callsBetweenTwoWaitsCountAsOne() {
        try (WakeUp wakeUp = new WakeUp()) {
            assertThat(wakeUp.await(0)).isEqualTo(Readiness.TIMED_OUT);
            wakeUp.wakeUp();
            wakeUp.wakeUp();
            assertThat(wakeUp.await(LONG_NANOS)).isEqualTo(Readiness.WOKEN);
            assertThat(wakeUp.await(0)).isEqualTo(Readiness.TIMED_OUT);
        }
    }

    @Test
    void aResetTakesACallBack() {
        try (WakeUp wakeUp = new WakeUp()) {
            wakeUp.reset();
            wakeUp.wakeUp();
            wakeUp.reset();
            assertThat(wakeUp.await(0)).isEqualTo(Readiness.TIMED_OUT);
            wakeUp.wakeUp();
            assertThat(wakeUp.await(LONG_NANOS)).isEqualTo(Readiness.WOKEN);
        }
    }

    @Test
    void noCallDuringAResetIsLost() throws Exception {
        try (WakeUp wakeUp = new WakeUp()) {
            CyclicBarrier round = new CyclicBarrier(2);
            CompletableFuture<Void> caller = CompletableFuture.runAsync(() -> {
                for (int at = 0; at < ROUNDS; at++) {
                    meet(round);
                    wakeUp.wakeUp();
                }
            });
            for (int at = 0; at < ROUNDS; at++) {
                meet(round);
                assertThat(wakeUp.await(LONG_NANOS)).as("round %d", at).isEqualTo(Readiness.WOKEN);
            }
            caller.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void aCallDuringOrAfterCloseIsHarmlessAndLeavesNoDescriptor() throws Exception {
        long before = events();
        CyclicBarrier round = new CyclicBarrier(2);
        WakeUp[] current = new WakeUp[1];
        CompletableFuture<Void> caller = CompletableFuture.runAsync(() -> {
            for (int at = 0; at < ROUNDS; at++) {
                meet(round);
                current[0].wakeUp();
                current[0].wakeUp();
                meet(round);
            }
        });
        for (int at = 0; at < ROUNDS; at++) {
            current[0] = new WakeUp();
            meet(round);
            current[0].close();
            meet(round);
        }
        caller.get(60, TimeUnit.SECONDS);
        assertThat(events()).isEqualTo(before);
    }

    @Test
    void closingTwiceIsClosingOnce() throws IOException {
        long before = events();
        WakeUp wakeUp = new WakeUp();
        wakeUp.wakeUp();
        wakeUp.close();
        wakeUp.close();
        wakeUp.wakeUp();
        assertThat(events()).isEqualTo(before);
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Event descriptors that this process has open. */
    private static long events() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(WakeUpTest::isEvent).count();
        }
    }

    private static boolean isEvent(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().contains("eventfd");
        } catch (IOException e) {
            return false; // closed since it was listed
        }
    }
}
