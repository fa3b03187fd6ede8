// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.dmxflux.dmx.frontend.Frontend;
import io.dmxflux.dmx.frontend.FrontendPath;
import io.dmxflux.dmx.frontend.Tuning;
import io.dmxflux.dmx.sys.ErrnoException;
import io.dmxflux.ts.source.Tuner;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The frontend before a demux, and what an input has it tuned to.
 *
 * @param path which
 * @param tuning where to
 */
public record TunedFrontend(FrontendPath path, Tuning tuning) {

    /** Reads the options of an input on an adapter; empty if it is not tuned. */
    static Optional<TunedFrontend> of(StreamUri uri, int adapter) {
        Optional<Integer> frontend = uri.number("frontend", 0, 255).map(Long::intValue);
        Optional<Tuning> tuning = uri.explaining(() -> TuningOptions.read(uri.options()));
        if (frontend.isPresent() && tuning.isEmpty()) {
            throw uri.error("frontend: without a tuning", "system= and frequency=, channels= and tune=, or observe");
        }
        return tuning.map(where -> new TunedFrontend(new FrontendPath(adapter, frontend.orElse(0)), where));
    }

    /** Opens it, or takes it where another input has it open. */
    Tuner take() {
        return OpenFrontends.OF_PROCESS.take(path, tuning);
    }

    /** A reload closes the input that has it before; what is late with that is tried again. */
    static boolean isPassing(Throwable failure) {
        return failure instanceof OpenFrontends.InUseException;
    }

    /** Opens it for a moment to read: another program may tune it meanwhile, which only shows when it is tuned. */
    static Optional<String> missing(FrontendPath path) {
        try {
            Frontend.openToObserve(path).close();
            return Optional.empty();
        } catch (ErrnoException e) {
            return Optional.ofNullable(e.getMessage());
        }
    }

    /** Refuses what the frontend cannot be tuned to, if it is there. */
    void refuseImpossible() {
        try (Frontend observed = Frontend.openToObserve(path)) {
            tuning.check(observed.info());
        } catch (ErrnoException e) {
            // what is missing is waited for
        }
    }

    /**
     * Refuses plans that want one frontend tuned in two ways.
     *
     * @param plans all that run together
     * @throws RefusedPlanException in one line, for the second of them
     */
    public static void refuseConflicts(List<RelayPlan> plans) {
        Map<FrontendPath, RelayPlan> first = new HashMap<>();
        for (RelayPlan plan : plans) {
            plan.from().frontend().ifPresent(wanted -> {
                RelayPlan before = first.putIfAbsent(wanted.path, plan);
                if (before != null
                        && before.from().frontend().filter(wanted::equals).isEmpty()) {
                    refuse(plan.from(), wanted, before.from());
                }
            });
        }
    }

    private static void refuse(InputUri from, TunedFrontend wanted, InputUri before) {
        String tuned = before.frontend().map(TunedFrontend::toString).orElse("");
        RefusedPlanException.naming(from, () -> {
            throw new IllegalArgumentException(from.name() + ": " + Tuner.text(wanted.tuning) + " (expected: " + tuned
                    + " as " + before.name() + " has it; or another frontend=)");
        });
    }

    /** What is to be received, and by what. */
    @Override
    public String toString() {
        return Tuner.text(tuning) + " by " + path;
    }
}
