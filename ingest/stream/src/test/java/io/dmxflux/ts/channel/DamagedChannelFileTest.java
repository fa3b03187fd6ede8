// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dmxflux.dmx.frontend.sec.SatelliteDish;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of channels that an editor, a line or a program has changed, and channels that no file could have. */
class DamagedChannelFileTest {

    private static final String CHANNEL = "[Das Erste]\n\tFREQUENCY = 474000000\n\tDELIVERY_SYSTEM = DVBT\n";

    @TempDir
    Path folder;

    @Test
    void byteOrderMarkIsNoName() throws IOException {
        Path file = Files.writeString(folder.resolve("channels.conf"), "\uFEFF" + CHANNEL);
        assertThat(ChannelFile.read(file, SatelliteDish.UNIVERSAL).channels())
                .extracting(Channel::name)
                .containsExactly("Das Erste");
    }

    @Test
    void terminalSeesNoControlCharactersOfAFile() {
        String damaged = CHANNEL.replace("474000000", "474\u001B[2J");
        assertThat(ChannelFile.parse("f", damaged.lines().toList(), SatelliteDish.UNIVERSAL)
                        .refused())
                .singleElement()
                .satisfies(entry -> assertThat(entry.reason())
                        .startsWith("f:2: FREQUENCY: 474")
                        .endsWith("(expected: a number)")
                        .doesNotContain("\u001B"));
    }

    @Test
    void numberOfAServiceThatSeveralCarriersHaveIsRefused() {
        String entry = "[%s]\nSERVICE_ID = 1\nFREQUENCY = %d\nDELIVERY_SYSTEM = DVBT\n";
        String text = entry.formatted("One", 474_000_000) + entry.formatted("Two", 498_000_000);
        ChannelFile file = ChannelFile.parse("f", text.lines().toList(), SatelliteDish.UNIVERSAL);

        assertThat(file.find("two").tuning().frequencyHz()).isEqualTo(498_000_000);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> file.find("1"))
                .withMessage("tune: 1 (expected: a name, as several carriers of f have that service: One on dvb-t"
                        + " 474000000 Hz, Two on dvb-t 498000000 Hz)");
    }

    @Test
    void pidsThatNoFileIsReadBackWithAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ChannelPids(List.of(8192), List.of(), new TreeMap<>()))
                .withMessage("VIDEO_PID: 8192 (expected: 0 to 8191)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ChannelPids(List.of(), List.of(), new TreeMap<>(Map.of(256, List.of(1)))))
                .withMessage("stream_type: 256 (expected: 0 to 255)");
    }
}
