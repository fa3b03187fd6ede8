// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.book.BookEntry;
import io.dmxflux.book.OutageAccount;
import io.dmxflux.check.Check;
import io.dmxflux.dmx.frontend.FrontendState;
import io.dmxflux.dmx.frontend.SignalFigures;
import io.dmxflux.dmx.pool.PoolStats;
import io.dmxflux.jfr.FlightEvents;
import io.dmxflux.ts.op.Stoppable;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A demux with the frontend before it, which is tuned from the first subscription to the close: the driver puts a tuner to
 * sleep when nobody has it open.
 * <pre>
 *   frontend ==states==&gt; TunedSource &lt;--buffers-- demux
 * </pre>
 *
 * <p><b>Shape, demand, ownership:</b> the demux's.
 * <p><b>Lock:</b> while there is none nothing arrives, and the stream goes on when there is one again. The first one is waited for
 * without a word for {@link #PATIENCE}.
 * <p><b>Losses:</b> what the continuity counters of the stream tell, and in the book the time without a lock, on the signal's account.
 * <p><b>Threading:</b> signals are those of the demux; the listener is told on the frontend's thread, or on that of a timer.
 * <p><b>Errors:</b> those of the demux; one of the frontend, as when it is unplugged, ends the stream after what has arrived.
 */
public final class TunedSource implements Source {

    /** A lock takes so long at most where there is a signal, as scanners reckon. */
    public static final Duration PATIENCE = Duration.ofSeconds(4);

    private final Source demux;
    private final Tuner tuner;
    private final Listener listener;
    private final Scheduler scheduler;
    private final OutageAccount unlocked;
    private final Disposable.Swap frontend = Disposables.swap();
    private final CompletableFuture<Void> whenClosed = new CompletableFuture<>();

    private volatile @Nullable FrontendState state;
    private volatile @Nullable Throwable failure;
    private volatile long lockLosses;
    private volatile long blockErrors;

    // guarded by this

    private boolean tuned;
    private boolean hadLock;
    private boolean closed;
    private Disposable patience = Disposables.disposed();

    /** Since when the first lock is told to be waited for, by a clock that is never stepped; {@code null} while it is not. */
    private volatile @Nullable Long waitsSinceNanos;

    /** Told that there is no lock where one is waited for first; each later loss is counted. */
    public interface Listener {

        /**
         * The first lock takes longer than it should.
         *
         * @param problem a phrase, such as {@code no lock on dvb-t 474 MHz, no signal}
         */
        void waits(String problem);

        /**
         * It is there after all.
         *
         * @param waited since {@link #waits}
         */
        void isBack(Duration waited);
    }

    /**
     * Puts a frontend before a demux.
     *
     * @param demux which receives what is tuned; the source's from here on
     * @param tuner of the frontend before it; the source's from here on
     * @param listener told of the first lock
     * @return the source, the caller's to close
     */
    public static TunedSource of(Source demux, Tuner tuner, Listener listener) {
        return of(demux, tuner, listener, Schedulers.parallel());
    }

    static TunedSource of(Source demux, Tuner tuner, Listener listener, Scheduler scheduler) {
        return new TunedSource(
                Check.given(demux, "demux"), Check.given(tuner, "tuner"), Check.given(listener, "listener"), scheduler);
    }

    private TunedSource(Source demux, Tuner tuner, Listener listener, Scheduler scheduler) {
        this.demux = demux;
        this.tuner = tuner;
        this.listener = listener;
        this.scheduler = scheduler;
        unlocked = new OutageAccount(() -> scheduler.now(TimeUnit.NANOSECONDS));
    }

    @Override
    public Flux<ByteBuf> buffers() {
        return Flux.defer(() -> {
            tuneOnce();
            Throwable failed = failure;
            return failed != null ? Flux.error(failed) : buffersOfDemux();
        });
    }

    /** Behind operators of Reactor's, which keep upstream where a subscriber throws, and ignore a request of nothing. */
    private Flux<ByteBuf> buffersOfDemux() {
        return demux.buffers()
                .onErrorMap(this::reason)
                .concatWith(Mono.defer(() -> {
                    Throwable problem = failure;
                    return problem == null ? Mono.empty() : Mono.error(problem);
                }))
                .transform(new Stoppable());
    }

    /** A demux that is closed refuses a subscriber; the frontend's failure closes it, also in the midst of a subscription. */
    private Throwable reason(Throwable error) {
        Throwable problem = failure;
        return problem == null ? error : problem;
    }

    private void tuneOnce() {
        synchronized (this) {
            if (tuned || closed) {
                return; // the demux refuses a subscriber of what is closed
            }
            tuned = true;
            patience = scheduler.schedule(this::tellThatItWaits, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        }
        frontend.update(tuner.states().subscribe(this::take, this::fail));
    }

    private void take(FrontendState next) {
        Optional<Duration> waited = follow(next);
        waited.ifPresent(listener::isBack);
    }

    /** Returns for how long the first lock was waited for, if that was told. */
    private synchronized Optional<Duration> follow(FrontendState next) {
        boolean isLock = next.isLocked();
        boolean wasLock = isLocked();
        if (closed) {
            return Optional.empty();
        }
        countBlocks(next);
        state = next;
        if (isLock != wasLock) {
            FlightEvents.lock(tuner, isLock);
        }
        if (!isLock && wasLock) {
            lockLosses = lockLosses + 1;
            unlocked.begin();
        }
        if (!isLock) {
            return Optional.empty();
        }
        hadLock = true;
        patience.dispose();
        unlocked.end();
        Long since = waitsSinceNanos;
        waitsSinceNanos = null;
        return since == null
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(scheduler.now(TimeUnit.NANOSECONDS) - since));
    }

    /** A reading has those since the one before, and is told until the next. */
    private void countBlocks(FrontendState next) {
        FrontendState before = state;
        if (before == null || before.figures() != next.figures()) {
            blockErrors = blockErrors + next.figures().blockErrors().orElse(0);
        }
    }

    private boolean isLocked() {
        FrontendState last = state;
        return last != null && last.isLocked();
    }

    private void tellThatItWaits() {
        synchronized (this) {
            if (hadLock || closed) {
                return;
            }
            unlocked.begin();
            waitsSinceNanos = scheduler.now(TimeUnit.NANOSECONDS);
        }
        listener.waits(noLock());
    }

    private String noLock() {
        FrontendState last = state;
        return "no lock on " + tuner + (last == null ? "" : ", " + found(last));
    }

    private static String found(FrontendState last) {
        return switch (last.phase()) {
            case CARRIER -> "a carrier";
            case SIGNAL -> "a signal without a carrier";
            default -> "no signal";
        };
    }

    /** The stream ends in order, and then with this. */
    private void fail(Throwable problem) {
        failure = problem;
        receiveNothing();
        demux.close();
    }

    /** What was told last is not so any more; where there was no lock, how far it came is kept for summaries. */
    private synchronized void receiveNothing() {
        FrontendState last = state;
        if (last != null) {
            Instant now = Instant.ofEpochMilli(scheduler.now(TimeUnit.MILLISECONDS));
            state = new FrontendState(
                    last.isLocked() ? FrontendState.Phase.LOST : last.phase(),
                    Set.of(),
                    SignalFigures.NONE,
                    now,
                    last.isLocked() ? now : last.since(),
                    last.tunings());
        }
    }

    @Override
    public Optional<SignalStats> signal() {
        FrontendState last = state;
        return last == null
                ? Optional.empty()
                : Optional.of(new SignalStats(tuner.toString(), last, lockLosses, unlocked.nanos(), blockErrors));
    }

    @Override
    public SourceStats stats() {
        return demux.stats();
    }

    @Override
    public SourceBook book() {
        return demux.book()
                .plus(new SourceBook(
                        BookEntry.NONE,
                        BookEntry.NONE,
                        BookEntry.NONE,
                        BookEntry.NONE,
                        BookEntry.NONE,
                        0,
                        SourceLosses.ofNetwork(unlocked)));
    }

    @Override
    public Optional<String> waitsFor() {
        return waitsSinceNanos == null ? demux.waitsFor() : Optional.of(noLock());
    }

    @Override
    public Optional<UdpSourceStats> received() {
        return demux.received();
    }

    @Override
    public Optional<PoolStats> pool() {
        return demux.pool();
    }

    @Override
    public long skippedBytes() {
        return demux.skippedBytes();
    }

    /** The tuner is given back when the demux is closed. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            receiveNothing();
            patience.dispose();
            unlocked.end();
        }
        demux.close();
        demux.whenClosed().whenComplete((home, error) -> {
            frontend.dispose();
            tuner.giveBack().whenComplete((given, problem) -> whenClosed.complete(null));
        });
    }

    @Override
    public CompletionStage<Void> whenClosed() {
        return whenClosed;
    }

    @Override
    public String toString() {
        return demux + ", " + tuner;
    }
}
