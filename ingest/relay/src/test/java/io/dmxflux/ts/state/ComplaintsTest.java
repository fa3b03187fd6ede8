// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.event.LossKind;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.Trouble;
import io.dmxflux.ts.split.ServiceSelection;
import io.dmxflux.ts.split.SplitEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ComplaintsTest {

    private static final Instant START = Instant.parse("2026-11-26T23:00:00Z");
    private static final Trouble.Subject INPUT = Trouble.Subject.input("dvb:0");
    private static final ServiceSelection NEWS = new ServiceSelection.ById(7);

    private Instant now = START;
    private final Complaints complaints = new Complaints(() -> now);

    private static Trouble losses(long packets) {
        return losses(LossKind.MISSING_PACKETS, packets);
    }

    private static Trouble losses(LossKind kind, long amount) {
        return new Trouble.Losses(INPUT, kind, amount, new TreeSet<>());
    }

    private List<Complaint> all() {
        return complaints.of(INPUT, now);
    }

    @Test
    void silenceIsSeenUntilItIsOver() {
        Trouble silent = new Trouble.InputSilent(INPUT, Duration.ofMillis(1_500), 0);
        complaints.onEvent(new RelayEvent.TroubleBegan(silent));
        now = START.plusSeconds(5);
        assertThat(all()).singleElement().satisfies(one -> {
            assertThat(one.condition()).isEqualTo(Condition.SILENT);
            assertThat(one.reason().what()).isEqualTo("nothing for 1.5 s");
            assertThat(one.reason().advice()).isEqualTo("check the signal");
            assertThat(one.since()).isEqualTo(START);
        });
        complaints.onEvent(new RelayEvent.TroubleOver(silent, Duration.ofSeconds(5)));
        assertThat(all()).isEmpty();
    }

    @Test
    void lossesAreSeenForAMinuteAfterTheyAreOver() {
        complaints.onEvent(new RelayEvent.TroubleBegan(losses(5)));
        assertThat(all().get(0).reason().what())
                .isEqualTo("lost by signal: at least 5 packets missing (continuity_counter)");
        now = START.plusSeconds(10);
        complaints.onEvent(new RelayEvent.TroubleOver(losses(9), Duration.ofSeconds(5)));
        now = START.plusSeconds(69);
        assertThat(all()).singleElement().satisfies(one -> {
            assertThat(one.reason().what())
                    .isEqualTo("lost by signal: at least 9 packets missing (continuity_counter)");
            assertThat(one.reason().advice()).isEqualTo("check the signal");
            assertThat(one.since()).isEqualTo(START);
        });
        now = START.plusSeconds(71);
        assertThat(all()).isEmpty();
    }

    @Test
    void whatGoesOnStandsBeforeWhatIsOver() {
        complaints.onEvent(new RelayEvent.TroubleBegan(losses(LossKind.KERNEL_GAPS, 1)));
        complaints.onEvent(new RelayEvent.TroubleOver(losses(LossKind.KERNEL_GAPS, 1), Duration.ofSeconds(5)));
        complaints.onEvent(new RelayEvent.TroubleBegan(losses(5)));

        assertThat(all()).hasSize(2);
        assertThat(all().get(0).reason().what()).startsWith("lost by signal");
    }

    @Test
    void whatCameLateAfterAllIsNoLoss() {
        complaints.onEvent(new RelayEvent.TroubleBegan(losses(5)));
        complaints.onEvent(new RelayEvent.TroubleOver(losses(0), Duration.ofSeconds(5)));
        assertThat(all()).isEmpty();
    }

    @Test
    void aServiceIsAwayUntilItIsBack() {
        complaints.onEvent(new RelayEvent.Split("sim:", new SplitEvent.ServiceLeft(NEWS)));
        assertThat(complaints.absence("sim:", NEWS).orElseThrow().reason())
                .hasToString("Reason[what=has left the multiplex, advice=its output waits for it]");
        assertThat(complaints.absence("dvb:0", NEWS)).isEmpty();
        complaints.onEvent(new RelayEvent.Split("sim:", new SplitEvent.ServiceReturned(NEWS)));
        assertThat(complaints.absence("sim:", NEWS)).isEmpty();
    }
}
