// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkFindingsTest {

    @TempDir
    private Path configurations;

    private void filter(String name, int value) throws IOException {
        Files.writeString(Files.createDirectories(configurations.resolve(name)).resolve("rp_filter"), value + "\n");
    }

    @Test
    void strictReversePathFiltersAreTold() throws Exception {
        filter("all", 0);
        filter("default", 1);
        filter("lo", 1);
        filter("eth0", 1);
        filter("eth1", 2);
        filter("eth2", 0);

        assertThat(NetworkFindings.reversePaths(configurations))
                .extracting(Finding::subject)
                .containsExactly("eth0");
        filter("all", 1);
        assertThat(NetworkFindings.reversePaths(configurations))
                .extracting(Finding::subject)
                .containsExactlyInAnyOrder("eth0", "eth2");
        assertThat(NetworkFindings.reversePaths(configurations.resolve("none"))).isEmpty();
    }
}
