// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.text;

import io.dmxflux.book.BookEntry;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.books.InputBook;
import io.dmxflux.ts.books.Missing;
import io.dmxflux.ts.books.OutputBook;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Books as a person adds them up: an equation for the input and for each output, and a line for each account of losses. */
final class BooksText {

    private static final double NANOS_PER_MILLI = 1e6;
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private BooksText() {}

    /**
     * Says what became of everything that arrived, as sums.
     *
     * @param book of an input
     * @param columns in which a sum that is longer takes two lines
     * @return an equation of it, what its losses were and when, and the same of each output
     */
    static List<String> lines(InputBook book, int columns) {
        List<String> lines = new ArrayList<>(linesOfInput(book, columns));
        book.outputs().forEach(output -> lines.addAll(lines(output, columns)));
        return lines;
    }

    /** The same without outputs. */
    static List<String> linesOfInput(InputBook book, int columns) {
        List<String> lines = new ArrayList<>(equation("", given(book), accounts(book), columns));
        lines.addAll(times(
                "of those in", Map.of("policy", book.policy(), "foreign", book.foreign(), "closed", book.closed())));
        book.missing().forEach(missing -> lines.add("missing, " + text(missing)));
        return lines;
    }

    /** The same of one output. */
    static List<String> lines(OutputBook book, int columns) {
        List<String> lines =
                new ArrayList<>(equation(EventText.of(book.output()), given(book), accounts(book), columns));
        if (book.missing().bytes() > 0) {
            lines.add(EventText.of(book.output()) + "missing, of its streams: at least "
                    + book.missing().packets() + " packets, " + times(book.missing()));
        }
        lines.addAll(times(
                book.output(), Map.of("policy", book.policy(), "socket", book.socket(), "closed", book.closed())));
        return lines;
    }

    /** Returns the left side of an input's equation, in bytes. */
    static Map<String, Long> given(InputBook book) {
        return Map.of("arrived", book.arrived().bytes());
    }

    /** Returns the right side of an input's equation, in bytes and in order. */
    static Map<String, Long> accounts(InputBook book) {
        Map<String, Long> accounts = new LinkedHashMap<>();
        for (InputBook.Account account : InputBook.Account.values()) {
            accounts.put(account.toString(), account.of(book).bytes());
        }
        accounts.put("queued", book.queuedBytes());
        return accounts;
    }

    /** Returns the left side of an output's equation, in bytes and in order. */
    static Map<String, Long> given(OutputBook book) {
        Map<String, Long> given = new LinkedHashMap<>();
        given.put("routed", book.routed().bytes());
        given.put("generated", book.generated().bytes());
        return given;
    }

    /** Returns the right side of an output's equation, in bytes and in order. */
    static Map<String, Long> accounts(OutputBook book) {
        Map<String, Long> accounts = new LinkedHashMap<>();
        for (OutputBook.Account account : OutputBook.Account.values()) {
            accounts.put(account.toString(), account.of(book).bytes());
        }
        accounts.put("queued", book.queuedBytes());
        return accounts;
    }

    /** In packets, or in bytes if a fault has cut one; terms of 0 are left out, but for the first on each side. */
    private static List<String> equation(
            String subject, Map<String, Long> given, Map<String, Long> accounts, int columns) {
        boolean whole = given.values().stream().allMatch(BooksText::isWhole)
                && accounts.values().stream().allMatch(BooksText::isWhole);
        String left = subject + (whole ? "" : "in bytes: ") + sum(given, whole);
        String right = "= " + sum(accounts, whole);
        return left.length() + 1 + right.length() <= columns
                ? List.of(left + " " + right)
                : List.of(left, "  " + right);
    }

    private static boolean isWhole(long bytes) {
        return bytes % TsPacket.LENGTH == 0;
    }

    private static String sum(Map<String, Long> terms, boolean inPackets) {
        String first = terms.keySet().iterator().next();
        return terms.entrySet().stream()
                .filter(term -> term.getValue() != 0 || term.getKey().equals(first))
                .map(term -> term.getKey() + " " + (inPackets ? term.getValue() / TsPacket.LENGTH : term.getValue()))
                .collect(Collectors.joining(" + "));
    }

    private static List<String> times(String subject, Map<String, BookEntry> accounts) {
        return accounts.entrySet().stream()
                .filter(account -> account.getValue().bytes() > 0)
                .sorted(Map.Entry.comparingByKey())
                .map(account -> EventText.of(subject) + account.getKey() + " " + times(account.getValue()))
                .toList();
    }

    private static String times(BookEntry entry) {
        return entry.first().map(BooksText::clock).orElse("?") + " to "
                + entry.last().map(BooksText::clock).orElse("?");
    }

    private static String clock(Instant time) {
        return TIME.format(time);
    }

    private static String text(Missing missing) {
        String cause = missing.cause().name().toLowerCase(Locale.ROOT) + ": ";
        String when = missing.missing().first().isPresent() ? ", " + times(missing.missing()) : "";
        return cause
                + switch (missing.certainty()) {
                    case EXACT ->
                        missing.missing().packets() + " packets in " + missing.events() + " datagrams"
                                + recovered(missing);
                    case AT_LEAST ->
                        "at least " + missing.missing().packets() + " packets in " + missing.events() + " gaps"
                                + recovered(missing);
                    case UNKNOWN ->
                        "an unknown number, " + missing.events() + (missing.events() == 1 ? " time" : " times")
                                + out(missing) + starved(missing);
                }
                + when;
    }

    private static String recovered(Missing missing) {
        long late = missing.recovered().packets();
        return late == 0 ? "" : ", of which " + late + " came late";
    }

    private static String out(Missing missing) {
        return missing.out().isZero()
                ? ""
                : String.format(
                        Locale.ROOT,
                        ", of which nothing could be received for %.1f s",
                        missing.out().toMillis() / MILLIS_PER_SECOND);
    }

    private static String starved(Missing missing) {
        return missing.starved().plus(missing.perhapsStarved()).isZero()
                ? ""
                : String.format(
                        Locale.ROOT,
                        ", no buffer to fill for %.1f ms, perhaps %.1f ms more",
                        missing.starved().toNanos() / NANOS_PER_MILLI,
                        missing.perhapsStarved().toNanos() / NANOS_PER_MILLI);
    }
}
