// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend.sec;

import io.dmxflux.dmx.frontend.LnbVoltage;
import io.dmxflux.dmx.frontend.SecStep;
import io.dmxflux.dmx.frontend.sec.SecWaits.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The steps from one state of a dish to another.
 * <pre>
 *   switches    tone off, voltage, wait, message, wait, ... the same again ..., burst, wait, tone, wait
 *   user band   tone off, 13 V, wait, [18 V, wait, message, wait, 13 V], ... the same again ..., wait
 * </pre>
 */
final class SecSequence {

    /** A message of DiSEqC takes about 67.5 ms: what comes later than that collides no more. */
    private static final int FRAME_MILLIS = 68;

    private static final int SPREAD_MILLIS = 50;
    private static final int SPREAD_BY_BAND = 13;
    private static final int SPREAD_BY_ROUND = 29;

    private final SecWaits waits;
    private final @Nullable DishState before;
    private final DishState wanted;
    private final List<SecStep> steps = new ArrayList<>();

    /**
     * Begins a sequence.
     *
     * @param before what is in force; {@code null} if it is not known
     */
    SecSequence(SecWaits waits, @Nullable DishState before, DishState wanted) {
        this.waits = waits;
        this.before = before;
        this.wanted = wanted;
    }

    /** Steps for switches, or for an LNB that is connected directly. */
    List<SecStep> bySwitches(int repeats) {
        boolean choose = !wanted.choice().isEmpty()
                && (before == null || !before.choice().equals(wanted.choice()));
        boolean silence = before == null || before.tone() && (choose || !wanted.tone());
        if (silence) {
            steps.add(new SecStep.Tone(false));
        }
        boolean power = before == null || before.voltage() != wanted.voltage();
        if (power) {
            steps.add(new SecStep.Voltage(wanted.voltage()));
        }
        if (power || silence && choose) {
            await(before == null ? Wait.POWER : Wait.VOLTAGE);
        }
        if (choose) {
            choose(repeats);
        }
        if (wanted.tone() && (silence || before == null || !before.tone())) {
            steps.add(new SecStep.Tone(true));
        }
        return settled();
    }

    private void choose(int repeats) {
        List<SecStep> messages = wanted.choice().stream()
                .filter(step -> !(step instanceof SecStep.Burst))
                .toList();
        for (int round = 0; round < repeats && !messages.isEmpty(); round++) {
            send(messages, round, Wait.REPEAT);
        }
        send(wanted.choice(), messages.isEmpty() ? 0 : repeats, Wait.MESSAGE);
    }

    private void send(List<SecStep> hops, int round, Wait last) {
        for (int hop = 0; hop < hops.size(); hop++) {
            steps.add(round == 0 ? hops.get(hop) : DiseqcMessage.repeated(hops.get(hop)));
            boolean behind = hop + 1 < hops.size();
            boolean burstBehind = behind && hops.get(hop + 1) instanceof SecStep.Burst;
            await(burstBehind ? Wait.MESSAGE : behind ? Wait.HOP : last);
        }
    }

    /** Steps for a user band; several receivers on one cable repeat after different times. */
    List<SecStep> byBand(int repeats, int band) {
        if (wanted.equals(before)) {
            return List.of();
        }
        if (before == null || before.tone()) {
            steps.add(new SecStep.Tone(false));
        }
        if (before == null || before.voltage() != LnbVoltage.V13) {
            steps.add(new SecStep.Voltage(LnbVoltage.V13));
            await(before == null ? Wait.POWER : Wait.VOLTAGE);
        }
        for (int round = 0; round <= repeats; round++) {
            if (round > 0) {
                steps.add(new SecStep.Wait(backOff(band, round)));
            }
            steps.add(new SecStep.Voltage(LnbVoltage.V18));
            await(Wait.BAND_VOLTAGE);
            steps.addAll(wanted.choice());
            await(Wait.BAND_MESSAGE);
            steps.add(new SecStep.Voltage(LnbVoltage.V13));
        }
        return settled();
    }

    private static Duration backOff(int band, int round) {
        return Duration.ofMillis(FRAME_MILLIS + (band * SPREAD_BY_BAND + round * SPREAD_BY_ROUND) % SPREAD_MILLIS);
    }

    private List<SecStep> settled() {
        if (!steps.isEmpty()) {
            await(Wait.TONE);
        }
        return List.copyOf(steps);
    }

    private void await(Wait wait) {
        Duration time = waits.after(wait);
        if (!time.isZero()) {
            steps.add(new SecStep.Wait(time));
        }
    }
}
