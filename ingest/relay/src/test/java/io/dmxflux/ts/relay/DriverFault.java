// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.dmx.device.DmxVerb;
import io.dmxflux.dmx.device.sim.FaultPlan;
import io.dmxflux.dmx.sys.Errno;

/**
 * A verb of the driver that fails with an errno, and what an operator sees of it: the table of the relay's README.
 *
 * @param verb which verb; {@link DmxVerb#REOPEN} stands for the open of any device
 * @param errno with which error
 * @param when at which of its calls
 * @param length once, or from then on, also of each device that is opened later
 */
record DriverFault(DmxVerb verb, Errno errno, When when, Length length) {

    /** Buffers of each device. */
    static final int BUFFERS = 8;

    /** The call that fails. */
    enum When {
        /** The first one. */
        AT_START,
        /** One while packets flow; of a verb that is called once for each device, that of the second device. */
        IN_THE_MIDDLE
    }

    /** How long it fails. */
    enum Length {
        ONCE,
        FOR_EVER
    }

    /** What follows. */
    enum Outcome {
        /** Nothing is seen, and nothing lost. */
        UNSEEN,
        /** The stream goes on without a buffer, which is told. */
        REFUSED,
        /** The stream goes on; one buffer is lost, by the kernel. */
        GAP,
        /** The stream goes on; each buffer is lost, by the kernel. */
        SILENT,
        /** The input waits, is opened again, and works. */
        BACK,
        /** The input waits, and is tried again and again. */
        WAITS
    }

    /** Tells whether the verb is called once in the life of a device. */
    boolean isOfEachStart() {
        return switch (verb) {
            case REOPEN, REQUEST_BUFFERS, SET_PES_FILTER, START, STOP -> true;
            default -> false;
        };
    }

    /** Tells whether the first device has to be unplugged before the fault can show. */
    boolean needsUnplug() {
        return isOfEachStart() && when == When.IN_THE_MIDDLE;
    }

    private int call() {
        if (isOfEachStart() || when == When.AT_START) {
            return 1;
        }
        return switch (verb) {
            case QUEUE -> BUFFERS + 3;
            case AWAIT -> 2; // called twice a second
            default -> 5;
        };
    }

    private boolean isFaulty(int device) {
        int first = needsUnplug() ? 2 : 1;
        return length == Length.ONCE ? device == first : device >= first;
    }

    /** Tells whether the open of a device fails, counted from 1; one that is interrupted is repeated. */
    boolean failsOpen(int device) {
        return verb == DmxVerb.REOPEN && errno != Errno.EINTR && isFaulty(device);
    }

    /** Returns the faults of a device, counted from 1. */
    FaultPlan plan(int device) {
        if (verb == DmxVerb.REOPEN || !isFaulty(device)) {
            return FaultPlan.none();
        }
        return length == Length.ONCE
                ? FaultPlan.none().failing(verb, call(), errno)
                : FaultPlan.none().failingFrom(verb, call(), errno);
    }

    Outcome outcome() {
        if (errno == Errno.EINTR || verb == DmxVerb.STOP || verb == DmxVerb.UNMAP) {
            return needsUnplug() ? Outcome.BACK : Outcome.UNSEEN;
        }
        Outcome ended = length == Length.ONCE ? Outcome.BACK : Outcome.WAITS;
        if (verb == DmxVerb.QUEUE && errno != Errno.ENODEV && length == Length.ONCE) {
            return Outcome.REFUSED;
        }
        if (verb == DmxVerb.DEQUEUE && errno == Errno.EOVERFLOW) {
            return length == Length.ONCE ? Outcome.GAP : Outcome.SILENT;
        }
        return ended;
    }

    /** Tells whether this is the error that is told, and not the unplug before it. */
    boolean isTold() {
        return !needsUnplug() && (outcome() == Outcome.BACK || outcome() == Outcome.WAITS);
    }
}
