// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.op.DepartureSchedule;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/**
 * Sends one multiplex to many outputs: whole, or one service each as a clean single-programme stream.
 * <pre>
 *                                       +--&gt; Batching --&gt; Departures --&gt; SplitOutput --&gt; sink
 *   buffer --&gt; schedule --&gt; RouteTable -+--&gt; Batching --&gt; Departures --&gt; SplitOutput --&gt; sink
 *                            by PID  |  +--&gt; ...
 *                                    +--&gt; MultiplexTables (PAT, PMT, SDT, EIT) --&gt; ServiceBranch: new routes, own tables
 * </pre>
 * Each packet is looked at once, and copied once for each output that wants it; the buffer that it came in is released
 * as soon as all of its packets are through, before any of them has left.
 *
 * <p><b>Shape:</b> buffers of whole aligned packets in, as {@code AlignPackets} makes them.
 * <p><b>Ownership:</b> takes over each buffer.
 * <p><b>Threading:</b> every method from any thread; the work is done in turns, on the thread that brings a buffer or on
 * the scheduler's. Outputs that share it must not block in {@code onNext}.
 * <p><b>Demand:</b> two buffers, then one for each that is through. With {@link SlowOutputPolicy#PAUSE_INPUT} that is not asked for until
 * every output has room.
 * <p><b>Holds:</b> no buffer; with {@link SlowOutputPolicy#PAUSE_INPUT} two at most, while somebody is waited for.
 */
public final class MultiplexSplitter {

    private static final int BUFFERS_AHEAD = 2;

    private final SlowOutputPolicy slowOutputs;
    private final DepartureSchedule schedule;
    private final Consumer<? super SplitEvent> onEvent;
    private final Turns turns = new Turns();
    private final Alarm alarm;
    private final RouteTable routes = new RouteTable();
    private final MultiplexTables tables = new MultiplexTables(this);
    private final List<SplitOutput> wholes = new ArrayList<>();
    private final Consumer<ByteBuf> arrival = this::arrived;
    private final Sinks.Empty<Void> through = Sinks.empty();

    /** All outputs that have not ended; replaced, not changed. */
    private List<SplitOutput> outputs = List.of();

    private @Nullable Subscription upstream;
    /** What has come and is not through; more than one only while somebody is waited for. */
    private final Queue<ByteBuf> arrivals = new ArrayDeque<>();

    /** Bytes of the first of them that are through. */
    private int walked;

    private int owed;
    private int holds;
    private boolean completed;
    private boolean over;
    private @Nullable Throwable failure;

    private MultiplexSplitter(Builder builder) {
        this.slowOutputs = builder.slowOutputs;
        this.alarm = new Alarm(builder.scheduler, turns, this::departDue);
        this.schedule = DepartureSchedule.withinOneBuffer(builder.longestDelay.toNanos());
        this.onEvent = builder.onEvent;
    }

    /**
     * Begins a splitter without outputs, for a live input.
     *
     * @return a builder in which everything has a default
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Adds an output of the whole multiplex.
     *
     * @param config how it is cut
     * @return its stream, for one subscriber
     */
    public SplitOutput addWhole(SplitOutputConfig config) {
        SplitOutput output = new SplitOutput(this, "multiplex", config);
        turns.take(() -> {
            add(output);
            wholes.add(output);
        });
        return output;
    }

    /**
     * Adds an output of one service.
     *
     * @param config how it is cut
     * @param selection which service; it need not be there yet
     * @param edit what is to be different
     * @return its stream, for one subscriber
     */
    public SplitOutput addService(SplitOutputConfig config, ServiceSelection selection, ServiceEdit edit) {
        SplitOutput output = new SplitOutput(this, selection.toString(), config);
        turns.take(() -> {
            add(output);
            tables.add(new ServiceBranch(this, selection, edit, output));
            reroute();
        });
        return output;
    }

    private void add(SplitOutput output) {
        List<SplitOutput> more = new ArrayList<>(outputs);
        more.add(output);
        outputs = List.copyOf(more);
        if (over) {
            output.end(now(), failure);
        }
    }

    void remove(SplitOutput output) {
        turns.take(() -> {
            output.end(now(), null);
            unroute(output);
            departDue();
        });
    }

    void forget(SplitOutput output) {
        unroute(output);
        outputs = outputs.stream().filter(other -> other != output).toList();
        pay();
    }

    private void unroute(SplitOutput output) {
        wholes.remove(output);
        tables.remove(output);
        reroute();
    }

    /** Makes the table of routes anew, from what is known of the multiplex now. */
    void reroute() {
        routes.clear();
        tables.addRoutes(routes);
    }

    /**
     * Tells which services there are, now and at each change.
     *
     * @param listener told, in turn with the work, so it must not block; completes what it returns when it has done what it
     *     wants to. With {@link SlowOutputPolicy#PAUSE_INPUT} the input waits for that
     * @return ends it: the listener is told nothing more
     */
    public Disposable listServices(Function<List<ListedService>, CompletableFuture<Void>> listener) {
        turns.take(() -> {
            tables.list(listener);
            reroute();
        });
        return () -> turns.take(() -> {
            tables.listNoLonger(listener);
            reroute();
        });
    }

    /**
     * Splits a stream, once the result is subscribed to; one stream in a splitter's life.
     *
     * @param packets whole aligned packets, in buffers that are handed over
     * @return completes or fails when upstream does; each output ends likewise once what it has is sent. Cancelling it
     *     cancels upstream and completes the outputs
     */
    public Mono<Void> split(Flux<ByteBuf> packets) {
        return through.asMono()
                .doOnSubscribe(subscription -> packets.subscribe(new Arrivals()))
                .doOnCancel(this::stop);
    }

    private void stop() {
        turns.take(() -> {
            if (upstream != null) {
                upstream.cancel();
            }
            arrivals.forEach(ByteBuf::release);
            arrivals.clear();
            complete(null);
        });
    }

    Turns turns() {
        return turns;
    }

    SlowOutputPolicy slowOutputs() {
        return slowOutputs;
    }

    /** A listener that throws keeps nothing from anybody. */
    void tell(SplitEvent event) {
        try {
            onEvent.accept(event);
        } catch (Throwable e) {
            Operators.onErrorDropped(e, Context.empty());
        }
    }

    long now() {
        return alarm.now();
    }

    // -- in turn
    // ------------------------------------------------------------------------------------------------------------------

    private void arrived(ByteBuf buffer) {
        if (over) {
            buffer.release();
            return;
        }
        arrivals.add(buffer);
        walkArrivals();
        departDue();
    }

    private void walkArrivals() {
        while (!arrivals.isEmpty() && !isHeld()) {
            ByteBuf buffer = arrivals.element();
            if (walked == 0) {
                schedule.arrived(buffer.readableBytes(), now());
            }
            walk(buffer);
            if (isHeld()) {
                return;
            }
            for (SplitOutput output : wholes) {
                passWhole(output, buffer);
            }
            walked = 0;
            owed++;
            arrivals.remove().release();
        }
    }

    /** Walks on from where it stopped, to the end or to where somebody has to be waited for. */
    private void walk(ByteBuf buffer) {
        int first = buffer.readerIndex();
        int bytes = buffer.readableBytes() / TsPacket.LENGTH * TsPacket.LENGTH;
        while (walked < bytes && !isHeld()) {
            int packet = first + walked;
            walked += TsPacket.LENGTH;
            Route route = routes.of(TsPacket.pid(buffer, packet));
            if (route != null) {
                route.packet(buffer, packet, schedule.dueNanos(walked));
            }
        }
    }

    private boolean isHeld() {
        return holds > 0 && slowOutputs == SlowOutputPolicy.PAUSE_INPUT;
    }

    private void passWhole(SplitOutput output, ByteBuf buffer) {
        output.append(buffer, buffer.readerIndex(), buffer.readableBytes() / TsPacket.LENGTH, schedule);
    }

    /** Sends everything that is due, in turn. */
    void depart() {
        turns.take(this::departDue);
    }

    private void departDue() {
        long now = now();
        long next = Long.MAX_VALUE;
        boolean someEnded = false;
        for (SplitOutput output : outputs) {
            output.depart(now);
            next = Math.min(next, output.nextNanos());
            someEnded |= output.hasEnded();
        }
        if (someEnded) {
            outputs = outputs.stream().filter(output -> !output.hasEnded()).toList();
        }
        alarm.setFor(next);
        pay();
    }

    /** Asks for nothing more until something is done, if outputs are waited for at all. */
    void holdUntil(CompletableFuture<Void> done) {
        holds++;
        done.whenComplete((nothing, failure) -> turns.take(() -> {
            holds--;
            walkArrivals();
            endIfThrough();
            departDue();
        }));
    }

    /** Asks upstream for as many buffers as are through, unless somebody has to be waited for. */
    private void pay() {
        if (owed > 0 && upstream != null && !over && (slowOutputs == SlowOutputPolicy.DROP_OLDEST || allHaveRoom())) {
            int n = owed;
            owed = 0;
            upstream.request(n);
        }
    }

    private boolean allHaveRoom() {
        return !isHeld() && outputs.stream().allMatch(SplitOutput::hasRoom);
    }

    /** Takes note that nothing more will come; cause is what upstream fails with, if it does. */
    private void complete(@Nullable Throwable cause) {
        completed = true;
        failure = cause;
        endIfThrough();
    }

    private void endIfThrough() {
        if (completed && !over && (arrivals.isEmpty() || failure != null)) {
            over = true;
            arrivals.forEach(ByteBuf::release);
            arrivals.clear();
            long now = now();
            outputs.forEach(output -> output.end(now, failure));
            departDue();
            tellEnd();
        }
    }

    private void tellEnd() {
        if (failure == null) {
            through.tryEmitEmpty();
        } else {
            through.tryEmitError(failure);
        }
    }

    /** Upstream's side; its signals, one after the other, from any thread. */
    private final class Arrivals implements CoreSubscriber<ByteBuf> {

        @Override
        public void onSubscribe(Subscription subscription) {
            turns.take(() -> {
                upstream = subscription;
                owed = BUFFERS_AHEAD;
                if (over) { // cancelled before there was anything to cancel
                    subscription.cancel();
                }
                pay();
            });
        }

        @Override
        public void onNext(ByteBuf buffer) {
            turns.take(arrival, buffer);
        }

        @Override
        public void onError(Throwable cause) {
            turns.take(() -> complete(cause));
        }

        @Override
        public void onComplete() {
            turns.take(() -> complete(null));
        }
    }

    /** What a splitter is made with. */
    public static final class Builder {

        private SlowOutputPolicy slowOutputs = SlowOutputPolicy.DROP_OLDEST;
        private Duration longestDelay = Duration.ofMillis(20);
        private Scheduler scheduler = Schedulers.parallel();
        private Consumer<? super SplitEvent> onEvent = event -> {};

        private Builder() {}

        /**
         * Chooses what happens when an output does not keep up.
         *
         * @param policy {@link SlowOutputPolicy#DROP_OLDEST} unless said otherwise
         * @return this builder
         */
        public Builder slowOutputs(SlowOutputPolicy policy) {
            slowOutputs = policy;
            return this;
        }

        /**
         * Limits the time over which a buffer's packets are spread, at the pace at which they came.
         *
         * @param delay about the time that a buffer takes to fill; zero sends everything as it comes; 20 ms unless said
         *     otherwise
         * @return this builder
         * @throws IllegalArgumentException if it is negative
         */
        public Builder longestDelay(Duration delay) {
            if (delay.isNegative()) {
                throw new IllegalArgumentException("longestDelay: " + delay + " (expected: not negative)");
            }
            longestDelay = delay;
            return this;
        }

        /**
         * Chooses where to wait for what is due.
         *
         * @param timers best that of the loop which the input comes on, as then no batch changes threads; its clock in
         *     nanoseconds must be steady; {@link Schedulers#parallel()} unless said otherwise
         * @return this builder
         */
        public Builder scheduler(Scheduler timers) {
            scheduler = timers;
            return this;
        }

        /**
         * Listens to what becomes of services.
         *
         * @param listener called serially, on the splitter's thread; must not block; what it throws goes to Reactor's hook
         *     for dropped errors
         * @return this builder
         */
        public Builder onEvent(Consumer<? super SplitEvent> listener) {
            onEvent = listener;
            return this;
        }

        /**
         * Makes the splitter.
         *
         * @return one without outputs
         */
        public MultiplexSplitter build() {
            return new MultiplexSplitter(this);
        }
    }
}
