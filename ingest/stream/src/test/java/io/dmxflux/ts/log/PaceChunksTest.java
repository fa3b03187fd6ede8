// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

/** The spacing of a replay, at virtual time. */
@ExtendWith(LeakCheck.class)
class PaceChunksTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final List<Long> emittedMillis = new ArrayList<>();
    private final LoggedStream stream = new LoggedStream(1, 0);

    /** How far the wall clock is ahead of that of the writer. */
    private long aheadMillis;

    private Flux<TsChunk> spaced(double speed, Flux<TsChunk> chunks) {
        return spaced(speed, false, chunks);
    }

    private Flux<TsChunk> spaced(double speed, boolean isLive, Flux<TsChunk> chunks) {
        return chunks.transform(new PaceChunks(
                        speed, isLive, time, new SchedulerTime(time, LoggedStream.START_MILLIS + aheadMillis)))
                .doOnNext(chunk -> {
                    emittedMillis.add(time.now(TimeUnit.MILLISECONDS));
                    chunk.release();
                });
    }

    private TsChunk after(long millis) {
        return stream.next(1, Duration.ofMillis(millis));
    }

    @Test
    void chunksHaveTheSpacingThatTheyCameWith() {
        spaced(1, Flux.just(after(5), after(13), after(13), after(400), after(0), after(20)))
                .subscribe();
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(emittedMillis).containsExactly(0L, 13L, 26L, 426L, 426L, 446L);
    }

    @Test
    void replayCanBeFasterOrSlower() {
        spaced(2, Flux.just(after(0), after(100), after(200))).subscribe();
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(emittedMillis).containsExactly(0L, 50L, 150L);
        emittedMillis.clear();
        spaced(0.5, Flux.just(after(0), after(100))).subscribe();
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(emittedMillis).containsExactly(1_000L, 1_200L);
    }

    @Test
    void longPausesAndNewEpochsArePassedOver() {
        TsChunk ofTheNext = new LoggedStream(2, 1_000).next(1, Duration.ofMillis(3));
        spaced(1, Flux.just(after(0), after(60_000), after(10), ofTheNext)).subscribe();
        time.advanceTimeBy(Duration.ofMinutes(5));
        assertThat(emittedMillis).containsExactly(0L, 0L, 10L, 10L);
    }

    /** While a viewer goes back in time, and while one is live. */
    @Test
    void aWallClockThatIsSetBackOrForwardChangesNoSpacing() {
        for (boolean isLive : new boolean[] {false, true}) {
            long start = time.now(TimeUnit.MILLISECONDS);
            TsChunk[] before = {after(0), after(20)};
            stream.step(Duration.ofHours(-1));
            TsChunk back = after(20);
            stream.step(Duration.ofHours(2));
            spaced(1, isLive, Flux.just(before[0], before[1], back, after(20))).subscribe();
            time.advanceTimeBy(Duration.ofSeconds(1));
            assertThat(emittedMillis).containsExactly(start, start + 20, start + 40, start + 60);
            emittedMillis.clear();
        }
    }

    /** A log that is read live. */
    private final class LiveLog {

        private final Sinks.Many<TsChunk> chunks = Sinks.many().unicast().onBackpressureBuffer();

        LiveLog() {
            spaced(1, true, chunks.asFlux()).subscribe();
            time.advanceTime();
        }

        void append(TsChunk... appended) {
            for (TsChunk chunk : appended) {
                chunks.tryEmitNext(chunk).orThrow();
            }
            time.advanceTime();
        }
    }

    @Test
    void liveStreamHasTheSpacingThatItCameWith() {
        LiveLog log = new LiveLog();
        log.append(after(0), after(13), after(13), after(90));
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(emittedMillis).containsExactly(0L, 13L, 26L, 116L);
    }

    /** As when brokers were away. */
    @Test
    void liveStreamIsWhereItWasAfterALogThatHadAPause() {
        LiveLog log = new LiveLog();
        log.append(after(0));
        time.advanceTimeBy(Duration.ofSeconds(8));
        log.append(Stream.generate(() -> after(20)).limit(400).toArray(TsChunk[]::new));
        time.advanceTimeBy(Duration.ofMillis(1));
        assertThat(emittedMillis).hasSize(401).last().isEqualTo(8_000L);
        time.advanceTimeBy(Duration.ofMillis(19));
        log.append(after(20), after(20));
        time.advanceTimeBy(Duration.ofMillis(100));
        assertThat(emittedMillis).endsWith(8_000L, 8_020L, 8_040L);
    }

    /** What was stamped before comes behind the pause, and what comes next has the stamp of its time. */
    @Test
    void liveStreamIsWhereItWasAfterAWriterThatStood() {
        LiveLog log = new LiveLog();
        log.append(after(0));
        for (int pause = 1; pause <= 3; pause++) {
            time.advanceTimeBy(Duration.ofSeconds(5));
            log.append(after(13), after(4_987));
            time.advanceTimeBy(Duration.ofMillis(1));
            assertThat(emittedMillis).hasSize(1 + 2 * pause).last().isEqualTo(5_000L * pause + pause - 1);
            stream.next(1, Duration.ofMillis(1)).release();
        }
    }

    /** One that begins as the writer goes on is given first what is late. */
    @Test
    void holeInTheStampsOfALiveStreamIsNotWaitedFor() {
        LiveLog log = new LiveLog();
        log.append(after(0), after(5_000), after(20));
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(emittedMillis).containsExactly(0L, 0L, 20L);
    }

    /** The next writer begins with what it kept while nobody wrote. */
    @Test
    void liveStreamIsWhereItWasAfterATakeover() {
        LiveLog log = new LiveLog();
        log.append(after(0));
        LoggedStream next = new LoggedStream(2, 1_000);
        time.advanceTimeBy(Duration.ofSeconds(7));
        log.append(Stream.generate(() -> next.next(1, Duration.ofMillis(20)))
                .limit(350)
                .toArray(TsChunk[]::new));
        log.append(next.next(1, Duration.ofMillis(20)));
        time.advanceTimeBy(Duration.ofMillis(100));
        assertThat(emittedMillis).hasSize(352).endsWith(7_000L, 7_020L);
    }

    /** As when it begins while a writer gives a log that was away what it has kept. */
    @Test
    void liveStreamThatBeginsWithStaleChunksIsLive() {
        LiveLog log = new LiveLog();
        time.advanceTimeBy(Duration.ofSeconds(8));
        List<TsChunk> waited = Stream.generate(() -> after(20)).limit(400).toList();
        log.append(waited.toArray(TsChunk[]::new));
        assertThat(emittedMillis).isEmpty();
        assertThat(waited).allMatch(chunk -> chunk.refCnt() == 0);
        for (int i = 0; i < 10; i++) {
            time.advanceTimeBy(Duration.ofMillis(20));
            log.append(after(20));
        }
        assertThat(emittedMillis).containsExactly(8_080L, 8_100L, 8_120L, 8_140L, 8_160L, 8_180L, 8_200L);
    }

    @Test
    void liveStreamOfAHostWhoseClockIsBehindBeginsAllTheSame() {
        aheadMillis = 3_600_000;
        LiveLog log = new LiveLog();
        for (int i = 0; i < 5; i++) {
            log.append(after(20));
            time.advanceTimeBy(Duration.ofMillis(20));
        }
        assertThat(emittedMillis).containsExactly(40L, 60L, 80L);
    }

    /** As while a file is imported with the times at which it was recorded. */
    @Test
    void liveStreamOfAWriterThatIsAlwaysFasterBeginsAfterTwoSeconds() {
        aheadMillis = 3_600_000;
        LiveLog log = new LiveLog();
        for (int i = 0; i < 110; i++) {
            log.append(after(2_000));
            time.advanceTimeBy(Duration.ofMillis(20));
        }
        assertThat(emittedMillis).first().isEqualTo(2_000L);
    }

    @Test
    void chunkThatIsWaitedForIsReleasedOnCancel() {
        TestPublisher<TsChunk> chunks = TestPublisher.create();
        var cancelled = spaced(1, chunks.flux()).subscribe();
        time.advanceTime();
        chunks.next(after(0));
        time.advanceTime();
        TsChunk waiting = after(50);
        chunks.next(waiting);
        assertThat(waiting.refCnt()).isOne();
        cancelled.dispose();
        assertThat(waiting.refCnt()).isZero();
        chunks.assertWasCancelled();
    }

    @Test
    void schedulerThatIsDisposedOfEndsIt() {
        TestPublisher<TsChunk> chunks = TestPublisher.create();
        List<Throwable> failures = new ArrayList<>();
        Scheduler gone = Schedulers.newSingle("gone");
        gone.dispose();
        chunks.flux().transform(new PaceChunks(1, gone)).subscribe(TsChunk::release, failures::add);
        assertThat(failures).singleElement().isInstanceOf(RejectedExecutionException.class);
        chunks.assertWasCancelled();
    }

    /** It drops what waits in it, without a word. */
    @Test
    void schedulerThatIsDisposedOfWhileAChunkWaitsEndsIt() {
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        AtomicInteger came = new AtomicInteger();
        AtomicInteger emitted = new AtomicInteger();
        Scheduler going = Schedulers.newSingle("going");
        TsChunk first = after(0);
        TsChunk waiting = after(9_000);
        Flux.just(first, waiting)
                .concatWith(Flux.never())
                .doOnNext(chunk -> came.incrementAndGet())
                .transform(new PaceChunks(0.01, going))
                .doOnNext(chunk -> emitted.incrementAndGet())
                .subscribe(TsChunk::release, failures::add);
        await().atMost(PATIENCE).until(() -> came.get() == 2);
        going.dispose();
        await().atMost(PATIENCE).until(() -> !failures.isEmpty());
        assertThat(failures).singleElement().isInstanceOf(RejectedExecutionException.class);
        assertThat(waiting.refCnt()).isZero();
        assertThat(emitted).hasValue(1);
    }

    /** As by another thread, when the worker has been disposed of and the end is not told yet. */
    @Test
    void demandThatComesAtTheEndIsNoFailure() {
        List<Throwable> failures = new ArrayList<>();
        AtomicInteger ends = new AtomicInteger();
        BaseSubscriber<TsChunk> subscriber = new BaseSubscriber<>() {

            @Override
            protected void hookOnNext(TsChunk chunk) {
                chunk.release();
            }

            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                subscription.request(2);
            }

            @Override
            protected void hookOnError(Throwable failure) {
                failures.add(failure);
            }

            @Override
            protected void hookOnComplete() {
                ends.incrementAndGet();
            }
        };
        Scheduler asking = disposingOf(time, () -> subscriber.request(1));
        Flux.just(after(0), after(1))
                .transform(new PaceChunks(1, false, asking, new SchedulerTime(time, LoggedStream.START_MILLIS)))
                .subscribe(subscriber);
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(failures).isEmpty();
        assertThat(ends).hasValue(1);
    }

    private static Scheduler disposingOf(Scheduler scheduler, Runnable onDispose) {
        return new Scheduler() {

            @Override
            public Disposable schedule(Runnable task) {
                return scheduler.schedule(task);
            }

            @Override
            public Worker createWorker() {
                Worker worker = scheduler.createWorker();
                return new Worker() {

                    @Override
                    public Disposable schedule(Runnable task) {
                        return worker.schedule(task);
                    }

                    @Override
                    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
                        return worker.schedule(task, delay, unit);
                    }

                    @Override
                    public void dispose() {
                        worker.dispose();
                        onDispose.run();
                    }
                };
            }
        };
    }

    @Test
    void upstreamIsAskedForOneAtATime() {
        TestPublisher<TsChunk> chunks = TestPublisher.create();
        spaced(1, chunks.flux()).subscribe();
        time.advanceTime();
        chunks.assertMinRequested(1);
        chunks.assertMaxRequested(1);
        chunks.next(after(0));
        time.advanceTime();
        chunks.next(after(10));
        time.advanceTimeBy(Duration.ofMillis(10));
        assertThat(emittedMillis).hasSize(2);
        chunks.complete();
    }
}
