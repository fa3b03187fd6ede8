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
        return bytes(written, 0, elsewhere, held);
    }

    private LogBook bytes(long written, long refused, long elsewhere, long held) {
        return new LogBook(
                entry(book.book().appended().bytes()),
                entry(written),
                entry(0),
                entry(refused),
                entry(elsewhere),
                held);
    }

    /** The owner says that it has all that came so far: once for what it has, and once more for what was on its way. */
    private void isHeard() {
        book.heard();
        book.heard();
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
        isHeard();
        book.standsBy(700);
        assertThat(now()).isEqualTo(bytes(0, 300, 700));
    }

    @Test
    void whatComesSinceTheOwnerWasHeardOfIsHeldAlsoWithoutARing() {
        book.came(500);
        book.heard();
        book.came(100);
        book.standsBy(0);
        assertThat(now()).as("it may have been on its way").isEqualTo(bytes(0, 0, 600));
        book.heard();
        book.came(50);
        book.standsBy(0);
        assertThat(now()).isEqualTo(bytes(0, 500, 150));
    }

    @Test
    void whatNobodyHasWrittenIsRefused() {
        book.came(500);
        isHeard();
        book.came(700);
        book.standsBy(0);
        assertThat(book.takesOver(writer, 100, 400)).isEqualTo(400);
        assertThat(now()).as("300 of it were logged").isEqualTo(bytes(0, 400, 700, 100));
        book.came(100);
        writer.written = 200;
        assertThat(now()).isEqualTo(bytes(200, 400, 700, 0));
    }

    @Test
    void aHoleThatIsLongerCostsNoMoreThanCame() {
        book.came(500);
        book.standsBy(0);
        assertThat(book.takesOver(writer, 100, Long.MAX_VALUE)).isEqualTo(400);
        assertThat(now()).isEqualTo(bytes(0, 400, 0, 100));
    }

    @Test
    void whatLeavesTheRingOfAHostThatIsBarredIsRefused() {
        book.came(500);
        isHeard();
        book.barred();
        book.came(300);
        book.standsBy(200);
        assertThat(now()).as("another had 500").isEqualTo(bytes(0, 100, 500, 200));
        isHeard();
        book.came(100);
        book.standsBy(200);
        assertThat(now()).isEqualTo(bytes(0, 100, 600, 200));
        book.barred();
        book.takesOver(writer, 200, 0);
        book.givesUp();
        book.came(100);
        book.standsBy(0);
        assertThat(now()).as("barred no more").isEqualTo(bytes(0, 100, 600, 300));
    }

    @Test
    void whatWasKeptReadyIsElsewhereInTheEnd() {
        book.came(500);
        book.standsBy(300);
        book.ends(true);
        assertThat(now()).isEqualTo(bytes(0, 500, 0));
    }

    @Test
    void whatWasKeptReadyForNobodyIsRefusedInTheEnd() {
        book.came(500);
        isHeard();
        book.came(300);
        book.standsBy(700);
        book.ends(false);
        assertThat(now()).isEqualTo(bytes(0, 300, 500, 0));
    }

    @Test
    void aTakeoverLeavesTheRestToTheWriter() {
        book.came(1_000);
        book.takesOver(writer, 400, 0);
        assertThat(now()).as("600 were logged by another").isEqualTo(bytes(0, 600, 400));
        book.came(200);
        writer.written = 500;
        assertThat(now()).isEqualTo(bytes(500, 600, 100));
    }

    @Test
    void whoGivesUpHasInTheRingWhatIsNotAcknowledged() {
        book.takesOver(writer, 0, 0);
        book.came(1_000);
        writer.written = 300;
        book.givesUp();
        book.standsBy(500);
        assertThat(now())
                .as("200 have left the ring, and nobody else is heard of")
                .isEqualTo(bytes(300, 0, 700));
        writer.written = 400;
        assertThat(now()).as("acknowledged too late").isEqualTo(bytes(300, 0, 700));
        book.came(100);
        isHeard();
        book.standsBy(500);
        assertThat(now()).isEqualTo(bytes(300, 300, 500));
    }

    @Test
    void whatOneHostWritesTwiceCountsOnce() {
        book.takesOver(writer, 0, 0);
        book.came(1_000);
        writer.written = 1_000;
        book.givesUp();
        Written again = new Written();
        book.takesOver(again, 700, 0); // the log was deleted
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
