// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Bit rates and signals of the last minutes, and losses of the last day.
 *
 * <p><b>Shape:</b> a look each second, also while no page is open: one that is opened later shows the past.
 * <p><b>Holds:</b> {@value #SECONDS} numbers of each input, service and output, as many of both figures of a tuned input, and
 * {@value #MINUTES} of each account of an input; those of what is not there any more go with it.
 * <p><b>Threading:</b> any.
 */
final class History {

    /** So many bit rates, and figures of a signal, are kept. */
    static final int SECONDS = 300;

    /** Of so many minutes losses are kept. */
    static final int MINUTES = 1_440;

    private final Map<String, Ring> inputs = new HashMap<>();
    private final Map<String, Ring> services = new HashMap<>();
    private final Map<String, Ring> outputs = new HashMap<>();
    private final Map<String, Levels> signals = new TreeMap<>();
    private final Map<String, Losses> losses = new TreeMap<>();
    private @Nullable Instant minute;

    /**
     * The history as it is told.
     *
     * @param seconds the most bit rates of each, and the most of each figure of a signal
     * @param bitrates of inputs, services and outputs, by identifier
     * @param signals of inputs that are tuned
     * @param losses of inputs
     */
    record Told(int seconds, Rates bitrates, ToldSignals signals, ToldLosses losses) {}

    /**
     * Bit rates, in bit/s, one a second, the last one now; null where it was not known.
     *
     * @param inputs by identifier
     * @param services by identifier
     * @param outputs by identifier
     */
    record Rates(
            Map<String, List<@Nullable Long>> inputs,
            Map<String, List<@Nullable Long>> services,
            Map<String, List<@Nullable Long>> outputs) {}

    /**
     * How well tuners received.
     *
     * @param inputs by identifier
     */
    record ToldSignals(Map<String, ToldLevels> inputs) {}

    /**
     * Figures of a signal, one a second, the last one now; null where the driver had none, and where there was no lock.
     *
     * @param dbm strength, dBm
     * @param cnrDb carrier to noise ratio, dB
     */
    record ToldLevels(List<@Nullable Double> dbm, List<@Nullable Double> cnrDb) {}

    /**
     * Packets that were lost, one number a minute, the last one of the minute that goes on.
     *
     * @param minutes the most numbers of each
     * @param inputs by identifier, and by account: signal, kernel, policy, socket; where the amount is not known, times are counted
     */
    record ToldLosses(int minutes, Map<String, Map<String, List<@Nullable Long>>> inputs) {}

    /** Takes the state of a second. */
    synchronized void add(RelayState state) {
        add(inputs, state.inputs(), InputState::bitrate);
        add(services, state.services(), ServiceState::bitrate);
        add(outputs, state.outputs(), OutputState::bitrate);
        addSignals(state.inputs());
        Instant now = state.time().truncatedTo(ChronoUnit.MINUTES);
        int passed = minute == null ? 0 : (int) Math.min(MINUTES, Math.max(0, ChronoUnit.MINUTES.between(minute, now)));
        minute = minute == null || now.isAfter(minute) ? now : minute;
        losses.keySet().retainAll(state.inputs().keySet());
        state.inputs()
                .forEach((id, input) -> losses.computeIfAbsent(id, any -> new Losses())
                        .add(passed, counts(id, input, state.outputs().values())));
    }

    private static <S> void add(Map<String, Ring> rings, Map<String, S> states, Function<S, @Nullable Long> rate) {
        rings.keySet().retainAll(states.keySet());
        states.forEach(
                (id, one) -> rings.computeIfAbsent(id, any -> new Ring(SECONDS)).add(rate.apply(one)));
    }

    /** An input whose tuner is waited for has no signal, and keeps what it had. */
    private void addSignals(Map<String, InputState> inputs) {
        signals.keySet().retainAll(inputs.keySet());
        inputs.forEach((id, input) -> {
            InputState.Signal signal = input.signal();
            if (signal != null) {
                signals.computeIfAbsent(id, any -> new Levels()).add(signal.dbm(), signal.cnrDb());
            } else if (signals.containsKey(id)) {
                signals.get(id).add(null, null);
            }
        });
    }

    /** What an input has lost so far, by account; with its outputs. */
    private static Map<String, Long> counts(String id, InputState input, Collection<OutputState> outputs) {
        long policy = input.accounts().policy();
        long socket = 0;
        for (OutputState output : outputs) {
            if (output.input().equals(id)) {
                policy += output.accounts().policy();
                socket += output.accounts().socket();
            }
        }
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("signal", count(input.missing().signal()) + input.damaged());
        counts.put("kernel", count(input.missing().kernel()));
        counts.put("policy", policy);
        counts.put("socket", socket);
        return counts;
    }

    private static long count(InputState.Amount amount) {
        return amount.certainty() == InputState.Certainty.UNKNOWN ? amount.packets() + amount.gaps() : amount.packets();
    }

    /** Returns all of it. */
    synchronized Told told() {
        Map<String, ToldLevels> levels = new TreeMap<>();
        signals.forEach((id, of) -> levels.put(id, of.told()));
        Map<String, Map<String, List<@Nullable Long>>> lost = new TreeMap<>();
        losses.forEach((id, of) -> lost.put(id, of.values()));
        return new Told(
                SECONDS,
                new Rates(values(inputs), values(services), values(outputs)),
                new ToldSignals(levels),
                new ToldLosses(MINUTES, lost));
    }

    private static Map<String, List<@Nullable Long>> values(Map<String, Ring> rings) {
        Map<String, List<@Nullable Long>> values = new TreeMap<>();
        rings.forEach((id, ring) -> values.put(id, ring.values()));
        return values;
    }

    /** The figures of an input's signal in each second, in tenths, as they are told. */
    private static final class Levels {

        private static final double TENTHS = 10;

        private final Ring dbm = new Ring(SECONDS);
        private final Ring cnrDb = new Ring(SECONDS);

        void add(@Nullable Double strength, @Nullable Double ratio) {
            dbm.add(tenths(strength));
            cnrDb.add(tenths(ratio));
        }

        private static @Nullable Long tenths(@Nullable Double figure) {
            return figure == null ? null : Math.round(figure * TENTHS);
        }

        ToldLevels told() {
            return new ToldLevels(figures(dbm), figures(cnrDb));
        }

        private static List<@Nullable Double> figures(Ring ring) {
            List<@Nullable Double> figures = new ArrayList<>();
            for (Long tenths : ring.values()) {
                figures.add(tenths == null ? null : tenths / TENTHS);
            }
            return figures;
        }
    }

    /** What an input has lost in each minute. */
    private static final class Losses {

        private final Map<String, Ring> minutes = new LinkedHashMap<>();
        private Map<String, Long> before = Map.of();

        void add(int passed, Map<String, Long> counts) {
            counts.forEach((account, count) -> {
                Ring ring = minutes.computeIfAbsent(account, any -> new Ring(MINUTES));
                long more = before.isEmpty() ? 0 : Math.max(0, count - before.getOrDefault(account, 0L));
                for (int i = 0; i < passed || ring.isEmpty(); i++) {
                    ring.add(0L);
                }
                ring.addToLast(more);
            });
            before = counts;
        }

        Map<String, List<@Nullable Long>> values() {
            Map<String, List<@Nullable Long>> values = new LinkedHashMap<>();
            minutes.forEach((account, ring) -> values.put(account, ring.values()));
            return values;
        }
    }
}
