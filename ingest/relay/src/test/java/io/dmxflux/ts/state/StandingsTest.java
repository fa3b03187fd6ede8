// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.text.Reason;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandingsTest {

    private static final Instant START = Instant.parse("2026-11-26T23:00:00Z");

    private final Standings standings = new Standings();

    private Standings.Standing take(long second, Complaint... complaints) {
        return standings.take("dvb-0", List.of(complaints), START, START.plusSeconds(second));
    }

    private static Complaint complaint(Condition condition, String line) {
        return new Complaint(condition, Reason.of(line));
    }

    @Test
    void whatExplainsMostIsToldWithItsTime() {
        Complaint silent = complaint(Condition.SILENT, "nothing for 1.5 s; check the signal");
        Complaint waits = complaint(Condition.WAITING, "interface eth7 is not there; waiting for it");
        assertThat(take(9)).isEqualTo(new Standings.Standing(Condition.OK, null, START));
        assertThat(take(10, silent).what()).isEqualTo("nothing for 1.5 s");
        assertThat(take(10, silent).advice()).isEqualTo("check the signal");
        assertThat(take(12, silent).since()).isEqualTo(START.plusSeconds(10));
        assertThat(take(13, silent, waits).state()).isEqualTo(Condition.WAITING);
        assertThat(take(14, silent, waits).since()).isEqualTo(START.plusSeconds(13));
        assertThat(take(20).since()).as("well again").isEqualTo(START.plusSeconds(20));
        assertThat(take(30).since()).isEqualTo(START.plusSeconds(20));
    }

    @Test
    void whatIsToldWithATimeBeganThen() {
        Instant began = START.plusSeconds(3);
        Complaint lost = new Complaint(Condition.ATTENTION, Reason.of("lost by signal: 1 packet"), began);
        assertThat(take(5, lost).since()).isEqualTo(began);
        assertThat(take(5, lost).advice()).isNull();
    }

    @Test
    void whoIsNotThereAnyMoreIsForgotten() {
        take(5);
        standings.forgetOthers();
        standings.forgetOthers();
        assertThat(standings
                        .take("dvb-0", List.of(), null, START.plusSeconds(9))
                        .since())
                .isEqualTo(START.plusSeconds(9));
    }
}
