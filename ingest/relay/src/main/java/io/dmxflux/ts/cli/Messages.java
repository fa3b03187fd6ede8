// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.psi.HarmlessText;
import io.dmxflux.ts.text.LogFormat;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.event.Level;

/**
 * Writes lines for people on a thread of its own: they often come from the event loop of all streams, and a terminal that is
 * paused, or a pipe that is not read, must not stop that.
 *
 * <p>The live line stays the last one of a terminal: it is written over by the next, and by lines that are told, below which
 * it is written again.
 *
 * <p><b>Holds:</b> 1000 lines; what comes on top is dropped, counted, and told of in its place.
 * <p><b>Threading:</b> every method from any thread.
 *
 * <p>Lines for people come from no logging back end: an asynchronous appender that never blocks drops lines without counting
 * them, and Logback's made a start cost 3 to 6 % more CPU time. Its encoders make the lines for machines.
 */
final class Messages implements RelayEvent.Listener, AutoCloseable {

    private static final int MOST_WAITING = 1_000;
    private static final int PATIENCE_SECONDS = 2;

    private final PrintWriter out;
    private final InstantSource clock;
    private final boolean isJournal = Terminal.isStandardErrorOfJournal();

    /** Changed on the thread of messages, so that what came before a change is written as it was then. */
    private volatile MessageFormat format;

    private LogFormat chosen;

    private final AtomicLong lost = new AtomicLong();
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            new DefaultThreadFactory("dmxflux-messages", true),
            (line, full) -> lost.incrementAndGet());
    private Runnable restore = () -> {};

    /** The last line of a terminal, without a line end; on the thread of messages. */
    private String live = "";

    Messages(PrintWriter out) {
        this(out, InstantSource.system());
    }

    Messages(PrintWriter out, InstantSource clock) {
        this(out, clock, LogFormat.TEXT);
    }

    Messages(PrintWriter out, LogFormat format) {
        this(out, InstantSource.system(), format);
    }

    private Messages(PrintWriter out, InstantSource clock, LogFormat format) {
        this.out = out;
        this.clock = clock;
        this.chosen = format;
        this.format = of(format);
        load(TextFormat::loadZones);
    }

    private MessageFormat of(LogFormat wanted) {
        return wanted.isForPeople()
                ? new TextFormat(isJournal)
                : StructuredFormat.open(wanted, isJournal, this::tellFormatted);
    }

    /**
     * Loads, on this thread of messages and before what is told later, what opens files: without descriptors it could not be loaded,
     * and nobody would be told why.
     *
     * @return completes when that is done
     */
    CompletableFuture<Void> load(Runnable work) {
        return CompletableFuture.runAsync(work, thread);
    }

    /** Writes in another format from now on. */
    synchronized void use(LogFormat next) {
        if (next != chosen) {
            chosen = next;
            thread.execute(() -> {
                removeLive();
                live = "";
                format = of(next);
            });
        }
    }

    /**
     * Takes over standard error, and what is printed to {@code System.out}, until this is closed, so that the warnings of libraries and the traces of threads that fail
     * are written in the same way. What it was before is to be where {@code out} leads.
     */
    Messages withStandardError() {
        PrintStream before = System.err;
        PrintStream outBefore = System.out;
        restore = () -> {
            System.setErr(before);
            System.setOut(outBefore);
        };
        PrintStream lines = new PrintStream(new Lines(), true, StandardCharsets.UTF_8);
        System.setErr(lines);
        System.setOut(lines); // descriptor 1 may be a stream
        return this;
    }

    /**
     * Writes what has happened, and when. The text is made on this thread of messages: the first of it loads classes, for which
     * no event loop has the time.
     */
    @Override
    public synchronized void onEvent(RelayEvent event) { // so that lines are in the order of their times
        Instant happened = clock.instant();
        thread.execute(() -> format.lines(event, happened).forEach(this::write));
    }

    /** Tells whether there may be a live line. */
    boolean isForPeople() {
        return format instanceof TextFormat;
    }

    /** Takes a line, without waiting for it to be written. */
    void tell(String line) {
        tell(Level.INFO, line);
    }

    /** The same, of another level. */
    void tell(Level level, String line) {
        Instant told = clock.instant();
        thread.execute(() -> write(format.line(level, line, told)));
    }

    /** The same with fields for machines. */
    void tell(String line, Map<String, Object> fields) {
        Instant told = clock.instant();
        thread.execute(() -> write(format.line(line, fields, told)));
    }

    /** The same for what may happen at any time: with the time, as an event. */
    void tellWithTime(String line) {
        Instant told = clock.instant();
        thread.execute(() -> write(format.lineWithTime(line, told)));
    }

    private void tellFormatted(String line) {
        thread.execute(() -> write(line));
    }

    /** Writes over the live line; an empty one removes it. For a terminal only, and shorter than that is wide. */
    void show(String line) {
        thread.execute(() -> {
            removeLive();
            live = isForPeople() ? line : "";
            out.print(live);
            out.flush();
        });
    }

    private void removeLive() {
        if (!live.isEmpty()) {
            out.print(Terminal.REMOVE_LINE);
        }
    }

    private void write(String line) {
        removeLive();
        long missing = lost.getAndSet(0);
        if (missing > 0) {
            String gap = "(" + missing + " lines are missing here, since they were not read)";
            out.println(format.line(Level.WARN, gap, clock.instant()));
        }
        out.println(HarmlessText.escaped(line));
        out.print(live);
        out.flush();
    }

    /** Takes nothing more, and waits until everything is written, but at most two seconds. */
    @Override
    public void close() {
        restore.run();
        thread.shutdown();
        try {
            thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Makes lines of bytes. Guarded by the stream of prints in front of it. */
    private final class Lines extends OutputStream {

        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        @Override
        public void write(int octet) {
            if (octet == '\n') {
                tell(Level.WARN, line.toString(StandardCharsets.UTF_8));
                line.reset();
            } else {
                line.write(octet);
            }
        }
    }
}
