// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Loaded once a recorder has been started, and not before. */
@Name("io.dmxflux.Lock")
@Label("Lock of a Tuner")
@Description("A tuner has found its lock, or lost it")
@Category("dmxflux")
@StackTrace(false)
final class LockEvent extends Event {

    private static final EventType TYPE = EventType.getEventType(LockEvent.class);

    @Label("Tuner")
    private String tuner = "";

    @Label("Locked")
    @Description("Without: the lock is lost")
    private boolean locked;

    static void tell(String tuner, boolean locked) {
        if (!TYPE.isEnabled()) {
            return; // without an object
        }
        LockEvent event = new LockEvent();
        if (event.shouldCommit()) {
            event.tuner = tuner;
            event.locked = locked;
            event.commit();
        }
    }
}
