// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** Loaded once a recorder has been started, and not before. */
@Name("io.dmxflux.LateDeparture")
@Label("Late Departure")
@Description("A burst left 1 ms late or more")
@Category("dmxflux")
@StackTrace(false)
@Enabled(false) // a busy machine has thousands: a recording has them where its settings say so
final class LateDepartureEvent extends Event {

    private static final EventType TYPE = EventType.getEventType(LateDepartureEvent.class);

    @Label("Output")
    private String output = "";

    @Label("Late")
    @Timespan(Timespan.NANOSECONDS)
    private long late;

    @Label("Bytes")
    @DataAmount
    private long bytes;

    static void tell(String output, long nanos, int bytes) {
        if (!TYPE.isEnabled()) {
            return; // without an object
        }
        LateDepartureEvent event = new LateDepartureEvent();
        if (event.shouldCommit()) {
            event.output = output;
            event.late = nanos;
            event.bytes = bytes;
            event.commit();
        }
    }
}
