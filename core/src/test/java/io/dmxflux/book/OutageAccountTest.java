// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.book;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutageAccountTest {

    private long now = Long.MAX_VALUE - 1; // a clock of nanoseconds may overflow
    private final OutageAccount account = new OutageAccount(() -> now);

    @Test
    void anOutageCountsWhileItLasts() {
        account.begin();
        now += 5;
        assertThat(account.times().bytes()).isEqualTo(1);
        assertThat(account.nanos()).isEqualTo(5);
        account.begin();
        now += 2;
        account.end();
        now += 100;
        account.end();
        assertThat(account.times().bytes()).isEqualTo(1);
        assertThat(account.nanos()).isEqualTo(7);
    }

    @Test
    void outagesAddUp() {
        account.begin();
        now += 5;
        account.end();
        account.begin();
        now += 5;
        assertThat(account.times().bytes()).isEqualTo(2);
        assertThat(account.nanos()).isEqualTo(10);
    }
}
