// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.frontend.DeliverySystem;
import io.dmxflux.dmx.frontend.FrontendPath;
import io.dmxflux.dmx.frontend.FrontendState;
import io.dmxflux.dmx.frontend.SignalFigures;
import io.dmxflux.dmx.frontend.TerrestrialTuning;
import io.dmxflux.ts.config.RelayConfig;
import io.dmxflux.ts.scan.ScannedMultiplex;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScannedConfigTest {

    private static final ScannedMultiplex MULTIPLEX = new ScannedMultiplex(
            TerrestrialTuning.of(DeliverySystem.DVB_T2, 538_000_000, 8_000_000),
            new FrontendState(FrontendState.Phase.LOCK, Set.of(), SignalFigures.NONE, Instant.EPOCH, Instant.EPOCH, 1),
            1,
            OptionalInt.empty(),
            "",
            List.of(),
            List.of());

    @TempDir
    private Path directory;

    @Test
    void frontendThatFoundItIsTheOneThatReceivesIt() throws Exception {
        String text = ScannedConfig.HEAD + new ScannedConfig("dvb:2/1", 3, 0).input(MULTIPLEX);

        Path file = Files.writeString(directory.resolve("relay.yaml"), text);
        assertThat(RelayConfig.read(file).plans())
                .singleElement()
                .satisfies(plan ->
                        assertThat(plan.from().frontend().orElseThrow().path()).isEqualTo(new FrontendPath(2, 3)));
    }

    @Test
    void firstFrontendOfAnAdapterIsNotNamed() {
        assertThat(new ScannedConfig("dvb:2", 0, 0).input(MULTIPLEX)).doesNotContain("frontend");
    }
}
