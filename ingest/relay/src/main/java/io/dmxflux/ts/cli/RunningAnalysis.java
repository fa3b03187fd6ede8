// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.analysis.StreamAnalysis;
import io.dmxflux.ts.analysis.StreamReport;
import io.dmxflux.ts.op.AlignPackets;
import io.dmxflux.ts.op.Stoppable;
import io.dmxflux.ts.source.Source;
import io.dmxflux.ts.source.SourceStats;
import io.dmxflux.ts.tr101290.CheckTr101290;
import io.dmxflux.ts.tr101290.Tr101290Config;
import io.dmxflux.ts.tr101290.Tr101290Report;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/**
 * An analysis in the foreground of a process: to the end of the stream, for a time, or until a signal (Ctrl-C, SIGTERM),
 * and then its report. A signal is how the analysis of a live stream normally ends: exit code 0, or 1 if nothing came.
 */
final class RunningAnalysis {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Source source;
    private final @Nullable Duration limit;
    private final Consumer<String> tell;
    private final AlignPackets align = new AlignPackets();
    private final StreamAnalysis analysis = new StreamAnalysis();
    private final CheckTr101290 indicators;
    private final Stoppable stoppable = new Stoppable();
    private final CountDownLatch printed = new CountDownLatch(1);
    private volatile int code = ExitCode.DONE;

    RunningAnalysis(Source source, Tr101290Config config, @Nullable Duration limit, Consumer<String> tell) {
        this.source = source;
        this.indicators = new CheckTr101290(config, align, change -> {});
        this.limit = limit;
        this.tell = tell;
    }

    /** Returns the exit code, which is that of the printing. */
    int untilItEnds(ToIntBiFunction<StreamReport, Tr101290Report> print) {
        ShutdownHook hook = new ShutdownHook(this::endAtSignal);
        try {
            look();
            tellLosses(source.stats());
            tellSkipped(align.skippedBytes());
            code = print.applyAsInt(analysis.report(align.syncByteErrors() + align.syncLosses()), indicators.report());
            return code;
        } finally {
            printed.countDown();
            source.close();
            hook.close();
        }
    }

    private void look() {
        Disposable timer =
                limit == null ? Disposables.disposed() : Mono.delay(limit).subscribe(over -> stoppable.stop());
        try {
            source.buffers()
                    .transform(stoppable)
                    .transform(align)
                    .transform(indicators)
                    .doOnNext(this::add)
                    .then()
                    .block();
        } finally {
            timer.dispose();
        }
    }

    private void add(ByteBuf buffer) {
        try {
            analysis.add(buffer);
        } finally {
            buffer.release();
        }
    }

    /** What never came here cannot be in the report, and would be taken for errors of the stream. */
    private void tellLosses(SourceStats losses) {
        if (!losses.equals(SourceStats.NONE)) {
            tell.accept("lost before it was looked at: " + losses.networkLosses() + " datagrams in the network, "
                    + losses.kernelLosses() + " times in the kernel, " + losses.droppedPackets() + " packets here");
        }
    }

    /** Every stream of 192 bytes a packet begins with a time stamp, which is no news. */
    private void tellSkipped(long bytes) {
        if (bytes > TsPacket.LENGTH_WITH_TIME_STAMP - TsPacket.LENGTH) {
            tell.accept(bytes + " bytes of it belong to no packet, and were skipped");
        }
    }

    private void endAtSignal() {
        stoppable.stop();
        try {
            printed.await(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(code);
    }
}
