// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.dmxflux.dmx.frontend.DtvStatistic.Scale;
import io.dmxflux.dmx.sys.Errno;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A frontend whose driver, whose clock, or whose user does what none should. */
class FrontendFaultsTest extends ScriptedFrontendTest {

    @Test
    void errorThatIsNoExceptionEndsTheStatesAsWell() {
        frontend.tune(TERRESTRIAL).subscribe(states::add, errors::add);
        device.statistics = property -> {
            throw new NoClassDefFoundError("of the driver's library");
        };
        pass(1_000, ScriptedFrontend.LOCKED);
        assertThat(errors).singleElement().isInstanceOf(NoClassDefFoundError.class);
    }

    @Test
    void whoTunesAgainInTheMomentOfAnErrorFindsTheFrontendFree() {
        frontend.tune(TERRESTRIAL)
                .doOnError(e -> device.failure = null)
                .retry(1)
                .subscribe(states::add, errors::add);
        pass(100, ScriptedFrontend.LOCKED);
        device.failure = Errno.EIO;
        pass(100, 0);
        pass(100, ScriptedFrontend.LOCKED);
        assertThat(errors).isEmpty();
        assertThat(last().isLocked()).isTrue();
    }

    @Test
    void whoTunesAgainWhenItIsClosedIsToldThatItIs() {
        frontend.tune(TERRESTRIAL).repeat().subscribe(states::add, errors::add);
        frontend.close();
        assertThat(errors)
                .singleElement()
                .extracting(Throwable::getMessage)
                .asString()
                .endsWith("closed (expected: open)");
    }

    @Test
    void wallClockThatIsSteppedBackHoldsUpNothing() {
        device.statistics = property ->
                property == DtvProperty.STAT_CNR ? List.of(new DtvStatistic(Scale.DECIBEL, 21_500)) : List.of();
        frontend.tune(TERRESTRIAL).subscribe(states::add, errors::add);
        pass(200, ScriptedFrontend.LOCKED);
        clock.step(Duration.ofHours(-1));
        int before = states.size();
        pass(10_000, ScriptedFrontend.LOCKED);
        assertThat(states).as("figures each second").hasSize(before + 10);
        int calls = device.calls.size();
        pass(6_000, 0);
        assertThat(device.calls).as("tuned again").hasSize(calls + 2);
    }

    @Test
    void wallClockThatIsSteppedForwardTunesNotAgain() {
        frontend.tune(TERRESTRIAL).subscribe(states::add, errors::add);
        int calls = device.calls.size();
        clock.step(Duration.ofHours(1));
        pass(4_000, 0);
        assertThat(device.calls).hasSize(calls);
    }

    @Test
    void driverThatFailsToTellItsFiguresHasNone() {
        device.raw = null;
        frontend.tune(TERRESTRIAL).subscribe(states::add, errors::add);
        pass(1_000, ScriptedFrontend.LOCKED);
        assertThat(errors).isEmpty();
        assertThat(last().figures()).isEqualTo(SignalFigures.NONE);
    }

    @Test
    void timesThatAreMeantAsForEverAreTaken() {
        Duration ever = Duration.ofSeconds(Long.MAX_VALUE);
        frontend.tune(TERRESTRIAL, new TuneOptions(Duration.ofMillis(100), ever, ever))
                .subscribe(states::add, errors::add);
        pass(60_000, 0);
        pass(100, ScriptedFrontend.LOCKED);
        assertThat(errors).isEmpty();
        assertThat(last().tunings()).isEqualTo(1);
        assertThat(last().isLocked()).isTrue();
    }

    @Test
    @SuppressWarnings("NullAway")
    void nullIsRefusedByItsName() {
        assertThatNullPointerException().isThrownBy(() -> frontend.tune(null)).withMessageStartingWith("tuning: null");
        assertThatNullPointerException()
                .isThrownBy(() -> frontend.observe(null))
                .withMessageStartingWith("options: null");
        assertThatNullPointerException().isThrownBy(() -> Frontend.over(null)).withMessageStartingWith("device: null");
        assertThatNullPointerException()
                .isThrownBy(() -> new TuneOptions(Duration.ofSeconds(1), null, Duration.ofSeconds(1)))
                .withMessageStartingWith("figuresEvery: null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TuneOptions(Duration.ZERO, Duration.ZERO, Duration.ZERO))
                .withMessageStartingWith("statusEvery: PT0S");
    }
}
