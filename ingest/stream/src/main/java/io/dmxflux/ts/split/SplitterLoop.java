// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.check.Listeners;
import io.dmxflux.packet.Loss;
import io.dmxflux.packet.MemoryHold;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.op.DepartureSchedule;
import io.dmxflux.ts.op.LateBuffers;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;

/**
 * The serialised work of a splitter: turns buffers, requests, new outputs and timers from any thread into calls of the
 * router and the outputs, and requests more from upstream.
 *
 * <p><b>Threading:</b> package-private methods from any thread; they return once the work is done, or queued for the thread
 * that is working.
 */
final class SplitterLoop {

    /** Buffers requested in advance. */
    static final int BUFFERS_AHEAD = 2;

    /** How late tables are repeated if no packet comes: so the timer is not needed while packets come. */
    private static final long MOST_LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

    /** After so long without a packet of the input tables are not repeated: its outputs are off air. */
    private static final long LONGEST_SILENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final SlowOutputPolicy policy;
    private final Scheduler scheduler;
    private final Consumer<? super SplitEvent> onEvent;

    private final SerialExecutor executor = new SerialExecutor();
    private final Runnable serve = this::serve;
    private final Runnable wakeUp = () -> executor.execute(serve);
    private final Consumer<ByteBuf> route = this::route;

    // -- all below in tasks of the executor
    private final DeadlineTimer timer;
    private final DepartureSchedule schedule;
    private final PacketRouter router;
    private final ServiceListing listing = new ServiceListing(this::executeAndServe);
    private final MultiplexServices services;
    private final SplitOutputs outputs;

    /** When the last packet came. */
    private long arrivalNanos;

    /** What is done when the first packet comes, and not before. */
    private final List<Runnable> beforePackets = new ArrayList<>();

    private boolean begun;

    /** Buffers that are not copied yet; more than one only while a subscriber is slow. */
    private final Queue<ByteBuf> arrivals = new ArrayDeque<>();

    private final Loss.Reader losses = new Loss.Reader();

    /** Bytes of the first of them that are routed. */
    private int routed;

    /** Buffers to request. */
    private int owed;

    private volatile @Nullable Subscription upstream;
    private boolean untimed;
    private boolean completed;
    private boolean over;
    private @Nullable Throwable failure;
    private Consumer<@Nullable Throwable> onEnd = cause -> {};

    /** A loop without input and outputs. */
    SplitterLoop(
            SlowOutputPolicy policy,
            DepartureSchedule schedule,
            Scheduler scheduler,
            Consumer<? super SplitEvent> onEvent) {
        this.policy = policy;
        this.schedule = schedule;
        this.scheduler = scheduler;
        this.onEvent = onEvent;
        this.timer = new DeadlineTimer(scheduler, executor, serve);
        this.router = new PacketRouter(schedule);
        this.services = new MultiplexServices(router, listing);
        this.outputs = new SplitOutputs(services);
    }

    RoutingStats stats() {
        return router.accounts().stats();
    }

    Map<Integer, PidStats> pids() {
        return router.counts().all();
    }

    SplitterBook book() {
        return router.accounts().book();
    }

    ServiceListing listing() {
        return listing;
    }

    SplitOutput addWhole(SplitOutputConfig config) {
        SplitOutput output = new SplitOutput("multiplex", config, policy, wakeUp, router.counts());
        executor.execute(() -> {
            services.add(output.writer());
            add(output);
        });
        return output;
    }

    SplitOutput addService(
            SplitOutputConfig config, ServiceSelection selection, ServiceEdit edit, OutputHistory history) {
        SplitOutput output = new SplitOutput(selection.toString(), config, policy, wakeUp, router.counts());
        executor.execute(() -> {
            Runnable follow = () -> follow(output, selection, edit, history);
            if (begun) {
                follow.run();
            } else { // another splitter may still have the history until this one has its first packet
                beforePackets.add(follow);
            }
            add(output);
        });
        return output;
    }

    /** Takes the input's subscription. */
    void subscribed(Subscription subscription) {
        executor.execute(this::begin, subscription);
    }

    /** Sets what is given the input's error, or null, once everything is routed; outputs may still have batches to send. */
    void onEnd(Consumer<@Nullable Throwable> listener) {
        executor.execute(() -> onEnd = listener);
    }

    /** Takes over the input's next buffer. */
    void arrived(ByteBuf buffer) {
        executor.execute(route, buffer);
    }

    /** Takes the end of the input, with its error if it failed. */
    void completed(@Nullable Throwable cause) {
        executor.execute(() -> finish(cause));
    }

    /** Cancels the input on the caller's thread, so that it may be subscribed to again, and ends the outputs in turn. */
    void cancel() {
        Subscription subscription = upstream;
        if (subscription != null) {
            subscription.cancel();
        }
        executor.execute(this::stop);
    }

    // -- tasks of the executor
    // ------------------------------------------------------------------------------------------------------------------

    private void executeAndServe(Runnable task) {
        executor.execute(() -> {
            task.run();
            serve();
        });
    }

    private void add(SplitOutput output) {
        outputs.add(output);
        if (over) {
            output.end(now(), failure);
            serve();
        }
    }

    private void follow(SplitOutput output, ServiceSelection selection, ServiceEdit edit, OutputHistory history) {
        if (!output.isEnding()) {
            ServiceTables tables = outputs.lendHistory(output, history, policy == SlowOutputPolicy.DROP_OLDEST);
            services.add(new SelectedService(selection, edit, tables, this::tell, output::setProgram));
        }
    }

    private void beginWithPackets() {
        begun = true;
        beforePackets.forEach(Runnable::run);
        beforePackets.clear();
    }

    private void tell(SplitEvent event) {
        Listeners.tell(onEvent, event, (told, thrown) -> Operators.onErrorDropped(thrown, Context.empty()));
    }

    private long now() {
        return scheduler.now(TimeUnit.NANOSECONDS);
    }

    private void route(ByteBuf buffer) {
        if (over) {
            router.accounts().late(buffer.readableBytes());
            buffer.release();
            return;
        }
        router.accounts().came(buffer.readableBytes());
        arrivals.add(buffer);
        serve();
    }

    /** Does everything that is due: routes, sends, sets the timer, requests more. */
    private void serve() {
        try {
            listing.emit();
            services.followForListing();
            routeArrivals();
        } catch (Throwable e) { // a buffer that is released already, for one: or the stream would hang
            fail(e);
        }
        endIfDone();
        long tables = repeatTables();
        setTimer(Math.min(tables, serveOutputs()));
        askForMore();
    }

    /** Repeats tables that no packet has taken along, while the input is alive; returns when to do so next. */
    private long repeatTables() {
        long now = now();
        long next = services.repeatNanos();
        if (over || !begun || next == Long.MAX_VALUE || now - arrivalNanos > LONGEST_SILENCE_NANOS) {
            return Long.MAX_VALUE;
        }
        if (now - next >= MOST_LATE_NANOS) {
            outputs.came(null);
            services.repeatTables(now);
            next = services.repeatNanos();
        }
        return next + MOST_LATE_NANOS;
    }

    /** Ends the stream with an error that is not upstream's. */
    private void fail(Throwable cause) {
        if (upstream != null) {
            upstream.cancel();
        }
        if (over || failure != null) {
            Operators.onErrorDropped(cause, Context.empty());
        }
        completed = true;
        failure = failure == null ? cause : failure;
    }

    private void routeArrivals() {
        while (!arrivals.isEmpty() && !isPaused()) {
            ByteBuf buffer = arrivals.element();
            MemoryHold hold = MemoryHold.of(buffer);
            if (hold == null) { // taken back while an output was slow
                router.close(buffer);
                removeArrival();
                continue;
            }
            try {
                routeArrival(buffer);
            } finally {
                hold.letGo();
            }
        }
    }

    private void routeArrival(ByteBuf buffer) {
        if (routed == 0) {
            arrivalNanos = now();
            beginWithPackets();
            Loss gap = losses.next(buffer);
            if (gap != null) {
                outputs.missing(gap);
            }
            outputs.came(buffer);
            schedule.arrived(buffer.readableBytes(), arrivalNanos);
            outputs.arrived(arrivalNanos, schedule.spreadNanos());
        }
        routed = router.route(buffer, routed);
        listing.emit();
        if (routed == PacketRouter.wholePackets(buffer) * TsPacket.LENGTH && !isPaused()) {
            finishRouting(buffer);
        }
    }

    /** The buffer is on its accounts once this is called, also if an output finds no memory for its copy. */
    private void finishRouting(ByteBuf buffer) {
        try {
            router.routeWhole(buffer);
            services.routed(buffer, schedule);
        } finally {
            removeArrival();
        }
    }

    private void removeArrival() {
        routed = 0;
        owed++;
        arrivals.remove().release();
    }

    private boolean isPaused() {
        return policy == SlowOutputPolicy.PAUSE_INPUT && listing.isAwaited();
    }

    /** Without timers there is no pace: the stream ends with the error, and queued batches leave at once. */
    private void setTimer(long nanos) {
        if (untimed) {
            return;
        }
        try {
            timer.setDeadline(nanos);
        } catch (RejectedExecutionException e) {
            untimed = true;
            if (upstream != null) {
                upstream.cancel();
            }
            finish(new RejectedExecutionException(
                    "splitter: its scheduler takes no timer: " + scheduler
                            + " (expected: one with timers that is disposed of behind the stream)",
                    e));
        }
    }

    private long serveOutputs() {
        return outputs.serve(untimed ? Long.MAX_VALUE : now());
    }

    /** Requests as many buffers as are copied, unless an output or a subscriber to lists is slow. */
    private void askForMore() {
        if (owed > 0
                && upstream != null
                && !over
                && (policy == SlowOutputPolicy.DROP_OLDEST || outputs.allHaveRoom() && !isPaused())) {
            int n = owed;
            owed = 0;
            upstream.request(n);
        }
    }

    /** Marks the input as ended, with its error if it failed. */
    private void finish(@Nullable Throwable cause) {
        if (!completed) {
            completed = true;
            failure = cause;
            serve();
        }
    }

    private void endIfDone() {
        if (completed && !over && (arrivals.isEmpty() || failure != null)) {
            end();
        }
    }

    private void end() {
        over = true;
        releaseArrivals();
        outputs.end(now(), failure);
        serveOutputs();
        listing.end(failure);
        onEnd.accept(failure);
    }

    /** Of the first one, what is routed is not closed. */
    private void releaseArrivals() {
        router.close();
        routed = 0;
        for (ByteBuf buffer = arrivals.poll(); buffer != null; buffer = arrivals.poll()) {
            LateBuffers.releaseOnce(buffer);
        }
    }

    private void stop() {
        if (upstream != null) {
            upstream.cancel();
        }
        releaseArrivals();
        finish(null);
    }

    private void begin(Subscription subscription) {
        upstream = subscription;
        owed = BUFFERS_AHEAD;
        if (over) { // cancelled before it was subscribed
            subscription.cancel();
        }
        askForMore();
    }
}
