// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.book.BookEntry;
import io.dmxflux.ts.books.Books;
import io.dmxflux.ts.books.InputBook;
import io.dmxflux.ts.books.Missing;
import io.dmxflux.ts.books.OutputBook;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Looks at books without a pause while a test goes on: every snapshot balances, and no account is less than it was. A book
 * that is out by the same amount twice in a row is not of a thread that the machine keeps waiting.
 */
public final class BooksProbe implements AutoCloseable {

    private final Supplier<Books> books;
    private final Thread thread = new Thread(this::look, "books-probe");
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicLong looks = new AtomicLong();
    private final Map<String, Long> amounts = new HashMap<>();
    private Map<String, Long> outBefore = Map.of();
    private volatile boolean ended;

    public BooksProbe(Supplier<Books> books) {
        this.books = books;
        thread.setDaemon(true);
        thread.start();
    }

    private void look() {
        try {
            while (!ended) {
                check(books.get());
                looks.incrementAndGet();
            }
        } catch (RuntimeException e) {
            wrong.add(e.toString());
        }
    }

    private void check(Books now) {
        Map<String, Long> out = new HashMap<>();
        for (InputBook input : now.inputs()) {
            String name = input.input();
            balance(name, input.imbalanceBytes(), out, input);
            grow(name + " arrived", input.arrived());
            grow(name + " routed", input.routed());
            grow(name + " unwanted", input.unwanted());
            grow(name + " replaced", input.replaced());
            grow(name + " policy", input.policy());
            grow(name + " foreign", input.foreign());
            grow(name + " closed", input.closed());
            for (Missing missing : input.missing()) {
                grow(name + missing.cause() + missing.certainty(), missing.missing());
                grow(name + missing.cause() + missing.certainty() + " times", missing.events());
            }
            for (OutputBook output : input.outputs()) {
                String of = name + " -> " + output.output();
                balance(of, output.imbalanceBytes(), out, output);
                grow(of + " routed", output.routed());
                grow(of + " generated", output.generated());
                grow(of + " sent", output.sent());
                grow(of + " policy", output.policy());
                grow(of + " socket", output.socket());
                grow(of + " closed", output.closed());
            }
        }
        outBefore = out;
    }

    private void balance(String name, long imbalance, Map<String, Long> out, Object book) {
        if (imbalance != 0) {
            out.put(name, imbalance);
            if (Long.valueOf(imbalance).equals(outBefore.get(name))) {
                wrong.add(name + " is out by " + imbalance + ": " + book);
            }
        }
    }

    private void grow(String name, BookEntry entry) {
        grow(name, entry.bytes());
    }

    private void grow(String name, long amount) {
        Long before = amounts.put(name, amount);
        if (before != null && before > amount) {
            wrong.add(name + " went back from " + before + " to " + amount);
        }
    }

    /** Ends it, and fails if something was wrong, or if it never looked. */
    @Override
    public void close() {
        ended = true;
        await().until(() -> !thread.isAlive());
        assertThat(wrong).as("%d snapshots", looks.get()).isEmpty();
        assertThat(looks).hasPositiveValue();
    }

    /** Waits until it has looked as often once more. */
    public void lookAgain() {
        long before = looks.get();
        await().until(() -> looks.get() > before + 1 || !wrong.isEmpty());
    }
}
