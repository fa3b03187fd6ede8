// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.text;

import io.dmxflux.book.BookEntry;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.books.InputBook;
import io.dmxflux.ts.books.OutputBook;
import io.dmxflux.ts.event.RelayStats;
import io.dmxflux.ts.sink.FailedSends;
import io.dmxflux.ts.sink.SendStats;
import io.dmxflux.ts.source.UdpSourceStats;
import io.dmxflux.ts.tr101290.Indicator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Counters of relays as a person reads them. */
public final class StatsText {

    /** Of a terminal, for a summary that is read by a person. */
    static final int COLUMNS = 80;

    private static final double BITS_PER_MEGABIT_NANO = 8e3;
    private static final double NANOS_PER_MILLI = 1e6;

    private StatsText() {}

    /**
     * Says in one line how all relays of a process do.
     *
     * @param before counters of an earlier moment, since which the rate is
     * @param now their counters
     * @param worst the worst indicator of TR 101 290 that is raised
     * @param width columns that it may take; what is lost and what waits stays longest
     * @return the line
     */
    public static String progress(List<RelayStats> before, List<RelayStats> now, Optional<Indicator> worst, int width) {
        long nanos = Math.max(1, elapsed(now).minus(elapsed(before)).toNanos());
        // less than before when a relay has gone
        long packets = Math.max(0, sum(now, RelayStats::packetsOut) - sum(before, RelayStats::packetsOut));
        String time = elapsed(now).toSeconds() + " s";
        String rate =
                String.format(Locale.ROOT, "  %.2f Mbit/s", packets * TsPacket.LENGTH * BITS_PER_MEGABIT_NANO / nanos);
        String in = "  in " + sum(now, RelayStats::packetsIn);
        String out = "  out " + sum(now, RelayStats::packetsOut);
        Map<String, Long> losses = losses(now);
        String lost = "  lost: " + text(losses);
        losses.values().removeIf(count -> count == 0);
        String some = "  lost: " + (losses.isEmpty() ? "0" : text(losses));
        long waiting = sum(now, RelayStats::waiting);
        String waits = waiting == 0 ? "" : "  waiting: " + waiting;
        String sent = "  " + sent(now);
        String checked = "  TR 101 290: " + worst.map(Indicator::toString).orElse("ok");
        String raised =
                worst.map(indicator -> "  TR 101 290: " + indicator.clause()).orElse("");
        return Stream.of(
                        time + rate + sent + checked + in + out + lost + waits,
                        time + rate + sent + checked + in + out + some + waits,
                        time + rate + sent + checked + out + some + waits,
                        time + rate + sent + raised + out + some + waits,
                        time + rate + sent + raised + some + waits,
                        time + rate + raised + some + waits,
                        time + raised + some + waits,
                        time + some + waits)
                .filter(line -> line.length() <= width)
                .findFirst()
                .orElseGet(() -> time.substring(0, Math.max(0, Math.min(width, time.length()))));
    }

    /** Says what is sent, such as {@code 2 services, 3 outputs}: services that are there, outputs that there are. */
    private static String sent(List<RelayStats> now) {
        long outputs = sum(now, stats -> stats.outputs().size());
        long services = sum(
                now,
                stats -> stats.outputs().stream()
                        .filter(output -> !output.streams().isEmpty())
                        .count());
        return (services == 0 ? "" : counted(services, "service") + ", ") + counted(outputs, "output");
    }

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private static Map<String, Long> losses(List<RelayStats> now) {
        Map<String, Long> losses = new LinkedHashMap<>();
        losses.put("signal", sum(now, RelayStats::signalLosses));
        losses.put("kernel", sum(now, stats -> stats.losses().kernelLosses()));
        losses.put("policy", sum(now, RelayStats::packetsDropped));
        losses.put("socket", sum(now, RelayStats::packetsRefused));
        return losses;
    }

    private static String text(Map<String, Long> losses) {
        return losses.entrySet().stream()
                .map(loss -> loss.getKey() + " " + loss.getValue())
                .collect(Collectors.joining(", "));
    }

    /** Since the earliest of them began. */
    private static Duration elapsed(List<RelayStats> all) {
        return all.stream()
                .map(RelayStats::elapsed)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    private static long sum(List<RelayStats> all, ToLongFunction<RelayStats> value) {
        return all.stream().mapToLong(value).sum();
    }

    /**
     * Says in one line what came of a relay that the configuration has no more; its books are told at the end.
     *
     * @param stats its counters
     * @param book of the same input
     * @return packets, time, and what was lost, if anything was
     */
    static String removed(RelayStats stats, InputBook book) {
        Map<String, Long> losses = losses(List.of(stats));
        losses.put("closed", book.closed().packets() + packets(book, OutputBook::closed));
        losses.values().removeIf(count -> count == 0);
        return inOutAndTime(stats, book) + "; removed, "
                + (losses.isEmpty() ? "nothing lost" : "lost: " + text(losses));
    }

    private static String inOutAndTime(RelayStats stats, InputBook book) {
        return "packets in " + packetsIn(book) + ", out " + packets(book, OutputBook::sent) + ", in "
                + stats.elapsed().toSeconds() + " s";
    }

    /**
     * Says what came of a relay.
     *
     * @param stats its counters
     * @param book of the same input
     * @return what was lost, the books, and a line for each output if there are several
     */
    public static List<String> summary(RelayStats stats, InputBook book) {
        return summary(stats, book, COLUMNS);
    }

    /** The same, with sums of the books that are longer than so many columns in two lines. */
    static List<String> summary(RelayStats stats, InputBook book, int columns) {
        List<String> lines = new ArrayList<>(losses(stats, book));
        if (book.outputs().size() > 1) {
            book.outputs().forEach(output -> lines.add(summary(output, stats)));
        }
        lines.addAll(BooksText.lines(book, columns));
        return lines;
    }

    /** The first lines of a summary: what came and went, and what was lost. */
    static List<String> losses(RelayStats stats, InputBook book) {
        List<String> lines = new ArrayList<>();
        lines.add(inOutAndTime(stats, book));
        stats.datagrams().ifPresent(datagrams -> lines.add(summary(datagrams)));
        lines.add("lost by signal: " + atLeast(stats.stream().missingPackets()) + " packets missing at "
                + stats.stream().continuityErrors() + " continuity errors, "
                + stats.stream().transportErrors() + " with transport_error_indicator, " + stats.unaligned()
                + " bytes out of sync"
                + stats.datagrams()
                        .map(datagrams -> ", " + datagrams.lostDatagrams() + " datagrams that never came")
                        .orElse(lackingInLog(stats.losses().networkLosses())));
        lines.add("lost by kernel: " + lostByKernel(stats));
        lines.add("lost by policy: " + lostByPolicy(stats, book));
        lines.add(
                "lost by socket: " + packets(book, OutputBook::socket) + " packets refused" + refusals(stats.outputs())
                        + afterTheEnd(stats.outputs().stream()
                                .mapToLong(RelayStats.OutputStats::unsentPackets)
                                .sum()));
        stats.waitsFor().ifPresent(problem -> lines.add("still waiting: " + problem));
        return lines;
    }

    private static String lackingInLog(long datagrams) {
        return datagrams == 0 ? "" : ", " + datagrams + " datagrams that the log lacks";
    }

    /** Without what is no packet of the stream: parity, time stamps, datagrams of others. */
    private static long packetsIn(InputBook book) {
        return (book.arrived().bytes() - book.framing().bytes() - book.foreign().bytes()) / TsPacket.LENGTH;
    }

    private static long packets(InputBook book, Function<OutputBook, BookEntry> account) {
        return book.outputs().stream()
                .map(account)
                .mapToLong(BookEntry::packets)
                .sum();
    }

    private static String atLeast(long packets) {
        return packets == 0 ? "0" : "at least " + packets;
    }

    /** An input of datagrams drops none because an output lags: its socket is not read then. */
    private static String lostByPolicy(RelayStats stats, InputBook book) {
        boolean late = stats.datagrams()
                .map(UdpSourceStats::lateDatagrams)
                .filter(count -> count > 0)
                .isPresent();
        long ofInput = book.policy().packets();
        long tooMuch = stats.outputs().stream()
                .mapToLong(output -> output.share().droppedPackets())
                .sum();
        return (packets(book, OutputBook::policy) - tooMuch + (late ? 0 : ofInput))
                + " packets dropped since the output lagged"
                + (tooMuch > 0 ? ", " + tooMuch + " since a service needs more than every= gives it" : "")
                + (late ? ", " + ofInput + " of datagrams that came late" : "");
    }

    private static String lostByKernel(RelayStats stats) {
        if (stats.datagrams().isPresent()) {
            return stats.losses().kernelLosses() + " datagrams dropped, as the socket was full";
        }
        return String.format(
                Locale.ROOT,
                "%d gaps of unknown size, no buffer to fill for %.1f ms, perhaps for %.1f ms more",
                stats.losses().kernelLosses(),
                stats.losses().starvedNanos() / NANOS_PER_MILLI,
                stats.losses().stalledNanos() / NANOS_PER_MILLI);
    }

    /** Every datagram is on one of these accounts. */
    private static String summary(UdpSourceStats datagrams) {
        return "datagrams received " + datagrams.datagrams() + ": " + datagrams.payloadDatagrams() + " with packets, "
                + datagrams.lateDatagrams() + " late, " + datagrams.duplicateDatagrams() + " twice, "
                + datagrams.foreignDatagrams() + " of others, " + datagrams.malformedDatagrams() + " malformed, "
                + datagrams.emptyDatagrams() + " empty"
                + (datagrams.discardedDatagrams() == 0
                        ? ""
                        : ", " + datagrams.discardedDatagrams() + " thrown away at the end")
                + (datagrams.restarts() == 0
                        ? ""
                        : "; the sender began again " + counted(datagrams.restarts(), "time"));
    }

    /** Says in one line what came of an output. */
    static String summary(OutputBook book, RelayStats stats) {
        Optional<RelayStats.OutputStats> now = stats.outputs().stream()
                .filter(output -> output.name().equals(book.output()))
                .findFirst();
        return book.output() + ": packets out " + book.sent().packets() + ", dropped "
                + book.policy().packets() + ", refused " + book.socket().packets()
                + afterTheEnd(now.map(RelayStats.OutputStats::unsentPackets).orElse(0L))
                + now.flatMap(RelayStats.OutputStats::waitsFor)
                        .map(problem -> ", still waiting: " + problem)
                        .orElse("");
    }

    private static String afterTheEnd(long packets) {
        return packets == 0 ? "" : ", " + packets + " of them after the output had ended";
    }

    /** Tells for which reasons datagrams, and packets of files, were refused, and how many for each. */
    private static String refusals(List<RelayStats.OutputStats> outputs) {
        List<String> reasons = outputs.stream()
                .map(RelayStats.OutputStats::sent)
                .reduce(SendStats::plus)
                .map(all -> new TreeMap<>(all.failures()))
                .orElseGet(TreeMap::new)
                .entrySet()
                .stream()
                .map(reason -> reason.getKey() + ": " + amount(reason.getValue()))
                .toList();
        return reasons.isEmpty() ? "" : " (" + String.join(", ", reasons) + ")";
    }

    /** A file has no datagrams. */
    private static String amount(FailedSends refused) {
        return refused.datagrams() > 0
                ? refused.datagrams() + " datagrams"
                : refused.bytes() / TsPacket.LENGTH + " packets";
    }
}
