// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.jfr;

import jdk.jfr.FlightRecorder;

/**
 * Tells events to the Flight Recorder, if there is one and it has been started; otherwise does nothing.
 *
 * <p>Callers that have to make a name for an event ask {@link #areOn} first.
 *
 * <p><b>Threading:</b> any.
 */
public final class FlightEvents {

    /** How late a burst is that is worth an event. */
    public static final long LATE_NANOS = 1_000_000;

    /** Not every runtime has the module, nor is it resolved for each module path. */
    private static final boolean HAS_RECORDER =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private FlightEvents() {}

    /**
     * Tells whether a recorder has been started.
     *
     * @return false while events are dropped without a look
     */
    public static boolean areOn() {
        return HAS_RECORDER && FlightRecorder.isInitialized();
    }

    /**
     * A buffer of the demux is home again.
     *
     * @param device the pool's
     * @param index the buffer's
     * @param bytes that it had
     * @param heldNanos how long it was out
     */
    public static void lent(String device, int index, int bytes, long heldNanos) {
        if (areOn()) {
            LendEvent.tell(device, index, bytes, heldNanos);
        }
    }

    /**
     * The kernel had no buffer to fill, or may have had none; a long time may be several events.
     *
     * @param device the pool's
     * @param nanos for how long it had none
     * @param certain whether that is so, and not only the longest that may be
     */
    public static void starved(String device, long nanos, boolean certain) {
        if (areOn()) {
            StarveEvent.tell(device, nanos, certain);
        }
    }

    /**
     * Something was dropped since a subscriber lagged.
     *
     * @param where the device, or the output
     * @param bytes how much
     */
    public static void dropped(String where, int bytes) {
        if (areOn()) {
            DropEvent.tell(where, bytes);
        }
    }

    /**
     * A burst left late; told from {@link #LATE_NANOS} on.
     *
     * @param output where it went
     * @param nanos how late it was
     * @param bytes how long it was
     */
    public static void departed(Object output, long nanos, int bytes) {
        if (nanos >= LATE_NANOS && areOn()) {
            LateDepartureEvent.tell(output.toString(), nanos, bytes);
        }
    }

    /**
     * Something is missing in a stream.
     *
     * @param account whose
     * @param bytes how much, at least; less than 0 if that is unknown
     */
    public static void lost(String account, long bytes) {
        if (areOn()) {
            LossEvent.tell(account, bytes);
        }
    }

    /**
     * A tuner has found its lock, or lost it.
     *
     * @param tuner what it is tuned to
     * @param isLock whether it has one now
     */
    public static void lock(Object tuner, boolean isLock) {
        if (areOn()) {
            LockEvent.tell(tuner.toString(), isLock);
        }
    }
}
