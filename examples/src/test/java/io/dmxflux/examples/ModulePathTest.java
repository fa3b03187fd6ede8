// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples on the module path, with the built jars, run by a JVM of their own. Skipped before the jars are built. */
class ModulePathTest {

    private static final Path DESCRIPTOR = Path.of("src/modular/module-info.java");
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Path OPENING = Path.of("src/test/java/io/dmxflux/examples/OpenEach.java");
    private static final String OPEN_EACH = "io.dmxflux.examples.OpenEach";
    private static final String SEND_AND_RECEIVE = "io.dmxflux.examples.SendAndReceive";
    private static final Pattern LIBRARY = Pattern.compile(
            "(dmxflux-(core|stream)|reactor-core|reactive-streams|jna|jspecify|netty-[a-z-]+)-[0-9].*(?<!-tests)\\.jar");
    static final String NATIVE_ACCESS = "--enable-native-access=com.sun.jna,io.netty.common";
    static final String NATIVES = "io.netty.transport.epoll.linux."
            + ("aarch64".equals(System.getProperty("os.arch")) ? "aarch_64" : "x86_64");

    @TempDir
    private static Path directory;

    private static String libraries = "";

    @BeforeAll
    static void compile() throws IOException {
        libraries = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry ->
                        LIBRARY.matcher(Path.of(entry).getFileName().toString()).matches())
                .collect(Collectors.joining(File.pathSeparator));
        assumeThat(libraries).as("built jars, which mvn package makes").contains("dmxflux-core-", "dmxflux-stream-");
        List<String> arguments = new ArrayList<>(List.of(
                "--module-path", libraries, "-d", directory.toString(), DESCRIPTOR.toString(), OPENING.toString()));
        try (Stream<Path> sources = Files.walk(SOURCES)) {
            sources.map(Path::toString)
                    .filter(source -> source.endsWith(".java"))
                    .forEach(arguments::add);
        }
        int status = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(System.out, System.err, arguments.toArray(String[]::new));
        assertThat(status).as("status of javac").isZero();
    }

    @Test
    void sendsAndReceivesWithoutAWarning() throws Exception {
        assertThat(run(SEND_AND_RECEIVE, "--add-modules", NATIVES)).matches("[1-9][0-9]* bytes received\n");
    }

    @Test
    void namesTheModuleOfTheNativesWhereItIsMissing() throws Exception {
        String line =
                "java.lang.IllegalStateException: epoll transport: not available: could not load a native library:"
                        + " netty_transport_native_epoll_" + NATIVES.substring(NATIVES.lastIndexOf('.') + 1)
                        + " (expected: Linux on x86-64 or aarch64 with glibc, and java --add-modules " + NATIVES + ")";
        assertThat(run(OPEN_EACH).lines()).containsExactly(line, line, line, "the device is closed");
    }

    /** Returns all that the application and its JVM say. */
    private static String run(String program, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        if (Runtime.version().feature() >= 22) {
            command.add(NATIVE_ACCESS);
        }
        command.addAll(List.of("--module-path", libraries + File.pathSeparator + directory));
        command.addAll(List.of(options));
        command.addAll(List.of("-m", "io.dmxflux.examples/" + program));
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(40, TimeUnit.SECONDS)).as("it ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output);
    }
}
