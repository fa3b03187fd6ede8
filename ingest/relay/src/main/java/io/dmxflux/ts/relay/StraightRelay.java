// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.book.BookEntry;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.books.InputBook;
import io.dmxflux.ts.books.OutputBook;
import io.dmxflux.ts.books.SettledBook;
import io.dmxflux.ts.event.IndicatorReports;
import io.dmxflux.ts.event.InputIndicators;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.RelayStats;
import io.dmxflux.ts.event.TransitStats;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.sink.SendStats;
import io.dmxflux.ts.sink.Sink;
import io.dmxflux.ts.sink.SinkBook;
import io.dmxflux.ts.source.Source;
import io.dmxflux.ts.split.ShareStats;
import io.dmxflux.ts.tr101290.Indicator;
import io.dmxflux.ts.tr101290.Tr101290Report;
import io.dmxflux.ts.tr101290.Tr101290Stats;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import reactor.core.publisher.Mono;

/**
 * One stream from one input to one output, whole: aligned, checked, counted, and sent from the memory it arrived in.
 *
 * <pre>
 *   CheckedInput --&gt; sink, which spreads what it is given unless the input is a fast one
 * </pre>
 */
final class StraightRelay implements Relay {

    private final RelayPlan plan;
    private final CheckedInput input;
    private final Sink sink;
    private final StreamEvents events;

    /** The sink's text, which each snapshot carries. */
    private final String name;

    private final SettledBook<OutputBook> settled = new SettledBook<>(OutputBook::imbalanceBytes);
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean running;

    private StraightRelay(RelayPlan plan, CheckedInput input, Sink sink, StreamEvents events) {
        this.plan = plan;
        this.input = input;
        this.sink = sink;
        this.events = events;
        this.name = sink.toString();
    }

    /** Opens a plan of which the whole goes to one place. */
    static StraightRelay open(RelayPlan plan, RelayEvent.Listener listener) {
        InputUri from = plan.from();
        OutputUri to = plan.outputs().get(0).to();
        to.refuseIfInput(from);
        to.refuseUnfit(from, false);
        return open(
                plan,
                ReopenedSource.open(from, rest -> rest.openToSpread(StreamEvents.of(from, listener)), listener),
                listener);
    }

    /** The same with a source that is open; the relay's from here on, closed if this fails. */
    static StraightRelay open(RelayPlan plan, Source source, RelayEvent.Listener listener) {
        InputUri from = plan.from();
        OutputUri to = plan.outputs().get(0).to();
        try {
            StreamEvents events = StreamEvents.of(to, listener);
            Sink sink = to.open(plan.deliveryOfWhole(), events);
            events.countedBy(sink);
            return new StraightRelay(plan, new CheckedInput(plan, source, listener), sink, events);
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
    }

    @Override
    public Mono<Void> run() {
        return sink.send(input.packets())
                .doOnSubscribe(subscription -> running = true)
                .doFinally(signal -> ended.complete(null));
    }

    @Override
    public RelayPlan plan() {
        return plan;
    }

    @Override
    public boolean canBecome(RelayPlan next) {
        return next.equals(plan);
    }

    @Override
    public Change prepare(RelayPlan next) {
        return Change.NONE;
    }

    @Override
    public Change prepareEnded(RelayPlan next) {
        return Change.NONE;
    }

    @Override
    public RelayStats stats() {
        SendStats sent = sink.stats();
        SinkBook book = sink.book();
        long ready = sink.readyBytes();
        long standby = book.elsewhere().bytes() + ready;
        RelayStats.OutputStats output = new RelayStats.OutputStats(
                name,
                input.packetsIn(),
                sent.addedBytes() / TsPacket.LENGTH,
                sent,
                0,
                ShareStats.NONE,
                0,
                events.outagePackets(),
                standby / TsPacket.LENGTH,
                Math.max(0, book.queuedBytes() - ready) / TsPacket.LENGTH,
                sink.waitsFor(),
                List.of(),
                plan.outputs().get(0).rate());
        return input.stats(List.of(output), plan.rate());
    }

    @Override
    public TransitStats transit() {
        return input.transit(sink.departures().map(left -> Map.of(name, left)).orElse(Map.of()));
    }

    /** What is sent is what arrives, in the same memory, so it need not be checked again. */
    @Override
    public IndicatorReports indicators() {
        Tr101290Report arrives = input.indicators().report();
        return new IndicatorReports(plan.from().name(), arrives, Map.of(name, arrives.only(Indicator.ofSenders())));
    }

    @Override
    public InputIndicators indicatorStats() {
        Tr101290Stats arrives = input.indicators().stats();
        return new InputIndicators(plan.from().name(), arrives, Map.of(name, arrives.only(Indicator.ofSenders())));
    }

    @Override
    public InspectedInput inspected() {
        return input.inspected();
    }

    @Override
    public void silence() {
        input.indicators().silence();
    }

    @Override
    public InputBook book() {
        return input.book(input::whole, List.of(settled.read(this::outputBook)));
    }

    private OutputBook outputBook() {
        SinkBook taken = sink.book();
        return new OutputBook(
                name,
                name,
                Optional.empty(),
                input.whole().routed(),
                taken.added(),
                taken.sent().plus(taken.added()),
                BookEntry.NONE,
                taken.socket(),
                taken.elsewhere(),
                taken.closed(),
                taken.queuedBytes(),
                BookEntry.NONE);
    }

    @Override
    public void close(Duration patience) {
        Deadline deadline = Deadline.in(patience);
        input.stop();
        if (running) {
            deadline.await(ended);
        }
        deadline.await(input.close());
        sink.close();
    }

    @Override
    public String toString() {
        return input + " -> " + sink;
    }
}
