// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.flux;

import io.dmxflux.check.Check;
import io.dmxflux.dmx.device.DmxDevicePath;
import io.dmxflux.dmx.device.DmxSupport;
import io.dmxflux.dmx.device.IoMode;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.pool.DmxBufferPool;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;

/**
 * The filled buffers of a pool, as they come.
 *
 * <p>Nothing happens before the subscription; each one starts the filter and stops it when it ends.
 *
 * <p><b>Demand:</b> emits {@code min(demand, lendable)}: what is requested, and never more than the buffers that may be
 * lent. While demand lags, the pool's overload policy drops whole buffers and counts them; it acts while onNext returns.
 * While a subscriber blocks in onNext, nothing is taken from the kernel, which then loses: put {@link #emitOn} before it.
 * <p><b>Ownership:</b> moves with {@code onNext}: the subscriber releases each buffer, on any thread. Buffers that were
 * filled and not emitted go back to the driver when the subscription ends. What a subscriber was given stays its own also
 * if its onNext throws: one that is not released stays lent until it is unreachable.
 * <p><b>Writing:</b> the memory is writable on every back end, and shared by all slices and duplicates: write only into a
 * buffer of which {@code refCnt() == 1} and nothing else is kept, or into a copy. Branches of tee are read-only.
 * <p><b>Stale views:</b> a buffer that was released throws. An NIO view taken from it before ({@code nioBuffer()}) does not:
 * it shows the kernel's next fill. One that {@link DmxBufferPool#close(java.time.Duration)} has taken back does not throw
 * either: it reads as zeros, and so does what is copied of it.
 * <p><b>Discard:</b> {@link #emitOn} and {@link #tee} release what they hold, however they end. Some operators of Reactor lose a
 * buffer when they end at a bad moment; the pool then takes it back once it is unreachable, and tells:
 * <ul>
 *   <li>those that queue: {@code publishOn}, {@code flatMap}, {@code groupBy}, {@code window}, {@code buffer}, {@code zip},
 *       {@code delayElements}, {@code share}; and {@code publish} and {@code share} may forget to cancel upstream, if that comes while
 *       they hand a buffer on (Reactor 3.7.0 and 3.8.8): the pool then refuses a next subscriber until it is closed
 *   <li>those that end a stream from another thread, and give nothing of it to {@code doOnDiscard}: {@code timeout},
 *       {@code takeUntilOther}, {@code take(Duration)}. To end a stream there, cancel its subscription, or close the pool
 * </ul>
 * <p>With emitOn and tee no {@code doOnDiscard} is needed. One for an operator of Reactor stands directly behind it, before the first
 * operator that keeps or releases a buffer, since it acts on all operators above it, and must do nothing to a buffer that has been
 * released:
 * {@code doOnDiscard(ByteBuf.class, b -> { if (b.refCnt() > 0) b.release(); })}. Behind {@code take(5).doOnNext(keep).then()}
 * it would release what {@code keep} still owns.
 * <p><b>Threading:</b> one thread runs every signal of a subscription: a polling thread of its own, in which Reactor's
 * {@code block()} throws, or the event loop given. {@code request} and {@code cancel} from any thread, also from within a
 * signal; nothing is emitted on their caller's stack. A subscriber that blocks it is told as
 * {@link io.dmxflux.dmx.pool.PoolEvent.SignalsBlocked}.
 * <p><b>Errors:</b> {@code onError} with {@link io.dmxflux.dmx.sys.ErrnoException} (call, path, errno and cure) when the
 * filter cannot be set or started (DMX_SET_PES_FILTER, DMX_START), when DMX_DQBUF or read() fails, when the device is gone,
 * and when it takes back so few buffers (DMX_QBUF) that none can be lent. What was dequeued before the failure is emitted
 * before the error, as far as it is requested. No failure are EINTR, which is retried, and of read() EAGAIN, as nothing is
 * ready, and EOVERFLOW, which is a gap. A failed DMX_STOP is not told: the stream has ended, and
 * a filter that still runs stops at the next DMX_SET_PES_FILTER or when the pool is closed.
 * {@link IllegalStateException} for a second subscriber. Closing the pool completes the Flux. What Reactor takes for fatal, such as an
 * {@link OutOfMemoryError} in {@code onNext}, is thrown on the thread of the signals and told to nobody; the subscription is over, and
 * what is not lent goes home.
 */
public final class DmxFlux extends Flux<ByteBuf> implements Scannable {

    private static final long DEFAULT_BITS_PER_SECOND = 38_000_000;
    private static final Duration DEFAULT_LATENCY = Duration.ofMillis(20);

    /** With the hooks for assembly applied, which may have wrapped it. */
    private final Flux<ByteBuf> source;

    private final IntSupplier lendable;

    private DmxFlux(Flux<ByteBuf> source, IntSupplier lendable) {
        this.source = onAssembly(source);
        this.lendable = lendable;
    }

    /**
     * Makes a Flux of a pool's buffers, with a polling thread for each subscription.
     *
     * @param pool the pool; it stays the caller's to close
     * @param filter which packets to receive
     * @return a Flux that takes one subscriber at a time
     */
    public static DmxFlux of(DmxBufferPool pool, PesFilter filter) {
        return new DmxFlux(
                new Lent(Check.given(pool, "pool"), Check.given(filter, "filter"), null), pool::lendableBuffers);
    }

    /**
     * Makes a Flux of a pool's buffers on an event loop of the caller's.
     *
     * @param pool the pool; it stays the caller's to close
     * @param filter which packets to receive
     * @param loop where to wait and to emit
     * @return a Flux that takes one subscriber at a time
     */
    public static DmxFlux of(DmxBufferPool pool, PesFilter filter, DmxEventLoop loop) {
        return new DmxFlux(
                new Lent(Check.given(pool, "pool"), Check.given(filter, "filter"), Check.given(loop, "loop")),
                pool::lendableBuffers);
    }

    /**
     * Makes a Flux that opens a demux for each subscription and closes it at the end, with buffers that fill in 20 ms at
     * 38 Mbit/s.
     *
     * @param path which demux, memory-mapped where the kernel can and read() elsewhere
     * @param filter which packets to receive
     * @return a Flux; each of several subscribers has a filter and buffers of its own. An error if the demux cannot be
     *     opened, or grants too few buffers
     */
    public static DmxFlux open(DmxDevicePath path, PesFilter filter) {
        return open(
                path,
                filter,
                DmxBufferPoolConfig.forBitrate(DEFAULT_BITS_PER_SECOND, DEFAULT_LATENCY)
                        .build());
    }

    /**
     * Makes a Flux that opens a demux for each subscription and closes it at the end.
     *
     * @param path which demux, memory-mapped where the kernel can and read() elsewhere
     * @param filter which packets to receive
     * @param config what to ask of its driver
     * @return a Flux; each of several subscribers has a filter and buffers of its own. An error if the demux cannot be
     *     opened, or grants too few buffers
     */
    public static DmxFlux open(DmxDevicePath path, PesFilter filter, DmxBufferPoolConfig config) {
        Check.given(path, "path");
        Check.given(filter, "filter");
        Check.given(config, "config");
        Flux<ByteBuf> opening = Flux.using(
                () -> DmxBufferPool.negotiate(DmxSupport.open(path, IoMode.AUTO), config),
                pool -> of(pool, filter),
                DmxBufferPool::close);
        return new DmxFlux(opening, () -> config.bufferCount() - config.reserve());
    }

    /**
     * Emits on a Scheduler's threads from here on, as {@code publishOn} does, and loses no buffer: what waits is released
     * when the subscription is cancelled, fails or finds the Scheduler disposed, on the thread that does so. A Scheduler does not
     * tell that it is disposed: it is found so at the next buffer, request or end, at the latest when the pool is closed. The subscriber then
     * gets {@code onError} with {@link java.util.concurrent.RejectedExecutionException}, on the thread that found it, upstream
     * is cancelled, and the buffers that wait are released.
     *
     * <p><b>Holds:</b> at most as many as the pool can lend. An error comes after the buffers before it, and so does the
     * completion when the pool is closed: what waits for demand is kept until it is requested or cancelled.
     *
     * @param scheduler where to emit
     * @return a Flux whose subscriber may block
     */
    public Flux<ByteBuf> emitOn(Scheduler scheduler) {
        return onAssembly(
                new EmitOn(this, Check.given(scheduler, "scheduler"), () -> Math.max(1, lendable.getAsInt())));
    }

    /**
     * The same behind other operators: {@code flux.transform(buffers -> DmxFlux.emitOn(buffers, scheduler, 8))}.
     *
     * @param buffers a Flux whose elements are its subscriber's to release
     * @param scheduler where to emit
     * @param prefetch how many may wait, 1 or more. Of a pool's buffers no more than it can lend: more is harmless but never
     *     reached, since the pool has lent all it may before, and lets its overload policy drop, or leaves data with the kernel
     * @return a Flux whose subscriber may block
     */
    public static Flux<ByteBuf> emitOn(Flux<? extends ByteBuf> buffers, Scheduler scheduler, int prefetch) {
        requirePositive("prefetch", prefetch);
        return onAssembly(
                new EmitOn(Check.given(buffers, "buffers"), Check.given(scheduler, "scheduler"), () -> prefetch));
    }

    /**
     * Gives each buffer to several subscribers, as {@code share} does, and loses none: each gets a read-only duplicate to
     * release, and the buffer goes home when all have. <b>Nothing comes before so many have subscribed</b>: with one fewer,
     * those that have wait without a signal, and one that cancels before the beginning, or whose onSubscribe throws, leaves
     * its place to another. Once begun, it goes on while one is left, and can be subscribed to again when all have ended:
     * a branch of {@code repeat()} or {@code retry()} waits until the others have come again as well.
     *
     * <p><b>Demand:</b> the slowest's, and nothing is held; put {@link #emitOn(Flux, Scheduler, int)} behind a branch that
     * must not hold up the others. <b>Threading:</b> all on the thread of the signals. <b>Ownership:</b> the duplicates have
     * indices of their own and share the memory: one that is written to throws, so a branch that edits packets copies them
     * ({@code Loss.carry(buffer, buffer.copy())}).
     * <b>Context:</b> upstream sees that of the first subscriber only.
     *
     * @param subscribers how many it waits for before anything comes, 1 or more
     * @return a Flux for so many subscribers; one more is told {@link IllegalStateException}
     */
    public Flux<ByteBuf> tee(int subscribers) {
        return tee(this, subscribers);
    }

    /**
     * The same behind other operators: {@code flux.transform(buffers -> DmxFlux.tee(buffers, 2))}.
     *
     * @param buffers a Flux whose elements are its subscriber's to release
     * @param subscribers how many it waits for before anything comes, 1 or more
     * @return a Flux for so many subscribers; one more is told {@link IllegalStateException}
     */
    public static Flux<ByteBuf> tee(Flux<? extends ByteBuf> buffers, int subscribers) {
        requirePositive("subscribers", subscribers);
        return onAssembly(new Tee(Check.given(buffers, "buffers"), subscribers));
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 1 or more)");
        }
    }

    @Override
    public void subscribe(CoreSubscriber<? super ByteBuf> actual) {
        source.subscribe(actual);
    }

    @Override
    @SuppressWarnings("rawtypes") // as Scannable declares it
    public @Nullable Object scanUnsafe(Attr key) {
        if (key == Attr.PARENT) {
            return source;
        }
        return key == Attr.RUN_STYLE ? Attr.RunStyle.ASYNC : null;
    }

    /** The source itself. */
    private static final class Lent extends Flux<ByteBuf> implements Scannable {

        private final DmxBufferPool pool;
        private final PesFilter filter;
        private final @Nullable DmxEventLoop loop;

        Lent(DmxBufferPool pool, PesFilter filter, @Nullable DmxEventLoop loop) {
            this.pool = pool;
            this.filter = filter;
            this.loop = loop;
        }

        @Override
        public void subscribe(CoreSubscriber<? super ByteBuf> actual) {
            DmxSubscription subscription;
            try {
                subscription = new DmxSubscription(actual, pool, filter, loop);
            } catch (IllegalStateException e) {
                Operators.error(actual, e);
                return;
            }
            try {
                actual.onSubscribe(subscription);
            } catch (Throwable broken) {
                subscription.cancel();
                throw broken;
            } finally {
                subscription.begin();
            }
        }

        @Override
        public String stepName() {
            return "dmxFlux(" + pool.path() + ")";
        }

        @Override
        @SuppressWarnings("rawtypes") // as Scannable declares it
        public @Nullable Object scanUnsafe(Attr key) {
            return key == Attr.RUN_STYLE ? Attr.RunStyle.ASYNC : null;
        }
    }
}
