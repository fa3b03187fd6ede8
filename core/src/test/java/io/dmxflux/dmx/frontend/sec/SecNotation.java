// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend.sec;

import io.dmxflux.dmx.frontend.LnbVoltage;
import io.dmxflux.dmx.frontend.SecStep;
import java.util.List;
import java.util.stream.Collectors;

/** Steps as VDR's diseqc.conf writes them: t, T tone off and on, v, V 13 and 18 V, A, B bursts, Wn a wait, [hex] a message. */
final class SecNotation {

    private SecNotation() {}

    static String of(List<SecStep> steps) {
        return steps.stream().map(SecNotation::of).collect(Collectors.joining(" "));
    }

    private static String of(SecStep step) {
        if (step instanceof SecStep.Tone tone) {
            return tone.on() ? "T" : "t";
        } else if (step instanceof SecStep.Voltage voltage) {
            return voltage.voltage() == LnbVoltage.V18 ? "V" : "v";
        } else if (step instanceof SecStep.Burst burst) {
            return burst.burst().name();
        } else if (step instanceof SecStep.Wait wait) {
            return "W" + wait.time().toMillis();
        }
        return "[" + ((SecStep.Message) step).message().replaceAll("(..)(?=.)", "$1 ") + "]";
    }
}
