// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeFolderTest {

    @TempDir
    private Path directory;

    @Test
    void firstFolderThatCanBeWrittenAndExecutedFromIsTaken() throws Exception {
        Path noexec =
                Files.createDirectories(directory.resolve("noexec/inside")).toRealPath();
        Path works = Files.createDirectory(directory.resolve("works")).toRealPath();
        List<String> mounts = List.of(
                "/dev/sda1 / ext4 rw,noexec,relatime 0 0",
                "tmpfs " + directory.toRealPath() + " tmpfs rw,relatime 0 0",
                "tmpfs " + noexec.getParent() + " tmpfs rw,nosuid,noexec 0 0");

        NativeFolder found = NativeFolder.among(List.of(directory.resolve("missing"), noexec, works), mounts);

        assertThat(found.problem()).isEmpty();
        assertThat(found.finding())
                .hasToString("note  native libraries: are unpacked in " + works + ": " + directory.resolve("missing")
                        + " does not exist, " + noexec + " is mounted noexec. That works, too.");
    }

    @Test
    void mountOnTopIsTheOneThatCounts() throws Exception {
        Path folder = directory.toRealPath();
        List<String> mounts =
                List.of("tmpfs " + folder + " tmpfs rw,noexec 0 0", "tmpfs " + folder + " tmpfs rw,nosuid 0 0");

        assertThat(NativeFolder.among(List.of(folder), mounts).finding().state())
                .isEqualTo(Finding.State.WORKS);
    }

    @Test
    void noFolderIsOneLineWithEachCauseAndTheCure() throws Exception {
        Path folder = directory.toRealPath();

        NativeFolder none = NativeFolder.among(List.of(folder), List.of("tmpfs / tmpfs rw,noexec 0 0"));

        assertThat(none.problem())
                .contains("native libraries cannot be unpacked: " + folder
                        + " is mounted noexec (expected: a folder that may be written and executed from; name one in"
                        + " JAVA_OPTS=-Djava.io.tmpdir=FOLDER)");
        assertThat(none.finding().state()).isEqualTo(Finding.State.FAILS);
    }
}
