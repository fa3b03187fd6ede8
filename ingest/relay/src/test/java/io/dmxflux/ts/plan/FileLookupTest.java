// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class FileLookupTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void whatAnswersIsTakenOrThrown() {
        assertThat(FileLookup.ask(folder, () -> Files.isDirectory(folder), false))
                .isTrue();
        assertThatThrownBy(() -> FileLookup.ask(
                        folder,
                        () -> {
                            throw new IllegalArgumentException("no file");
                        },
                        false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no file");
    }

    @Test
    void aFolderThatDoesNotAnswerIsNotAskedMoreUntilItDoes() {
        CountDownLatch answers = new CountDownLatch(1);
        Path file = folder.resolve("a.ts");
        assertThat(FileLookup.ask(file, () -> awaited(answers), "unanswered")).isEqualTo("unanswered");
        assertThat(FileLookup.ask(folder.resolve("b.ts"), () -> "asked", "unanswered"))
                .isEqualTo("unanswered");
        assertThat(FileLookup.ask(folder.resolve("other/c.ts"), () -> "asked", "unanswered"))
                .isEqualTo("asked");
        answers.countDown();
        await().atMost(PATIENCE)
                .until(() -> FileLookup.ask(file, () -> "asked", "unanswered").equals("asked"));
    }

    private static String awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "late";
    }

    @Test
    void plansForFilesOfAHangingDiskAreMadeWithoutIt() throws Exception {
        HangingFolder hanging = HangingFolder.over(folder);
        try {
            String file = folder.resolve("x.ts").toString();
            assertTimeoutPreemptively(PATIENCE, () -> {
                OutputUri to = OutputUri.parse(file);
                InputUri from = InputUri.parse(file);
                assertThat(to.missing()).contains(FileLookup.NO_ANSWER);
                assertThat(from.missing()).contains(FileLookup.NO_ANSWER);
                to.refuseImpossible(Delivery.PACKETISED);
                assertThat(from.isFast()).isFalse();
            });
        } finally {
            hanging.close();
        }
    }
}
