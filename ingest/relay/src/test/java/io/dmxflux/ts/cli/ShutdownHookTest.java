// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ShutdownHookTest {

    private static final int ENDED = 7;

    /** As between a signal and the end, which nothing holds up that was not there before. */
    @Test
    void aProcessThatIsEndingAlreadyEndsWithoutAWord() throws Exception {
        Process ending = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Ending.class.getName())
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(ending.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(new String(ending.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEmpty();
            assertThat(ending.exitValue()).isEqualTo(ENDED);
        } finally {
            ending.destroyForcibly();
        }
    }

    /** Makes a hook while those of the process run, which then end. */
    static final class Ending {

        private Ending() {}

        public static void main(String[] arguments) {
            Thread late = new Thread(Ending::makeHook, "late");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                late.start();
                while (late.getState() != Thread.State.WAITING && late.isAlive()) {
                    Thread.onSpinWait();
                }
            }));
            System.exit(ENDED);
        }

        private static void makeHook() {
            new ShutdownHook(() -> {}).close();
            System.out.println("went on");
        }
    }
}
