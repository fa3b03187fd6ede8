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
@Name("io.dmxflux.Lend")
@Label("Buffer Lent")
@Description("A buffer of the demux is home again")
@Category("dmxflux")
@StackTrace(false)
@Enabled(false) // each buffer is one: a recording has them where its settings say so
final class LendEvent extends Event {

    private static final EventType TYPE = EventType.getEventType(LendEvent.class);

    @Label("Device")
    private String device = "";

    @Label("Buffer")
    private int buffer;

    @Label("Bytes")
    @DataAmount
    private long bytes;

    @Label("Held")
    @Timespan(Timespan.NANOSECONDS)
    private long held;

    static void tell(String device, int index, int bytes, long heldNanos) {
        if (!TYPE.isEnabled()) {
            return; // without an object
        }
        LendEvent event = new LendEvent();
        if (event.shouldCommit()) {
            event.device = device;
            event.buffer = index;
            event.bytes = bytes;
            event.held = heldNanos;
            event.commit();
        }
    }
}
