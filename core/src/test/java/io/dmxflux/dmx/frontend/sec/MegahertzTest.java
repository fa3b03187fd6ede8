// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend.sec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MegahertzTest {

    @Test
    void aFrequencyIsReadToTheHertz() {
        assertThat(Megahertz.read("9750")).hasValue(9_750_000_000L);
        assertThat(Megahertz.read("1.234567")).hasValue(1_234_567);
        assertThat(Megahertz.read("1.2345670")).hasValue(1_234_567);
    }

    @Test
    void whatIsFinerThanAHertzIsNone() {
        assertThat(Megahertz.read("1.2345675")).isEmpty();
        assertThat(Megahertz.read("0.0000001")).isEmpty();
    }
}
