// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.book.BookEntry;
import io.dmxflux.ts.log.LogBook;
import io.dmxflux.ts.log.LogWriter;
import io.dmxflux.ts.log.TsChunk;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** All in packets of a hundred bytes. */
class StandbyBookTest {

    private final StandbyBook book = new StandbyBook();
    private final Written writer = new Written();

    private LogBook bytes(long written, long elsewhere, long held) {
        return new LogBook(
                entry(book.book().appended().bytes()), entry(written), entry(0), entry(0), entry(elsewhere), held);
    }

    private static BookEntry entry(long bytes) {
        return BookEntry.of(bytes, Instant.ofEpochMilli(1));
    }

    private LogBook now() {
        LogBook now = book.book();
        return new LogBook(
                entry(now.appended().bytes()),
                entry(now.written().bytes()),
                entry(now.dropped().bytes()),
                entry(now.refused().bytes()),
                entry(now.elsewhere().bytes()),
                now.heldBytes());
    }

    @AfterEach
    void isBalanced() {
        LogBook now = book.book();
        assertThat(now.written().bytes()
                        + now.dropped().bytes()
                        + now.refused().bytes()
                        + now.elsewhere().bytes()
                        + now.heldBytes())
                .isEqualTo(now.appended().bytes());
    }

    @Test
    void whatLeavesTheRingOfAStandbyIsWrittenElsewhere() {
        book.came(600);
        book.standsBy(600);
        assertThat(now()).isEqualTo(bytes(0, 0, 600));
        book.came(400);
        book.standsBy(700);
        assertThat(now()).isEqualTo(bytes(0, 300, 700));
    }

    @Test
    void aTakeoverLeavesTheRestToTheWriter() {
        book.came(1_000);
        book.takesOver(writer, 400);
        assertThat(now()).as("600 were logged by another").isEqualTo(bytes(0, 600, 400));
        book.came(200);
        writer.written = 500;
        assertThat(now()).isEqualTo(bytes(500, 600, 100));
    }

    @Test
    void whoGivesUpHasInTheRingWhatIsNotAcknowledged() {
        book.takesOver(writer, 0);
        book.came(1_000);
        writer.written = 300;
        book.givesUp(500);
        assertThat(now()).as("200 have left the ring").isEqualTo(bytes(300, 200, 500));
        writer.written = 400;
        assertThat(now()).as("acknowledged too late").isEqualTo(bytes(300, 200, 500));
        book.came(100);
        book.standsBy(500);
        assertThat(now()).isEqualTo(bytes(300, 300, 500));
    }

    @Test
    void whatOneHostWritesTwiceCountsOnce() {
        book.takesOver(writer, 0);
        book.came(1_000);
        writer.written = 1_000;
        book.givesUp(1_000);
        Written again = new Written();
        book.takesOver(again, 700); // the log was deleted
        assertThat(now()).isEqualTo(bytes(1_000, 0, 0));
        again.written = 600;
        assertThat(now()).isEqualTo(bytes(1_000, 0, 0));
        book.came(100);
        again.written = 750;
        assertThat(now()).isEqualTo(bytes(1_050, 0, 50));
    }

    /** A writer that has settled so much. */
    private static final class Written implements LogWriter {

        long written;

        @Override
        public int epoch() {
            return 1;
        }

        @Override
        public long firstDatagram() {
            return 0;
        }

        @Override
        public void append(TsChunk chunk) {
            chunk.release();
        }

        @Override
        public boolean hasRoom() {
            return true;
        }

        @Override
        public LogBook book() {
            return LogBook.NONE.plus(new LogBook(entry(written), entry(written), entry(0), entry(0), entry(0), 0));
        }

        @Override
        public Optional<String> waitsFor() {
            return Optional.empty();
        }

        @Override
        public void close() {
            // nothing waits
        }
    }
}
