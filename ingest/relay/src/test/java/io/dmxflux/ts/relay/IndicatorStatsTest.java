// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.ts.event.InputIndicators;
import io.dmxflux.ts.plan.IndicatorLimits;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RateBounds;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.tr101290.Indicator;
import io.dmxflux.ts.tr101290.IndicatorState;
import io.dmxflux.ts.tr101290.IndicatorStats;
import io.dmxflux.ts.tr101290.Limit;
import io.dmxflux.ts.tr101290.Tr101290Stats;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Counts of indicators while a configuration changes. The PAT comes ten times a second, which is too rare for some. */
@Timeout(300)
class IndicatorStatsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final IndicatorLimits STRICT = new IndicatorLimits(Map.of(Limit.PAT, Duration.ofMillis(1)));
    private static final RelayPlan.Output ONE =
            RelayPlan.Output.whole(OutputUri.parse("udp://239.255.77.21:5004?iface=lo&ttl=0"));
    private static final RelayPlan.Output OTHER =
            RelayPlan.Output.whole(OutputUri.parse("udp://239.255.77.22:5004?iface=lo&ttl=0"));

    private Relays relays = Relays.open(List.of(), event -> {});

    private static RelayPlan plan(IndicatorLimits limits, RelayPlan.Output... outputs) {
        return new RelayPlan(InputUri.parse("sim:"), RateBounds.NONE, limits, List.of(outputs), Optional.empty());
    }

    private void run(RelayPlan plan) {
        relays = Relays.open(List.of(plan), event -> {});
        relays.run().subscribe(nothing -> {}, failure -> {});
    }

    @AfterEach
    void close() {
        relays.close(PATIENCE);
    }

    private static long patErrors(Tr101290Stats stats) {
        return stats.of(Indicator.PAT).map(IndicatorStats::errors).orElse(-1L);
    }

    private InputIndicators indicators() {
        return relays.indicatorStats().get(0);
    }

    private long arrives() {
        return patErrors(indicators().arrives());
    }

    private long sent(RelayPlan.Output output) {
        return patErrors(indicators().sent().getOrDefault(output.toString(), Tr101290Stats.NONE));
    }

    private void awaitErrors(long more) {
        long before = arrives();
        long sentBefore = sent(ONE);
        await().atMost(PATIENCE).until(() -> arrives() > before + more && sent(ONE) > sentBefore + more);
    }

    @Test
    void anInputStaysOpenWhenItsLimitsChange() {
        run(plan(IndicatorLimits.STANDARD, ONE));
        await().atMost(PATIENCE).until(() -> relays.stats().get(0).packetsIn() > 2_000);
        assertThat(arrives()).isZero();

        relays.change(List.of(plan(STRICT, ONE)));
        assertThat(relays.stats().get(0).packetsIn()).isGreaterThan(2_000);
        awaitErrors(3);

        relays.change(List.of(plan(IndicatorLimits.STANDARD, ONE)));
        assertThat(arrives()).isGreaterThan(3);
        assertThat(indicators().worst()).contains(Indicator.PAT);
        await().atMost(PATIENCE)
                .until(
                        () -> indicators().arrives().of(Indicator.PAT).map(IndicatorStats::state),
                        state -> state.equals(Optional.of(IndicatorState.CLEARED)));
    }

    @Test
    void anOutputThatComesBackGoesOnWithItsCounts() {
        run(plan(STRICT, ONE, OTHER));
        awaitErrors(5);
        long before = sent(ONE);

        relays.change(List.of(plan(STRICT, OTHER)));
        assertThat(sent(ONE)).as("while it is away").isGreaterThanOrEqualTo(before);
        assertThat(indicators().sent())
                .hasEntrySatisfying(
                        ONE.toString(), stats -> assertThat(stats.worst()).isEmpty());
        relays.change(List.of(plan(STRICT, ONE, OTHER)));

        assertThat(sent(ONE)).isGreaterThanOrEqualTo(before);
        awaitErrors(1);
    }

    @Test
    void anInputThatComesBackGoesOnWithItsCountsAndThoseOfItsOutputs() {
        run(plan(STRICT, ONE));
        awaitErrors(5);
        long before = arrives();
        long sentBefore = sent(ONE);

        relays.change(List.of(RelayPlan.whole(InputUri.parse("udp://239.255.77.23:5004?iface=lo"), OTHER.to())));
        assertThat(indicators().input()).startsWith("udp:");
        relays.change(List.of(plan(STRICT, ONE)));

        assertThat(arrives()).isGreaterThanOrEqualTo(before);
        assertThat(sent(ONE)).isGreaterThanOrEqualTo(sentBefore);
        awaitErrors(1);
    }

    @Test
    void whatFallsSilentOrEndsHasNoStateButThat() {
        run(plan(STRICT, ONE));
        awaitErrors(1);
        RelayPlan silent = RelayPlan.whole(InputUri.parse("udp://239.255.77.24:5004?iface=lo"), OTHER.to());
        relays.change(List.of(silent));
        relays.silence(Set.of(silent.from().name()));

        assertThat(indicators().worst()).contains(Indicator.TS_SYNC_LOSS);
        assertThat(indicators()
                        .sent()
                        .getOrDefault(OTHER.toString(), Tr101290Stats.NONE)
                        .indicators())
                .isNotEmpty()
                .allSatisfy(stats -> assertThat(stats.state()).isEqualTo(IndicatorState.UNKNOWN));
        relays.close(PATIENCE);
        await().atMost(PATIENCE).until(() -> indicators().worst().isEmpty());
        assertThat(indicators().arrives().indicators())
                .allSatisfy(stats -> assertThat(stats.state()).isEqualTo(IndicatorState.UNKNOWN));
    }
}
