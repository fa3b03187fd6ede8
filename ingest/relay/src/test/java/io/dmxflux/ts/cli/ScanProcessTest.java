// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.frontend.sec.SatelliteDish;
import io.dmxflux.ts.channel.ChannelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scan as a process of its own, which gets a real signal, and another one that goes on. */
class ScanProcessTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private Path file = Path.of("");
    private Path errors = Path.of("");
    private Process process = new ProcessBuilder("true").start();

    ScanProcessTest() throws IOException {}

    /** One transponder, then one that is not there, which the first scan waits for until the signal comes. */
    @BeforeEach
    void begin() throws IOException {
        file = directory.resolve("channels.conf");
        errors = directory.resolve("errors.txt");
        Files.writeString(directory.resolve("from.conf"), carrier(474) + carrier(602));
        start(20);
    }

    private static String carrier(int mhz) {
        return "[CHANNEL]\nDELIVERY_SYSTEM = DVBT\nFREQUENCY = " + mhz + "000000\nBANDWIDTH_HZ = 8000000\n";
    }

    private void start(int timeout) throws IOException {
        Path from = directory.resolve("from.conf");
        List<String> words = ClassPathCommand.dmxflux(
                "scan",
                "sim:",
                "--from",
                from.toString(),
                "--output",
                file.toString(),
                "--resume",
                "--timeout",
                Integer.toString(timeout));
        process = new ProcessBuilder(words).redirectError(errors.toFile()).start();
    }

    @AfterEach
    void kill() {
        process.destroyForcibly();
    }

    @Test
    void scanThatIsInterruptedKeepsWhatItFoundAndAnotherGoesOn() throws Exception {
        Path notes = directory.resolve("channels.conf.scan");
        await().atMost(PATIENCE)
                .until(() -> Files.exists(notes) && Files.readString(notes).contains("\ntried "));
        process.destroy();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(Files.readString(errors)).endsWith("interrupted: the same with --resume goes on\n");

        start(2);
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(errors)).isEqualTo(ExitCode.DONE);
        assertThat(Files.readString(errors)).startsWith("goes on behind ");
        assertThat(notes).doesNotExist();
        assertThat(ChannelFile.read(file, SatelliteDish.UNIVERSAL).channels())
                .extracting(channel -> channel.transportStreamId().orElseThrow() + "/" + channel.serviceId())
                .doesNotHaveDuplicates()
                .hasSize(9);
    }
}
