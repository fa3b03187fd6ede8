// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.metrics;

import io.dmxflux.dmx.meter.StatsMeters;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.books.KeptBook;
import java.time.Duration;
import java.util.function.ToLongFunction;

/** The table of what is measured of what is kept of an input. */
final class TimeShiftMeters {

    static final StatsMeters<KeptBook> KEPT = kept();

    private TimeShiftMeters() {}

    private static StatsMeters<KeptBook> kept() {
        StatsMeters<KeptBook> all = StatsMeters.<KeptBook>none()
                .gauge(
                        "dmxflux.timeshift.kept",
                        "seconds",
                        "From the oldest that is kept of an input to the newest",
                        book -> Duration.between(book.since(), book.until()).toSeconds())
                .gauge("dmxflux.timeshift.disk", "bytes", "What is kept of an input has on the disk", KeptBook::bytes)
                .gauge(
                        "dmxflux.timeshift.viewers",
                        null,
                        "Connections that have a transport stream of before now",
                        KeptBook::viewers)
                .gauge(
                        "dmxflux.timeshift.players",
                        null,
                        "Addresses that play what was before now by HTTP Live Streaming",
                        KeptBook::players)
                .counter("dmxflux.timeshift.segments", null, "Segments that were read for players", KeptBook::segments);
        all = account(all, "written", KeptBook::writtenBytes);
        all = account(all, "dropped", KeptBook::droppedBytes);
        return account(all, "refused", KeptBook::refusedBytes);
    }

    private static StatsMeters<KeptBook> account(
            StatsMeters<KeptBook> all, String account, ToLongFunction<KeptBook> bytes) {
        return all.counter(
                "dmxflux.timeshift",
                "packets",
                "Packets that were to be kept, by what became of them: dropped, as the disk was too slow; refused, as"
                        + " it was full",
                book -> bytes.applyAsLong(book) / TsPacket.LENGTH,
                "account",
                account);
    }
}
