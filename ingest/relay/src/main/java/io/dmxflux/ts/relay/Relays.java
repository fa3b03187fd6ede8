// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/**
 * The relays of one process, one for each input, which can change while they run.
 *
 * <p><b>Isolation:</b> an input that ends or fails ends its own relay only.
 * <p><b>Ownership:</b> owns its relays, from the opening to {@link #close}.
 * <p><b>Threading:</b> every method from any thread but an event loop's; changes wait for each other.
 */
public final class Relays {

    private static final Duration CHANGE_PATIENCE = Duration.ofSeconds(2);

    private final Consumer<String> notice;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /** Relays that run, and whoever is about to start some: at zero all is over. Without a lock, as relays end on any thread. */
    private final AtomicInteger busy = new AtomicInteger(1);

    private volatile Map<InputUri, RelaySlot> slots;
    private boolean running;
    private volatile Runnable onServices = () -> {};

    private Relays(Map<InputUri, RelaySlot> slots, Consumer<String> notice) {
        this.slots = slots;
        this.notice = notice;
    }

    /**
     * Opens the simplest relay, which goes without a copy, and cannot change.
     *
     * @param from the input
     * @param to where the whole of it goes
     * @param notice told what the user should know, a line each
     * @return one relay, the caller's to close
     * @throws RuntimeException as {@link Relay#open} does
     */
    public static Relays straight(InputUri from, OutputUri to, Consumer<String> notice) {
        RelaySlot slot = new RelaySlot(RelayPlan.whole(from, to), Relay.open(from, to, notice));
        return new Relays(Map.of(from, slot), notice);
    }

    /**
     * Opens all inputs and outputs, or none.
     *
     * @param plans no two of the same input
     * @param notice told what the user should know, a line each
     * @return the relays, the caller's to close
     * @throws RefusedPlanException if an input or an output cannot be what its plan says
     */
    public static Relays open(List<RelayPlan> plans, Consumer<String> notice) {
        Relays relays = new Relays(Map.of(), notice);
        relays.slots = relays.prepare(plans).after();
        return relays;
    }

    /**
     * Relays, once subscribed to.
     *
     * @return completes when every relay has ended; fails if all of them have failed, with what the first failed with
     */
    public Mono<Void> run() {
        return Mono.fromFuture(ended, true).doOnSubscribe(subscription -> begin());
    }

    private synchronized void begin() {
        running = true;
        slots.values().forEach(this::start);
        release();
    }

    private void start(RelaySlot slot) {
        busy.incrementAndGet();
        slot.start(() -> onServices.run()).whenComplete((nothing, failure) -> {
            if (failure != null && slots.size() > 1) {
                notice.accept(slot.name() + ": " + failure.getMessage() + "; this input has ended");
            }
            release();
        });
    }

    private void release() {
        if (busy.decrementAndGet() == 0) {
            List<RelaySlot> all = List.copyOf(slots.values());
            Optional<Throwable> failure =
                    all.stream().flatMap(slot -> slot.failure().stream()).findFirst();
            if (failure.isPresent()
                    && all.stream().allMatch(slot -> slot.failure().isPresent())) {
                ended.completeExceptionally(failure.get());
            } else {
                ended.complete(null);
            }
        }
    }

    /**
     * Changes what is relayed. Inputs and outputs that are in both lists go on untouched, and those that have failed are
     * opened again; others are ended in order, or opened.
     *
     * @param next no two of the same input
     * @throws RefusedPlanException if one of them cannot be; nothing has changed then
     */
    public synchronized void change(List<RelayPlan> next) {
        if (busy.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0) {
            try {
                apply(prepare(next));
            } finally {
                release();
            }
        }
    }

    /** Opens what is new, which is all that can fail. */
    private RelaysChange prepare(List<RelayPlan> next) {
        RelaysChange change = new RelaysChange(slots, notice);
        try {
            next.forEach(change::add);
            return change;
        } catch (RuntimeException e) {
            change.discard();
            throw e;
        }
    }

    private void apply(RelaysChange change) {
        change.leaving().forEach(this::end);
        change.apply();
        slots = change.after();
        if (running) {
            change.opened().forEach(this::start);
        }
        onServices.run();
    }

    private void end(RelaySlot slot) {
        slot.close(CHANGE_PATIENCE);
        slot.report().report().summary().forEach(line -> notice.accept(slot.name() + ": " + line));
    }

    /**
     * Tells when what {@link #services} says has changed.
     *
     * @param listener run at each change, and now; must not block
     */
    public void onServices(Runnable listener) {
        onServices = listener;
        listener.run();
    }

    /**
     * Returns what is sent by plans for every service.
     *
     * @return a list for each such plan, in the order of inputs
     */
    public List<PlacedServices> services() {
        return slots.values().stream().flatMap(slot -> slot.services().stream()).toList();
    }

    /**
     * Returns the ledgers.
     *
     * @return one for each input
     */
    public List<InputReport> reports() {
        return slots.values().stream().map(RelaySlot::report).toList();
    }

    /**
     * Ends all in order.
     *
     * @param patience how long to wait for that
     */
    public synchronized void close(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        slots.values().forEach(slot -> slot.close(Duration.ofNanos(Math.max(0, deadline - System.nanoTime()))));
    }

    /** A line for each relay. */
    @Override
    public String toString() {
        return slots.values().stream().map(RelaySlot::toString).collect(Collectors.joining(System.lineSeparator()));
    }
}
