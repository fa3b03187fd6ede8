// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.sink.Sink;
import io.dmxflux.ts.split.MultiplexSplitter;
import io.dmxflux.ts.split.SplitOutput;
import io.dmxflux.ts.split.SplitOutputConfig;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * One output of a multiplex: its sink, and its branch of the splitter once it is started.
 *
 * <p><b>Errors:</b> what ends the sink ends this output, is told in a line, and does nothing to any other.
 */
final class RunningOutput {

    private final OutputPlan plan;
    private final Sink sink;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile @Nullable SplitOutput branch;
    private volatile Disposable sending = () -> {};

    private RunningOutput(OutputPlan plan, Sink sink) {
        this.plan = plan;
        this.sink = sink;
    }

    static RunningOutput open(OutputPlan plan, Consumer<String> notice) {
        return new RunningOutput(plan, Outputs.openForBatches(plan.to(), notice));
    }

    /**
     * Begins to send.
     *
     * @param splitter where the packets come from
     * @param onFailure told what it has ended with, if not in order
     */
    void start(MultiplexSplitter splitter, Consumer<Throwable> onFailure) {
        SplitOutput output = plan.service()
                .map(service -> splitter.addService(cut(), service.selection(), service.edit()))
                .orElseGet(() -> splitter.addWhole(cut()));
        branch = output;
        sending = sink.send(output)
                .subscribe(nothing -> {}, failure -> failed(failure, onFailure), () -> ended.complete(null));
    }

    private SplitOutputConfig cut() {
        if (!(plan.to() instanceof OutputUri.Network network)) {
            return SplitOutputConfig.BULK;
        }
        int burst = plan.service().isPresent() ? network.burstOfService() : network.burstOfMultiplex();
        return new SplitOutputConfig(network.config().packetsPerDatagram(), burst, network.fill());
    }

    private void failed(Throwable failure, Consumer<Throwable> onFailure) {
        if (ended.completeExceptionally(failure)) {
            onFailure.accept(failure);
        }
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
        sink.close();
        sending.dispose();
        ended.complete(null);
    }

    OutputReport report() {
        SplitOutput output = branch;
        return new OutputReport(plan.toString(), sink.totals(), output == null ? 0 : output.droppedPackets());
    }
}
