// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.text;

import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.books.InputBook;
import io.dmxflux.ts.books.Missing;
import io.dmxflux.ts.books.OutputBook;
import io.dmxflux.ts.event.OutputName;
import io.dmxflux.ts.event.RelayStats;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The summary as machines read it: a record of an input, {@code input_summary}, and one of each of its outputs, {@code
 * output_summary}, with the accounts of their books as fields.
 *
 * @param text the same as people read it, in one line
 * @param fields {@code event}, names, and the accounts in packets; in bytes as well where a fault has cut a packet
 */
public record SummaryRecord(String text, Map<String, Object> fields) {

    private static final double MILLIS_PER_SECOND = 1e3;

    /**
     * Makes the records of one input.
     *
     * @param stats its counters
     * @param book of the same input
     * @return that of the input, and those of its outputs
     */
    public static List<SummaryRecord> of(RelayStats stats, InputBook book) {
        List<SummaryRecord> records = new ArrayList<>();
        records.add(ofInput(stats, book));
        book.outputs().forEach(output -> records.add(ofOutput(stats, output)));
        return records;
    }

    private static SummaryRecord ofInput(RelayStats stats, InputBook book) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("event", "input_summary");
        fields.put("input", stats.input());
        fields.put("elapsed_seconds", stats.elapsed().toMillis() / MILLIS_PER_SECOND);
        put(fields, BooksText.given(book), BooksText.accounts(book));
        book.missing().forEach(missing -> putMissing(fields, missing));
        stats.waitsFor().ifPresent(problem -> fields.put("problem", problem));
        Stream<String> lines = Stream.concat(
                StatsText.losses(stats, book).stream(), BooksText.linesOfInput(book, Integer.MAX_VALUE).stream());
        return new SummaryRecord(String.join("; ", lines.toList()), fields);
    }

    private static SummaryRecord ofOutput(RelayStats stats, OutputBook book) {
        OutputName name = OutputName.of(book.output());
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("event", "output_summary");
        fields.put("input", stats.input());
        fields.put("output", name.destination());
        if (!name.service().isEmpty()) {
            fields.put("service", name.service());
        }
        put(fields, BooksText.given(book), BooksText.accounts(book));
        fields.put("missing_packets", book.missing().packets());
        stats.outputs().stream()
                .filter(output -> output.name().equals(book.output()))
                .flatMap(output -> output.waitsFor().stream())
                .forEach(problem -> fields.put("problem", problem));
        Stream<String> lines = Stream.concat(
                Stream.of(StatsText.summary(book, stats)), BooksText.lines(book, Integer.MAX_VALUE).stream());
        return new SummaryRecord(String.join("; ", lines.toList()), fields);
    }

    /** All of them in both units, or in packets alone, so that each unit adds up by itself. */
    private static void put(Map<String, Object> fields, Map<String, Long> given, Map<String, Long> became) {
        Map<String, Long> accounts = new LinkedHashMap<>(given);
        accounts.putAll(became);
        accounts.forEach((account, bytes) -> fields.put(account + "_packets", bytes / TsPacket.LENGTH));
        if (accounts.values().stream().anyMatch(bytes -> bytes % TsPacket.LENGTH != 0)) {
            accounts.forEach((account, bytes) -> fields.put(account + "_bytes", bytes));
        }
    }

    /** Such as {@code missing_signal_at_least_packets}, {@code missing_kernel_unknown_times}. */
    private static void putMissing(Map<String, Object> fields, Missing missing) {
        String key = ("missing_" + missing.cause() + '_' + missing.certainty()).toLowerCase(Locale.ROOT);
        if (missing.certainty() == Missing.Certainty.UNKNOWN) {
            fields.put(key + "_times", missing.events());
        } else {
            fields.put(key + "_packets", missing.missing().packets());
        }
    }
}
