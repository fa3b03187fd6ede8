// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.watch;

import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.RelayStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Follows the counters of all relays of a process, which come and go, and tells each trouble when it begins and when it is
 * over. Works on snapshots that are taken anyway: the path of the data knows nothing of it.
 *
 * <p>A trouble is told at the first look after it has begun, silence after 1.5 s: with a look each {@link #INTERVAL}, both
 * within two seconds. Losses are over after 5 s without more of them. A bit rate is out of its bounds after three looks.
 *
 * <p><b>Time:</b> that of the snapshots.
 * <p><b>Threading:</b> any thread.
 */
public final class RelaysWatch {

    /** From one look to the next. */
    public static final Duration INTERVAL = Duration.ofMillis(500);

    /** With so long from one look to the next this process did not run. */
    private static final Duration STOPPED = Duration.ofSeconds(2);

    private final Map<String, RelayWatch> watches = new HashMap<>();

    /**
     * A watch to which all is well so far.
     *
     * @param start the counters of each input
     */
    public RelaysWatch(List<RelayStats> start) {
        start.forEach(one -> watches.put(one.input(), new RelayWatch(one)));
    }

    /**
     * Looks at the counters.
     *
     * @param now those of each input that has not ended
     * @param ended those of inputs that have; what they have lost since the last look is told, and nothing more of them
     * @return what has changed since the last look
     */
    public synchronized List<RelayEvent> look(List<RelayStats> now, List<RelayStats> ended) {
        List<RelayEvent> events = new ArrayList<>();
        if (!ended.isEmpty()) {
            lookAtEnds(ended, events);
        }
        Duration longest = Duration.ZERO;
        for (RelayStats one : now) {
            Duration since = sinceLastLook(one);
            longest = since.compareTo(longest) > 0 ? since : longest;
        }
        boolean stopped = longest.compareTo(STOPPED) >= 0;
        if (stopped) {
            events.add(new RelayEvent.ProcessStopped(longest));
        }
        for (RelayStats one : now) {
            RelayWatch watch = watches.get(one.input());
            if (watch == null || isAnother(watch, one)) {
                watches.put(one.input(), new RelayWatch(one));
            } else {
                events.addAll(watch.look(one, stopped));
            }
        }
        if (watches.size() > now.size()) {
            watches.keySet().retainAll(now.stream().map(RelayStats::input).toList());
        }
        return events;
    }

    /**
     * Looks at the counters of relays that are closed.
     *
     * @param atEnd those of each input
     * @return what they, and their outputs, have lost since the last look; nothing of those that were known to have ended
     */
    public synchronized List<RelayEvent> lookAtEnd(List<RelayStats> atEnd) {
        List<RelayEvent> events = new ArrayList<>();
        lookAtEnds(atEnd, events);
        return events;
    }

    private void lookAtEnds(List<RelayStats> ended, List<RelayEvent> events) {
        for (RelayStats one : ended) {
            RelayWatch watch = watches.remove(one.input());
            if (watch != null && !isAnother(watch, one)) {
                events.addAll(watch.lookAtEnd(one));
            }
        }
    }

    /**
     * Returns the inputs from which nothing arrives, by the last look: those that are told to be silent, and those that wait for
     * something.
     *
     * @return their names
     */
    public synchronized Set<String> silent() {
        Set<String> silent = new HashSet<>();
        watches.forEach((input, watch) -> {
            if (watch.isSilent()) {
                silent.add(input);
            }
        });
        return silent;
    }

    /** An input that has been opened again counts from zero. */
    private static boolean isAnother(RelayWatch watch, RelayStats now) {
        return now.elapsed().compareTo(watch.elapsed()) < 0;
    }

    private Duration sinceLastLook(RelayStats now) {
        RelayWatch watch = watches.get(now.input());
        return watch == null || isAnother(watch, now)
                ? Duration.ZERO
                : now.elapsed().minus(watch.elapsed());
    }
}
