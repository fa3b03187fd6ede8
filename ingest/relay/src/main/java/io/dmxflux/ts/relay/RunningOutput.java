// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.books.OutputBook;
import io.dmxflux.ts.books.ServiceLosses;
import io.dmxflux.ts.books.SettledBook;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.RelayStats;
import io.dmxflux.ts.op.DepartureStats;
import io.dmxflux.ts.plan.Delivery;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.RateBounds;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.plan.WatchedOutput;
import io.dmxflux.ts.sink.SendStats;
import io.dmxflux.ts.sink.Sink;
import io.dmxflux.ts.sink.SinkBook;
import io.dmxflux.ts.split.MultiplexSplitter;
import io.dmxflux.ts.split.OutputHistory;
import io.dmxflux.ts.split.ShareStats;
import io.dmxflux.ts.split.SplitOutput;
import io.dmxflux.ts.split.SplitOutputBook;
import io.dmxflux.ts.tr101290.CheckTr101290;
import io.dmxflux.ts.tr101290.Indicator;
import io.dmxflux.ts.tr101290.Limit;
import io.dmxflux.ts.tr101290.Tr101290Report;
import io.dmxflux.ts.tr101290.Tr101290Stats;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * One output of a multiplex: its sink, and its branch of the splitter once it is started.
 *
 * <p><b>Errors:</b> what ends the sink ends this output and no other; the branch goes on to be counted until this is closed.
 */
final class RunningOutput {

    private static final Set<Indicator> IN_TIME = Indicator.ofSendersInTime();

    /** Outputs that are closed at the same time. */
    private static final int MOST_AT_ONCE = 64;

    /** Without bounds, which can change. */
    private final RelayPlan.Output plan;

    private volatile RateBounds rate;

    // -- the plan's texts, which each snapshot carries
    private final String name;
    private final String destination;
    private final Optional<String> service;
    private final Sink sink;
    private final StreamEvents events;
    private final ServiceLosses losses;

    /** What goes to a file or a log has time. */
    private final boolean isTimed;

    private final SettledBook<OutputBook> settled = new SettledBook<>(OutputBook::imbalanceBytes);
    private final CheckedInput input;
    private final CheckTr101290 indicators;
    private final OutputFeed feed;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile @Nullable SplitOutput branch;
    private volatile Disposable sending = () -> {};
    private volatile boolean finishing;
    private volatile boolean failedBefore;
    private volatile boolean isThere;

    /** When the service came last; {@code null} if it has not come yet. */
    private volatile @Nullable Long cameNanos;

    private RunningOutput(RelayPlan.Output plan, InputUri from, CheckedInput input, RelayEvent.Listener listener) {
        this.events = StreamEvents.of(plan.to(), listener);
        this.sink = plan.to().open(Delivery.PACKETISED, events);
        events.countedBy(sink);
        this.plan = plan.unbounded();
        this.rate = plan.rate();
        this.losses = new ServiceLosses(input::missingPackets);
        this.name = plan.toString();
        this.destination = plan.to().toString();
        this.service = plan.service().map(Object::toString);
        this.isTimed = plan.to().isTimed();
        this.input = input;
        this.indicators = CheckTr101290.ofSender(
                input.checks(), IndicatorEvents.ofOutput(from.name(), name, listener, this::isAdded));
        this.feed = new OutputFeed(indicators);
    }

    /**
     * Tells whether an indicator is raised here only, and by nothing that is told already: what is lost, what leaves late, a
     * service that was not in the multiplex.
     */
    private boolean isAdded(Indicator indicator) {
        return !indicators.isOfLoss()
                && !input.indicators().explains(indicator)
                && !hasDropped()
                && !(IN_TIME.contains(indicator) && wasLate())
                && !(indicator != Indicator.CONTINUITY && hasJustCome());
    }

    private boolean wasLate() {
        SplitOutput output = branch;
        return output != null && output.wasLate(Limit.CLEAR.time());
    }

    /** A service that comes back has a gap in its clock and its tables, though none in its counters. */
    private boolean hasJustCome() {
        Long came = cameNanos;
        return came != null && System.nanoTime() - came < Limit.CLEAR.time().toNanos();
    }

    private void follow(List<Integer> pids) {
        if (!pids.isEmpty() && !isThere) {
            cameNanos = System.nanoTime();
        }
        isThere = !pids.isEmpty();
        losses.of(pids);
    }

    private boolean hasDropped() {
        SplitOutput output = branch;
        Instant recent = Instant.now().minus(Limit.CLEAR.time());
        return output != null
                && output.book().policy().last().filter(recent::isBefore).isPresent();
    }

    Tr101290Report indicators() {
        return indicators.report();
    }

    /** Says that nothing arrives that could be sent. */
    void silence() {
        indicators.silence();
    }

    /** Returns the counts of indicators; there is no state of what is not sent any more. */
    Tr101290Stats indicatorStats() {
        Tr101290Stats stats = indicators.stats();
        return ended.isDone() ? stats.ended() : stats;
    }

    /** Takes the limits by which the input is checked now. */
    void takeLimits() {
        indicators.takeLimits(input.checks());
    }

    /** Takes bounds of its bit rate. */
    void take(RateBounds bounds) {
        rate = bounds;
    }

    /**
     * Opens the sink.
     *
     * @param from the input's plan
     * @param input what is known of what arrives
     */
    static RunningOutput open(RelayPlan.Output plan, InputUri from, CheckedInput input, RelayEvent.Listener listener) {
        return new RunningOutput(plan, from, input, listener);
    }

    /**
     * Begins to get packets, which wait until this {@link #send}s, as those of an output that lags.
     *
     * @param splitter where the packets come from
     * @param history what receivers had last
     */
    void join(MultiplexSplitter splitter, OutputHistory history) {
        SplitOutput output = plan.service()
                .map(service -> splitter.addService(plan.to().cutOfService(), service, plan.edit(), history))
                .orElseGet(() -> splitter.addWhole(plan.to().cutOfMultiplex()));
        output.onPids(this::follow);
        branch = output;
    }

    /** Tells whether it gets packets. */
    boolean hasJoined() {
        return branch != null;
    }

    /** Begins to send, once it has {@linkplain #join joined}; {@link #ended} tells when it is over. */
    void send() {
        SplitOutput output = Objects.requireNonNull(branch, "an output that gets packets");
        sending = sink.send(feed.of(output.batches()))
                .subscribe(nothing -> {}, ended::completeExceptionally, () -> ended.complete(null));
    }

    /** Tells whether it goes where another one does that is ended for it, and may wait for that: it is sent at no time of its own. */
    boolean succeeds(RunningOutput other) {
        return !isTimed && plan.to().place().equals(other.plan.to().place());
    }

    RelayPlan.Output plan() {
        return plan;
    }

    /** Tells whether it is there for viewers alone, and in no plan. */
    boolean isWatched() {
        return plan.to() instanceof WatchedOutput;
    }

    String name() {
        return name;
    }

    /** Completes when everything is sent after the end of the stream; fails with what the sink fails with. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    /** Notes that it ends since the operator wants it to. */
    void isToEnd() {
        failedBefore = hasFailed();
        finishing = true;
    }

    /** Tells whether it has failed, and not since the operator wants it to end. */
    boolean hasFailed() {
        return finishing ? failedBefore : ended.isCompletedExceptionally();
    }

    /** Tells whether it ends as the operator wants it to, while it waits for something: that is told already. */
    boolean hasBeenTold() {
        return finishing && sink.waitsFor().isPresent();
    }

    /** Ends the branch in order; {@link #ended} tells when what it had is sent. */
    void finish() {
        isToEnd();
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
        sending.dispose(); // before the sink, which would fail it: this end is wanted
        sink.close();
        ended.complete(null);
    }

    /** Closes outputs at the same time, as a disk may hold up each of them. */
    static void closeAll(List<RunningOutput> outputs) {
        Flux.fromIterable(outputs)
                .flatMapDelayError(
                        output -> Mono.fromRunnable(output::close).subscribeOn(Schedulers.boundedElastic()),
                        MOST_AT_ONCE,
                        1)
                .blockLast();
    }

    RelayStats.OutputStats stats() {
        SplitOutput output = branch;
        SendStats sent = isTimed && output != null ? sink.stats().withLateness(output.lateness()) : sink.stats();
        long marks = sent.addedBytes() / TsPacket.LENGTH;
        SinkBook book = sink.book();
        long ready = sink.readyBytes();
        long standby = book.elsewhere().bytes() + ready;
        long waits = Math.max(0, book.queuedBytes() - ready); // moments apart
        long queuedBytes = waits + (output == null ? 0 : output.queuedBytes());
        return new RelayStats.OutputStats(
                name,
                output == null ? 0 : output.routedPackets(),
                output == null ? 0 : output.generatedPackets() + marks,
                sent,
                output == null ? 0 : output.book().policy().packets(), // what it had when it ended is closed
                output == null ? ShareStats.NONE : output.share(),
                feed.refused().bytes() / TsPacket.LENGTH,
                events.outagePackets(),
                standby / TsPacket.LENGTH,
                queuedBytes / TsPacket.LENGTH,
                sink.waitsFor(),
                output == null ? List.of() : output.streams(),
                rate);
    }

    /** Returns the book, also of what the sink has not got any more. */
    OutputBook book() {
        return settled.read(this::bookNow);
    }

    private OutputBook bookNow() {
        SplitOutput output = branch;
        SplitOutputBook split = output == null ? SplitOutputBook.NONE : output.book();
        SinkBook taken = sink.book();
        return new OutputBook(
                name,
                destination,
                service,
                split.routed(),
                split.generated().plus(taken.added()),
                taken.sent().plus(taken.added()),
                split.policy(),
                taken.socket().plus(feed.refused().entry()),
                taken.elsewhere(),
                split.closed().plus(taken.closed()).plus(feed.closed().entry()),
                split.queuedBytes() + taken.queuedBytes(),
                losses.of(output == null ? List.of() : output.pids()));
    }

    /** The splitter gives batches their times, and the sink sends them at once. */
    Optional<DepartureStats> departures() {
        SplitOutput output = branch;
        return output == null
                ? Optional.empty()
                : sink.departures().map(sent -> new DepartureStats(output.lateBatches(), sent.burstDatagrams()));
    }
}
