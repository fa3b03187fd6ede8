// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.ts.announce.Announcements;
import io.dmxflux.ts.books.Books;
import io.dmxflux.ts.books.InputBook;
import io.dmxflux.ts.event.RelayStats;
import io.dmxflux.ts.relay.Relays;
import io.dmxflux.ts.text.EventText;
import io.dmxflux.ts.text.StatsText;
import io.dmxflux.ts.text.SummaryRecord;
import io.dmxflux.ts.tr101290.Indicator;
import io.dmxflux.ts.watch.BooksWatch;
import io.dmxflux.ts.watch.EventLimit;
import io.dmxflux.ts.watch.MemoryWatch;
import io.dmxflux.ts.watch.RelaysWatch;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.event.Level;
import reactor.core.Disposable;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Relays in the foreground of a process: progress while they run, an end in order at a signal, a summary after it.
 *
 * <p>A signal (Ctrl-C, SIGTERM) runs a shutdown hook, which ends each relay as its end of stream would, and then the
 * process with the exit code of a job that is done, as to be stopped is how a relay normally ends; with that of a failure if an
 * input or output had failed for good before.
 */
final class RunningRelays {

    private static final Duration PROGRESS = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Outputs that have filled the memory do not take it either. */
    private static final Duration PATIENCE_WITHOUT_MEMORY = Duration.ofMillis(500);

    private final Relays relays;
    private final Runnable stopWatching;
    private final Messages messages;
    private final EventLimit events;
    private final Announcements announcements;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final RelaysWatch watch;

    /**
     * Prepares to run.
     *
     * @param relays open, and closed here
     * @param stopWatching ends what changes them, before they are closed
     * @param messages where everything is told; closed here
     * @param events where the relays tell what happens, which ends in the messages
     */
    RunningRelays(Relays relays, Runnable stopWatching, Messages messages, EventLimit events) {
        this.relays = relays;
        this.stopWatching = stopWatching;
        this.messages = messages;
        this.events = events;
        this.announcements = new Announcements(relays::services, events);
        this.watch = new RelaysWatch(relays.runningStats());
    }

    int untilTheyEnd() {
        relays.lines().forEach(messages::tell);
        ShutdownHook hook = new ShutdownHook(this::endAtSignal);
        relays.onServices(announcements::look);
        Disposable progress = watch();
        try {
            relays.run().block();
            return exitCode();
        } catch (RuntimeException e) {
            progress.dispose();
            boolean isOfMemory = ExitCode.isOfMemory(e);
            if (isOfMemory) {
                events.silence(); // all else is a consequence
            }
            if (isOfMemory || !messages.isForPeople()) { // who are told last, in a line of the command's
                messages.tell(Level.ERROR, (messages.isForPeople() ? "dmxflux: " : "") + ExitCode.text(e));
            }
            if (isOfMemory) { // told, and not once more by the command
                finish(PATIENCE_WITHOUT_MEMORY);
                return ExitCode.FAILED;
            }
            throw e;
        } finally {
            progress.dispose();
            finish(PATIENCE);
            hook.close();
        }
    }

    /** By a timer of its own: what costs least where code is cold, as it is twice a second. */
    private Disposable watch() {
        BooksWatch booksWatch = new BooksWatch();
        MemoryWatch memoryWatch = MemoryWatch.ofProcess();
        ScheduledExecutorService timer =
                Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("dmxflux-looks", true));
        each(timer, RelaysWatch.INTERVAL, () -> {
            lookAtRelays();
            relays.silence(watch.silent());
            events.look();
        });
        each(timer, BooksWatch.INTERVAL, () -> {
            memoryWatch.look().forEach(events::tell);
            booksWatch.look(relays.books()).forEach(events::tell);
        });
        if (messages.isForPeople() && Terminal.canOverwrite()) {
            each(timer, PROGRESS, progress());
        }
        return timer::shutdown;
    }

    private void lookAtRelays() {
        List<RelayStats> running = relays.runningStats(); // one that ends now has ended in the next list
        watch.look(running, relays.endedStats()).forEach(events::tell);
    }

    private Runnable progress() {
        AtomicReference<List<RelayStats>> shown = new AtomicReference<>(relays.stats());
        return () -> {
            List<RelayStats> now = relays.stats();
            messages.show(StatsText.progress(shown.getAndSet(now), now, worstIndicator(), Terminal.width() - 1));
        };
    }

    /** Always with so much time before the next look: an interval makes up for those that a stop of the process left out. */
    private static void each(ScheduledExecutorService timer, Duration interval, Runnable look) {
        timer.scheduleWithFixedDelay(
                () -> guarded(look), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Optional<Indicator> worstIndicator() {
        return relays.indicatorStats().stream()
                .flatMap(input -> input.worst().stream())
                .min(Indicator::compareTo);
    }

    /** A look that fails must not be the last one. */
    private static void guarded(Runnable look) {
        try {
            look.run();
        } catch (RuntimeException e) {
            Operators.onErrorDropped(e, Context.empty());
        }
    }

    private synchronized void finish(Duration patience) {
        if (ended.getCount() > 0) {
            stopWatching.run();
            announcements.close();
            guarded(this::lookAtRelays); // a stream of a second may have ended since the last time
            relays.close(patience);
            guarded(() -> watch.lookAtEnd(relays.lastStats()).forEach(events::tell));
            events.end();
            messages.show("");
            List<RelayStats> all = relays.totals();
            Books books = relays.books().atEnd();
            for (RelayStats one : all) {
                tellSummary(one, books.of(one.input()), all.size() == 1 ? "" : EventText.of(one.input()));
            }
            messages.close();
            ended.countDown();
        }
    }

    private void tellSummary(RelayStats stats, InputBook book, String subject) {
        if (messages.isForPeople()) {
            StatsText.summary(stats, book).forEach(line -> messages.tell(subject + line));
        } else {
            SummaryRecord.of(stats, book).forEach(one -> messages.tell(subject + one.text(), one.fields()));
        }
    }

    /** An output that still waits for something lacks what came meanwhile, as one that has failed. */
    private int exitCode() {
        boolean isLacking = relays.runningStats().stream()
                .flatMap(input -> input.outputs().stream())
                .anyMatch(output -> output.waitsFor().isPresent());
        return isLacking || relays.hasFailed() ? ExitCode.FAILED : ExitCode.DONE;
    }

    private void endAtSignal() {
        int code = exitCode(); // of what has failed while it ran
        finish(PATIENCE);
        Runtime.getRuntime().halt(code);
    }
}
