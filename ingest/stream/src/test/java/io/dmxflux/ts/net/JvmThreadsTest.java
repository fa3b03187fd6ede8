// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** In a JVM of its own, whose compilers may be slower. */
class JvmThreadsTest {

    @Test
    void compilersAreNicerThanAllOthers() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Arranged.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        Map<String, Integer> nice = said.lines()
                .collect(Collectors.toMap(line -> line.split("=")[0], line -> Integer.parseInt(line.split("=")[1])));

        int usual = nice.getOrDefault("VM Thread", -1);
        assertThat(nice.entrySet().stream().filter(thread -> thread.getKey().contains("CompilerThre")))
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(thread -> assertThat(thread.getValue()).isEqualTo(Math.min(19, usual + 3)));
        assertThat(nice.entrySet().stream().filter(thread -> !thread.getKey().contains("CompilerThre")))
                .isNotEmpty()
                .allSatisfy(thread -> assertThat(thread.getValue()).isEqualTo(usual));
    }

    /** Prints the nice value of each of its threads. */
    static final class Arranged {

        private static final int NICE_BEHIND_NAME = 17;

        private Arranged() {}

        public static void main(String[] arguments) throws IOException {
            JvmThreads.giveWayToLoops();
            Map<String, String> nice = new TreeMap<>();
            try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
                for (Path thread : threads) {
                    String stat = Files.readString(thread.resolve("stat"));
                    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).split(" ");
                    nice.put(Files.readString(thread.resolve("comm")).strip(), fields[NICE_BEHIND_NAME]);
                }
            }
            nice.forEach((name, value) -> System.out.println(name + "=" + value));
        }
    }
}
