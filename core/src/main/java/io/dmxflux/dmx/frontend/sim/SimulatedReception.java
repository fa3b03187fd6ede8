// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend.sim;

import io.dmxflux.dmx.frontend.DtvProperty;
import io.dmxflux.dmx.frontend.LnbVoltage;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a simulated frontend receives: where it was tuned to, what the dish was told, and what becomes of the signal.
 *
 * <p><b>Threading:</b> guarded by the frontend.
 */
final class SimulatedReception {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final List<Transponder> transponders;
    private final LongSupplier clock;
    private final EventRing events = new EventRing();
    private final CableState cable = new CableState();
    private Map<DtvProperty, Integer> told = Map.of();
    private SimulatedLock lock;
    private long lookedNanos;
    private boolean faded;
    private boolean looksForLock;

    /** How long the signal is there, and then gone, in turn; 0 as long as that is told. */
    private long thereNanos;

    private long goneNanos;
    private long turnNanos;

    SimulatedReception(List<Transponder> transponders, LongSupplier clock, Duration lockAfter) {
        this.transponders = List.copyOf(transponders);
        this.clock = clock;
        lookedNanos = clock.getAsLong();
        lock = new SimulatedLock(null, lookedNanos, lockAfter.toNanos(), Long.MAX_VALUE, 0);
    }

    /** Tunes to what the driver was told; the changes before are forgotten, and the first one is to nothing. */
    void tune(Map<DtvProperty, Integer> properties) {
        long now = now();
        told = new EnumMap<>(properties);
        looksForLock = true;
        events.clear();
        begin(now);
        events.add(0);
    }

    /** Lets the signal come and go as it has been told to, and returns the time. */
    private long now() {
        long now = clock.getAsLong();
        long round = thereNanos + goneNanos;
        if (round == 0) {
            return now;
        }
        turnNanos += Math.max(0, now - turnNanos) / round * round; // what nobody saw
        while (turnNanos <= now) {
            if (faded) {
                restore(turnNanos);
                turnNanos += thereNanos;
            } else {
                fade(turnNanos);
                turnNanos += goneNanos;
            }
        }
        return now;
    }

    /** Looks for a lock from a time on. */
    private void begin(long atNanos) {
        lookedNanos = atNanos;
        lock = lock.of(found(), atNanos);
    }

    private @Nullable Transponder found() {
        return faded
                ? null
                : transponders.stream()
                        .filter(transponder -> transponder.isReceived(told, cable))
                        .findFirst()
                        .orElse(null);
    }

    /** Returns what a demux receives now. */
    @Nullable
    Transponder received() {
        return isLocked() ? lock.transponder() : null;
    }

    boolean isLocked() {
        return lock.isLocked(now());
    }

    int status() {
        return lock.status(now());
    }

    /** Returns how long it has been locked since it was tuned; less than 0 if it is not. */
    long lockMillis() {
        long now = now();
        return lock.isLocked(now) ? (now - lock.beginNanos() - lock.lockAfterNanos()) / NANOS_PER_MILLI : -1;
    }

    /** Tells, once, whether changes were lost. */
    boolean takeLostEvents() {
        followChanges(now());
        return events.takeLost();
    }

    OptionalInt takeEvent() {
        followChanges(now());
        return events.take();
    }

    private void followChanges(long untilNanos) {
        lookedNanos = Math.max(lookedNanos, lock.lastRounds(untilNanos, EventRing.KEPT));
        for (long change = lock.nextChange(lookedNanos); change <= untilNanos; change = lock.nextChange(lookedNanos)) {
            lookedNanos = change;
            events.add(lock.status(change));
        }
    }

    /** Tells the dish something: the driver stops looking for a lock, and one that there is ends if its signal does. */
    void tellDish(Consumer<CableState> what) {
        Transponder before = received();
        what.accept(cable);
        looksForLock = false;
        if (before == null || !before.isReceived(told, cable)) {
            loseSignal(now());
        }
    }

    /** Takes the power from the dish, which forgets what it was told. */
    void powerOff() {
        tellDish(dish -> {
            dish.voltage(LnbVoltage.OFF);
            dish.tone(false);
        });
        loseSignal(now());
    }

    private void loseSignal(long atNanos) {
        followChanges(atNanos);
        if (lock.transponder() != null) {
            lookedNanos = atNanos;
            lock = lock.of(null, atNanos);
            events.add(0);
        }
    }

    void fade() {
        stopTurns();
        fade(clock.getAsLong());
    }

    private void fade(long atNanos) {
        faded = true;
        loseSignal(atNanos);
    }

    void restore() {
        stopTurns();
        restore(clock.getAsLong());
    }

    private void restore(long atNanos) {
        faded = false;
        if (looksForLock) {
            begin(atNanos);
        }
    }

    private void stopTurns() {
        now();
        thereNanos = 0;
        goneNanos = 0;
    }

    /** Has the signal go after a time, and come back after another, in turn. */
    void fade(Duration there, Duration gone) {
        restore();
        thereNanos = there.toNanos();
        goneNanos = gone.toNanos();
        turnNanos = clock.getAsLong() + thereNanos;
    }

    void flap(Duration every, Duration without) {
        followChanges(now());
        lock = lock.flapping(every.toNanos(), without.toNanos());
    }
}
