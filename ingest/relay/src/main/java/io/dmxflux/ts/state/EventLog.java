// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.psi.HarmlessText;
import io.dmxflux.ts.split.ServiceSelection;
import io.dmxflux.ts.text.EventFields;
import io.dmxflux.ts.text.EventLevel;
import io.dmxflux.ts.text.EventText;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The lines of the last hour, as a terminal got them.
 *
 * <p><b>Shape:</b> the events that {@link io.dmxflux.ts.watch.EventLimit} lets pass, as the messages of the process get them.
 * <p><b>Holds:</b> {@value #MOST} lines.
 * <p><b>Threading:</b> any thread, event loops included: lines are made elsewhere, in the order of events.
 */
final class EventLog implements RelayEvent.Listener {

    private static final int MOST = 1_000;
    private static final Duration KEPT = Duration.ofHours(1);

    private final Identifiers identifiers;
    private final InstantSource clock;
    private final Executor executor;
    private final Deque<LoggedEvent> lines = new ArrayDeque<>();
    private long lastId;

    /**
     * A log without lines.
     *
     * @param identifiers of what events are of
     * @param clock the time
     * @param executor one thread, which makes the lines
     */
    EventLog(Identifiers identifiers, InstantSource clock, Executor executor) {
        this.identifiers = identifiers;
        this.clock = clock;
        this.executor = executor;
    }

    @Override
    public synchronized void onEvent(RelayEvent event) { // so that lines are in the order of their times
        Instant happened = clock.instant();
        executor.execute(() -> write(event, happened));
    }

    private void write(RelayEvent event, Instant happened) {
        List<String> texts = EventText.lines(event);
        if (texts.isEmpty()) {
            return;
        }
        Map<String, Object> fields = EventFields.of(event);
        for (String text : texts) {
            add(event, happened, fields, HarmlessText.escaped(text));
        }
    }

    private synchronized void add(RelayEvent event, Instant happened, Map<String, Object> fields, String text) {
        String input = text(fields, "input");
        Optional<Identifiers.Found> output = Optional.ofNullable(text(fields, "output"))
                .flatMap(to -> identifiers.find(
                        input, to, Optional.ofNullable(text(fields, "service")).orElse("")));
        String of = input == null ? output.map(Identifiers.Found::input).orElse(null) : input;
        lines.add(new LoggedEvent(
                ++lastId,
                happened,
                EventLevel.of(event).name().toLowerCase(Locale.ROOT),
                of == null ? null : identifiers.input(of),
                of == null ? null : service(event, of, fields),
                output.map(Identifiers.Found::output).orElse(null),
                fields.get("pid") instanceof Integer pid ? pid : null,
                String.valueOf(fields.get("event")),
                text(fields, "state"),
                text));
        if (lines.size() > MOST) {
            lines.remove();
        }
    }

    private static @Nullable String text(Map<String, Object> fields, String key) {
        Object value = fields.get(key);
        return value == null ? null : value.toString();
    }

    /** Of an output's service, of a selected one, or of the only one that has the PID of an indicator. */
    private @Nullable String service(RelayEvent event, String input, Map<String, Object> fields) {
        RelayEvent one = event instanceof RelayEvent.ManyEvents many ? many.last() : event;
        String named = one instanceof RelayEvent.Split split
                ? numberOrName(split.event().selection())
                : text(fields, "service");
        if (named == null && fields.get("services") instanceof Collection<?> all && all.size() == 1) {
            named = all.iterator().next().toString();
        }
        return named == null ? null : identifiers.service(input, named).orElse(null);
    }

    private static String numberOrName(ServiceSelection selection) {
        return selection instanceof ServiceSelection.ById byId
                ? String.valueOf(byId.serviceId())
                : ((ServiceSelection.ByName) selection).name();
    }

    /** Returns the lines behind one, the oldest first; 0 for all that there are. */
    synchronized List<LoggedEvent> after(long id) {
        Instant oldest = clock.instant().minus(KEPT);
        lines.removeIf(line -> line.time().isBefore(oldest));
        List<LoggedEvent> all = new ArrayList<>(lines);
        all.removeIf(line -> line.id() <= id);
        return all;
    }

    /** Returns the number of the last line; 0 if there was none. */
    synchronized long lastId() {
        return lastId;
    }
}
