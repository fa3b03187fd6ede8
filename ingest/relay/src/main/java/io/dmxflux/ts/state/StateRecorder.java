// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import io.dmxflux.ts.books.KeptBook;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.TransitStats;
import io.dmxflux.ts.relay.Relays;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Follows how all inputs, services and outputs are, second by second, also while nobody looks.
 *
 * <p><b>Ownership:</b> owns its thread, from {@link #start} to {@link #close}; the relays are the caller's.
 * <p><b>Threading:</b> every method from any thread.
 */
public final class StateRecorder implements AutoCloseable {

    private static final int MOST_CLIENTS = 64;
    private static final long SECOND_MILLIS = 1_000;
    private static final long STRIP_MILLIS = 100;

    /** Over less time there are no rates: the first state is followed by one at a whole second, but not at once. */
    private static final long SHORTEST_MILLIS = 500;

    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
            1, new DefaultThreadFactory("dmxflux-state", true), new ThreadPoolExecutor.DiscardPolicy());
    private final InstantSource clock = Clock.tickMillis(ZoneOffset.UTC);
    private final ProcessFacts process;
    private final Identifiers identifiers = new Identifiers();
    private final Complaints complaints = new Complaints(clock);
    private final EventLog log;
    private final History history = new History();
    private final StateClients clients;
    private final StateMaker maker;
    private final AtomicInteger joined = new AtomicInteger();
    private volatile Supplier<Map<String, ServiceState.Viewers>> viewers = Map::of;
    private volatile Supplier<Map<String, KeptBook>> keptBooks = Map::of;
    private volatile RelayState state;
    private long nextMillis;

    /**
     * A recorder that knows of no relays yet.
     *
     * @param process what does not change
     */
    public StateRecorder(ProcessFacts process) {
        this.process = process;
        log = new EventLog(identifiers, clock, thread);
        clients = new StateClients(log);
        maker = new StateMaker(identifiers, complaints, () -> viewers.get(), () -> keptBooks.get());
        state = maker.make(List.of(), process, clock.instant(), System.nanoTime());
    }

    /**
     * Returns who is to be told of all events, before their number is limited.
     *
     * @return a listener that may be called from event loops
     */
    public RelayEvent.Listener everyEvent() {
        return complaints;
    }

    /**
     * Returns who is to be told of the events that are told to people.
     *
     * @return a listener that may be called from event loops
     */
    public RelayEvent.Listener toldEvents() {
        return log;
    }

    /**
     * Follows relays from now on.
     *
     * @param relays which may change; looked into from now on
     * @param watching who watches, by the identifiers of services
     * @param kept what is kept, by the identifiers of inputs
     */
    public void start(
            Relays relays, Supplier<Map<String, ServiceState.Viewers>> watching, Supplier<Map<String, KeptBook>> kept) {
        viewers = watching;
        keptBooks = kept;
        relays.inspect(true);
        identifiers.of(relays.live().slugs());
        thread.execute(() -> look(relays));
    }

    private void look(Relays relays) {
        try {
            if (clock.millis() >= nextMillis) {
                take(relays);
            }
            if (!clients.isEmpty()) {
                clients.buffers(buffers(relays));
                clients.lines();
            }
        } catch (RuntimeException e) {
            Operators.onErrorDropped(e, Context.empty()); // a look that fails must not be the last one
        }
        long interval = clients.isEmpty() ? SECOND_MILLIS : STRIP_MILLIS;
        thread.schedule(() -> look(relays), interval - Math.floorMod(clock.millis(), interval), TimeUnit.MILLISECONDS);
    }

    private void take(Relays relays) {
        List<Reading> readings = Reading.all(relays);
        Instant now = clock.instant();
        nextMillis = Math.floorDiv(now.toEpochMilli() + SHORTEST_MILLIS, SECOND_MILLIS) * SECOND_MILLIS + SECOND_MILLIS;
        RelayState next = maker.make(readings, process, now, System.nanoTime());
        state = next;
        history.add(next);
        if (!clients.isEmpty()) {
            clients.state(next);
        }
    }

    private Map<String, InputState.Buffers> buffers(Relays relays) {
        Map<String, InputState.Buffers> all = new HashMap<>();
        for (TransitStats transit : relays.transit()) {
            InputState.Buffers buffers =
                    transit.pool().map(InputStates::buffers).orElse(null);
            if (buffers != null) {
                all.put(identifiers.input(transit.input()), buffers);
            }
        }
        return all;
    }

    /**
     * Returns the state of this second.
     *
     * @return the last one that was taken; of no inputs before the first
     */
    public RelayState state() {
        return state;
    }

    /** Returns the lines of the last hour. */
    List<LoggedEvent> lines() {
        return log.after(0);
    }

    /** Returns the number of the last line. */
    long lastLine() {
        return log.lastId();
    }

    /** Returns when the process began, which tells its lines from those of another. */
    long startedAtMillis() {
        return process.startedAt().toEpochMilli();
    }

    History.Told history() {
        return history.told();
    }

    /**
     * Takes one more who follows the state.
     *
     * @param lastLine number of the last line of the log that it has; null for none of those that there were
     * @return the client; empty if there are too many
     */
    Optional<StateClient> join(@Nullable Long lastLine) {
        if (joined.incrementAndGet() > MOST_CLIENTS) {
            joined.decrementAndGet();
            return Optional.empty();
        }
        StateClient[] client = new StateClient[1];
        client[0] = new StateClient(lastLine == null ? log.lastId() : lastLine, () -> {
            joined.decrementAndGet();
            thread.execute(() -> clients.remove(client[0]));
        });
        return Optional.of(client[0]);
    }

    /** Begins to tell a client, whose connection is known. */
    void begin(StateClient client) {
        thread.execute(() -> clients.add(client, state));
    }

    @Override
    public void close() {
        thread.execute(() -> {
            clients.end();
            thread.shutdownNow();
        });
    }
}
