// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.book.BookEntry;
import io.dmxflux.ts.books.Books;
import io.dmxflux.ts.books.InputBook;
import io.dmxflux.ts.books.OutputBook;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.text.EventText;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BooksWatchTest {

    private final BooksWatch watch = new BooksWatch();

    private static BookEntry bytes(long count) {
        return new BookEntry(count, 0, 0);
    }

    private static Books books(long arrived, long sent) {
        BookEntry none = BookEntry.NONE;
        OutputBook output = new OutputBook(
                "udp://239.1.1.1:5004 (service 1)",
                "udp://239.1.1.1:5004",
                Optional.of("service 1"),
                bytes(1000),
                none,
                bytes(sent),
                none,
                none,
                none,
                none,
                0,
                none);
        InputBook input = new InputBook(
                "dvb:0",
                bytes(arrived),
                bytes(1000),
                none,
                none,
                none,
                none,
                none,
                none,
                0,
                List.of(),
                none,
                List.of(output));
        return new Books(Instant.EPOCH, List.of(input));
    }

    private List<String> look(long arrived, long sent) {
        return watch.look(books(arrived, sent)).stream()
                .map(EventText::lines)
                .flatMap(List::stream)
                .toList();
    }

    @Test
    void booksThatBalanceAreNotSpokenOf() {
        assertThat(look(1000, 1000)).isEmpty();
        assertThat(look(1000, 1000)).isEmpty();
    }

    /** At all looks but the last of those that it takes. */
    private void lookForLong(long arrived, long sent) {
        for (int look = 1; look < BooksWatch.LOOKS; look++) {
            assertThat(look(arrived, sent)).isEmpty();
        }
    }

    @Test
    void whatIsOutAtManyLooksInARowIsToldOnce() {
        lookForLong(1188, 1000);
        assertThat(look(1188, 1000))
                .containsExactly(
                        "dvb:0: the books are out by 188 bytes that no account has; this is a defect of dmxflux,"
                                + " please report it with this line");
        assertThat(look(1188, 1000)).isEmpty();
        assertThat(look(1000, 1000)).isEmpty();
        lookForLong(1188, 1000);
        assertThat(look(1188, 1000)).as("for ever").isEmpty();
    }

    @Test
    void whatIsOutByMoreAndMoreIsToldAsWell() {
        for (int look = 1; look < BooksWatch.LOOKS; look++) {
            assertThat(look(1000 + 188 * look, 1000)).isEmpty();
        }
        assertThat(look(5700, 1000)).singleElement().asString().startsWith("dvb:0: the books are out by 4700 bytes");
    }

    /** A thread without CPU: a buffer of the same length is on its way at look after look. */
    @Test
    void whatBalancesInBetweenIsOnItsWay() {
        for (int round = 0; round < 10; round++) {
            lookForLong(1188, 1000);
            assertThat(look(1000, 1000)).isEmpty();
        }
    }

    @Test
    void anOutputsBookIsToldWithItsInput() {
        lookForLong(1000, 1188);
        assertThat(watch.look(books(1000, 1188))).singleElement().satisfies(event -> {
            assertThat(((RelayEvent.BooksUnbalanced) event).imbalanceBytes()).isEqualTo(-188);
            assertThat(EventText.lines(event))
                    .singleElement()
                    .asString()
                    .startsWith(
                            "dvb:0 -> udp://239.1.1.1:5004 (service 1): the books are out by 188 bytes that are on two");
        });
    }
}
