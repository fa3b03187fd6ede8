// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.ts.event.WaitEvent;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MessagesTest {

    private static final Pattern MISSING =
            Pattern.compile("\\((\\d+) lines are missing here, since they were not read\\)");

    private final StringWriter written = new StringWriter();

    @Test
    void everyLineIsWrittenInOrderBeforeTheEnd() {
        Messages messages = new Messages(new PrintWriter(written));
        for (int i = 0; i < 100; i++) {
            messages.tell("line " + i);
        }
        messages.close();
        assertThat(written.toString().lines())
                .hasSize(100)
                .startsWith("line 0", "line 1")
                .endsWith("line 99");
    }

    /** Of two threads that tell at once, the one that has read the clock first is written first. */
    @Test
    void linesAreInTheOrderOfTheirTimes() throws Exception {
        AtomicInteger readings = new AtomicInteger();
        CompletableFuture<Thread> other = new CompletableFuture<>();
        Messages messages = new Messages(new PrintWriter(written), () -> {
            int reading = readings.getAndIncrement();
            if (reading == 0) {
                Thread late = other.join();
                late.start();
                await().until(() -> late.getState() == Thread.State.BLOCKED || !late.isAlive());
            }
            return Instant.EPOCH.plusSeconds(reading);
        });
        Thread late = new Thread(() -> messages.onEvent(new WaitEvent.InputWaits("late", "problem")));
        other.complete(late);
        messages.onEvent(new WaitEvent.InputWaits("early", "problem"));
        late.join();
        messages.close();
        assertThat(written.toString().lines().map(line -> line.replaceFirst(".*input (\\w+).*", "$1")))
                .containsExactly("early", "late");
    }

    @Test
    void aLineStaysOneLine() {
        Messages messages = new Messages(new PrintWriter(written));
        messages.tell("file:a\nb\r\u001b[2J\u2028\tč");
        messages.close();
        assertThat(written.toString().lines()).containsExactly("file:a\\nb\\r\\u001b[2J\\u2028\tč");
    }

    @Test
    void whatMayHappenLaterHasItsTime() {
        Messages messages = new Messages(new PrintWriter(written), () -> Instant.EPOCH);
        messages.tellWithTime("metrics: moved");
        messages.close();
        assertThat(written.toString()).matches("19(70|69)-\\d\\d-\\d\\dT\\S+ metrics: moved\\R");
    }

    @Test
    void aNameTurnsNoLineAround() {
        Messages messages = new Messages(new PrintWriter(written));
        messages.tell("service \u202egnp.exe\u2069 \u009b2J סרט");
        messages.close();
        assertThat(written.toString().lines()).containsExactly("service \\u202egnp.exe\\u2069 \\u009b2J סרט");
    }

    @Test
    void nobodyWaitsForOneWhoDoesNotReadAndWhatIsMissingIsToldOf() {
        CountDownLatch reading = new CountDownLatch(1);
        Messages messages = new Messages(new PrintWriter(new Paused(reading)));
        for (int i = 0; i < 2_000; i++) {
            messages.tell("line " + i);
        }
        reading.countDown();
        messages.close();
        long there = written.toString()
                .lines()
                .filter(line -> line.startsWith("line"))
                .count();
        long missing = MISSING.matcher(written.toString())
                .results()
                .mapToLong(told -> Long.parseLong(told.group(1)))
                .sum();
        assertThat(there).as("what fits").isBetween(1_000L, 1_001L);
        assertThat(there + missing).isEqualTo(2_000);
    }

    @Test
    void theLiveLineIsTheLastOneAndLeavesNothingBehindOtherLines() {
        Messages messages = new Messages(new PrintWriter(written));
        messages.show("1 s  out 100");
        messages.show("2 s");
        messages.tell("short");
        messages.show("");
        messages.tell("end");
        messages.close();
        String remove = "\r\u001b[K";
        String end = System.lineSeparator();
        assertThat(written.toString())
                .isEqualTo("1 s  out 100" + remove + "2 s" + remove + "short" + end + "2 s" + remove + "end" + end);
    }

    /** A library's warning comes from the event loop as well. */
    @Test
    void standardErrorWaitsForNobodyEitherAndIsGivenBack() {
        PrintStream before = System.err;
        CountDownLatch reading = new CountDownLatch(1);
        Messages messages = new Messages(new PrintWriter(new Paused(reading))).withStandardError();
        messages.tell("ours");
        System.err.println("theirs, Česká");
        System.err.print("in ");
        System.err.printf("pieces%n");
        reading.countDown();
        messages.close();
        assertThat(written.toString().lines()).containsExactly("ours", "theirs, Česká", "in pieces");
        assertThat(System.err).isSameAs(before);
    }

    /** A terminal that is paused at first. */
    private final class Paused extends Writer {

        private final CountDownLatch reading;

        Paused(CountDownLatch reading) {
            this.reading = reading;
        }

        @Override
        public void write(char[] text, int from, int length) {
            try {
                reading.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            written.write(text, from, length);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
