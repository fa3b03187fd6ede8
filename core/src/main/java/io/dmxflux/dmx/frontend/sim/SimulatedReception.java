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

    SimulatedReception(List<Transponder> transponders, LongSupplier clock, Duration lockAfter) {
        this.transponders = List.copyOf(transponders);
        this.clock = clock;
        lookedNanos = clock.getAsLong();
        lock = new SimulatedLock(null, lookedNanos, lockAfter.toNanos(), Long.MAX_VALUE, 0);
    }

    /** Tunes to what the driver was told; the changes before are forgotten, and the first one is to nothing. */
    void tune(Map<DtvProperty, Integer> properties) {
        told = new EnumMap<>(properties);
        looksForLock = true;
        events.clear();
        begin();
        events.add(0);
    }

    /** Looks for a lock from here on. */
    private void begin() {
        lookedNanos = clock.getAsLong();
        lock = lock.of(found(), lookedNanos);
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
        return lock.isLocked(clock.getAsLong());
    }

    int status() {
        return lock.status(clock.getAsLong());
    }

    /** Returns how long it has been locked since it was tuned; less than 0 if it is not. */
    long lockMillis() {
        long now = clock.getAsLong();
        return lock.isLocked(now) ? (now - lock.beginNanos() - lock.lockAfterNanos()) / NANOS_PER_MILLI : -1;
    }

    /** Tells, once, whether changes were lost. */
    boolean takeLostEvents() {
        followChanges();
        return events.takeLost();
    }

    OptionalInt takeEvent() {
        followChanges();
        return events.take();
    }

    private void followChanges() {
        long now = clock.getAsLong();
        for (long change = lock.nextChange(lookedNanos); change <= now; change = lock.nextChange(lookedNanos)) {
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
            loseSignal();
        }
    }

    /** Takes the power from the dish, which forgets what it was told. */
    void powerOff() {
        tellDish(dish -> {
            dish.voltage(LnbVoltage.OFF);
            dish.tone(false);
        });
        loseSignal();
    }

    private void loseSignal() {
        followChanges();
        if (lock.transponder() != null) {
            lookedNanos = clock.getAsLong();
            lock = lock.of(null, lookedNanos);
            events.add(0);
        }
    }

    void fade() {
        faded = true;
        loseSignal();
    }

    void restore() {
        faded = false;
        if (looksForLock) {
            begin();
        }
    }

    void flap(Duration every, Duration without) {
        followChanges();
        lock = lock.flapping(every.toNanos(), without.toNanos());
    }
}
