// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.ts.op.DepartureSchedule;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Sends one multiplex to many outputs: whole, or one service each as a clean single-programme stream.
 * <pre>
 *   buffer --&gt; SplitterLoop --&gt; PacketRouter --&gt; OutputPid --&gt; BatchWriter --&gt; BatchQueue --&gt; SplitOutput --&gt; sink
 *                demand, timer    by PID |        the copy       batches        in time          signals
 *                                        +--&gt; TableFollower --&gt; MultiplexServices --&gt; SelectedService: tables, routes
 * </pre>
 * Each packet is looked at once, and copied once for each output that wants it; the buffer that it came in is released
 * as soon as all of its packets are copied, before any of them has left.
 *
 * <p><b>Shape:</b> buffers of whole aligned packets in, as {@code AlignPackets} makes them.
 * <p><b>Ownership:</b> takes over each buffer.
 * <p><b>Threading:</b> every method from any thread; the work is serialised, on the thread that brings a buffer or on
 * the scheduler's. Outputs that share it must not block in {@code onNext}.
 * <p><b>Demand:</b> two buffers, then one for each that is copied. With {@link SlowOutputPolicy#PAUSE_INPUT} that is not
 * asked for until every output has room.
 * <p><b>Holds:</b> no buffer; with {@link SlowOutputPolicy#PAUSE_INPUT} two at most, while a subscriber is waited for.
 */
public final class MultiplexSplitter {

    private final SplitterLoop loop;
    private final Flux<List<ListedService>> services;
    private final AtomicBoolean split = new AtomicBoolean();

    private MultiplexSplitter(Builder builder) {
        loop = new SplitterLoop(
                builder.slowOutputs,
                DepartureSchedule.withinOneBuffer(builder.longestDelay.toNanos()),
                builder.scheduler,
                builder.onEvent);
        services = loop.listing().assembled();
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
     * @return the output, whose stream is for one subscriber
     */
    public SplitOutput addWhole(SplitOutputConfig config) {
        return loop.addWhole(config);
    }

    /**
     * Adds an output of one service.
     *
     * @param config how it is cut
     * @param selection which service; it need not be there yet
     * @param edit what is to be changed
     * @return the output, whose stream is for one subscriber
     */
    public SplitOutput addService(SplitOutputConfig config, ServiceSelection selection, ServiceEdit edit) {
        return loop.addService(config, selection, edit);
    }

    /**
     * Returns which services there are, now and at each change.
     *
     * <p><b>Demand:</b> a subscriber that does not ask misses lists, and gets the newest one when it does. With {@link
     * SlowOutputPolicy#PAUSE_INPUT} the input waits until every subscriber that was told has asked for another list, so that
     * {@code concatMap(list -> open(list), 0)} has its outputs open before the packets behind the list are routed.
     * <p><b>Threading:</b> emits on the splitter's thread; a subscriber must not block.
     *
     * @return for any number of subscribers; ends as the input does
     */
    public Flux<List<ListedService>> services() {
        return services;
    }

    /**
     * Splits a stream, once the result is subscribed to; one stream, and one subscriber, in a splitter's life.
     *
     * <p><b>Errors:</b> what upstream fails with. A second subscriber gets an {@link IllegalStateException}, and the first one
     * goes on.
     *
     * @param packets whole aligned packets, in buffers that are handed over; sees the subscriber's context
     * @return completes or fails when upstream does; each output ends likewise once what it has is sent. Cancelling it
     *     cancels upstream and completes the outputs
     */
    public Mono<Void> split(Flux<ByteBuf> packets) {
        return new SplitMono(packets, loop, split).assembled();
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
         *     nanoseconds must be steady; {@link Schedulers#parallel()} unless said otherwise. One that takes no timers, or no
         *     longer, ends the stream with its {@link java.util.concurrent.RejectedExecutionException}
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
