// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.tr101290;

import io.dmxflux.check.Check;
import io.dmxflux.check.Listeners;
import io.dmxflux.packet.Arrivals;
import io.dmxflux.packet.Loss;
import io.dmxflux.ts.op.AlignPackets;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Checks a stream by TR 101 290, and passes every buffer on unchanged.
 * <pre>
 *   AlignPackets align = new AlignPackets();
 *   CheckTr101290 check = new CheckTr101290(Tr101290Config.DEFAULT, align, System.out::println);
 *   source.buffers().transform(align).transform(check). ...
 *   check.report();                                             // from any thread, at any time
 * </pre>
 *
 * <p><b>Shape:</b> buffers of whole aligned packets, as {@link AlignPackets} makes them.
 * <p><b>Time:</b> that at which a buffer came, where it carries it ({@link Arrivals}), and otherwise that at which it comes here: what
 * a log gives back has the events that it had, at any pace. Where nothing came into it for {@value #SILENCE_MILLIS} ms, and nothing is
 * known to be lost, that is a {@link #silence}.
 * <p><b>Threading:</b> {@link #report} from any thread, which for that time holds up the stream for less than a millisecond. The
 * listener is called on the stream's thread, and must neither block nor throw; what it throws goes to onErrorDropped.
 * <p><b>Demand:</b> 1:1.
 * <p><b>Holds:</b> nothing.
 * <p><b>Discard:</b> nothing to release.
 */
public final class CheckTr101290 implements Function<Flux<ByteBuf>, Flux<ByteBuf>> {

    private static final long SILENCE_MILLIS = 1_500;
    private static final long SILENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(SILENCE_MILLIS);

    private final Tr101290Monitor monitor;
    private final @Nullable AlignPackets align;
    private final LongSupplier nanoTime;

    // guarded by monitor
    private long lastNanos;
    private boolean isTimed;

    /** From the time that buffers carry to that of the monitor, which does not go back where a stream begins again. */
    private long carriedShift;

    /** From the machine's time to that of the monitor. */
    private long shift;

    /**
     * An operator for one stream, which goes on if it is subscribed to again.
     *
     * @param config what to check
     * @param align the operator before it, which knows of 1.1 and 1.2; {@code null} if there is none
     * @param onChange told of each state that is raised or cleared
     */
    public CheckTr101290(Tr101290Config config, @Nullable AlignPackets align, Consumer<IndicatorStatus> onChange) {
        this(new Tr101290Monitor(config, guarded(onChange)), align, System::nanoTime);
    }

    private CheckTr101290(Tr101290Monitor monitor, @Nullable AlignPackets align, LongSupplier nanoTime) {
        this.monitor = monitor;
        this.align = align;
        this.nanoTime = nanoTime;
    }

    /**
     * An operator for a stream that is sent, see {@link Tr101290Monitor#ofSender}.
     *
     * @param config limits and time
     * @param onChange told of each state that is raised or cleared
     * @return the operator
     */
    public static CheckTr101290 ofSender(Tr101290Config config, Consumer<IndicatorStatus> onChange) {
        return new CheckTr101290(Tr101290Monitor.ofSender(config, guarded(onChange)), null, System::nanoTime);
    }

    private static Consumer<IndicatorStatus> guarded(Consumer<IndicatorStatus> onChange) {
        Check.given(onChange, "onChange");
        return status ->
                Listeners.tell(onChange, status, (told, thrown) -> Operators.onErrorDropped(thrown, Context.empty()));
    }

    /**
     * Checks a stream; use with {@link Flux#transform}.
     *
     * @param source runs of whole packets, in buffers that are handed over
     * @return the same buffers
     */
    @Override
    public Flux<ByteBuf> apply(Flux<ByteBuf> source) {
        return Check.given(source, "buffers").doOnNext(this::add);
    }

    /**
     * Takes the next buffer, where there is no Flux: a tap.
     *
     * @param buffer whole packets; it stays the caller's
     */
    public void add(ByteBuf buffer) {
        Arrivals arrivals = Arrivals.of(buffer);
        synchronized (monitor) {
            if (arrivals == null) {
                monitor.add(buffer, now());
            } else {
                add(buffer, arrivals);
            }
            if (align != null) {
                monitor.sync(align.syncLosses(), align.syncByteErrors());
            }
        }
    }

    private void add(ByteBuf buffer, Arrivals arrivals) {
        if (arrivals.isRecorded() && isTimed && Loss.before(buffer) == null) {
            silence(arrivals.nanos(0) + carriedShift - lastNanos);
        }
        if (arrivals.runs() == 1) {
            monitor.add(buffer, arrive(arrivals.nanos(0)));
            return;
        }
        int at = buffer.readerIndex();
        for (int run = 0; run < arrivals.runs(); run++) {
            monitor.add(buffer.slice(at, arrivals.bytes(run)), arrive(arrivals.nanos(run)));
            at += arrivals.bytes(run);
        }
    }

    private void silence(long sinceLastNanos) {
        if (sinceLastNanos >= SILENCE_NANOS) {
            monitor.silence(lastNanos + SILENCE_NANOS);
        }
    }

    private long arrive(long carriedNanos) {
        if (isTimed && carriedNanos + carriedShift < lastNanos) {
            carriedShift = lastNanos - carriedNanos;
        }
        isTimed = true;
        lastNanos = carriedNanos + carriedShift;
        shift = lastNanos - nanoTime.getAsLong();
        return lastNanos;
    }

    private long now() {
        return nanoTime.getAsLong() + shift;
    }

    /**
     * Tells whether what arrives explains that an indicator is raised by what is made of it and sent: it is raised here too, of
     * any PID; or there was a loss that is not the stream's ({@link io.dmxflux.packet.Loss}) no longer ago than a state stays
     * raised ({@link Limit#CLEAR}), pauses left out; or nothing arrived, no longer ago, for longer than from one PCR to the next,
     * for 2.3.a, or for half of the limit of 1.3.a or 1.5.a; or, for these three, what has to come again stays away for longer than
     * the limit, or did, no longer ago, though within what times are off by.
     *
     * @param indicator which
     * @return false if only what is sent can have that error
     */
    public boolean explains(Indicator indicator) {
        synchronized (monitor) {
            return monitor.explains(indicator, now());
        }
    }

    /**
     * Tells, inside the listener of what is sent, whether the gap it is told of (1.4) is the first of its PID behind a
     * {@link io.dmxflux.packet.Loss}: it counts, and is on the account of that.
     *
     * @return false for all else
     */
    public boolean isOfLoss() {
        synchronized (monitor) {
            return monitor.isOfLoss();
        }
    }

    /**
     * Says that nothing arrives any more, see {@link Tr101290Monitor#silence}: what the caller has to know, as this operator does not
     * see whether there is demand. To be said again and again while that lasts.
     */
    public void silence() {
        synchronized (monitor) {
            monitor.silence(now());
        }
    }

    /**
     * Takes the limits of another configuration, see {@link Tr101290Monitor#takeLimits}.
     *
     * @param next with the limits from here on
     */
    public void takeLimits(Tr101290Config next) {
        synchronized (monitor) {
            monitor.takeLimits(next);
        }
    }

    /**
     * Returns the counts up to here, of all PIDs together.
     *
     * @return a snapshot
     */
    public Tr101290Stats stats() {
        synchronized (monitor) {
            return monitor.stats();
        }
    }

    /**
     * Returns what is known up to here.
     *
     * @return a snapshot
     */
    public Tr101290Report report() {
        synchronized (monitor) {
            return monitor.report();
        }
    }
}
