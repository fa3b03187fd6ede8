// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.book.BookEntry;
import io.dmxflux.ts.books.InputBook;
import io.dmxflux.ts.books.Missing;
import io.dmxflux.ts.books.OutputBook;
import io.dmxflux.ts.books.SettledBook;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.RelayStats;
import io.dmxflux.ts.event.TransitStats;
import io.dmxflux.ts.op.AlignPackets;
import io.dmxflux.ts.op.CheckContinuity;
import io.dmxflux.ts.op.DepartureStats;
import io.dmxflux.ts.op.StageBook;
import io.dmxflux.ts.op.Stoppable;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.RateBounds;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.source.Source;
import io.dmxflux.ts.source.SourceBook;
import io.dmxflux.ts.source.SourceLosses;
import io.dmxflux.ts.split.SplitterBook;
import io.dmxflux.ts.tr101290.CheckTr101290;
import io.dmxflux.ts.tr101290.Tr101290Config;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;

/**
 * The first half of every relay: a source whose packets are aligned, checked and counted, and that can be ended in order.
 *
 * <pre>
 *   source --&gt; align --&gt; check continuity --&gt; check by TR 101 290 --&gt; inspect, where that is asked for --&gt;
 * </pre>
 */
final class CheckedInput {

    /** With a lock again, the first PCR of each clock has come in that time, and what buffers had. */
    private static final Duration BEHIND_GAP = Duration.ofSeconds(2);

    private final String name;
    private final boolean isOfAddress;
    private final Source source;
    private final SettledBook<InputBook> settled = new SettledBook<>(InputBook::imbalanceBytes);
    private final AlignPackets align = new AlignPackets();
    private final CheckContinuity check = new CheckContinuity();
    private final CheckTr101290 indicators;
    private volatile Tr101290Config checks;
    private final InspectedInput inspected;
    private final NumbersOfLog numbers;
    private final Stoppable stoppable = new Stoppable();
    private final long startNanos = System.nanoTime();

    CheckedInput(RelayPlan plan, Source source, RelayEvent.Listener listener) {
        this.name = plan.from().name();
        this.isOfAddress = plan.from() instanceof InputUri.Network;
        this.source = source;
        this.checks = plan.tr101290().toBuilder().schedules(false).build();
        this.numbers = new NumbersOfLog(name, listener);
        this.inspected = new InspectedInput(checks.time());
        this.indicators = new CheckTr101290(checks, align, IndicatorEvents.ofInput(name, listener, this::isBehindGap));
    }

    private boolean isBehindGap() {
        return source.signal()
                .filter(signal -> signal.wasUnlocked(Instant.now().minus(BEHIND_GAP)))
                .isPresent();
    }

    /** Returns by what the stream, and what is sent of it, is checked. */
    Tr101290Config checks() {
        return checks;
    }

    /** Takes the limits of another plan for the same input. */
    void takeLimits(RelayPlan plan) {
        checks = plan.tr101290().toBuilder().schedules(false).build();
        indicators.takeLimits(checks);
    }

    /** Returns the stream, for one subscriber. */
    Flux<ByteBuf> packets() {
        return source.buffers()
                .transform(stoppable)
                .transform(align)
                .transform(check)
                .transform(indicators)
                .doOnNext(numbers::look)
                .doOnNext(inspected::add);
    }

    RelayStats stats(List<RelayStats.OutputStats> outputs, RateBounds bounds) {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - startNanos);
        return new RelayStats(
                name,
                elapsed,
                check.stats(),
                align.skippedBytes() + source.skippedBytes(),
                source.stats(),
                outputs,
                source.waitsFor(),
                source.received(),
                source.signal(),
                bounds);
    }

    TransitStats transit(Map<String, DepartureStats> departures) {
        return new TransitStats(name, source.pool(), departures);
    }

    /**
     * Returns the book.
     *
     * @param routing reads what became of what was handed on
     * @param outputs their books
     */
    InputBook book(Supplier<SplitterBook> routing, List<OutputBook> outputs) {
        return settled.read(() -> bookNow(routing, outputs));
    }

    private InputBook bookNow(Supplier<SplitterBook> routing, List<OutputBook> outputs) {
        SplitterBook split = routing.get();
        StageBook stages = stoppable.book().plus(align.book()).plus(check.book());
        SourceBook from = source.book();
        return new InputBook(
                name,
                from.arrived(),
                split.routed(),
                split.unwanted(),
                split.replaced(),
                from.policy().plus(stages.policy()),
                from.foreign().plus(stages.foreign()).plus(split.foreign()),
                from.closed().plus(stages.closed()).plus(split.closed()),
                stages.framing(),
                from.queuedBytes() + stages.heldBytes() + split.queuedBytes(),
                missing(from.losses()),
                check.damaged(),
                outputs);
    }

    private List<Missing> missing(SourceLosses losses) {
        return List.of(
                Missing.of(
                        Missing.Cause.SIGNAL,
                        Missing.Certainty.AT_LEAST,
                        check.missing(),
                        check.stats().continuityErrors(),
                        check.recovered()),
                Missing.of(
                        Missing.Cause.SIGNAL,
                        Missing.Certainty.EXACT,
                        losses.network(),
                        losses.networkDatagrams(),
                        losses.late()),
                new Missing(
                        Missing.Cause.SIGNAL,
                        Missing.Certainty.UNKNOWN,
                        losses.networkUnknown().times(0),
                        losses.networkUnknown().bytes(),
                        BookEntry.NONE,
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ofNanos(losses.networkOutNanos())),
                Missing.of(
                        Missing.Cause.KERNEL,
                        Missing.Certainty.EXACT,
                        losses.kernel(),
                        losses.kernelDatagrams(),
                        BookEntry.NONE),
                new Missing(
                        Missing.Cause.KERNEL,
                        Missing.Certainty.UNKNOWN,
                        losses.kernelUnknown().times(0),
                        losses.kernelUnknown().bytes(),
                        BookEntry.NONE,
                        Duration.ofNanos(losses.starvedNanos()),
                        Duration.ofNanos(losses.stalledNanos()),
                        Duration.ofNanos(losses.kernelOutNanos())));
    }

    /** Returns the book of what is handed on to a single output, whole. */
    SplitterBook whole() {
        return new SplitterBook(check.passed(), BookEntry.NONE, BookEntry.NONE, BookEntry.NONE, BookEntry.NONE, 0);
    }

    /** Returns how many packets of a PID are missing so far, at least. */
    int missingPackets(int pid) {
        return check.missingPackets(pid);
    }

    /** Returns what checks the stream by TR 101 290. */
    CheckTr101290 indicators() {
        return indicators;
    }

    /** Returns what looks into the stream. */
    InspectedInput inspected() {
        return inspected;
    }

    /** Returns how many packets were handed on. */
    long packetsIn() {
        return check.stats().packets();
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

    /** The source of an address does not know the scheme where it takes any ({@code ?auto}). */
    @Override
    public String toString() {
        return isOfAddress ? name : source.toString();
    }
}
