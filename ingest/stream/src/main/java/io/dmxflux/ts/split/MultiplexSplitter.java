// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.check.Check;
import io.dmxflux.ts.op.DepartureSchedule;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Sends one multiplex to many outputs: whole, or one service each as a single-program transport stream.
 * <pre>
 *   buffer --&gt; SplitterLoop --&gt; PacketRouter --&gt; OutputPid --&gt; BatchWriter --&gt; BatchQueue --&gt; SplitOutput --&gt; sink
 *                demand, timer    by PID |        the copy       batches        in time          signals
 *                                        +--&gt; TableFollower --&gt; MultiplexServices --&gt; SelectedService: tables, routes
 * </pre>
 * Each packet is read once, and copied once for each output that wants it. A buffer is released as soon as all of its
 * packets are copied, before any of them has left.
 *
 * <p><b>Shape:</b> buffers of whole aligned packets in, as {@code AlignPackets} makes them. Of any other buffer, packets are
 * taken every 188 bytes from its first one on, and what is behind the last whole one is thrown away and counted as foreign:
 * a packet that is cut by two buffers is lost.
 * <p><b>Life:</b> one splitter splits one stream, once; another stream, as one that is repeated or retried, needs another
 * splitter. Outputs come and go at any time.
 * <p><b>Losses:</b> each output tells those of the input, and its own, see {@link SplitOutput#batches}.
 * <p><b>Ownership:</b> takes over each buffer.
 * <p><b>Threading:</b> every method from any thread; the work is serialised, on the thread of upstream or of the scheduler.
 * Subscribers of outputs must not block in {@code onNext}.
 * <p><b>Demand:</b> two buffers, then one for each that is copied. With {@link SlowOutputPolicy#PAUSE_INPUT} it is not
 * requested until every output has room.
 * <p><b>Holds:</b> no buffer; with {@link SlowOutputPolicy#PAUSE_INPUT} at most two, while a subscriber is slow. One that its pool
 * takes back meanwhile is counted as closed.
 */
public final class MultiplexSplitter {

    private final SplitterLoop loop;
    private final Flux<List<ListedService>> services;
    private final AtomicBoolean split = new AtomicBoolean();

    private MultiplexSplitter(Builder builder) {
        loop = new SplitterLoop(
                builder.slowOutputs,
                DepartureSchedule.withinOneBuffer(Check.nanos(builder.longestDelay, "longestDelay")),
                builder.scheduler,
                builder.onEvent);
        services = loop.listing().assembled();
    }

    /**
     * Starts a builder of a splitter for a live input.
     *
     * @return a builder with defaults
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Adds an output of the whole multiplex.
     *
     * @param config how it is cut
     * @return the output, whose stream is for one subscriber
     */
    public SplitOutput addWhole(SplitOutputConfig config) {
        return loop.addWhole(Check.given(config, "config"));
    }

    /**
     * Adds an output of one service.
     *
     * @param config how it is cut
     * @param selection which service; it need not be there yet
     * @param edit changes to the service
     * @return the output, whose stream is for one subscriber
     */
    public SplitOutput addService(SplitOutputConfig config, ServiceSelection selection, ServiceEdit edit) {
        return addService(config, selection, edit, OutputHistory.begin());
    }

    /**
     * Adds an output of one service to a destination that others have sent to before.
     *
     * @param config how it is cut
     * @param selection which service; it need not be there yet
     * @param edit changes to the service
     * @param history of the destination: counters go on, and other tables have other versions
     * @return the output, whose stream is for one subscriber
     */
    public SplitOutput addService(
            SplitOutputConfig config, ServiceSelection selection, ServiceEdit edit, OutputHistory history) {
        return loop.addService(
                Check.given(config, "config"),
                Check.given(selection, "selection"),
                Check.given(edit, "edit"),
                Check.given(history, "history"));
    }

    /**
     * Returns the list of services, now and at each change.
     *
     * <p><b>Demand:</b> a subscriber without demand misses lists, and gets the latest one at its next request. With
     * {@link SlowOutputPolicy#PAUSE_INPUT} the input waits until every subscriber that got a list has requested another, so
     * that {@code concatMap(list -> open(list), 0)} has its outputs open before the packets behind the list are routed.
     * <p><b>Threading:</b> emits on the splitter's thread; a subscriber must not block.
     *
     * @return for any number of subscribers; ends as the input does
     */
    public Flux<List<ListedService>> services() {
        return services;
    }

    /**
     * Returns what became of the input's packets.
     *
     * @return counts of one moment, up to the last buffer that is copied
     */
    public RoutingStats stats() {
        return loop.stats();
    }

    /**
     * Returns how much has come of each PID.
     *
     * @return by PID, without those of which nothing has come
     */
    public Map<Integer, PidStats> pids() {
        return loop.pids();
    }

    /**
     * Returns what has become of every byte of the input.
     *
     * @return the book, now
     */
    public SplitterBook book() {
        return loop.book();
    }

    /**
     * Splits a stream, once the result is subscribed to; one stream, and one subscriber, in a splitter's life.
     *
     * <p><b>Errors:</b> upstream's. A second subscriber gets an {@link IllegalStateException}; the first one is not
     * affected.
     *
     * @param packets whole aligned packets, in buffers that are handed over; upstream sees the subscriber's context
     * @return completes or fails when upstream does; each output ends likewise once its batches are sent. Cancelling it
     *     cancels upstream and completes the outputs
     */
    public Mono<Void> split(Flux<ByteBuf> packets) {
        return new SplitMono(Check.given(packets, "packets"), loop, split).assembled();
    }

    /** The configuration of a splitter. */
    public static final class Builder {

        private SlowOutputPolicy slowOutputs = SlowOutputPolicy.DROP_OLDEST;
        private Duration longestDelay = Duration.ofMillis(20);
        private Scheduler scheduler = Schedulers.parallel();
        private Consumer<? super SplitEvent> onEvent = event -> {};

        private Builder() {}

        /**
         * Sets the policy for outputs that do not keep up.
         *
         * @param policy {@link SlowOutputPolicy#DROP_OLDEST} by default
         * @return this builder
         */
        public Builder slowOutputs(SlowOutputPolicy policy) {
            slowOutputs = Check.given(policy, "slowOutputs");
            return this;
        }

        /**
         * Limits the time over which a buffer's packets are spread, at the pace at which they came.
         *
         * @param delay about the time that a buffer takes to fill; zero sends everything as it comes; 20 ms by default
         * @return this builder
         * @throws IllegalArgumentException if it is negative
         */
        public Builder longestDelay(Duration delay) {
            if (Check.given(delay, "longestDelay").isNegative()) {
                throw new IllegalArgumentException("longestDelay: " + delay + " (expected: not negative)");
            }
            longestDelay = delay;
            return this;
        }

        /**
         * Sets the scheduler of the timers.
         *
         * @param timers preferably that of the loop that emits the input, so that no batch changes threads; its clock in
         *     nanoseconds must be steady; {@link Schedulers#parallel()} by default. A scheduler that rejects timers ends the
         *     stream with its {@link java.util.concurrent.RejectedExecutionException}
         * @return this builder
         */
        public Builder scheduler(Scheduler timers) {
            scheduler = Check.given(timers, "scheduler");
            return this;
        }

        /**
         * Sets the listener of the splitter's events.
         *
         * @param listener called serially, on the splitter's thread; must not block; an exception goes to Reactor's hook for
         *     dropped errors
         * @return this builder
         */
        public Builder onEvent(Consumer<? super SplitEvent> listener) {
            onEvent = Check.given(listener, "onEvent");
            return this;
        }

        /**
         * Makes the splitter.
         *
         * @return a splitter without outputs
         */
        public MultiplexSplitter build() {
            return new MultiplexSplitter(this);
        }
    }
}
