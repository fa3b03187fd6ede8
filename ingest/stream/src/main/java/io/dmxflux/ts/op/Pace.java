// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import io.netty.buffer.ByteBuf;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/**
 * Cuts large buffers into bursts and spreads them over the time that a buffer takes to arrive.
 * <pre>
 *   in    |#######|          |#######|          |#######|          a buffer of 49 datagrams every 13.6 ms
 *   out           |#  #  #  #  #  #  #|#  #  #  #  #  #  #|        seven bursts of seven, 1.9 ms apart
 * </pre>
 *
 * <p>The pace is that of the arrivals, smoothed, see {@link DepartureSchedule#withReserve}. What arrives late is sent on at
 * once, and a backlog up to four times as fast as it came, so the delay stays at about one buffer, with a reserve of a quarter
 * of its time behind it, 3 ms at most.
 *
 * <p><b>Shape:</b> a buffer that is no longer than a burst may be passes as it is. Others leave as slices of whole datagrams,
 * see {@link DatagramBursts}.
 * <p><b>Threading:</b> signals come on the thread that brings a buffer, on the one that asks for more, or on the scheduler's,
 * one at a time.
 * <p><b>Demand:</b> downstream's counts bursts; two buffers are requested ahead of it, then one for each that has left.
 * <p><b>Holds:</b> two buffers at most, each until its last burst is released.
 * <p><b>Discard:</b> releases what it holds on cancel and on upstream's error. What comes after the end is released; Reactor's
 * hook for dropped elements is told before, and may release it as well.
 * <p><b>Errors:</b> upstream's, at once. Where the scheduler is disposed, what is left leaves without waiting.
 * <p><b>Source:</b> the rule of constant delay; DVBlast keeps 40 ms of retention for the same purpose.
 */
public final class Pace implements Function<Flux<ByteBuf>, Flux<ByteBuf>> {

    private final DatagramBursts bursts;
    private final Scheduler scheduler;

    /**
     * An operator that spreads bursts.
     *
     * @param bursts how to cut
     * @param scheduler where to wait, and by whose clock
     */
    public Pace(DatagramBursts bursts, Scheduler scheduler) {
        this.bursts = bursts;
        this.scheduler = scheduler;
    }

    /**
     * Paces one stream; use with {@link Flux#transform}.
     *
     * @param source buffers, handed over
     * @return bursts, in buffers that the subscriber must release
     */
    @Override
    public Flux<ByteBuf> apply(Flux<ByteBuf> source) {
        return FluxPace.of(source, bursts, scheduler);
    }
}
