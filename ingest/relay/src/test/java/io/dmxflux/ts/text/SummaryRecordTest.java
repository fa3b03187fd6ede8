// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.book.BookEntry;
import io.dmxflux.ts.books.InputBook;
import io.dmxflux.ts.books.Missing;
import io.dmxflux.ts.books.OutputBook;
import io.dmxflux.ts.event.RelayStats;
import io.dmxflux.ts.op.CheckContinuity;
import io.dmxflux.ts.plan.RateBounds;
import io.dmxflux.ts.source.SourceStats;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SummaryRecordTest {

    private static final BookEntry NONE = BookEntry.NONE;
    private static final String OUTPUT = "udp://239.1.1.1:5004";

    private static final RelayStats STATS = new RelayStats(
            "dvb:0",
            Duration.ofMillis(3_500),
            new CheckContinuity().stats(),
            0,
            SourceStats.NONE,
            List.of(),
            Optional.of("no such device"),
            Optional.empty(),
            Optional.empty(),
            RateBounds.NONE);

    private static BookEntry packets(long count) {
        return bytes(count * 188);
    }

    private static BookEntry bytes(long bytes) {
        return new BookEntry(bytes, 1, 1);
    }

    private static List<SummaryRecord> records(BookEntry foreign) {
        OutputBook output = new OutputBook(
                OUTPUT + " (service 1)",
                OUTPUT,
                Optional.of("service 1"),
                packets(90),
                packets(10),
                packets(93),
                NONE,
                packets(7),
                NONE,
                NONE,
                0,
                NONE);
        InputBook book = new InputBook(
                "dvb:0",
                packets(90).plus(foreign),
                packets(90),
                NONE,
                NONE,
                NONE,
                foreign,
                NONE,
                NONE,
                0,
                List.of(
                        Missing.of(Missing.Cause.SIGNAL, Missing.Certainty.AT_LEAST, packets(5), 2, NONE),
                        Missing.of(Missing.Cause.KERNEL, Missing.Certainty.UNKNOWN, NONE, 3, NONE)),
                NONE,
                List.of(output));
        return SummaryRecord.of(STATS, book);
    }

    @Test
    void inputsAndOutputsAreRecordsWithTheAccountsOfTheirBooks() {
        List<SummaryRecord> records = records(NONE);
        assertThat(records).hasSize(2).allMatch(one -> !one.text().contains("\n"));
        assertThat(records.get(0).fields())
                .containsAllEntriesOf(Map.of(
                        "event", "input_summary",
                        "input", "dvb:0",
                        "elapsed_seconds", 3.5,
                        "arrived_packets", 90L,
                        "routed_packets", 90L,
                        "foreign_packets", 0L,
                        "missing_signal_at_least_packets", 5L,
                        "missing_kernel_unknown_times", 3L,
                        "problem", "no such device"));
        assertThat(records.get(1).fields())
                .containsAllEntriesOf(Map.of(
                        "event", "output_summary",
                        "input", "dvb:0",
                        "output", OUTPUT,
                        "service", "1",
                        "routed_packets", 90L,
                        "generated_packets", 10L,
                        "sent_packets", 93L,
                        "socket_packets", 7L,
                        "queued_packets", 0L));
        assertThat(records.get(1).text()).contains("routed 90 + generated 10 = sent 93 + socket 7");
    }

    @Test
    void whatAFaultHasCutIsInBytesAsWell() {
        assertThat(records(NONE).get(0).fields()).doesNotContainKey("arrived_bytes");
        assertThat(records(bytes(100)).get(0).fields())
                .containsEntry("arrived_bytes", 90L * 188 + 100)
                .containsEntry("routed_bytes", 90L * 188)
                .containsEntry("foreign_bytes", 100L);
    }
}
