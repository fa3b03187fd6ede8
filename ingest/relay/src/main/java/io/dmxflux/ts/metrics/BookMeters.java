// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.metrics;

import io.dmxflux.dmx.meter.StatsMeters;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.books.InputBook;
import io.dmxflux.ts.books.Missing;
import io.dmxflux.ts.books.OutputBook;

/** The tables of what is measured of the books, in packets. */
final class BookMeters {

    /** Of an input: {@code arrived} is the sum of its accounts and of what is queued. */
    static final StatsMeters<InputBook> INPUT = input();

    /** Of an output: {@code routed} and {@code generated} are the sum of its accounts and of what is queued. */
    static final StatsMeters<OutputBook> OUTPUT = output();

    /** Of what never arrived. */
    static final StatsMeters<Missing> MISSING = StatsMeters.<Missing>none()
            .counter(
                    "dmxflux.input.missing",
                    "packets",
                    "Packets that never arrived, by who lost them and by what is known of the amount",
                    missing -> missing.missing().packets())
            .counter(
                    "dmxflux.input.missing.events",
                    null,
                    "Datagrams, gaps, or times that something may have been lost",
                    Missing::events)
            .counter(
                    "dmxflux.input.recovered",
                    "packets",
                    "Of the missing packets those that came late after all",
                    missing -> missing.recovered().packets());

    private BookMeters() {}

    private static StatsMeters<InputBook> input() {
        StatsMeters<InputBook> all = StatsMeters.<InputBook>none()
                .counter(
                        "dmxflux.input.arrived",
                        "packets",
                        "Packets that came out of the device, the socket or the file",
                        book -> book.arrived().packets());
        for (InputBook.Account account : InputBook.Account.values()) {
            all = all.counter(
                    "dmxflux.input",
                    "packets",
                    "Packets that have arrived, by what became of each",
                    book -> account.of(book).packets(),
                    "account",
                    account.toString());
        }
        return all.gauge(
                        "dmxflux.input.queued",
                        "packets",
                        "Packets that have arrived and are on no account yet",
                        book -> book.queuedBytes() / TsPacket.LENGTH)
                .gauge(
                        "dmxflux.input.imbalance",
                        "bytes",
                        "Bytes that the accounts do not explain: 0, or there is a defect",
                        InputBook::imbalanceBytes);
    }

    private static StatsMeters<OutputBook> output() {
        StatsMeters<OutputBook> all = StatsMeters.<OutputBook>none()
                .counter(
                        "dmxflux.output.routed",
                        "packets",
                        "Packets that the input had for the output",
                        book -> book.routed().packets())
                .counter(
                        "dmxflux.output.generated",
                        "packets",
                        "Packets that were made for the output",
                        book -> book.generated().packets());
        for (OutputBook.Account account : OutputBook.Account.values()) {
            all = all.counter(
                    "dmxflux.output",
                    "packets",
                    "Packets of the output, by what became of each",
                    book -> account.of(book).packets(),
                    "account",
                    account.toString());
        }
        return all.gauge(
                        "dmxflux.output.queued",
                        "packets",
                        "Packets that the output has and has not sent yet",
                        book -> book.queuedBytes() / TsPacket.LENGTH)
                .gauge(
                        "dmxflux.output.imbalance",
                        "bytes",
                        "Bytes that the accounts do not explain: 0, or there is a defect",
                        OutputBook::imbalanceBytes);
    }
}
