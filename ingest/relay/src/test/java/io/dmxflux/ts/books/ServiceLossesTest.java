// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.books;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ServiceLossesTest {

    private final int[] missing = new int[8192];
    private final ServiceLosses losses = new ServiceLosses(pid -> missing[pid]);

    private long packets(int... pids) {
        return losses.of(Arrays.stream(pids).boxed().toList()).packets();
    }

    @Test
    void areThoseOfItsStreamsSinceItHasThem() {
        missing[100] = 7;
        missing[200] = 9;
        assertThat(packets(100)).as("before it was seen").isZero();
        missing[100] = 10;
        missing[200] = 20;
        assertThat(packets(100, 200)).isEqualTo(3);
        missing[100]++;
        missing[200]++;
        assertThat(packets(100, 200)).isEqualTo(5);
    }

    @Test
    void stayWhenAStreamOrTheServiceLeaves() {
        packets(100);
        missing[100] = 4;
        assertThat(packets(100)).isEqualTo(4);
        assertThat(packets()).isEqualTo(4);
        missing[100] = 9;
        assertThat(packets()).isEqualTo(4);
        assertThat(packets(100))
                .as("what was lost while it was away is not its")
                .isEqualTo(4);
        missing[100] = 10;
        assertThat(packets(100)).isEqualTo(5);
    }
}
