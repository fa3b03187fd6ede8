// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.watch;

import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.split.ServiceSelection;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Passes events on, but only a few of one subject in a second: more of them are counted, and the last one is told with their
 * number. A service that comes and goes with each PAT is one line from time to time, after 1, 2, 4 s and so on, at most each
 * minute, until it is quiet for as long.
 *
 * <p><b>Shape:</b> the subject of an event is {@link RelayEvent#subject}; troubles have limits of their own.
 * <p><b>Holds:</b> the last event of each subject that is limited; {@link #look} forgets those that are quiet.
 * <p><b>Threading:</b> every method from any thread.
 */
public final class EventLimit implements RelayEvent.Listener {

    /** So many of a subject are passed on at once. */
    static final int AT_ONCE = 5;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    private final RelayEvent.Listener listener;
    private final LongSupplier nanoTime;
    private final Map<Object, Subject> subjects = new HashMap<>();

    /** How many outputs each service has. */
    private final Map<ServiceSelection, Integer> outputs = new HashMap<>();

    /**
     * Limits what a listener is told.
     *
     * @param listener told of the rest
     */
    public EventLimit(RelayEvent.Listener listener) {
        this(listener, System::nanoTime);
    }

    EventLimit(RelayEvent.Listener listener, LongSupplier nanoTime) {
        this.listener = listener;
        this.nanoTime = nanoTime;
    }

    @Override
    public void onEvent(RelayEvent event) {
        follow(event);
        Object subject = event.subject();
        if (subject == event || pass(subject, event)) {
            listener.tell(event);
        }
    }

    /** Of what has ended, or a reload removes, nothing more is told. */
    private synchronized void follow(RelayEvent event) {
        if (event instanceof RelayEvent.OutputStarted started) {
            started.output().service().ifPresent(service -> outputs.merge(service, 1, Integer::sum));
        } else if (event instanceof RelayEvent.OutputEnded ended) {
            ended.output().service().ifPresent(this::oneLess);
        } else if (event instanceof RelayEvent.RelayRemoved removed) {
            forget(service -> service.input().equals(removed.stats().input()));
        }
    }

    private void oneLess(ServiceSelection selection) {
        if (outputs.merge(selection, -1, Integer::sum) <= 0) {
            outputs.remove(selection);
            forget(service -> service.selection().equals(selection));
        }
    }

    private void forget(Predicate<RelayEvent.SelectedService> gone) {
        subjects.keySet()
                .removeIf(subject -> subject instanceof RelayEvent.SelectedService service && gone.test(service));
    }

    private synchronized boolean pass(Object subject, RelayEvent event) {
        long now = nanoTime.getAsLong();
        return subjects.computeIfAbsent(subject, any -> new Subject(now)).pass(event, now);
    }

    /** Tells what has been counted, where its time has come; to be called twice a second or so. */
    public void look() {
        summedUp().values().forEach(listener::tell);
    }

    private synchronized Map<Object, RelayEvent> summedUp() {
        long now = nanoTime.getAsLong();
        Map<Object, RelayEvent> events = new HashMap<>();
        subjects.forEach((name, subject) -> {
            RelayEvent event = subject.summedUp(now);
            if (event != null) {
                events.put(name, event);
            }
        });
        subjects.values().removeIf(subject -> subject.isQuiet(now));
        return events;
    }

    /** The events of one subject. */
    private static final class Subject {

        private long pauseNanos = FIRST_PAUSE.toNanos();
        private long sinceNanos;
        private long lastNanos;
        private int passed;
        private long more;
        private @Nullable RelayEvent last;

        Subject(long nowNanos) {
            sinceNanos = nowNanos;
            lastNanos = nowNanos;
        }

        boolean pass(RelayEvent event, long nowNanos) {
            lastNanos = nowNanos;
            if (passed < AT_ONCE) {
                passed++;
                return true;
            }
            more++;
            last = event;
            return false;
        }

        @Nullable
        RelayEvent summedUp(long nowNanos) {
            RelayEvent event = last;
            if (event == null || nowNanos - sinceNanos < pauseNanos) {
                return null;
            }
            RelayEvent sum = new RelayEvent.ManyEvents(event, more, Duration.ofNanos(nowNanos - sinceNanos));
            sinceNanos = nowNanos;
            pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE.toNanos());
            more = 0;
            last = null;
            return sum;
        }

        boolean isQuiet(long nowNanos) {
            return last == null && nowNanos - lastNanos >= pauseNanos;
        }
    }
}
