// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.book.BookEntry;
import io.dmxflux.ts.books.InputBook;
import io.dmxflux.ts.books.OutputBook;
import io.dmxflux.ts.event.RelayStats;
import io.dmxflux.ts.op.CheckContinuity;
import io.dmxflux.ts.plan.RateBounds;
import io.dmxflux.ts.sink.FailedSends;
import io.dmxflux.ts.sink.SendStats;
import io.dmxflux.ts.source.SourceStats;
import io.dmxflux.ts.source.UdpSourceStats;
import io.dmxflux.ts.split.ShareStats;
import io.dmxflux.ts.tr101290.Indicator;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatsTextTest {

    @Test
    void theSummaryNamesWhyTheOutputRefused() {
        Map<String, FailedSends> failures =
                Map.of("ENETUNREACH", new FailedSends(2, 2 * 1316), "ENETDOWN", new FailedSends(1, 1316));
        RelayStats.OutputStats output = output("udp://239.1.1.1:5004", new SendStats(5, 5 * 1316, failures));

        assertThat(summary(output))
                .contains("lost by socket: 21 packets refused (ENETDOWN: 1 datagrams, ENETUNREACH: 2 datagrams)");
    }

    @Test
    void theSummaryNamesAReasonOnceForAllOutputs() {
        Map<String, FailedSends> failures = Map.of("ENETUNREACH", new FailedSends(2, 2 * 1316));
        RelayStats.OutputStats one = output("udp://239.1.1.1:5004", new SendStats(5, 5 * 1316, failures));
        RelayStats.OutputStats two = output("udp://239.1.1.2:5004", new SendStats(5, 5 * 1316, failures));

        assertThat(summary(one, two)).contains("lost by socket: 28 packets refused (ENETUNREACH: 4 datagrams)");
    }

    /** Of a log for machines each line is an object of its own. */
    @Test
    void aSumIsInTwoLinesOnlyWherePeopleReadIt() {
        String name = "udp://[ff15:1234:5678:9abc::1234:5678]:5004?iface=enp0s31f6 (service 2064)";
        RelayStats stats = stats(output(name, new SendStats(5, 5 * 1316, Map.of())));
        InputBook book = book(stats);

        assertThat(StatsText.summary(stats, book)).anyMatch(line -> line.startsWith("  = sent "));
        assertThat(StatsText.summary(stats, book, Integer.MAX_VALUE))
                .noneMatch(line -> line.startsWith(" "))
                .anyMatch(line -> line.startsWith(name + ": routed ") && line.contains(" = sent "));
    }

    @Test
    void aFileRefusesPackets() {
        Map<String, FailedSends> failures = Map.of("IOException", new FailedSends(0, 188));
        RelayStats.OutputStats file = output("file:x", new SendStats(0, 1880, failures));

        assertThat(summary(file)).contains("lost by socket: 1 packets refused (IOException: 1 packets)");
    }

    @Test
    void everyDatagramIsOnAnAccount() {
        UdpSourceStats.Framing rtp = UdpSourceStats.Framing.RTP;
        UdpSourceStats datagrams = new UdpSourceStats(
                121, 100, 1, 2, 3, 4, 11, 0, 131_600, 0, 5, 6, 0, rtp, rtp, 0, 0, 0, UdpSourceStats.Mixed.NONE);

        assertThat(summary(datagrams(datagrams)))
                .contains(
                        "datagrams received 121: 100 with packets, 1 late, 2 twice, 3 of others, 4 malformed, 11 empty;"
                                + " the sender began again 6 times");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    120 | 3 s  0.00 Mbit/s  1 output  TR 101 290: ok  in 0  out 35  lost: signal 0, kernel 0, policy 0, socket 21
                    103 | 3 s  0.00 Mbit/s  1 output  TR 101 290: ok  in 0  out 35  lost: signal 0, kernel 0, policy 0, socket 21
                    102 | 3 s  0.00 Mbit/s  1 output  TR 101 290: ok  in 0  out 35  lost: socket 21
                    56  | 3 s  0.00 Mbit/s  1 output  out 35  lost: socket 21
                    48  | 3 s  0.00 Mbit/s  1 output  lost: socket 21
                    40  | 3 s  0.00 Mbit/s  lost: socket 21
                    20  | 3 s  lost: socket 21
                    19  | 3 s
                    1   | 3
                    """)
    void theProgressFitsItsWidthAndKeepsWhatIsLost(int width, String line) {
        Map<String, FailedSends> failures = Map.of("ENETUNREACH", new FailedSends(3, 3 * 1316));
        List<RelayStats> now = List.of(stats(output("udp://239.1.1.1:5004", new SendStats(5, 5 * 1316, failures))));
        assertThat(StatsText.progress(now, now, Optional.empty(), width)).isEqualTo(line);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    120 | 3 s  0.00 Mbit/s  0 outputs  TR 101 290: 1.3.a PAT_error_2  in 0  out 0  lost: 0
                    70  | 3 s  0.00 Mbit/s  0 outputs  TR 101 290: 1.3.a  out 0  lost: 0
                    45  | 3 s  0.00 Mbit/s  TR 101 290: 1.3.a  lost: 0
                    32  | 3 s  TR 101 290: 1.3.a  lost: 0
                    12  | 3 s  lost: 0
                    """)
    void theWorstIndicatorStaysAlmostAsLong(int width, String line) {
        List<RelayStats> now = List.of(stats());
        assertThat(StatsText.progress(now, now, Optional.of(Indicator.PAT), width))
                .as(width + " columns")
                .startsWith(line.substring(0, line.indexOf("lost")))
                .hasSizeLessThanOrEqualTo(width);
    }

    @Test
    void ofWhatIsRemovedPacketsThatWereThrownAwayAreTold() {
        RelayStats stats = stats();
        InputBook book = book(stats);
        assertThat(StatsText.removed(stats, book)).endsWith("; removed, nothing lost");
        InputBook closed = new InputBook(
                book.input(),
                packets(14),
                BookEntry.NONE,
                BookEntry.NONE,
                BookEntry.NONE,
                BookEntry.NONE,
                BookEntry.NONE,
                packets(14),
                BookEntry.NONE,
                0,
                List.of(),
                BookEntry.NONE,
                List.of());
        assertThat(StatsText.removed(stats, closed)).endsWith("; removed, lost: closed 14");
    }

    /** Nothing lags where datagrams come late. */
    @Test
    void thePolicyByWhichAnInputDropsIsNamed() {
        UdpSourceStats.Framing rtp = UdpSourceStats.Framing.RTP;
        UdpSourceStats late = new UdpSourceStats(
                102, 100, 2, 0, 0, 0, 0, 0, 131_600, 0, 2, 0, 0, rtp, rtp, 0, 0, 0, UdpSourceStats.Mixed.NONE);

        assertThat(StatsText.summary(datagrams(late), dropped(14)))
                .contains("lost by policy: 0 packets dropped since the output lagged, 14 of datagrams that came late");
        assertThat(StatsText.summary(stats(), dropped(14)))
                .contains("lost by policy: 14 packets dropped since the output lagged");
    }

    private static InputBook dropped(long packets) {
        return new InputBook(
                "rtp://239.1.1.1:5",
                packets(packets),
                BookEntry.NONE,
                BookEntry.NONE,
                BookEntry.NONE,
                packets(packets),
                BookEntry.NONE,
                BookEntry.NONE,
                BookEntry.NONE,
                0,
                List.of(),
                BookEntry.NONE,
                List.of());
    }

    private static RelayStats datagrams(UdpSourceStats datagrams) {
        return new RelayStats(
                "rtp://239.1.1.1:5",
                Duration.ofSeconds(3),
                new CheckContinuity().stats(),
                0,
                SourceStats.NONE,
                List.of(),
                Optional.empty(),
                Optional.of(datagrams),
                Optional.empty(),
                RateBounds.NONE);
    }

    private static RelayStats.OutputStats output(String name, SendStats sent) {
        return new RelayStats.OutputStats(
                name, 1_000, 0, sent, 0, ShareStats.NONE, 0, 0, 0, 0, Optional.empty(), List.of(), RateBounds.NONE);
    }

    @Test
    void whatIsMoreThanItsShareOfALogIsNotThatAnOutputLagged() {
        RelayStats.OutputStats output = new RelayStats.OutputStats(
                "rtp://239.1.1.1:5004",
                1_000,
                0,
                new SendStats(0, 0, Map.of()),
                50,
                new ShareStats(40, 3),
                0,
                0,
                0,
                0,
                Optional.empty(),
                List.of(),
                RateBounds.NONE);
        assertThat(summary(output))
                .contains(
                        "lost by policy: 10 packets dropped since the output lagged, 40 since a service needs more than"
                                + " every= gives it");
    }

    private static List<String> summary(RelayStats.OutputStats... outputs) {
        return summary(stats(outputs));
    }

    private static List<String> summary(RelayStats stats) {
        return StatsText.summary(stats, book(stats));
    }

    private static InputBook book(RelayStats stats) {
        return new InputBook(
                stats.input(),
                packets(stats.packetsIn()),
                packets(stats.packetsIn()),
                BookEntry.NONE,
                BookEntry.NONE,
                BookEntry.NONE,
                BookEntry.NONE,
                BookEntry.NONE,
                BookEntry.NONE,
                0,
                List.of(),
                BookEntry.NONE,
                stats.outputs().stream().map(StatsTextTest::book).toList());
    }

    private static OutputBook book(RelayStats.OutputStats output) {
        return new OutputBook(
                output.name(),
                output.name(),
                Optional.empty(),
                packets(output.packetsOut() + output.packetsRefused() + output.droppedPackets()),
                BookEntry.NONE,
                packets(output.packetsOut()),
                packets(output.droppedPackets()),
                packets(output.packetsRefused()),
                BookEntry.NONE,
                BookEntry.NONE,
                0,
                BookEntry.NONE);
    }

    private static BookEntry packets(long count) {
        long millis = count == 0 ? 0 : 1;
        return new BookEntry(count * 188, millis, millis);
    }

    private static RelayStats stats(RelayStats.OutputStats... outputs) {
        return new RelayStats(
                "dvb:0",
                Duration.ofSeconds(3),
                new CheckContinuity().stats(),
                0,
                SourceStats.NONE,
                List.of(outputs),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                RateBounds.NONE);
    }
}
