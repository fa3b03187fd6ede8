// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dmxflux.ts.plan.InputUri;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an input is tuned to, as keys of a configuration. */
class TunedConfigTest {

    @TempDir
    private Path directory;

    private RelayConfig read(String from, String... keys) throws Exception {
        String yaml = "inputs:\n  - from: " + from + "\n    " + String.join("\n    ", keys)
                + "\n    outputs: [to: udp://239.255.0.1:5004]\n";
        return RelayConfig.read(Files.writeString(directory.resolve("relay.yaml"), yaml));
    }

    @Test
    void keysAreWhatOptionsAre() throws Exception {
        RelayConfig config = read("dvb:0", "system: dvb-t2", "frequency: 538M", "bandwidth: 8", "stream: 1");
        assertThat(config.plans().get(0).from())
                .isEqualTo(InputUri.parse("dvb:0?system=dvb-t2&frequency=538M&bandwidth=8&stream=1"));
        assertThat(read("dvb:0?system=dvb-t", "frequency: 538000000", "frontend: 1")
                        .plans()
                        .get(0)
                        .from())
                .as("some here, some there")
                .isEqualTo(InputUri.parse("dvb:0?system=dvb-t&frequency=538M&frontend=1"));
    }

    @Test
    void anInputThatIsTunedElsewhereAfterAReloadIsAnother() throws Exception {
        RelayConfig before = read("dvb:0", "system: dvb-t", "frequency: 538M");
        read("dvb:0", "system: dvb-t", "frequency: 546M");
        assertThat(before.reread().plans().get(0).from())
                .isNotEqualTo(before.plans().get(0).from());
        read("dvb:0", "system: dvb-t", "frequency: 538M");
        assertThat(before.reread().plans().get(0).from())
                .isSameAs(before.plans().get(0).from());
    }

    private Path channels(String... frequencies) throws Exception {
        StringBuilder text = new StringBuilder();
        for (int channel = 0; channel < frequencies.length; channel++) {
            text.append("[ch")
                    .append(channel)
                    .append("]\nDELIVERY_SYSTEM = DVBT\nBANDWIDTH_HZ = 8000000\nFREQUENCY = ")
                    .append(frequencies[channel])
                    .append('\n');
        }
        return Files.writeString(directory.resolve("channels.conf"), text);
    }

    @Test
    void aFileOfChannelsIsReadAgainAndAnInputThatIsTunedAsBeforeIsTheSame() throws Exception {
        Path file = channels("538000000", "546000000");
        String yaml = "inputs:\n"
                + "  - from: dvb:0?channels=" + file + "&tune=ch0\n    outputs: [to: udp://239.255.0.1:5004]\n"
                + "  - from: dvb:1\n    channels: " + file
                + "\n    tune: ch1\n    outputs: [to: udp://239.255.0.2:5004]\n";
        RelayConfig before = RelayConfig.read(Files.writeString(directory.resolve("relay.yaml"), yaml));
        assertThat(before.channelFiles()).containsExactly(file);
        channels("538000000", "554000000");
        RelayConfig after = before.reread();
        assertThat(after.plans().get(0)).isEqualTo(before.plans().get(0));
        assertThat(after.plans().get(1).from())
                .isEqualTo(InputUri.parse("dvb:1?system=dvb-t&frequency=554M"))
                .isNotEqualTo(before.plans().get(1).from());
        channels("538000000");
        assertThatThrownBy(after::reread)
                .hasMessageStartingWith(directory.resolve("relay.yaml") + ":6: tune: ch1 (expected: a channel of ");
    }

    @Test
    void aFileOfTranspondersIsReadAgainAsWell() throws Exception {
        Path air = Files.writeString(directory.resolve("air.yaml"), "transponders: []\n");
        RelayConfig before = read("sim:?transponders=" + air, "system: dvb-t", "frequency: 474M");
        assertThat(before.channelFiles()).containsExactly(air);
        assertThat(before.reread().plans()).isEqualTo(before.plans());
        Files.writeString(air, "lock-after: 1s\ntransponders: []\n");
        assertThat(before.reread().plans()).isNotEqualTo(before.plans());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        dvb:0                      | frequency: 538M | system: dvb-x    | :4: system: dvb-x (expected: dvb-c,
        dvb:0                      | system: dvb-t   | frequency: 538   | :4: frequency: 538 (expected: Hz, as in 538M
        dvb:0                      | system: dvb-t   | frequency: [1]   | :4: frequency: a list (expected: a value)
        dvb:0                      | system: dvb-c   | frequency: 538M  | :2: from: symbolrate: missing (expected:
        dvb:0?system=dvb-t         | bandwidth: 8    | system: dvb-t    | :4: system: in from: as well (expected: in one
        dvb:0?system=dvb-x         | bandwidth: 8    | frequency: 538M  | :2: from: system: dvb-x (expected: dvb-c,
        udp://239.1.1.1:5?iface=lo | system: dvb-t   | frequency: 538M  | :2: from: udp://239.1.1.1:5?iface=lo: no option
        """)
    void whatMakesNoSenseIsRefusedWithFileLineAndKey(String from, String first, String second, String refusal) {
        assertThatThrownBy(() -> read(from, first, second))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(directory.resolve("relay.yaml") + refusal);
    }
}
