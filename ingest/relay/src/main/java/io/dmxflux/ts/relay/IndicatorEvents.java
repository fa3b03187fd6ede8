// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.Trouble;
import io.dmxflux.ts.tr101290.Indicator;
import io.dmxflux.ts.tr101290.IndicatorState;
import io.dmxflux.ts.tr101290.IndicatorStatus;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes troubles of the indicators of TR 101 290 that are raised and cleared: of priorities 1 and 2. Those of priority 3 are in
 * the reports only, as a stream of one service seldom has the tables that they ask for.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class IndicatorEvents implements Consumer<IndicatorStatus> {

    /** Of an input; these are told as {@link Trouble.Losses}, with what was lost. */
    private static final Set<Indicator> TOLD_AS_LOSSES =
            EnumSet.of(Indicator.TS_SYNC_LOSS, Indicator.SYNC_BYTE, Indicator.CONTINUITY, Indicator.TRANSPORT);

    private static final int LEAST_PRIORITY = 2;

    private final Trouble.Subject subject;
    private final RelayEvent.Listener listener;
    private final Predicate<Indicator> isTold;
    private final Set<Raised> told = new HashSet<>();

    /** How many errors there were when each was cleared last, so that each time is told with its own. */
    private final Map<Raised, Long> errorsBefore = new HashMap<>();

    private record Raised(Indicator indicator, @Nullable Integer pid) {}

    private IndicatorEvents(Trouble.Subject subject, RelayEvent.Listener listener, Predicate<Indicator> isTold) {
        this.subject = subject;
        this.listener = listener;
        this.isTold = isTold;
    }

    /**
     * Tells what is wrong with what arrives.
     *
     * @param input its name
     * @param isBehindGap whether the tuner has just had no lock, which is told: where clocks go on behind that, they jump
     */
    static IndicatorEvents ofInput(String input, RelayEvent.Listener listener, BooleanSupplier isBehindGap) {
        return new IndicatorEvents(
                Trouble.Subject.input(input),
                listener,
                indicator -> !TOLD_AS_LOSSES.contains(indicator)
                        && !(indicator == Indicator.PCR_DISCONTINUITY && isBehindGap.getAsBoolean()));
    }

    /**
     * Tells what an output adds to what is wrong.
     *
     * @param output its name
     * @param isAdded whether it is not what the input has, and not what is lost on an account
     */
    static IndicatorEvents ofOutput(
            String input, String output, RelayEvent.Listener listener, Predicate<Indicator> isAdded) {
        return new IndicatorEvents(Trouble.Subject.input(input).output(output), listener, isAdded);
    }

    @Override
    public void accept(IndicatorStatus status) {
        if (status.indicator().priority() > LEAST_PRIORITY) {
            return;
        }
        Raised raised = new Raised(status.indicator(), status.pid());
        Trouble trouble =
                new Trouble.IndicatorRaised(subject, sinceRaised(status, errorsBefore.getOrDefault(raised, 0L)));
        if (status.state() == IndicatorState.CLEARED) {
            errorsBefore.put(raised, status.count());
        }
        if (status.state() == IndicatorState.RAISED) {
            if (isTold.test(status.indicator()) && told.add(raised)) {
                listener.tell(new RelayEvent.TroubleBegan(trouble));
            }
        } else if (told.remove(raised)) {
            listener.tell(new RelayEvent.TroubleOver(trouble, lasted(status)));
        }
    }

    private static IndicatorStatus sinceRaised(IndicatorStatus status, long errorsBefore) {
        return new IndicatorStatus(
                status.indicator(),
                status.state(),
                status.reason(),
                status.pid(),
                status.services(),
                status.count() - errorsBefore,
                status.first(),
                status.last(),
                status.since());
    }

    private static Duration lasted(IndicatorStatus status) {
        return Objects.requireNonNull(status.last()).minus(Objects.requireNonNull(status.since()));
    }
}
