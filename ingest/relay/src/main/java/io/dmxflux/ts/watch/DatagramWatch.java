// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.watch;

import io.dmxflux.ts.event.InputEvent;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.Trouble;
import io.dmxflux.ts.source.UdpSourceStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Follows what an input finds in its datagrams: another kind than the URI says, which is told once, a second sender, beside the one
 * followed or mixed with it, and one that begins again. What is left out of another kind or sender is told once, with what it
 * belongs to, or by itself.
 *
 * <p><b>Threading:</b> one thread.
 */
final class DatagramWatch {

    /** Without a datagram of another for so long there is one sender. */
    static final Duration ALONE = CounterGrowth.QUIET;

    /** Within so long what comes again is not told again. */
    static final Duration QUIET = Duration.ofSeconds(10);

    private final Trouble.Subject input;
    private UdpSourceStats.@Nullable Framing toldFraming;
    private Duration lastFraming = QUIET.negated();
    private long leftOut;
    private long rivals;
    private long foreign;
    private UdpSourceStats.Mixed mixed = UdpSourceStats.Mixed.NONE;

    /** Of those told. */
    private long restarts;

    private boolean contested;

    /** The two that are told, where both are taken. */
    private List<String> told = List.of();

    /** What was left out since there are two senders. */
    private long leftOutOfOther;

    private Duration began = Duration.ZERO;
    private Duration lastOther = Duration.ZERO;

    DatagramWatch(Trouble.Subject input) {
        this.input = input;
    }

    List<RelayEvent> look(UdpSourceStats now, Duration elapsed) {
        List<RelayEvent> events = new ArrayList<>();
        long newlyLeftOut = now.leftOutDatagrams() - leftOut;
        leftOut = now.leftOutDatagrams();
        boolean told = lookAtFraming(now, newlyLeftOut, elapsed, events);
        lookAtSenders(now, told ? 0 : newlyLeftOut, elapsed, events);
        if (newlyLeftOut > 0 && !told && !contested) {
            events.add(new InputEvent.DatagramsLeftOut(input.input(), newlyLeftOut));
        }
        lookAtRestarts(now.restarts(), events);
        rivals = now.rivals();
        foreign = now.foreignDatagrams();
        mixed = now.mixed();
        return events;
    }

    /** Told again when it has changed in between, which costs some datagrams each time; returns whether it is told. */
    private boolean lookAtFraming(UdpSourceStats now, long newlyLeftOut, Duration elapsed, List<RelayEvent> events) {
        if (now.framing() == now.expected()) {
            toldFraming = elapsed.minus(lastFraming).compareTo(QUIET) >= 0 ? null : toldFraming;
        } else if (now.framing() != toldFraming) {
            toldFraming = now.framing();
            lastFraming = elapsed;
            events.add(new InputEvent.OtherFraming(
                    input.input(), now.expected(), now.framing(), now.headerBytes(), newlyLeftOut));
            return true;
        }
        return false;
    }

    private void lookAtSenders(UdpSourceStats now, long newlyLeftOut, Duration elapsed, List<RelayEvent> events) {
        boolean isMixed = now.mixed().times() != mixed.times();
        if (now.foreignDatagrams() != foreign || isMixed) {
            lastOther = elapsed;
        }
        if (!contested && (isMixed || now.rivals() != rivals)) {
            contested = true;
            began = elapsed;
            told = isMixed ? now.mixed().senders() : List.of();
            leftOutOfOther = newlyLeftOut;
            events.add(new RelayEvent.TroubleBegan(twoSenders()));
        } else if (contested) {
            leftOutOfOther += newlyLeftOut;
        }
        if (contested && elapsed.minus(lastOther).compareTo(ALONE) >= 0) {
            contested = false;
            events.add(new RelayEvent.TroubleOver(twoSenders(), lastOther.minus(began)));
        }
    }

    /** At once: what flaps is limited like all events. */
    private void lookAtRestarts(long now, List<RelayEvent> events) {
        if (now != restarts) {
            events.add(new InputEvent.SenderBeganAgain(input.input(), now - restarts));
            restarts = now;
        }
    }

    private Trouble.TwoSenders twoSenders() {
        return new Trouble.TwoSenders(input, leftOutOfOther, told);
    }
}
