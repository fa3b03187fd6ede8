// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.ts.scan.ScanEvent;
import io.dmxflux.ts.scan.ScannedMultiplex;
import io.dmxflux.ts.source.Tuner;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** The words for what happens in a scan, and its sums. */
final class ScanProgress {

    private final Set<String> refusals = new HashSet<>();
    private int earlier;
    private int tried;
    private int multiplexes;
    private int channels;

    /** Counts an event, and returns the line for it; empty for one that is not worth a line. */
    String line(ScanEvent event) {
        if (event instanceof ScanEvent.Trying trying) {
            tried++;
            return Tuner.text(event.tuning()) + ": looking for a lock; " + (trying.done() + 1) + " of "
                    + (trying.done() + 1 + trying.waiting()) + ", " + time(trying.left()) + " at most as it goes";
        }
        if (event instanceof ScanEvent.Found found) {
            multiplexes++;
            channels += found.multiplex().channels().size();
            return Tuner.text(event.tuning()) + ": " + contents(found.multiplex());
        }
        if (event instanceof ScanEvent.FoundAgain again) {
            return Tuner.text(event.tuning()) + ": transport stream "
                    + again.multiplex().transportStreamId() + " again, which was found before";
        }
        if (event instanceof ScanEvent.NoTables) {
            return Tuner.text(event.tuning()) + ": locked, and no PAT came";
        }
        if (event instanceof ScanEvent.Refused refused) {
            return refusals.add(refused.tuning().system().uriName()) ? "left out: " + refused.reason() : "";
        }
        return "";
    }

    /** Tells whether a line about an event is overwritten by the next. */
    static boolean isPassing(ScanEvent event) {
        return event instanceof ScanEvent.Trying;
    }

    /** Notes how many multiplexes an earlier scan had found, which this one goes on behind. */
    void hadFound(int before) {
        earlier = before;
    }

    boolean hasFound() {
        return multiplexes + earlier > 0;
    }

    /** Returns the sums. */
    String sum() {
        return count(tried, "carrier", "s") + " tried: " + count(multiplexes, "multiplex", "es") + " with "
                + count(channels, "channel", "s");
    }

    private static String count(int number, String what, String ofSeveral) {
        return number + " " + what + (number == 1 ? "" : ofSeveral);
    }

    private static String contents(ScannedMultiplex multiplex) {
        String figures = multiplex.state().figures().cnrDb().isPresent()
                ? String.format(
                        Locale.ROOT,
                        ", C/N %.1f dB",
                        multiplex.state().figures().cnrDb().getAsDouble())
                : "";
        String network = multiplex.networkName().isEmpty() ? "" : " of " + multiplex.networkName();
        return "transport stream " + multiplex.transportStreamId() + network + ", "
                + count(multiplex.channels().size(), "channel", "s") + figures;
    }

    private static String time(Duration left) {
        return left.toMinutes() > 0 ? left.toMinutes() + " min" : Math.max(1, left.toSeconds()) + " s";
    }
}
