// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device;

import io.dmxflux.dmx.sys.Poll;

/** The outcome of a wait for the driver. */
public enum Readiness {
    /** A buffer can be dequeued. */
    READY,
    /** {@link WakeUp#wakeUp()} was called. */
    WOKEN,
    /** The timeout expired. */
    TIMED_OUT;

    /**
     * Evaluates a poll whose second descriptor was the wake-up's, and resets the wake-up.
     *
     * @param ready whether a buffer can be dequeued
     * @param poll the poll
     * @param wakeUp the wake-up
     * @return {@link #READY} takes precedence over {@link #WOKEN}
     */
    public static Readiness of(boolean ready, Poll poll, WakeUp wakeUp) {
        boolean woken = poll.secondReadable();
        if (woken) {
            wakeUp.reset();
        }
        if (ready) {
            return READY;
        }
        return woken ? WOKEN : TIMED_OUT;
    }
}
