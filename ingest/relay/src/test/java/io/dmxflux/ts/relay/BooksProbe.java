// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.book.BookEntry;
import io.dmxflux.ts.books.Books;
import io.dmxflux.ts.books.InputBook;
import io.dmxflux.ts.books.Missing;
import io.dmxflux.ts.books.OutputBook;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Looks at books without a pause while a test goes on: every snapshot balances, and no account is less than it was. A book
 * that is out by the same amount for {@link #HELD} is not of a thread that the machine keeps waiting: one that loads classes, on
 * an emulated processor, is held for longer than a book is waited for.
 */
public final class BooksProbe implements AutoCloseable {

    private static final Duration HELD = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Supplier<Books> books;
    private final Thread thread = new Thread(this::look, "books-probe");
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicLong looks = new AtomicLong();
    private final Map<String, Long> amounts = new HashMap<>();
    private Map<String, Out> outBefore = Map.of();
    private volatile boolean ended;

    /** By how much a book is out, and since when it is. */
    private record Out(long bytes, long sinceNanos) {}

    public BooksProbe(Supplier<Books> books) {
        this.books = books;
        thread.setDaemon(true);
        thread.start();
    }

    private void look() {
        try {
            while (!ended || !outBefore.isEmpty() && wrong.isEmpty()) { // what is out at the end has its time as well
                check(books.get());
                looks.incrementAndGet();
            }
        } catch (RuntimeException e) {
            wrong.add(e.toString());
        }
    }

    private void check(Books now) {
        Map<String, Out> out = new HashMap<>();
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

    private void balance(String name, long imbalance, Map<String, Out> out, Object book) {
        if (imbalance != 0) {
            long now = System.nanoTime();
            Out before = outBefore.get(name);
            Out same = before != null && before.bytes() == imbalance ? before : new Out(imbalance, now);
            out.put(name, same);
            if (now - same.sinceNanos() >= HELD.toNanos()) {
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
        await().atMost(PATIENCE).until(() -> !thread.isAlive());
        assertThat(wrong).as("%d snapshots", looks.get()).isEmpty();
        assertThat(looks).hasPositiveValue();
    }

    /** Waits until it has looked as often once more. */
    public void lookAgain() {
        long before = looks.get();
        await().until(() -> looks.get() > before + 1 || !wrong.isEmpty());
    }
}
