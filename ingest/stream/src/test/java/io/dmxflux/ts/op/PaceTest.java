// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.NumberedPackets;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.pool.BufferDrain;
import io.dmxflux.dmx.pool.DmxBufferPool;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

@ExtendWith(LeakCheck.class)
class PaceTest {

    private static final int DATAGRAM = 1316;
    private static final int MOST = 8;
    private static final int BURST = 7 * DATAGRAM;
    private static final int BUFFER = 49 * DATAGRAM;
    private static final int BURSTS = 7;
    private static final Duration FILL = Duration.ofMillis(14);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final TestPublisher<ByteBuf> upstream = TestPublisher.create();

    @AfterEach
    void disposeOfTime() {
        time.dispose();
    }

    /** Notes when each burst leaves and how long it is, and releases it. */
    private final class Departures extends BaseSubscriber<ByteBuf> {

        private final List<Long> micros = new ArrayList<>();
        private final List<Integer> bytes = new ArrayList<>();
        private final long demand;
        private String end = "";

        Departures(long demand) {
            this.demand = demand;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            request(demand);
        }

        @Override
        protected void hookOnNext(ByteBuf burst) {
            micros.add(time.now(TimeUnit.MICROSECONDS));
            bytes.add(burst.readableBytes());
            burst.release();
        }

        List<Long> ofEachDatagram() {
            return IntStream.range(0, bytes.size())
                    .boxed()
                    .flatMap(burst -> Collections.nCopies(bytes.get(burst) / DATAGRAM, micros.get(burst)).stream())
                    .toList();
        }

        /** Past the check of the subscriber's base. */
        void requestRaw(long n) {
            upstream().request(n);
        }

        @Override
        protected void hookOnComplete() {
            end = "complete";
        }

        @Override
        protected void hookOnError(Throwable failure) {
            end = String.valueOf(failure.getMessage());
        }
    }

    private Departures paced(long demand) {
        return paced(upstream.flux(), demand);
    }

    private Departures paced(Flux<ByteBuf> source, long demand) {
        Departures departures = new Departures(demand);
        source.transform(new Pace(new DatagramBursts(DATAGRAM, MOST), time)).subscribe(departures);
        time.advanceTimeBy(Duration.ZERO);
        return departures;
    }

    private static ByteBuf buffer(int bytes) {
        return ByteBufAllocator.DEFAULT.buffer(bytes).writeZero(bytes);
    }

    private void arrive(int bytes) {
        upstream.next(buffer(bytes));
        time.advanceTimeBy(Duration.ZERO);
    }

    private void steadyState(int buffers) {
        for (int i = 0; i < buffers; i++) {
            arrive(BUFFER);
            time.advanceTimeBy(FILL);
        }
    }

    @Test
    void itIsRecordedHowLateEachBurstIs() {
        Lateness lateness = new Lateness();
        Departures departures = new Departures(0);
        upstream.flux()
                .transform(new Pace(new DatagramBursts(DATAGRAM, MOST), time, lateness))
                .subscribe(departures);
        arrive(BUFFER);
        time.advanceTimeBy(Duration.ofMillis(3));
        departures.requestRaw(Long.MAX_VALUE);
        time.advanceTimeBy(Duration.ZERO);
        assertThat(lateness.histogram().count()).as("bursts").isEqualTo(departures.bytes.size());
        assertThat(lateness.histogram().counts()[5]).as("3 ms late").isEqualTo(departures.bytes.size());
    }

    @Test
    void burstsAreSpreadOverTheTimeThatABufferTakesToArrive() {
        Departures departures = paced(Long.MAX_VALUE);
        steadyState(10);
        List<Long> last = departures.micros.subList(8 * BURSTS, 9 * BURSTS);
        for (int i = 1; i < BURSTS; i++) {
            assertThat(last.get(i) - last.get(i - 1)).as("burst " + i).isBetween(1_900L, 2_100L);
        }
        time.advanceTimeBy(FILL); // what the reserve keeps
    }

    @Test
    void aBufferLeavesInAsFewBurstsAsItTakesAllAboutAsLong() {
        Departures departures = paced(Long.MAX_VALUE);
        arrive(BUFFER);
        assertThat(departures.bytes).containsExactly(BURST, BURST, BURST, BURST, BURST, BURST, BURST);
        arrive(17 * DATAGRAM + 188);
        time.advanceTimeBy(FILL);
        assertThat(departures.bytes.subList(BURSTS, departures.bytes.size()))
                .containsExactly(6 * DATAGRAM, 6 * DATAGRAM, 5 * DATAGRAM + 188);
    }

    @Test
    void anEmptyBufferPasses() {
        Departures departures = paced(Long.MAX_VALUE);
        arrive(0);
        arrive(DATAGRAM);
        time.advanceTimeBy(FILL);
        assertThat(departures.bytes).containsExactly(0, DATAGRAM);
    }

    @Test
    void aRequestForNothingEndsTheStreamAlsoWhileItWaits() {
        Departures departures = paced(Long.MAX_VALUE);
        steadyState(2);
        arrive(BUFFER);
        departures.requestRaw(-1);

        upstream.assertCancelled();
        assertThat(departures.end).contains("request: -1", "3.9");
    }

    /** A thread that has left by an exception must not keep the turn: nothing would be released any more. */
    @Test
    void whatOnNextThrowsAtATimersWakeUpEndsTheStream() {
        List<String> end = new ArrayList<>();
        upstream.flux()
                .transform(new Pace(new DatagramBursts(DATAGRAM, MOST), time))
                .subscribe(new RawSubscriber(end));
        for (int i = 0; i < 2; i++) {
            arrive(BUFFER);
            time.advanceTimeBy(FILL);
        }

        upstream.assertCancelled();
        assertThat(end).containsExactly("thrown at burst 10");
    }

    /** Throws at its tenth burst, which leaves by the timer. */
    private static final class RawSubscriber implements CoreSubscriber<ByteBuf> {

        private final List<String> end;
        private int bursts;

        RawSubscriber(List<String> end) {
            this.end = end;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ByteBuf burst) {
            burst.release();
            if (++bursts == 10) {
                throw new IllegalStateException("thrown at burst 10");
            }
        }

        @Override
        public void onError(Throwable failure) {
            end.add(String.valueOf(failure.getMessage()));
        }

        @Override
        public void onComplete() {
            end.add("complete");
        }
    }

    @Test
    void aBufferThatIsABurstPassesAsItIs() {
        List<ByteBuf> passed = new ArrayList<>();
        upstream.flux()
                .transform(new Pace(new DatagramBursts(DATAGRAM, MOST), time))
                .subscribe(passed::add);
        ByteBuf small = ByteBufAllocator.DEFAULT.buffer(BURST).writeZero(BURST);
        upstream.next(small);
        time.advanceTimeBy(Duration.ZERO);
        assertThat(passed).containsExactly(small);
        small.release();
    }

    @Test
    void theDelayStaysAtAboutOneBuffer() {
        Departures departures = paced(Long.MAX_VALUE);
        steadyState(1_000);
        time.advanceTimeBy(FILL);
        assertThat(departures.bytes.stream().mapToLong(Integer::longValue).sum())
                .isEqualTo(1_000L * BUFFER);
    }

    @Test
    void whatArrivesAfterAPauseLeavesAtOnce() {
        Departures departures = paced(Long.MAX_VALUE);
        steadyState(5);
        time.advanceTimeBy(Duration.ofSeconds(5));
        long before = time.now(TimeUnit.MICROSECONDS);
        arrive(BUFFER);
        assertThat(departures.micros.get(5 * BURSTS)).isEqualTo(before);
        time.advanceTimeBy(FILL);
    }

    @Test
    void aBacklogIsSentOnFasterThanItCame() {
        Departures departures = paced(Long.MAX_VALUE);
        steadyState(5);
        arrive(BUFFER);
        arrive(BUFFER);
        time.advanceTimeBy(FILL.dividedBy(2));
        assertThat(departures.bytes.size()).isGreaterThan(5 * BURSTS + BURSTS);
        time.advanceTimeBy(FILL);
        assertThat(departures.bytes).hasSize(7 * BURSTS);
    }

    @Test
    void twoBuffersAreRequestedAheadAndOneForEachThatHasLeft() {
        Departures departures = paced(0);
        upstream.assertMinRequested(2);
        arrive(BUFFER);
        arrive(BUFFER);
        assertThat(departures.bytes).isEmpty();
        departures.request(BURSTS);
        time.advanceTimeBy(FILL);
        assertThat(departures.bytes).hasSize(BURSTS);
        upstream.assertMaxRequested(3);
        departures.cancel();
        time.advanceTimeBy(FILL);
    }

    @Test
    void completionFollowsTheLastBurst() {
        Departures departures = paced(Long.MAX_VALUE);
        steadyState(3);
        arrive(BUFFER);
        upstream.complete();
        time.advanceTimeBy(Duration.ZERO);
        assertThat(departures.end).isEmpty();
        time.advanceTimeBy(FILL);
        assertThat(departures.end).isEqualTo("complete");
        assertThat(departures.bytes).hasSize(4 * BURSTS);
    }

    @Test
    void anErrorDiscardsWhatIsHeld() {
        Departures departures = paced(1);
        arrive(BUFFER);
        upstream.error(new IllegalStateException("unplugged"));
        time.advanceTimeBy(Duration.ZERO);
        assertThat(departures.end).isEqualTo("unplugged");
    }

    @Test
    void cancellingReleasesWhatIsHeldAndWhatIsOnItsWay() {
        Departures departures = paced(1);
        arrive(BUFFER);
        upstream.next(ByteBufAllocator.DEFAULT.buffer(BUFFER).writeZero(BUFFER));
        departures.cancel();
        time.advanceTimeBy(FILL);
        upstream.assertCancelled();
    }

    @Test
    void aBurstOfNothingIsRefused() {
        assertThatThrownBy(() -> new DatagramBursts(DATAGRAM, 0))
                .hasMessage("burst: 0 datagrams of 1316 bytes (expected: more than 0 of both)");
    }

    /** A subscriber that cancels at a certain point of its life. */
    private enum Cancels {
        IN_ON_SUBSCRIBE,
        AFTER_ITS_FIRST_REQUEST,
        IN_ITS_FIRST_ON_NEXT
    }

    private static BaseSubscriber<ByteBuf> cancelling(Cancels when) {
        return new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                if (when != Cancels.IN_ON_SUBSCRIBE) {
                    request(1);
                }
                if (when != Cancels.IN_ITS_FIRST_ON_NEXT) {
                    cancel();
                }
            }

            @Override
            protected void hookOnNext(ByteBuf burst) {
                burst.release();
                cancel();
            }
        };
    }

    @ParameterizedTest
    @EnumSource(Cancels.class)
    void aSubscriberThatCancelsEarlyLeavesNoWorkerBehind(Cancels when) {
        CountingScheduler counting = new CountingScheduler(time);
        TestPublisher<ByteBuf> late = TestPublisher.createNoncompliant(
                TestPublisher.Violation.CLEANUP_ON_TERMINATE, TestPublisher.Violation.REQUEST_OVERFLOW);
        late.flux()
                .transform(new Pace(new DatagramBursts(DATAGRAM, MOST), counting))
                .subscribe(cancelling(when));
        for (int i = 0; i < 3; i++) {
            late.next(ByteBufAllocator.DEFAULT.buffer(BUFFER).writeZero(BUFFER));
            time.advanceTimeBy(FILL);
        }
        late.assertCancelled();
        assertThat(counting.workers()).as("workers").isZero();
    }

    /** What ends a stream that is in the middle of a buffer. */
    static Stream<Named<BiConsumer<TestPublisher<ByteBuf>, Subscription>>> ends() {
        return Stream.of(
                Named.of("complete", (source, downstream) -> source.complete()),
                Named.of("error", (source, downstream) -> source.error(new IllegalStateException("unplugged"))),
                Named.of("cancel", (source, downstream) -> downstream.cancel()));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void everyEndDisposesOfTheWorker(BiConsumer<TestPublisher<ByteBuf>, Subscription> end) {
        CountingScheduler counting = new CountingScheduler(time);
        Departures departures = new Departures(Long.MAX_VALUE);
        upstream.flux()
                .transform(new Pace(new DatagramBursts(DATAGRAM, MOST), counting))
                .subscribe(departures);
        for (int i = 0; i < 3; i++) {
            arrive(BUFFER);
            time.advanceTimeBy(FILL);
        }
        arrive(BUFFER);
        assertThat(counting.workers()).as("workers while it waits").isOne();
        end.accept(upstream, departures);
        time.advanceTimeBy(FILL.multipliedBy(2));
        assertThat(counting.workers()).as("workers").isZero();
        assertThat(counting.made()).as("workers made").isOne();
    }

    @Test
    void withADisposedSchedulerWhatIsLeftLeavesAtOnceAndNoWorkerStays() {
        CountingScheduler counting = new CountingScheduler(time);
        Departures departures = new Departures(Long.MAX_VALUE);
        upstream.flux()
                .transform(new Pace(new DatagramBursts(DATAGRAM, MOST), counting))
                .subscribe(departures);
        for (int i = 0; i < 3; i++) {
            arrive(BUFFER);
            time.advanceTimeBy(FILL);
        }
        counting.rejects();
        arrive(BUFFER);
        assertThat(departures.bytes).hasSize(4 * BURSTS);
        upstream.complete();
        assertThat(departures.end).isEqualTo("complete");
        assertThat(counting.workers()).as("workers").isZero();
    }

    @Test
    void aSchedulerThatIsDisposedWhileABurstWaitsHoldsNothingBack() {
        CountingScheduler disposed = new CountingScheduler(time);
        Departures departures = new Departures(Long.MAX_VALUE);
        upstream.flux()
                .transform(new Pace(new DatagramBursts(DATAGRAM, MOST), disposed))
                .subscribe(departures);
        steadyState(3);
        arrive(BUFFER);
        assertThat(departures.bytes).as("one waits").hasSizeLessThan(4 * BURSTS);
        disposed.rejects();
        upstream.complete();
        assertThat(departures.bytes).hasSize(4 * BURSTS);
        assertThat(departures.end).isEqualTo("complete");
    }

    @Test
    void burstsKeepTheirDistanceThoughBuffersComeUnevenly() {
        Departures departures = paced(Long.MAX_VALUE);
        steadyState(30);
        Random random = new Random(7);
        int steady = departures.micros.size();
        long even = time.now(TimeUnit.MICROSECONDS);
        for (int i = 0; i < 100; i++) {
            long arrival = even + i * FILL.toNanos() / 1_000 + random.nextLong(1_000);
            time.advanceTimeBy(Duration.ofNanos(1_000 * (arrival - time.now(TimeUnit.MICROSECONDS))));
            arrive(BUFFER);
        }
        List<Long> uneven = departures.micros.subList(steady + BURSTS, departures.micros.size());
        for (int i = 1; i < uneven.size(); i++) {
            assertThat(uneven.get(i) - uneven.get(i - 1)).as("burst " + i).isBetween(1_500L, 2_300L);
        }
        time.advanceTimeBy(FILL.multipliedBy(2));
    }

    /**
     * Datagrams that come one by one, at the rate of a radio and of a television service; some are late together, as behind a
     * lost one or a pause of the process, then they come as before. A second later each leaves as soon as before.
     */
    @ParameterizedTest
    @CsvSource({"100, 200", "100, 1000", "20, 200", "20, 1000", "2, 100", "2, 1000"})
    void aSecondAfterAHiccupTheDelayIsWhatItWas(int periodMillis, int hiccupMillis) {
        Sinks.Many<ByteBuf> queue = Sinks.many().unicast().onBackpressureBuffer();
        Departures departures = paced(queue.asFlux(), Long.MAX_VALUE);
        int late = hiccupMillis / periodMillis;
        int second = 1_000 / periodMillis;
        List<Long> arrivals = new ArrayList<>();
        for (int i = 0; i < 100 + late + 2 * second; i++) {
            arrivals.add(time.now(TimeUnit.MICROSECONDS));
            if (i < 100 || i >= 100 + late) {
                queue.tryEmitNext(buffer(DATAGRAM)).orThrow();
            } else if (i == 100 + late - 1) {
                IntStream.range(0, late)
                        .forEach(each -> queue.tryEmitNext(buffer(DATAGRAM)).orThrow());
            }
            time.advanceTimeBy(Duration.ofMillis(periodMillis));
        }
        time.advanceTimeBy(Duration.ofSeconds(1));

        List<Long> left = departures.ofEachDatagram();
        assertThat(left).hasSameSizeAs(arrivals);
        long before = mostDelay(arrivals, left, 50, 100);
        assertThat(mostDelay(arrivals, left, 100 + late + second, arrivals.size()))
                .isLessThanOrEqualTo(before + 20_000);
    }

    private static long mostDelay(List<Long> arrivals, List<Long> departures, int from, int to) {
        return IntStream.range(from, to)
                .mapToLong(i -> departures.get(i) - arrivals.get(i))
                .max()
                .orElseThrow();
    }

    /** It reads as zeros. */
    @Test
    void whatItsPoolHasTakenBackIsNotEmittedAndClosed() {
        SimulatedDmxDevice device = SimulatedDmxDevice.fedByWrites();
        DmxBufferPool pool = DmxBufferPool.negotiate(
                device, DmxBufferPoolConfig.builder().bufferSizeBytes(BUFFER).build());
        ByteBuf lent;
        try (BufferDrain drain = pool.drain(() -> {})) {
            drain.start(PesFilter.fullTs());
            device.write(ByteBuffer.wrap(NumberedPackets.of(0x100).next(BUFFER / NumberedPackets.PACKET_BYTES)));
            drain.collect();
            lent = Objects.requireNonNull(drain.lend());
        }
        Pace pace = new Pace(new DatagramBursts(DATAGRAM, 7), time);
        Departures departures = new Departures(1);
        upstream.flux().transform(pace).subscribe(departures);
        upstream.next(lent);
        assertThat(departures.bytes).containsExactly(BURST);

        assertThat(pool.close(Duration.ZERO)).hasSize(1);
        departures.request(Long.MAX_VALUE);
        upstream.complete();
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(departures.bytes).containsExactly(BURST);
        assertThat(departures.end).isEqualTo("complete");
        assertThat(pace.book().closed().bytes()).isEqualTo(BUFFER - BURST);
        assertThat(pace.book().heldBytes()).isZero();
        assertThat(device.isClosed()).isTrue();
        pool.close();
    }

    @Test
    void aSchedulerWithoutTimersIsRefused() {
        DatagramBursts bursts = new DatagramBursts(DATAGRAM, 7);
        for (Scheduler untimed : List.of(
                Schedulers.immediate(), Schedulers.fromExecutor(Runnable::run), Schedulers.fromExecutor(task -> {
                    throw new RejectedExecutionException("mine");
                }))) {
            assertThatThrownBy(() -> new Pace(bursts, untimed))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching(
                            "scheduler: \\S+ \\(expected: one with timers, such as Schedulers\\.parallel\\(\\);"
                                    + " immediate\\(\\) and fromExecutor\\(\\) have none\\)");
        }
        new Pace(bursts, time);
        new Pace(bursts, Schedulers.parallel());
    }
}
