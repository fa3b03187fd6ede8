// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.inspect;

import io.dmxflux.check.Check;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Flux;

/**
 * Looks into a multiplex as it passes, and passes every buffer on unchanged: what is in it now.
 *
 * <p><b>Shape:</b> buffers of whole aligned packets, as {@link io.dmxflux.ts.op.AlignPackets} makes them.
 * <p><b>Threading:</b> what it has found is asked for from any thread.
 * <p><b>Demand:</b> 1:1.
 * <p><b>Holds:</b> nothing.
 * <p><b>Discard:</b> nothing to release.
 */
public final class Inspection implements Function<Flux<ByteBuf>, Flux<ByteBuf>> {

    /** An inspection that has seen nothing yet. */
    public Inspection() {}

    /**
     * Inspects a stream; use with {@link Flux#transform}.
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
    public void add(ByteBuf buffer) {}

    /**
     * Returns the services of the last PAT.
     *
     * @return by rising number
     */
    public List<InspectedService> services() {
        return List.of();
    }

    /**
     * Returns the PIDs that have come in the last minute, or that a table names.
     *
     * @return by rising number
     */
    public List<InspectedPid> pids() {
        return List.of();
    }

    /**
     * Returns the last PCRs of a PID.
     *
     * @param pid 0 to 0x1FFF
     * @return empty if none have come
     */
    public Optional<ClockSeries> clock(int pid) {
        return Optional.empty();
    }

    /**
     * Returns the tables as they came last: PAT, CAT, PMTs, NIT, SDT, present and following EIT, TDT and TOT.
     *
     * @return by PID, table_id and table_id_extension
     */
    public List<InspectedTable> tables() {
        return List.of();
    }
}
