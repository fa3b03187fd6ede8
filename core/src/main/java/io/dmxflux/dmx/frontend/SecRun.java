// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import java.util.Collections;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells a dish what a tuning needs, and remembers what is in force. A wait is not slept but left to the caller.
 *
 * <p><b>Threading:</b> the frontend's thread.
 */
final class SecRun {

    private @Nullable SatelliteTuning inForce;
    private @Nullable SatelliteTuning taken;
    private @Nullable SatelliteTuning wanted;
    private Iterator<SecStep> steps = Collections.emptyIterator();

    /** Whether the voltage is raised to speak. */
    private boolean raised;

    /** Forgets what is in force: the next run takes all steps. */
    void forget() {
        inForce = null;
        taken = null;
    }

    /** Takes what was said last to be in force: there is a lock. Without one, nobody knows what arrived. */
    void hasWorked() {
        inForce = taken;
    }

    /** Begins the steps of a tuning; one without a dish has none. */
    void begin(Tuning tuning) {
        wanted = tuning instanceof SatelliteTuning satellite ? satellite : null;
        steps = wanted == null
                ? Collections.emptyIterator()
                : wanted.dish().steps(wanted, inForce).iterator();
        forget();
    }

    /** Tells whether what is left to be said needs the cable for itself. */
    boolean needsTurn() {
        return steps.hasNext() && wanted != null && wanted.dish().sharesCable();
    }

    /**
     * Takes steps up to the next wait.
     *
     * @return how long to wait before the next call, nanoseconds; negative if all steps are taken
     */
    long proceed(FrontendDevice device) {
        while (steps.hasNext()) {
            SecStep step = steps.next();
            if (step instanceof SecStep.Wait wait) {
                return wait.time().toNanos();
            }
            take(step, device);
        }
        taken = wanted;
        return -1;
    }

    /**
     * Ends a run in the midst of it. Others on a cable that is shared would be garbled by a voltage that stays raised.
     *
     * @param device gives the device, which is asked for only if there is something to do
     */
    void abandon(Supplier<FrontendDevice> device) {
        if (needsTurn() && raised) {
            raised = false;
            device.get().voltage(LnbVoltage.V13);
        }
        steps = Collections.emptyIterator();
    }

    private void take(SecStep step, FrontendDevice device) {
        if (step instanceof SecStep.Tone tone) {
            device.tone(tone.on());
        } else if (step instanceof SecStep.Voltage voltage) {
            raised = voltage.voltage() == LnbVoltage.V18;
            device.voltage(voltage.voltage());
        } else if (step instanceof SecStep.Message message) {
            device.diseqc(HexFormat.of().parseHex(message.message()));
        } else if (step instanceof SecStep.Burst burst) {
            device.burst(burst.burst());
        }
    }
}
