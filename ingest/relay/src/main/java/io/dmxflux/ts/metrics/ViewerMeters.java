// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.metrics;

import io.dmxflux.dmx.meter.StatsMeters;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.books.ViewerBook;
import java.util.function.ToLongFunction;

/** The table of what is measured of the viewers of a service by HTTP, with the labels of the output that is there for them. */
final class ViewerMeters {

    /** What there was for viewers is the sum of their accounts and of what is queued. */
    static final StatsMeters<ViewerBook> VIEWERS = viewers();

    private ViewerMeters() {}

    private static StatsMeters<ViewerBook> viewers() {
        StatsMeters<ViewerBook> all = StatsMeters.<ViewerBook>none()
                .gauge("dmxflux.viewers", null, "Connections that have the transport stream now", ViewerBook::viewers)
                .gauge(
                        "dmxflux.players",
                        null,
                        "Addresses that have asked for the playlist of segments lately",
                        ViewerBook::players);
        all = account(all, "sent", ViewerBook::sentBytes);
        all = account(all, "policy", ViewerBook::policyBytes);
        all = account(all, "closed", ViewerBook::closedBytes);
        return all.gauge(
                        "dmxflux.viewer.queued",
                        "packets",
                        "Packets that wait for viewers",
                        book -> book.queuedBytes() / TsPacket.LENGTH)
                .gauge(
                        "dmxflux.viewer.imbalance",
                        "bytes",
                        "Bytes that the accounts do not explain: 0, or there is a defect",
                        ViewerBook::imbalanceBytes);
    }

    private static StatsMeters<ViewerBook> account(
            StatsMeters<ViewerBook> all, String account, ToLongFunction<ViewerBook> bytes) {
        return all.counter(
                "dmxflux.viewer",
                "packets",
                "Packets for viewers, counted once for each, by what became of them",
                book -> bytes.applyAsLong(book) / TsPacket.LENGTH,
                "account",
                account);
    }
}
