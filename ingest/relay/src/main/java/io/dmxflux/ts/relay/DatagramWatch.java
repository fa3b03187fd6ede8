// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.source.UdpSourceStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Follows what an input finds in its datagrams: another kind than the URI says, which is told once, and a second sender.
 *
 * <p><b>Threading:</b> one thread.
 */
final class DatagramWatch {

    /** Without a foreign datagram for so long there is one sender. */
    static final Duration QUIET = Duration.ofSeconds(10);

    private final Trouble.Subject input;
    private UdpSourceStats.@Nullable Framing toldFraming;
    private long rivals;
    private long foreign;

    private boolean contested;
    private long foreignBefore;
    private Duration began = Duration.ZERO;
    private Duration lastForeign = Duration.ZERO;

    DatagramWatch(Trouble.Subject input) {
        this.input = input;
    }

    List<RelayEvent> look(UdpSourceStats now, Duration elapsed) {
        List<RelayEvent> events = new ArrayList<>();
        if (now.framing() != now.expected() && now.framing() != toldFraming) {
            toldFraming = now.framing();
            events.add(new RelayEvent.OtherFraming(input.input(), now.framing(), now.headerBytes()));
        }
        lookAtSenders(now, elapsed, events);
        rivals = now.rivals();
        foreign = now.foreignDatagrams();
        return events;
    }

    private void lookAtSenders(UdpSourceStats now, Duration elapsed, List<RelayEvent> events) {
        if (now.foreignDatagrams() != foreign) {
            lastForeign = elapsed;
        }
        if (!contested && now.rivals() != rivals) {
            contested = true;
            began = elapsed;
            foreignBefore = foreign;
            events.add(new RelayEvent.TroubleBegan(twoSenders(now)));
        } else if (contested && elapsed.minus(lastForeign).compareTo(QUIET) >= 0) {
            contested = false;
            events.add(new RelayEvent.TroubleOver(twoSenders(now), lastForeign.minus(began)));
        }
    }

    private Trouble.TwoSenders twoSenders(UdpSourceStats now) {
        return new Trouble.TwoSenders(input, now.foreignDatagrams() - foreignBefore);
    }
}
