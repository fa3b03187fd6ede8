// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.book.BookAccount;
import io.dmxflux.book.BookEntry;
import io.dmxflux.book.OutageAccount;
import io.dmxflux.dmx.pool.PoolStats;
import io.dmxflux.packet.Loss;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.WaitEvent;
import io.dmxflux.ts.op.LateBuffers;
import io.dmxflux.ts.op.Stoppable;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.source.SignalStats;
import io.dmxflux.ts.source.Source;
import io.dmxflux.ts.source.SourceBook;
import io.dmxflux.ts.source.SourceLosses;
import io.dmxflux.ts.source.SourceStats;
import io.dmxflux.ts.source.UdpSourceStats;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * A source that is opened again after it has failed, and waited for if it is not there: an adapter that is unplugged and
 * plugged in, a file on a disk that is mounted later, a port that another program has, a host that has moved. A socket
 * waits for its interface, its address and its route by itself.
 *
 * <p><b>Opening:</b> tried after 0.25 s, then after twice as long each time up to 10 s. The one before is closed first, and
 * its last buffer home, or given up after 10 s, so that two never have the device's buffers at once.
 * <p><b>Telling:</b> what is waited for is told once, with the first reason, and once when the source has been open for 2 s:
 * one that fails again and again is one event and not many. A cluster has answered by then.
 * <p><b>Shape, ownership, demand:</b> the source's; demand is carried over.
 * <p><b>Threading:</b> opened on the scheduler's thread, the first time on that of the caller. Signals come on the source's.
 * <p><b>Losses:</b> the first buffer that comes after a further opening carries a loss of unknown size, on the kernel's account; of a
 * socket, and of a log that is read live, on the network's.
 * <p><b>Errors:</b> what waiting does not cure is passed on: a URI that makes no sense, and a finite source that has begun.
 */
final class ReopenedSource implements Source {

    static final Duration FIRST_DELAY = Duration.ofMillis(250);
    static final Duration LONGEST_DELAY = Duration.ofSeconds(10);
    static final Duration PROBATION = Duration.ofSeconds(2);

    /** What is opened, and what may be missing for it. */
    interface Input {

        /** As a user would write it. */
        String name();

        /** Whether a failure may be over later; of a finite input only before its begin, as it cannot be taken up in the middle. */
        boolean isPassing(Throwable failure);

        /** What would have to be waited for; empty if nothing is known to be missing. */
        Optional<String> missing();

        /** Whose loss it is what is sent while it is not open; empty if nothing is, as a file waits. */
        Optional<Loss.Account> losesTo();

        /** Opens it. */
        Source open();
    }

    private final Input input;
    private final RelayEvent.Listener listener;
    private final Scheduler scheduler;
    private final CompletableFuture<Void> whenClosed = new CompletableFuture<>();

    private final SuccessiveSources sources = new SuccessiveSources();
    private final BookAccount discarded = new BookAccount();
    private final OutageAccount outages;

    /** Asked at each opening, as the kind of a file needs an answer of its file system. */
    private volatile Optional<Loss.Account> losesTo;

    private volatile long reopenedDevices;
    private final AtomicReference<@Nullable Object> subscribed = new AtomicReference<>();
    private final Sinks.One<Long> closing = Sinks.one();
    private boolean closed;

    /** The last one, also when it is closed. */
    private volatile String description;

    private @Nullable RuntimeException missingAtFirst;
    private volatile @Nullable Outage outage;

    /** On the thread of the signals, and handed over by the subscription. */
    private @Nullable Loss loss;

    private boolean begun;

    /** Whether anything has come since it was opened last. */
    private boolean came;

    private ReopenedSource(Input input, RelayEvent.Listener listener, Scheduler scheduler) {
        this.input = input;
        this.listener = listener;
        this.scheduler = scheduler;
        this.description = input.name() + ", not there yet";
        this.losesTo = input.losesTo();
        this.outages = new OutageAccount(() -> scheduler.now(TimeUnit.NANOSECONDS));
    }

    /** Since when it cannot be opened or read, and how it is being tried. */
    private static final class Outage {

        /** By a clock that is never stepped. */
        private final long startNanos;

        private final String problem;
        private Duration delay = FIRST_DELAY;
        private Disposable probation = Disposables.disposed();

        Outage(long startNanos, String problem) {
            this.startNanos = startNanos;
            this.problem = problem;
        }

        Duration nextDelay() {
            Duration next = delay;
            Duration twice = delay.multipliedBy(2);
            delay = twice.compareTo(LONGEST_DELAY) < 0 ? twice : LONGEST_DELAY;
            return next;
        }
    }

    /**
     * Opens an input for a relay; one of the network waits for its interface by itself.
     *
     * @param from the input
     * @param open opens it, or what is left of it
     * @param listener told what is waited for
     * @return the source, open or waited for
     * @throws RuntimeException if waiting would not help
     */
    static Source open(InputUri from, Function<? super InputUri, ? extends Source> open, RelayEvent.Listener listener) {
        return open(new ReopenedInput(from, open), listener, Schedulers.boundedElastic());
    }

    static ReopenedSource open(Input input, RelayEvent.Listener listener, Scheduler scheduler) {
        ReopenedSource source = new ReopenedSource(input, listener, scheduler);
        try {
            source.openNow();
        } catch (RuntimeException e) {
            if (!source.isWorthWaiting(e)) {
                throw e;
            }
            source.missingAtFirst = e;
            source.fails(e);
        }
        return source;
    }

    private synchronized Source openNow() {
        Optional<String> missing = input.missing();
        if (missing.isPresent()) {
            throw new NotThereException(missing.get());
        }
        Source opened = input.open();
        sources.open(opened);
        losesTo = input.losesTo();
        description = opened.toString();
        return opened;
    }

    private boolean isWorthWaiting(Throwable failure) {
        return failure instanceof NotThereException || input.isPassing(failure);
    }

    /** A buffer that meets a cancel is discarded by retryWhen, which has no other way to let go of it. */
    @Override
    public Flux<ByteBuf> buffers() {
        Flux<ByteBuf> reopened = Flux.defer(this::next)
                .map(this::marked)
                .retryWhen(Retry.from(failures -> failures.concatMap(failed -> again(failed.failure()), 0)))
                .doOnDiscard(ByteBuf.class, this::discard);
        return Flux.defer(() -> {
            Object subscription = begin();
            return reopened.doOnTerminate(() -> subscribed.compareAndSet(subscription, null))
                    .doFinally(signal -> subscribed.compareAndSet(subscription, null))
                    .transform(new Stoppable(discarded)); // answers a request of nothing, which retryWhen ignores
        });
    }

    private synchronized Object begin() {
        if (closed) {
            throw new IllegalStateException(input.name() + ": closed (expected: open)");
        }
        Object subscription = new Object();
        if (!subscribed.compareAndSet(null, subscription)) {
            throw new IllegalStateException(
                    input.name() + ": is being received already (expected: one subscriber at a time)");
        }
        return subscription;
    }

    private void discard(ByteBuf buffer) {
        if (buffer.refCnt() > 0) {
            discarded.add(buffer.readableBytes());
            LateBuffers.releaseOnce(buffer);
        }
    }

    private synchronized Flux<ByteBuf> next() {
        RuntimeException missing = missingAtFirst;
        missingAtFirst = null;
        if (closed) {
            return Flux.empty(); // of a subscriber that has waited until now
        }
        if (missing != null) {
            return Flux.error(missing);
        }
        Source open = sources.current();
        if (open == null) {
            open = openNow();
            onProbation(open);
            outages.end();
            came = false;
            missed();
        }
        return open.buffers();
    }

    /** Whatever was sent meanwhile: once, however often it was opened until something came. */
    private void missed() {
        Loss.Account account = losesTo.orElse(null);
        if (account == null || !begun || loss != null) {
            return;
        }
        loss = Loss.of(account, Loss.UNKNOWN);
        if (account == Loss.Account.KERNEL) {
            reopenedDevices = reopenedDevices + 1;
        }
    }

    private ByteBuf marked(ByteBuf buffer) {
        begun = true;
        came = true;
        if (loss == null) {
            return buffer;
        }
        Loss missing = loss;
        loss = null;
        return Loss.mark(buffer, missing);
    }

    /** Completes when it is time to try again, at the close at once; fails with what waiting does not cure. */
    private Mono<Long> again(Throwable failure) {
        if (!isWorthWaiting(failure)) {
            return Mono.error(failure);
        }
        Duration delay = fails(failure).nextDelay();
        Mono<?> home = Mono.fromFuture(sources.letGo(), true)
                .timeout(LONGEST_DELAY, Mono.empty(), scheduler)
                .onErrorComplete();
        Mono<Long> due = Mono.delay(delay, scheduler)
                .delayUntil(passed -> home)
                .publishOn(scheduler); // the last buffer may come home on an event loop, which an open would block
        return Mono.firstWithSignal(due, closing.asMono());
    }

    private Outage fails(Throwable failure) {
        Outage since = outage;
        if (since == null || came) {
            outages.begin();
        } else {
            outages.goOn();
        }
        if (since == null) {
            since = new Outage(scheduler.now(TimeUnit.NANOSECONDS), withoutName(String.valueOf(failure.getMessage())));
            outage = since;
            listener.tell(new WaitEvent.InputWaits(input.name(), since.problem));
        }
        since.probation.dispose();
        return since;
    }

    /** A log names its place alone, without what tells its readers apart. */
    private String withoutName(String problem) {
        String name = input.name() + ": ";
        String begin = problem.startsWith(name) ? name : input.name().split("\\?", 2)[0] + ": ";
        return problem.startsWith(begin) ? problem.substring(begin.length()) : problem;
    }

    private void onProbation(Source opened) {
        Outage since = outage;
        if (since != null) {
            long openedNanos = scheduler.now(TimeUnit.NANOSECONDS);
            since.probation = scheduler.schedule(
                    () -> hasPassed(since, opened, openedNanos), PROBATION.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** One that has not reached anything yet may fail later. */
    private void hasPassed(Outage since, Source opened, long openedNanos) {
        if (opened.isReached()) {
            isBack(since, openedNanos);
        } else if (sources.current() == opened) {
            onProbation(opened);
        }
    }

    private void isBack(Outage since, long openedNanos) {
        outage = null;
        listener.tell(new WaitEvent.InputIsBack(input.name(), Duration.ofNanos(openedNanos - since.startNanos)));
    }

    @Override
    public Optional<PoolStats> pool() {
        return sources.pool();
    }

    /** Each further opening may have lost something, on the kernel's account where it is not a socket's. */
    @Override
    public SourceStats stats() {
        long times = reopenedDevices;
        SourceStats counted = sources.stats();
        return times == 0 ? counted : counted.plus(new SourceStats(0, times, 0, 0, 0));
    }

    @Override
    public SourceBook book() {
        SourceBook own = new SourceBook(
                BookEntry.NONE,
                BookEntry.NONE,
                BookEntry.NONE,
                BookEntry.NONE,
                discarded.entry(),
                0,
                losesTo.map(this::outages).orElse(SourceLosses.NONE));
        return sources.book().plus(own);
    }

    private SourceLosses outages(Loss.Account account) {
        return account == Loss.Account.NETWORK ? SourceLosses.ofNetwork(outages) : SourceLosses.ofDevice(outages);
    }

    @Override
    public long skippedBytes() {
        return sources.skippedBytes();
    }

    @Override
    public Optional<UdpSourceStats> received() {
        return sources.received();
    }

    @Override
    public Optional<SignalStats> signal() {
        return sources.signal();
    }

    @Override
    public Optional<String> waitsFor() {
        Outage since = outage;
        return since == null ? sources.waitsFor() : Optional.of(since.problem);
    }

    @Override
    public void close() {
        Outage since = outage;
        if (since != null) {
            since.probation.dispose();
        }
        outages.end();
        synchronized (this) {
            closed = true;
        }
        closing.tryEmitValue(0L);
        sources.letGo().whenComplete((home, error) -> whenClosed.complete(null));
    }

    @Override
    public CompletionStage<Void> whenClosed() {
        return whenClosed;
    }

    @Override
    public String toString() {
        return description;
    }
}
