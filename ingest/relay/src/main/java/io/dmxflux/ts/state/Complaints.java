// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import io.dmxflux.ts.event.InputEvent;
import io.dmxflux.ts.event.OutputEvent;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.Trouble;
import io.dmxflux.ts.split.ServiceSelection;
import io.dmxflux.ts.split.SplitEvent;
import io.dmxflux.ts.text.EventText;
import io.dmxflux.ts.text.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong now, by the events that have said so and not yet that it is over. What was lost or late stays for a minute,
 * with all that was.
 *
 * <p><b>Shape:</b> every event as it happens: what {@link io.dmxflux.ts.watch.EventLimit} holds back is known here. What waits and
 * which indicators are raised is not taken from events: counters and reports have it.
 * <p><b>Holds:</b> one event of each series that is not over; those of an input that is removed are forgotten.
 * <p><b>Threading:</b> any thread, event loops included: an event is kept as it is, and becomes text when that is asked for.
 */
final class Complaints implements RelayEvent.Listener {

    /** So long what is over and has cost packets is still to be seen. */
    static final Duration RECENT = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final Map<Trouble.Subject, Map<Object, Told>> troubles = new HashMap<>();
    private final Map<String, Told> failedInputs = new HashMap<>();
    private final Map<String, Told> failedOutputs = new HashMap<>();
    private final Map<RelayEvent.SelectedService, Told> services = new HashMap<>();

    Complaints(InstantSource clock) {
        this.clock = clock;
    }

    /** An event, when what it tells began, and until when it is to be seen; null: until it is over. */
    private record Told(
            RelayEvent event, Instant since, @Nullable Instant until) {

        boolean isOver(Instant now) {
            return until != null && until.isBefore(now);
        }
    }

    @Override
    public synchronized void onEvent(RelayEvent event) {
        Instant now = clock.instant();
        if (event instanceof RelayEvent.TroubleBegan began) {
            if (!(began.trouble() instanceof Trouble.IndicatorRaised)) {
                of(began.trouble().subject()).put(began.series(), new Told(began, now, null));
            }
        } else if (event instanceof RelayEvent.TroubleOver over) {
            end(over, now);
        } else if (event instanceof InputEvent.InputFailed failed) {
            failedInputs.put(failed.input(), new Told(failed, now, null));
        } else if (event instanceof OutputEvent.OutputStarted started) {
            failedOutputs.remove(started.output().toString());
        } else if (event instanceof OutputEvent.OutputEnded ended
                && ended.failure().isPresent()) {
            failedOutputs.put(ended.output().toString(), new Told(ended, now, null));
        } else if (event instanceof RelayEvent.Split split) {
            take(split, now);
        } else if (event instanceof RelayEvent.RelayRemoved removed) {
            String input = removed.stats().input();
            troubles.keySet().removeIf(subject -> subject.input().equals(input));
            services.keySet().removeIf(service -> service.input().equals(input));
            failedInputs.remove(input);
        }
    }

    private Map<Object, Told> of(Trouble.Subject subject) {
        return troubles.computeIfAbsent(subject, any -> new LinkedHashMap<>());
    }

    private void end(RelayEvent.TroubleOver over, Instant now) {
        Map<Object, Told> told = of(over.trouble().subject());
        Told began = told.remove(over.series());
        if (over.trouble() instanceof Trouble.Losses losses && losses.amount() > 0
                || over.trouble() instanceof Trouble.ShareTooSmall
                || over.trouble() instanceof Trouble.OutputLate) {
            Instant since = began == null ? now.minus(over.lasted()) : began.since();
            told.put(over.series(), new Told(over, since, now.plus(RECENT)));
        }
    }

    private void take(RelayEvent.Split split, Instant now) {
        RelayEvent.SelectedService service =
                new RelayEvent.SelectedService(split.input(), split.event().selection());
        SplitEvent event = split.event();
        if (event instanceof SplitEvent.StreamsSelected || event instanceof SplitEvent.ServiceReturned) {
            services.remove(service);
        } else if (event instanceof SplitEvent.ServiceNotListed
                || event instanceof SplitEvent.ServiceNotFound
                || event instanceof SplitEvent.ProgramMapMissing
                || event instanceof SplitEvent.ServiceLeft) {
            services.merge(
                    service, new Told(split, now, null), (before, next) -> new Told(split, before.since(), null));
        }
    }

    /**
     * Returns what is wrong with an input or an output.
     *
     * @param subject which
     * @param now the time
     * @return the troubles that are not over, and behind them those that were a moment ago
     */
    List<Complaint> of(Trouble.Subject subject, Instant now) {
        List<Complaint> all = new ArrayList<>();
        for (Told one : told(subject, now)) {
            Trouble trouble = one.event() instanceof RelayEvent.TroubleBegan began
                    ? began.trouble()
                    : ((RelayEvent.TroubleOver) one.event()).trouble();
            all.add(new Complaint(condition(trouble), Reason.of(trouble), one.since()));
        }
        return all;
    }

    private synchronized List<Told> told(Trouble.Subject subject, Instant now) {
        Map<Object, Told> told = troubles.get(subject);
        if (told == null) {
            return List.of();
        }
        told.values().removeIf(one -> one.isOver(now));
        if (told.isEmpty()) {
            troubles.remove(subject);
        }
        return told.values().stream()
                .sorted(Comparator.comparing(one -> one.until() != null))
                .toList();
    }

    private static Condition condition(Trouble trouble) {
        if (trouble instanceof Trouble.InputSilent || trouble instanceof Trouble.LockLost) {
            return Condition.SILENT;
        }
        boolean nothing =
                trouble instanceof Trouble.OutputBlocked || trouble instanceof Trouble.StreamsAway away && away.black();
        return nothing ? Condition.FAULT : Condition.ATTENTION;
    }

    /** Returns why an input has ended; empty if it has ended as it was to. */
    Optional<Complaint> failureOfInput(String input) {
        return failure(failedInputs, input, input);
    }

    /** Returns why an output has ended; empty if it has ended as it was to. */
    Optional<Complaint> failureOfOutput(String output) {
        return failure(failedOutputs, output, output);
    }

    private Optional<Complaint> failure(Map<String, Told> failures, String name, String subject) {
        Told told;
        synchronized (this) {
            told = failures.get(name);
        }
        return told == null
                ? Optional.empty()
                : Optional.of(new Complaint(
                        Condition.FAULT, Reason.of(EventText.lines(told.event()).get(0), subject), told.since()));
    }

    /** Forgets that an input has failed, which is open again. */
    synchronized void isOpen(String input) {
        failedInputs.computeIfPresent(
                input, (name, told) -> told.since().plus(RECENT).isBefore(clock.instant()) ? null : told);
    }

    /** Returns why the service of an output does not come. */
    Optional<Complaint> absence(String input, ServiceSelection selection) {
        Told told;
        synchronized (this) {
            told = services.get(new RelayEvent.SelectedService(input, selection));
        }
        if (told == null) {
            return Optional.empty();
        }
        String line = EventText.lines(told.event()).get(0);
        String inMultiplex = Reason.of(line, input).what();
        Reason whole = Reason.of(line, input);
        return Optional.of(new Complaint(
                Condition.GONE,
                new Reason(Reason.of(inMultiplex, selection.toString()).what(), whole.advice()),
                told.since()));
    }
}
