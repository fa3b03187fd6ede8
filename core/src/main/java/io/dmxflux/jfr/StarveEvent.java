// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** Loaded once a recorder has been started, and not before. */
@Name("io.dmxflux.Starve")
@Label("Kernel Starved")
@Description("The kernel had no buffer to fill")
@Category("dmxflux")
@StackTrace(false)
final class StarveEvent extends Event {

    private static final EventType TYPE = EventType.getEventType(StarveEvent.class);

    @Label("Device")
    private String device = "";

    @Label("Starved")
    @Timespan(Timespan.NANOSECONDS)
    private long starved;

    @Label("Certain")
    @Description("Without: the longest that it may have been")
    private boolean certain;

    static void tell(String device, long nanos, boolean certain) {
        if (!TYPE.isEnabled()) {
            return; // without an object
        }
        StarveEvent event = new StarveEvent();
        if (event.shouldCommit()) {
            event.device = device;
            event.starved = nanos;
            event.certain = certain;
            event.commit();
        }
    }
}
