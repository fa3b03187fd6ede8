// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.frontend.sec.SatelliteDish;
import io.dmxflux.dmx.frontend.sim.FrontendVerb;
import io.dmxflux.dmx.frontend.sim.SimulatedFrontend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Tuners on one cable, in virtual time. */
class CableTurnTest {

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final SimulatedFrontend first = SimulatedFrontend.receiving(List.of());
    private final SimulatedFrontend second = SimulatedFrontend.receiving(List.of());
    private final Frontend firstTuner = Frontend.over(first, time);
    private final Frontend secondTuner = Frontend.over(second, time);

    @AfterEach
    void close() {
        firstTuner.close();
        secondTuner.close();
        time.advanceTimeBy(Duration.ofSeconds(1));
        time.dispose();
    }

    @Test
    void oneTunerSpeaksAtATime() {
        Disposable one = firstTuner.tune(tuning("ub1/1210")).subscribe();
        Disposable other = secondTuner.tune(tuning("ub2/1420")).subscribe();

        assertThat(speakers()).containsExactly("first", "second");
        one.dispose();
        other.dispose();
    }

    @Test
    void whoIsCancelledWhileItSpeaksLetsTheOtherSpeak() {
        Disposable one = firstTuner.tune(tuning("ub1/1210")).subscribe();
        Disposable other = secondTuner.tune(tuning("ub2/1420")).subscribe();
        time.advanceTimeBy(Duration.ofMillis(20));
        assertThat(words(second)).isZero();
        one.dispose();

        assertThat(speakers()).containsExactly("second");
        other.dispose();
    }

    @Test
    void whoIsCancelledWhileItSpeaksLowersTheVoltage() {
        for (int millis = 0; millis < 200; millis++) {
            SimulatedFrontend device = SimulatedFrontend.receiving(List.of());
            Frontend tuner = Frontend.over(device, time);
            Disposable one = tuner.tune(tuning("ub1/1210")).subscribe();
            time.advanceTimeBy(Duration.ofMillis(millis));
            one.dispose();

            assertThat(device.calls().stream()
                            .filter(call -> call.verb() == FrontendVerb.VOLTAGE)
                            .reduce((before, last) -> last))
                    .as("after %d ms", millis)
                    .hasValueSatisfying(last -> assertThat(last.operand()).isEqualTo("V13"));
            tuner.close();
            time.advanceTimeBy(Duration.ofMillis(1));
        }
    }

    @Test
    void dishThatCannotBeToldAnyMoreHoldsNobodyUp() {
        Disposable one = firstTuner.tune(tuning("ub1/1210")).subscribe();
        await(LnbVoltage.V18);
        first.unplug();
        one.dispose();
        Disposable other = secondTuner.tune(tuning("ub2/1420")).subscribe();

        assertThat(speakers()).containsExactly("second");
        other.dispose();
    }

    private void await(LnbVoltage voltage) {
        for (int millis = 0; millis < 1_000 && !wasTold(voltage); millis++) {
            time.advanceTimeBy(Duration.ofMillis(1));
        }
        assertThat(wasTold(voltage)).isTrue();
    }

    private boolean wasTold(LnbVoltage voltage) {
        return first.calls().stream().anyMatch(call -> call.operand().equals(voltage.name()));
    }

    @Test
    void turnThatIsNotGivenBackEnds() {
        CableTurn turn = new CableTurn(Duration.ofNanos(10));
        assertThat(turn.take("one", 100)).isTrue();
        assertThat(turn.take("other", 109)).isFalse();
        assertThat(turn.take("one", 109)).as("kept, not begun again").isTrue();
        assertThat(turn.take("other", 110)).isTrue();
        turn.giveBack("one");
        assertThat(turn.take("one", 111)).as("it is the other's").isFalse();
        turn.giveBack("other");
        assertThat(turn.take("one", 112)).isTrue();
    }

    /** Who speaks in the next second, without repetitions in a row. */
    private List<String> speakers() {
        List<String> speakers = new ArrayList<>();
        long saidByFirst = words(first);
        long saidBySecond = words(second);
        for (int millis = 0; millis < 1_000; millis++) {
            time.advanceTimeBy(Duration.ofMillis(1));
            if (words(first) > saidByFirst) {
                saidByFirst = words(first);
                add(speakers, "first");
            }
            if (words(second) > saidBySecond) {
                saidBySecond = words(second);
                add(speakers, "second");
            }
        }
        return speakers;
    }

    private static void add(List<String> speakers, String speaker) {
        if (speakers.isEmpty() || !speakers.get(speakers.size() - 1).equals(speaker)) {
            speakers.add(speaker);
        }
    }

    private static long words(SimulatedFrontend device) {
        return device.calls().stream()
                .filter(call -> call.verb() == FrontendVerb.VOLTAGE
                        || call.verb() == FrontendVerb.DISEQC
                        || call.verb() == FrontendVerb.TONE)
                .count();
    }

    private static Tuning tuning(String band) {
        return SatelliteTuning.of(
                DeliverySystem.DVB_S2,
                11_362_000_000L,
                Polarization.HORIZONTAL,
                22_000_000,
                SatelliteDish.of(Map.of("unicable", band)));
    }
}
