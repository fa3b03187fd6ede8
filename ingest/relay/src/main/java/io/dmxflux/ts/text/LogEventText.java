// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.text;

import io.dmxflux.ts.log.LogEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.OptionalLong;

/** What a log tells, without the place that a line begins with. */
public final class LogEventText {

    /** Of what a log numbers, where it is full. */
    private static final int PACKETS_OF_A_DATAGRAM = 7;

    private static final long BYTES_PER_PACKET = 188;

    private LogEventText() {}

    /**
     * Says what has happened.
     *
     * @param event of a log
     * @return a phrase
     */
    public static String of(LogEvent event) {
        if (event instanceof LogEvent.Unreadable damage) {
            return unreadable(damage);
        }
        if (event instanceof LogEvent.Overtaken overtaken) {
            return "was read too slowly: " + packets(overtaken.toDatagram() - overtaken.fromDatagram())
                    + " were deleted before; keep more with ?keep= or ?keep-bytes= where it is written";
        }
        if (event instanceof LogEvent.Lags lags) {
            return "is read live, and came " + seconds(lags.by())
                    + " ago by the clock of its writer; look for a log, a network or an output that is too slow, or"
                    + " set the clocks";
        }
        if (event instanceof LogEvent.IsLive live) {
            return "is live again after " + seconds(live.lasted()) + ", in which it lagged up to "
                    + seconds(live.most());
        }
        if (event instanceof LogEvent.OtherDatagrams other) {
            return "its packets are not those of its datagrams (the first time at " + other.fromDatagram()
                    + "); RTP of them has other numbers than that of another relay";
        }
        if (event instanceof LogEvent.ClockStepped step) {
            return clock(step.by());
        }
        if (event instanceof LogEvent.Opened opened) {
            return opened(opened);
        }
        if (event instanceof LogEvent.IndexRebuilt rebuilt) {
            return rebuilt.file() + " was missing or damaged, and is made again; nothing is lost";
        }
        if (event instanceof LogEvent.Unforced unforced) {
            return unforced.problem();
        }
        if (event instanceof LogEvent.Stays stays) {
            return stays.problem() + "; what is too old stays until it can be deleted";
        }
        if (event instanceof LogEvent.Waits waits) {
            return waits.problem() + "; waiting for it, and counting what is refused";
        }
        if (event instanceof LogEvent.IsBack back) {
            return "goes on after " + seconds(back.waited()) + "; it lacks " + ofBytes(back.lackingBytes());
        }
        if (event instanceof LogEvent.FellBehind behind) {
            return ofBytes(behind.lackingBytes()) + " not kept so far, as it is written too slowly";
        }
        if (event instanceof LogEvent.CaughtUp caughtUp) {
            return "is written fast enough again; it lacks " + ofBytes(caughtUp.lackingBytes()) + " of "
                    + seconds(caughtUp.lasted());
        }
        if (event instanceof LogEvent.Ownership change) {
            return OwnershipText.of(change);
        }
        return "deleted " + ((LogEvent.Deleted) event).file() + ", which is too old";
    }

    private static String unreadable(LogEvent.Unreadable damage) {
        OptionalLong from = damage.fromDatagram();
        OptionalLong to = damage.toDatagram();
        String cost = from.isPresent() && to.isPresent()
                ? packets(to.getAsLong() - from.getAsLong()) + " are missing"
                : "they are passed over";
        return damage.place() + ": " + damage.bytes() + " bytes from " + damage.offset() + " on cannot be read ("
                + damage.fault() + "); " + cost;
    }

    private static String opened(LogEvent.Opened opened) {
        String cut = opened.cutBytes() == 0
                ? ""
                : opened.cutBytes() + " bytes at its end were not written whole, and are cut off";
        String last = opened.last()
                .map(time -> "goes on behind what came until " + local(time))
                .orElse("");
        return cut.isEmpty() || last.isEmpty() ? last + cut : last + "; " + cut;
    }

    private static String clock(Duration by) {
        return "the clock of this machine was set " + (by.isNegative() ? "back" : "forward") + " by "
                + seconds(by.abs())
                + "; the order of what is kept is not touched, and nothing is deleted by age for an hour";
    }

    /** A datagram may have fewer. */
    private static String packets(long datagrams) {
        return "up to " + datagrams * PACKETS_OF_A_DATAGRAM + " packets";
    }

    private static String ofBytes(long bytes) {
        return bytes / BYTES_PER_PACKET + " packets";
    }

    private static String local(Instant time) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                time.truncatedTo(ChronoUnit.SECONDS).atZone(ZoneId.systemDefault()));
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
    }
}
