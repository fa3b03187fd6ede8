// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device;

import io.dmxflux.dmx.sys.Poll;

/** What a wait for the driver came to. */
public enum Readiness {
    /** A buffer can be dequeued. */
    READY,
    /** Somebody called {@link WakeUp#wakeUp()}. */
    WOKEN,
    /** Neither, in the time given. */
    TIMED_OUT;

    /**
     * Reads the outcome of a poll whose second descriptor was the wake-up's, and resets the wake-up.
     *
     * @param ready whether a buffer can be dequeued
     * @param poll the poll
     * @param wakeUp the wake-up
     * @return readiness first, a call second
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
