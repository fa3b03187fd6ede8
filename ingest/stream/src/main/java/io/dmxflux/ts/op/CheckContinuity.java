// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import io.netty.buffer.ByteBuf;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import reactor.core.publisher.Flux;

/**
 * Counts what is wrong with the packets of a stream, and changes nothing.
 *
 * <p><b>Shape:</b> buffers of whole aligned packets, as {@link AlignPackets} makes them; bytes behind the last whole
 * packet of a buffer are passed on and not looked at.
 * <p><b>Threading:</b> {@link #totals()} from any thread; one instance per stream, since counters of two streams cannot
 * be told apart by their PIDs.
 * <p><b>Demand:</b> 1:1.
 * <p><b>Holds:</b> nothing.
 * <p><b>Discard:</b> nothing to release.
 * <p><b>Source:</b> ISO/IEC 13818-1 2.4.3.3; ETSI TR 101 290 5.2.1 and 5.2.2, indicators 1.4 and 2.1.
 */
public final class CheckContinuity implements Function<Flux<ByteBuf>, Flux<ByteBuf>> {

    private final BooleanSupplier excuse;
    private final ContinuityLedger totals = new ContinuityLedger();
    private boolean anew;

    /** An operator that has counted nothing yet. */
    public CheckContinuity() {
        this(() -> false);
    }

    /**
     * An operator that has counted nothing yet, and that asks at each gap whether it is known, and counted, elsewhere.
     *
     * @param excuse asked on the thread of the stream; with a yes the gap is not counted, and nothing is expected of the
     *     next packet of each PID, as after {@link #startAnew}
     */
    public CheckContinuity(BooleanSupplier excuse) {
        this.excuse = excuse;
    }

    /**
     * Watches a stream; use with {@link Flux#transform}. A new subscription starts from zero.
     *
     * @param source runs of whole packets, in buffers that are handed over
     * @return the same buffers
     */
    @Override
    public Flux<ByteBuf> apply(Flux<ByteBuf> source) {
        return FluxBufferStage.of(source, () -> new ContinuityStage(totals, this::takeAnew, excuse));
    }

    /**
     * Expects nothing of the next packet of each PID: for a gap that is known, and counted, elsewhere. Takes effect
     * with the next buffer. From the thread of the stream.
     */
    public void startAnew() {
        anew = true;
    }

    private boolean takeAnew() {
        boolean taken = anew;
        anew = false;
        return taken;
    }

    /**
     * Returns what has been counted in the buffers passed on so far.
     *
     * @return totals, all of the same moment
     */
    public ContinuityTotals totals() {
        return totals.totals();
    }
}
