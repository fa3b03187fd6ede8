// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dmxflux.dmx.frontend.sec.SatelliteDish;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChannelFileOnDiskTest {

    private static final SatelliteDish DISH = SatelliteDish.of(Map.of());
    private static final String ENTRY = "[%s]\nSERVICE_ID = 1\nFREQUENCY = 474000000\nDELIVERY_SYSTEM = DVBT\n";

    @TempDir
    Path directory;

    /** Files of VDR often are in Latin-1, and networks name services in what they have. */
    @Test
    void linesThatAreNotUtf8AreLatin1() throws IOException {
        Path file = directory.resolve("channels.conf");
        Files.write(file, ENTRY.formatted("Zwölf").getBytes(StandardCharsets.ISO_8859_1));
        Files.writeString(file, ENTRY.formatted("Fünf"), StandardOpenOption.APPEND);

        assertThat(ChannelFile.read(file, DISH).channels())
                .extracting(Channel::name)
                .containsExactly("Zwölf", "Fünf");
    }

    @Test
    void whatIsNoChannelFileIsNamedSoAndNotReadAsOne() throws IOException {
        Path utf16 = Files.writeString(directory.resolve("utf16"), ENTRY.formatted("Eins"), StandardCharsets.UTF_16);
        Path text = Files.writeString(directory.resolve("text"), "# heading\nSee: what a text\nsays.\n");
        byte[] random = new byte[10_000];
        new Random(1).nextBytes(random);
        Path noise = Files.write(directory.resolve("noise"), random);

        for (Path file : List.of(utf16, text, noise)) {
            assertThatThrownBy(() -> ChannelFile.read(file, DISH))
                    .hasMessage(file + ": no channel file of libdvbv5 or VDR in UTF-8 or ISO 8859-1");
        }
        Path empty = Files.writeString(directory.resolve("empty"), "# nothing yet\n");
        assertThat(ChannelFile.read(empty, DISH).channels()).isEmpty();
    }

    @Test
    void whatIsNoRegularFileIsNotWaitedFor() {
        assertThatThrownBy(() -> ChannelFile.read(Path.of("/dev/null"), DISH)).hasMessage("/dev/null: no regular file");
        assertThatThrownBy(() -> ChannelFile.read(directory, DISH)).hasMessage(directory + ": Is a directory");
    }
}
