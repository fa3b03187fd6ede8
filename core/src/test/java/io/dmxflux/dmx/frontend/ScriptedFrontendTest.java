// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A frontend over a scripted driver, at the times of a virtual clock, and what it has told. */
abstract class ScriptedFrontendTest {

    static final Tuning TERRESTRIAL = TerrestrialTuning.of(DeliverySystem.DVB_T, 474_000_000, 8_000_000);

    final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    final SteppedClock clock = new SteppedClock(time);
    final ScriptedFrontend device = new ScriptedFrontend(time);
    final Frontend frontend = Frontend.over(device, clock);
    final List<FrontendState> states = new ArrayList<>();
    final List<Throwable> errors = new ArrayList<>();

    @AfterEach
    void close() {
        frontend.close();
        time.dispose();
    }

    final void pass(long millis) {
        time.advanceTimeBy(Duration.ofMillis(millis));
    }

    final void pass(long millis, int status) {
        device.status = status;
        pass(millis);
    }

    final FrontendState last() {
        return states.get(states.size() - 1);
    }
}
