// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.dmxflux.ts.plan.ConfigFile;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Configurations of any content: read, or refused with file, line and reason. */
class ConfigFuzzTest {

    @FuzzTest
    void configuration(byte[] bytes) {
        ConfigFile file = new ConfigFile("relay.yaml", new String(bytes, StandardCharsets.UTF_8));
        try {
            RelayConfig config = new PlanReader(file, Map.of()).config();
            assertThat(config.plans()).isNotEmpty();
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).matches("(?s)relay\\.yaml:[0-9]+: .+");
        }
    }
}
