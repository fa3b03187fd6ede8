// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dmxflux.ts.sink.FileRotation;
import io.dmxflux.ts.sink.FileSink;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputUriTest {

    @Test
    void optionsOfAFile() {
        assertThat(OutputUri.parse("file:rec-{time}.ts?append&rotate=1h,500MB"))
                .isEqualTo(new FileOutput(
                        Path.of("rec-{time}.ts"),
                        FileSink.Existing.APPEND,
                        new FileRotation(500_000_000, Duration.ofHours(1))));
        assertThat(OutputUri.parse("file:rec.ts?overwrite"))
                .isEqualTo(new FileOutput(Path.of("rec.ts"), FileSink.Existing.OVERWRITE, FileRotation.NONE));
    }

    @Test
    void dashIsStandardOutput() {
        assertThat(OutputUri.parse("-")).hasToString("-");
        assertThat(OutputUri.parse("-").missing()).isEmpty();
    }

    @Test
    void directoryThatIsNotThereIsMissing() {
        assertThat(OutputUri.parse("file:/nowhere/rec.ts").missing())
                .contains("cannot be opened (expected: a directory that exists)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    rotate=0h               | rotate: 0h (expected: more than 0h
                    rotate=1GB,0s           | rotate: 1GB,0s (expected: more than 0s
                    rotate=1w               | rotate: 1w (expected: a time in s, m, h or d, as 1h, a size in kB, MB, GB, TB, KiB,
                    rotate=500KB            | rotate: 500KB (expected: a time in s, m, h or d, as 1h, a size in kB, MB,
                    rotate=h                | rotate: h (expected: a time
                    rotate                  | rotate:  (expected: a time
                    rotate=1kB,0MB          | rotate: 1kB,0MB (expected: more than 0MB
                    rotate=99999999999999MB | rotate: 99999999999999MB (expected:
                    append&overwrite        | append and overwrite (expected: one of them, or neither
                    """)
    void mistakesAreOneLine(String options, String expected) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OutputUri.parse("file:rec.ts?" + options))
                .withMessageStartingWith("file:rec.ts?" + options + ": " + expected)
                .satisfies(mistake -> assertThat(mistake.getMessage()).hasLineCount(1));
    }
}
