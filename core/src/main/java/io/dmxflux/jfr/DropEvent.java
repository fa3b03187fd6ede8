// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Loaded once a recorder has been started, and not before. */
@Name("io.dmxflux.Drop")
@Label("Dropped")
@Description("Something was dropped since a subscriber lagged")
@Category("dmxflux")
@StackTrace(false)
final class DropEvent extends Event {

    private static final EventType TYPE = EventType.getEventType(DropEvent.class);

    @Label("Where")
    private String where = "";

    @Label("Bytes")
    @DataAmount
    private long bytes;

    static void tell(String where, int bytes) {
        if (!TYPE.isEnabled()) {
            return; // without an object
        }
        DropEvent event = new DropEvent();
        if (event.shouldCommit()) {
            event.where = where;
            event.bytes = bytes;
            event.commit();
        }
    }
}
