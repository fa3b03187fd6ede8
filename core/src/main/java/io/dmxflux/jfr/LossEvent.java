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
@Name("io.dmxflux.Loss")
@Label("Loss")
@Description("Something is missing in a stream")
@Category("dmxflux")
@StackTrace(false)
final class LossEvent extends Event {

    private static final EventType TYPE = EventType.getEventType(LossEvent.class);

    @Label("Account")
    private String account = "";

    @Label("Bytes")
    @Description("At least; less than 0 if unknown")
    @DataAmount
    private long bytes;

    static void tell(String account, long bytes) {
        if (!TYPE.isEnabled()) {
            return; // without an object
        }
        LossEvent event = new LossEvent();
        if (event.shouldCommit()) {
            event.account = account;
            event.bytes = bytes;
            event.commit();
        }
    }
}
