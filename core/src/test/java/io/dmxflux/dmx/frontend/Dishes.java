// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Dishes for tests of what drives them. */
final class Dishes {

    /** The low band of a universal LNB. */
    static final Dish UNIVERSAL = new Dish() {

        @Override
        public long tunerHz(long frequencyHz, Polarization polarization) {
            return frequencyHz - 9_750_000_000L;
        }

        @Override
        public List<SecStep> steps(SatelliteTuning tuning, @Nullable SatelliteTuning inForce) {
            return inForce != null
                    ? List.of()
                    : List.of(
                            new SecStep.Tone(false),
                            new SecStep.Voltage(tuning.polarization().voltage()),
                            new SecStep.Wait(Duration.ofMillis(15)),
                            new SecStep.Message("E01038F2"),
                            new SecStep.Wait(Duration.ofMillis(15)),
                            new SecStep.Burst(ToneBurst.A));
        }
    };

    private Dishes() {}
}
