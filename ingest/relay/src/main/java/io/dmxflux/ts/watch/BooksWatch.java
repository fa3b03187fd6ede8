// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.watch;

import io.dmxflux.ts.books.Books;
import io.dmxflux.ts.books.InputBook;
import io.dmxflux.ts.books.OutputBook;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells which books do not balance, once each. A book is believed to be out when it has not balanced at {@value #LOOKS} looks
 * in a row, ten seconds: on a machine without CPU to spare a buffer is on its way between two accounts for seconds, and the
 * next one is at the same place at the next look. That is no defect.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class BooksWatch {

    /** From one look to the next: accounts only grow, so what is wrong with them stays. */
    public static final Duration INTERVAL = Duration.ofSeconds(2);

    /** How many looks at a book, one after the other, have to find it out of balance: ten seconds. */
    static final int LOOKS = 5;

    private final Set<Trouble.Subject> told = new HashSet<>();
    private final Map<Trouble.Subject, Integer> looksOut = new HashMap<>();

    /** A watch to which all is well so far. */
    public BooksWatch() {}

    /**
     * Looks at the books.
     *
     * @param books of the process, now
     * @return an event for each that is found to be out
     */
    public List<RelayEvent> look(Books books) {
        if (books.isBalanced()) { // as they have to be
            looksOut.clear();
            return List.of();
        }
        Map<Trouble.Subject, Long> now = new HashMap<>();
        for (InputBook input : books.inputs()) {
            Trouble.Subject subject = Trouble.Subject.input(input.input());
            now.put(subject, input.imbalanceBytes());
            for (OutputBook output : input.outputs()) {
                now.put(subject.output(output.output()), output.imbalanceBytes());
            }
        }
        now.values().removeIf(bytes -> bytes == 0);
        looksOut.keySet().retainAll(now.keySet());
        List<RelayEvent> events = new ArrayList<>();
        now.forEach((subject, bytes) -> {
            if (looksOut.merge(subject, 1, Integer::sum) >= LOOKS && told.add(subject)) {
                events.add(new RelayEvent.BooksUnbalanced(subject, bytes));
            }
        });
        return events;
    }
}
