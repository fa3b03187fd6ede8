// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.metrics;

import io.dmxflux.dmx.frontend.SignalFigures;
import io.dmxflux.dmx.meter.StatsMeters;
import io.dmxflux.ts.source.SignalStats;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * The meters of tuners. A figure that the driver does not tell has no series, and no figure has one while there is no lock: what
 * drivers tell then is nonsense.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class SignalMeters {

    /** Of an input as it is now. */
    private static final StatsMeters<SignalStats> NOW = StatsMeters.<SignalStats>none()
            .gauge("dmxflux.frontend.locked", null, "1 while the tuner has a lock", stats -> stats.isLocked() ? 1 : 0);

    /** Of an input since it was first opened. */
    private static final StatsMeters<SignalStats> TOTAL = StatsMeters.<SignalStats>none()
            .counter("dmxflux.frontend.lock.losses", null, "Times that the lock was lost", SignalStats::lockLosses)
            .seconds("dmxflux.frontend.unlocked", "Time without a lock", SignalStats::unlockedNanos)
            .counter(
                    "dmxflux.frontend.uncorrected",
                    "blocks",
                    "Blocks that the demodulator could not repair, of drivers that count them",
                    SignalStats::blockErrors);

    /** What a driver may tell, or not. */
    private enum Figure {
        STRENGTH("signal", "dbm", "Strength of the signal in dBm", SignalFigures::signalDbm),
        CNR("cnr", "decibels", "Carrier to noise ratio in dB", SignalFigures::cnrDb),
        BEFORE("error.before.fec", "ratio", "Bit error ratio before the inner code", SignalFigures::preBer),
        AFTER("error.after.fec", "ratio", "Bit error ratio after the inner code", SignalFigures::postBer);

        private final StatsMeters<Double> table;
        private final Function<SignalFigures, OptionalDouble> value;

        Figure(String name, String unit, String text, Function<SignalFigures, OptionalDouble> value) {
            this.table = StatsMeters.<Double>none().gauge("dmxflux.frontend." + name, unit, text, figure -> figure);
            this.value = value;
        }
    }

    private final MeterRows<SignalStats> now;
    private final MeterRows<SignalStats> total;
    private final Map<Figure, MeterRows<Double>> figures = new EnumMap<>(Figure.class);

    SignalMeters(MeterRegistry registry, SeriesLimit limit) {
        now = new MeterRows<>(registry, NOW, limit);
        total = new MeterRows<>(registry, TOTAL, limit);
        for (Figure figure : Figure.values()) {
            figures.put(figure, new MeterRows<>(registry, figure.table, limit));
        }
    }

    /** Takes the signals of this scrape: of the inputs that run, and of all since they were first opened. */
    void update(Map<Tags, SignalStats> running, Map<Tags, SignalStats> all) {
        now.update(running);
        total.update(all);
        figures.forEach((figure, rows) -> rows.update(told(figure, running)));
    }

    private static Map<Tags, Double> told(Figure figure, Map<Tags, SignalStats> signals) {
        Map<Tags, Double> told = new LinkedHashMap<>();
        signals.forEach((input, signal) -> {
            OptionalDouble value = figure.value.apply(signal.state().figures());
            if (signal.isLocked() && value.isPresent()) {
                told.put(input, value.getAsDouble());
            }
        });
        return told;
    }
}
