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
 * Tells which books do not balance, once each. A book is believed to be out when it is by the same amount at two looks in a
 * row: a thread that the machine keeps waiting between two accounts is not a defect.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class BooksWatch {

    /** From one look to the next: accounts only grow, so what is wrong with them stays. */
    public static final Duration INTERVAL = Duration.ofSeconds(2);

    private final Set<Trouble.Subject> told = new HashSet<>();
    private Map<Trouble.Subject, Long> before = Map.of();

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
            before = Map.of();
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
        List<RelayEvent> events = new ArrayList<>();
        now.forEach((subject, bytes) -> {
            if (bytes.equals(before.get(subject)) && told.add(subject)) {
                events.add(new RelayEvent.BooksUnbalanced(subject, bytes));
            }
        });
        before = now;
        return events;
    }
}
