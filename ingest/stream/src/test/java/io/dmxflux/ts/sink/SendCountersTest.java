// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SendCountersTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final SendCounters counters = new SendCounters();

    @Test
    void refusedInARowIsWhatNoSendInterrupts() {
        assertThat(counters.justRefusedBytes(LONG)).isZero();
        counters.failed("ENOBUFS", 1, 1316);
        counters.sent(1, 1316);
        assertThat(counters.justRefusedBytes(LONG)).isZero();
        counters.failed("ENETUNREACH", 1, 1316);
        counters.failed("ENODEV", 2, 2632);
        assertThat(counters.justRefusedBytes(LONG)).isEqualTo(3948);
        assertThat(counters.justRefusedBytes(Duration.ZERO)).as("too long ago").isZero();
    }
}
