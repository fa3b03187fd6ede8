// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.sink.Sink;
import io.dmxflux.ts.split.MultiplexSplitter;
import io.dmxflux.ts.split.SplitOutput;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * One output of a multiplex: its sink, and its branch of the splitter once it is started.
 *
 * <p><b>Errors:</b> what ends the sink ends this output and no other; the branch goes on to be counted until this is closed.
 */
final class RunningOutput {

    private final OutputPlan plan;
    private final Sink sink;
    private final OutputFeed feed = new OutputFeed();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile @Nullable SplitOutput branch;
    private volatile Disposable sending = () -> {};

    private RunningOutput(OutputPlan plan, Sink sink) {
        this.plan = plan;
        this.sink = sink;
    }

    static RunningOutput open(OutputPlan plan, RelayListener listener) {
        return new RunningOutput(plan, plan.to().open(OutputUri.Delivery.PACKETISED, listener));
    }

    /**
     * Begins to send; {@link #ended} tells when it is over.
     *
     * @param splitter where the packets come from
     */
    void start(MultiplexSplitter splitter) {
        SplitOutput output = plan.service()
                .map(service -> splitter.addService(plan.to().cutOfService(), service, plan.edit()))
                .orElseGet(() -> splitter.addWhole(plan.to().cutOfMultiplex()));
        branch = output;
        sending = sink.send(feed.of(output.batches()))
                .subscribe(nothing -> {}, ended::completeExceptionally, () -> ended.complete(null));
    }

    OutputPlan plan() {
        return plan;
    }

    /** Completes when everything is sent after the end of the stream; fails with what the sink fails with. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    /** Ends the branch in order; {@link #ended} tells when what it had is sent. */
    void finish() {
        SplitOutput output = branch;
        if (output == null) {
            ended.complete(null);
        } else {
            output.close();
        }
    }

    /** Lets go of everything, also of what a disk that blocks would never take. */
    void close() {
        feed.close();
        sink.close();
        sending.dispose();
        ended.complete(null);
    }

    OutputStats stats() {
        SplitOutput output = branch;
        OutputStats taken =
                new OutputStats(plan.toString(), sink.stats(), output == null ? 0 : output.droppedPackets(), 0);
        return ended.isCompletedExceptionally() ? taken.withUnsent(feed.packets()) : taken;
    }
}
