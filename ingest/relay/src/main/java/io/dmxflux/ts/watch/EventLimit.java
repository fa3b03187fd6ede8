// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.watch;

import io.dmxflux.ts.event.ConfigEvent;
import io.dmxflux.ts.event.OutputEvent;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.Trouble;
import io.dmxflux.ts.split.ServiceSelection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Passes events on, but only {@value #AT_ONCE} of one subject in a second. What is more waits for its turn: of each series the
 * last one, with the number of those that it stands for; the last one of each part if the series has more than one state, as a
 * service that comes and goes and has another PMT each time. A series of more than {@value #OF_SERIES} that goes on, as of a service
 * that comes and goes with each PAT, or of a sender that does so four times a minute, is one line from time to time, after 1, 2,
 * 4 s and so on, up to ten minutes, until nothing comes for 45 s. The last one is told sooner, when it is quiet for twice
 * as long as from one to the next before, and how long ago it was.
 *
 * <p><b>Shape:</b> {@link RelayEvent#subject}, {@link RelayEvent#series} and {@link RelayEvent#part} of each event, of whatever kind.
 * <p><b>Holds:</b> the last event of each series that is limited; {@link #look} forgets those that are quiet.
 * <p><b>Threading:</b> every method from any thread.
 */
public final class EventLimit implements RelayEvent.Listener {

    /** So many of a subject are passed on in a second. */
    static final int AT_ONCE = 5;

    /** So many of a series are passed on before it is summed up. */
    static final int OF_SERIES = 3;

    /** The last of a series is told when nothing has come for so many times the longest interval of late. */
    private static final int QUIET_INTERVALS = 2;

    /** By so much of it an interval counts less with each event that comes sooner. */
    private static final int FORGOTTEN_PART = 8;

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    /** A series is over when nothing has come for so long: what comes more seldom is told each time, at once. */
    private static final Duration MEMORY = Duration.ofSeconds(45);

    private final RelayEvent.Listener listener;
    private final RelayEvent.Listener unlimited;
    private final LongSupplier nanoTime;
    private final HeldWaits held = new HeldWaits();
    private final Map<Object, Subject> subjects = new HashMap<>();

    /** Those that have waited longest come first. */
    private final Map<Object, Series> series = new LinkedHashMap<>();

    private volatile boolean silent;

    /** How many outputs each service has. */
    private final Map<ServiceSelection, Integer> outputs = new HashMap<>();

    /**
     * Limits what a listener is told.
     *
     * @param listener told of the rest
     */
    public EventLimit(RelayEvent.Listener listener) {
        this(listener, event -> {});
    }

    /**
     * Limits what a listener is told, and not what another one is.
     *
     * @param listener told of the rest
     * @param unlimited told of all, as it happens
     */
    public EventLimit(RelayEvent.Listener listener, RelayEvent.Listener unlimited) {
        this(listener, unlimited, System::nanoTime);
    }

    EventLimit(RelayEvent.Listener listener, LongSupplier nanoTime) {
        this(listener, event -> {}, nanoTime);
    }

    private EventLimit(RelayEvent.Listener listener, RelayEvent.Listener unlimited, LongSupplier nanoTime) {
        this.listener = listener;
        this.unlimited = unlimited;
        this.nanoTime = nanoTime;
    }

    @Override
    public void onEvent(RelayEvent event) {
        unlimited.tell(event);
        if (silent) {
            return;
        }
        held.before(event).ifPresent(this::limit);
        if (!held.hold(event)) {
            limit(event);
        }
    }

    private void limit(RelayEvent event) {
        follow(event);
        if (event.subject() == event || pass(event)) {
            listener.tell(event);
        }
    }

    /** Of what has ended, or a reload removes, nothing more is told. */
    private synchronized void follow(RelayEvent event) {
        if (event instanceof OutputEvent.OutputStarted started) {
            started.output().service().ifPresent(service -> outputs.merge(service, 1, Integer::sum));
        } else if (event instanceof OutputEvent.OutputEnded ended) {
            ended.output().service().ifPresent(this::oneLess);
        } else if (event instanceof RelayEvent.RelayRemoved removed) {
            String input = removed.stats().input();
            forget(subject -> subject instanceof RelayEvent.SelectedService service
                            && service.input().equals(input)
                    || subject instanceof Trouble.Subject trouble
                            && trouble.input().equals(input));
        }
    }

    private void oneLess(ServiceSelection selection) {
        if (outputs.merge(selection, -1, Integer::sum) <= 0) {
            outputs.remove(selection);
            forget(subject -> subject instanceof RelayEvent.SelectedService service
                    && service.selection().equals(selection));
        }
    }

    private void forget(Predicate<Object> gone) {
        series.values().removeIf(one -> gone.test(one.subject));
    }

    private synchronized boolean pass(RelayEvent event) {
        long now = nanoTime.getAsLong();
        return series.computeIfAbsent(event.series(), any -> new Series(event, now))
                .pass(event, now);
    }

    private Subject subject(Object subject) {
        return subjects.computeIfAbsent(subject, any -> new Subject());
    }

    /** Tells what has waited, where its time has come; to be called twice a second or so. */
    public void look() {
        held.due().forEach(this::limit);
        due().forEach(listener::tell);
    }

    private synchronized List<RelayEvent> due() {
        long now = nanoTime.getAsLong();
        List<RelayEvent> events = new ArrayList<>();
        for (Series one : series.values()) {
            if (one.isDue(now) && subject(one.subject).take(now)) {
                events.addAll(one.sums(now));
            }
        }
        series.values().removeIf(one -> one.isQuiet(now));
        subjects.values().removeIf(one -> one.isQuiet(now));
        return events;
    }

    /** Tells nothing more: what all else is a consequence of has been told. */
    public void silence() {
        silent = true;
    }

    /** Tells all that waits, whatever the limits: the last call. */
    public void end() {
        if (silent) {
            return;
        }
        held.all().forEach(this::limit);
        waiting().forEach(listener::tell);
    }

    private synchronized List<RelayEvent> waiting() {
        long now = nanoTime.getAsLong();
        return series.values().stream()
                .filter(Series::waits)
                .flatMap(one -> one.sums(now).stream())
                .toList();
    }

    /** When the last events of a subject were passed on. */
    private static final class Subject {

        private final long[] passedNanos = new long[AT_ONCE];
        private int count;

        boolean take(long nowNanos) {
            if (count >= AT_ONCE && nowNanos - passedNanos[count % AT_ONCE] < SECOND) {
                return false;
            }
            passedNanos[count % AT_ONCE] = nowNanos;
            count = count + 1 < 2 * AT_ONCE ? count + 1 : AT_ONCE;
            return true;
        }

        boolean isQuiet(long nowNanos) {
            return count > 0 && nowNanos - passedNanos[(count - 1) % AT_ONCE] >= SECOND;
        }
    }

    /** The last event of a part, and how many it stands for. */
    private record Waiting(RelayEvent event, long count, long nanos) {

        RelayEvent sum(Duration time, long nowNanos) {
            return new RelayEvent.ManyEvents(event, count, time, Duration.ofNanos(nowNanos - nanos));
        }
    }

    /** Events of which the last one stands for all. */
    private final class Series {

        private final Object subject;

        /** What an operator does, or has asked for, may be as regular as it is, and is answered. */
        private final boolean isAnswer;

        private long pauseNanos = FIRST_PAUSE.toNanos();
        private long sinceNanos;
        private long lastNanos;
        private long intervalNanos;
        private int passed;

        /** What waits of each part of the state; the latest is the last. */
        private final Map<Object, Waiting> parts = new LinkedHashMap<>();

        Series(RelayEvent first, long nowNanos) {
            this.subject = first.subject();
            this.isAnswer = first instanceof ConfigEvent || first instanceof OutputEvent.FileOpened;
            sinceNanos = nowNanos;
            lastNanos = nowNanos;
        }

        boolean pass(RelayEvent event, long nowNanos) {
            intervalNanos = Math.max(nowNanos - lastNanos, intervalNanos - intervalNanos / FORGOTTEN_PART);
            lastNanos = nowNanos;
            if (parts.isEmpty() && passed < OF_SERIES && subject(subject).take(nowNanos)) {
                passed++;
                return true;
            }
            Waiting before = parts.remove(event.part());
            parts.put(event.part(), new Waiting(event, before == null ? 1 : before.count() + 1, nowNanos));
            return false;
        }

        boolean waits() {
            return !parts.isEmpty();
        }

        /** One that is not many may be told as soon as its subject may, and the last of many when no more seem to come. */
        boolean isDue(long nowNanos) {
            return waits()
                    && (passed < OF_SERIES
                            || nowNanos - sinceNanos >= pauseNanos
                            || nowNanos - lastNanos >= quietNanos());
        }

        private long quietNanos() {
            return Math.max(SECOND, Math.min(QUIET_INTERVALS * intervalNanos, MEMORY.toNanos()));
        }

        /** Takes the events that stand for those that have waited; what holds now is the last one. */
        List<RelayEvent> sums(long nowNanos) {
            Duration time = Duration.ofNanos(nowNanos - sinceNanos);
            List<RelayEvent> sums = parts.values().stream()
                    .map(part -> part.sum(time, nowNanos))
                    .toList();
            if (passed < OF_SERIES) {
                passed++;
            } else {
                pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE.toNanos());
            }
            sinceNanos = nowNanos;
            parts.clear();
            return sums;
        }

        boolean isQuiet(long nowNanos) {
            return !waits() && nowNanos - lastNanos >= (isAnswer ? pauseNanos : MEMORY.toNanos());
        }
    }
}
