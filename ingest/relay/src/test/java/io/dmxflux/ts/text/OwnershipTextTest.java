// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.log.LogEvent;
import io.dmxflux.ts.log.Takeover;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OwnershipTextTest {

    @Test
    void aTakeoverSaysFromWhomAndWhatItCost() {
        assertThat(OwnershipText.of(
                        new LogEvent.TookOver("hd", 8, Optional.of("host-a 4711"), new Takeover.Seamless(3), 12_000)))
                .isEqualTo("writes from now on, behind host-a 4711; nothing is missing, 12000 packets were kept ready");
        assertThat(OwnershipText.of(
                        new LogEvent.TookOver("hd", 8, Optional.empty(), new Takeover.WithHole(0, 27_000, 25), 7)))
                .isEqualTo("writes from now on; about 25 datagrams are missing, 7 packets were kept ready");
        assertThat(OwnershipText.of(new LogEvent.TookOver("hd", 8, Optional.empty(), new Takeover.Ahead(), 0)))
                .contains("(expected: the same stream on all hosts)");
    }

    @Test
    void whoDoesNotWriteSaysWhy() {
        assertThat(OwnershipText.of(new LogEvent.StandsBy("hd", "host-a 4711")))
                .startsWith("stands by: host-a 4711 writes");
        assertThat(OwnershipText.of(new LogEvent.GaveUp("hd", "no answer for 3500 ms")))
                .isEqualTo("does not write any more: no answer for 3500 ms");
    }
}
