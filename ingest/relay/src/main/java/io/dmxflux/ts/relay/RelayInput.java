// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.op.AlignPackets;
import io.dmxflux.ts.op.CheckContinuity;
import io.dmxflux.ts.op.Stoppable;
import io.dmxflux.ts.source.Source;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import reactor.core.publisher.Flux;

/**
 * The first half of every relay: a source whose packets are aligned, checked and counted, and that can be ended in order.
 *
 * <pre>
 *   source --&gt; align --&gt; check continuity --&gt;
 * </pre>
 */
final class RelayInput {

    private final String name;
    private final Source source;
    private final AlignPackets align = new AlignPackets();
    private final CheckContinuity check = new CheckContinuity();
    private final Stoppable stoppable = new Stoppable();
    private final long startNanos = System.nanoTime();

    RelayInput(String name, Source source) {
        this.name = name;
        this.source = source;
    }

    /** Returns the stream, for one subscriber. */
    Flux<ByteBuf> packets() {
        return source.buffers().transform(stoppable).transform(align).transform(check);
    }

    RelayStats stats(List<RelayStats.OutputStats> outputs) {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - startNanos);
        return new RelayStats(name, elapsed, check.stats(), align.skippedBytes(), source.stats(), outputs);
    }

    /** Completes the stream. */
    void stop() {
        stoppable.stop();
    }

    /** Lets go of the source; the result completes when every buffer is home. */
    CompletableFuture<Void> close() {
        source.close();
        return source.whenClosed().toCompletableFuture();
    }

    @Override
    public String toString() {
        return source.toString();
    }
}
