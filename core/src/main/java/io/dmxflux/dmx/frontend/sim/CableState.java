// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend.sim;

import io.dmxflux.dmx.frontend.LnbVoltage;
import io.dmxflux.dmx.frontend.SecStep;
import io.dmxflux.dmx.frontend.ToneBurst;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a dish has been told: the voltage, the tone, and the last message to each kind of switch. A switch keeps its input; a
 * converter of user bands keeps the last transponder.
 */
final class CableState {

    private static final String AGAIN = "E1";
    private static final String FIRST = "E0";
    private static final List<String> SWITCHES = List.of("E01038", "E01039");
    private static final String BAND = "band";
    private static final String BURST = "burst";

    private LnbVoltage voltage = LnbVoltage.OFF;
    private boolean tone;
    private final Map<String, String> inputs = new HashMap<>();

    /** Returns what these steps lead to. */
    static CableState after(List<SecStep> steps) {
        CableState state = new CableState();
        for (SecStep step : steps) {
            if (step instanceof SecStep.Tone set) {
                state.tone = set.on();
            } else if (step instanceof SecStep.Voltage set) {
                state.voltage = set.voltage();
            } else if (step instanceof SecStep.Message message) {
                state.message(message.message());
            } else if (step instanceof SecStep.Burst burst) {
                state.burst(burst.burst());
            }
        }
        return state;
    }

    void tone(boolean on) {
        tone = on;
    }

    void voltage(LnbVoltage set) {
        voltage = set;
        if (set == LnbVoltage.OFF) {
            inputs.clear();
        }
    }

    void message(String hex) {
        String upper = hex.toUpperCase(Locale.ROOT);
        String message = upper.startsWith(AGAIN) ? FIRST + upper.substring(AGAIN.length()) : upper;
        String receiver =
                SWITCHES.stream().filter(message::startsWith).findFirst().orElse(BAND);
        inputs.put(receiver, message);
    }

    void burst(ToneBurst burst) {
        inputs.put(BURST, burst.name());
    }

    /** Tells whether all that is wanted is so; what else was said is of no matter. */
    boolean fulfils(CableState wanted) {
        return voltage == wanted.voltage
                && tone == wanted.tone
                && inputs.entrySet().containsAll(wanted.inputs.entrySet());
    }
}
