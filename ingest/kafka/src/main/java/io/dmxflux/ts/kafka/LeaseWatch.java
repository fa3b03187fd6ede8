// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import io.dmxflux.ts.log.LeaseState;
import io.dmxflux.ts.log.LogEvent;
import io.dmxflux.ts.log.Takeover;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * Follows the lease of a stream for one of its hosts: opens the stream for writing while the host owns it, and says what is
 * waited for.
 * <pre>
 *   topics --&gt; lease --&gt; Standby --&gt; Owner --&gt; stream --&gt; the host begins
 *     ^          |                                |
 *     +---1 s----+---------- refused -------------+    so that another host may own it
 * </pre>
 *
 * <p><b>Threading:</b> the cluster is asked, and the host is told, on a thread of its own.
 */
final class LeaseWatch {

    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final KafkaLog log;
    private final String stream;
    private final Host host;
    private final Outage outage;
    private final Scheduler thread;
    private final Disposable.Swap lease = Disposables.swap();
    private volatile LeaseState state = new LeaseState.Standby();
    private volatile boolean over;

    /** Why it is over, if not by its owner. */
    private volatile @Nullable String ended;

    /** One of the hosts that share the stream, told whether it is the one to write. */
    interface Host {

        /** Another host says that it writes. */
        void hears();

        /** The cluster answers, and does not let this host take part. */
        void barred();

        /** This host is to write. */
        void begins(KafkaLog.TakenOver taken);

        /** This host is not to write any more, if it did. */
        void givesUp(String why);
    }

    LeaseWatch(KafkaLog log, String stream, Host host) {
        this.log = log;
        this.stream = stream;
        this.host = host;
        this.outage = new Outage(log.stream(stream));
        this.thread = Schedulers.newSingle("dmxflux-kafka-standby-" + stream, true);
    }

    /** Takes part. */
    void start() {
        lease.replace(Flux.defer(this::takePart)
                .subscribeOn(thread)
                .publishOn(thread)
                .doOnNext(this::follow)
                .switchMap(latest -> latest instanceof LeaseState.Owner ? open() : Mono.empty())
                .doOnError(this::failed)
                .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, AGAIN))
                .subscribe());
    }

    LeaseState state() {
        return state;
    }

    Outage outage() {
        return outage;
    }

    /** Returns what is waited for; null for nothing. */
    @Nullable
    String problem() {
        String why = ended;
        return why == null ? outage.problem() : why;
    }

    /** Tells whether another host is known to write. */
    boolean isWrittenElsewhere() {
        return state instanceof LeaseState.Standby standby && standby.owner().isPresent();
    }

    private Flux<LeaseState> takePart() {
        try {
            log.prepare(stream);
            return KafkaLease.of(log.config(), stream);
        } catch (IOException e) {
            return over ? Flux.empty() : Flux.error(e);
        }
    }

    private void failed(Throwable failure) {
        if (becomes(new LeaseState.Standby()) == null) {
            return;
        }
        waits(failure);
        if (KafkaFailure.isRefusal(failure)) {
            host.barred();
        }
        host.givesUp(String.valueOf(failure.getMessage()));
    }

    private void waits(Throwable failure) {
        outage.begin(KafkaFailure.firstLine(failure), System.nanoTime(), 0);
    }

    /** Notes the latest state; returns the one before, or null if this is over. */
    private synchronized @Nullable LeaseState becomes(LeaseState latest) {
        if (over) {
            return null;
        }
        LeaseState before = state;
        state = latest;
        return before;
    }

    private void follow(LeaseState latest) {
        LeaseState before = becomes(latest);
        if (before == null) {
            return;
        }
        if (latest instanceof LeaseState.Lost lost) {
            host.givesUp(lost.problem());
        } else if (latest instanceof LeaseState.Away away) {
            outage.begin(away.problem(), System.nanoTime(), 0);
        } else if (latest instanceof LeaseState.Standby other) {
            other.owner().ifPresent(owner -> standBy(owner, !other.equals(before)));
        }
    }

    private void standBy(String owner, boolean isNews) {
        host.hears();
        outage.end(System.nanoTime(), 0);
        if (isNews) {
            log.tell(new LogEvent.StandsBy(stream, owner));
        }
    }

    /** Opens the stream for writing, again and again while it is owned and the cluster does not answer. */
    private Mono<Void> open() {
        return Mono.fromCallable(this::takeOver)
                .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, AGAIN)
                        .filter(failure -> !KafkaFailure.isRefusal(failure))
                        .doBeforeRetry(again -> waits(again.failure()))
                        .scheduler(thread));
    }

    private @Nullable Void takeOver() throws IOException {
        if (over) {
            return null;
        }
        try {
            host.begins(log.takeOver(stream));
        } catch (IllegalStateException e) {
            // the log is closed
        } catch (IOException e) {
            if (!over) { // this thread is interrupted as it is not to go on
                throw e;
            }
        }
        return null;
    }

    /** This host writes now: ends the outage, and tells it with the host that wrote before, which the cluster is asked for. */
    void tookOver(int epoch, Takeover how, long heldPackets, long lostBytes) {
        thread.schedule(() -> {
            Optional<String> from = log.writerBefore(stream, epoch);
            outage.end(System.nanoTime(), lostBytes);
            log.tell(new LogEvent.TookOver(stream, epoch, from, how, heldPackets));
        });
    }

    /** Does something a second later, unless it is over by then. */
    void later(Runnable task) {
        thread.schedule(task, AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The host takes part no more; also if it has not said why, this is no state of the lease any more. */
    synchronized void ends(@Nullable String why) {
        over = true;
        ended = why;
        state = new LeaseState.Lost(why == null ? log + "/" + stream + ": closed (expected: open)" : why);
    }

    /** Gives the lease back, and waits for that. */
    void close() {
        lease.dispose();
        thread.dispose();
    }
}
