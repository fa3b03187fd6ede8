// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.dmxflux.ts.op.TimerScheduler;
import io.netty.channel.EventLoopGroup;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

class LoopSchedulerTest {

    private static final long PATIENCE_SECONDS = 60;

    private final LoopScheduler scheduler = LoopScheduler.shared();

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    private void onLoop(Runnable action) {
        Mono.fromRunnable(action).subscribeOn(scheduler).block();
    }

    @Test
    void itsClockIsTheOneThatNobodySets() {
        long before = System.nanoTime();
        long now = scheduler.now(TimeUnit.NANOSECONDS);
        assertThat(now - before).isNotNegative();
        assertThat(System.nanoTime() - now).isNotNegative();
    }

    @Test
    void aLoopHasOneForAllWhoAskAndTheSharedLoopTheSharedOne() throws Exception {
        assertThat(LoopScheduler.of(EpollLoops.shared().next())).isSameAs(scheduler);
        EventLoopGroup loops = EpollLoops.create(1, "own");
        try {
            LoopScheduler own = LoopScheduler.of(loops.next());
            assertThat(own).isNotSameAs(scheduler).isSameAs(LoopScheduler.of(loops.next()));
            String thread = Mono.fromSupplier(() -> Thread.currentThread().getName())
                    .subscribeOn(own)
                    .block();
            assertThat(thread).startsWith("own");
        } finally {
            loops.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
        }
    }

    @Test
    void tasksRunOnTheLoopOfTheSockets() {
        String thread = Mono.fromSupplier(() -> Thread.currentThread().getName())
                .subscribeOn(scheduler)
                .block();
        assertThat(thread).startsWith("dmxflux-udp");
    }

    @Test
    void reactorRefusesToBlockOnTheLoop() {
        assertThatThrownBy(() -> onLoop(() -> Mono.never().block()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not supported in thread dmxflux-udp");
    }

    /** So far apart that a busy machine does not delay one call behind the moment of another. */
    @ParameterizedTest
    @ValueSource(strings = {"the loop", "a task", "elsewhere"})
    void tasksRunInTheOrderOfTheirMomentsWhereverTheyComeFrom(String from) throws InterruptedException {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch done = new CountDownLatch(3);
        Runnable all = () -> {
            for (int millis : new int[] {300, 100, 200}) {
                scheduler.schedule(
                        () -> {
                            order.add(millis);
                            done.countDown();
                        },
                        millis,
                        TimeUnit.MILLISECONDS);
            }
        };
        switch (from) {
            case "the loop" -> onLoop(all);
            case "a task" -> scheduler.schedule(all, 1, TimeUnit.MILLISECONDS);
            default -> all.run();
        }
        await(done);
        assertThat(order).containsExactly(100, 200, 300);
    }

    @Test
    void noneRunsBeforeItsMoment() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        long moment = System.nanoTime() + 5_000_000;
        AtomicInteger early = new AtomicInteger();
        scheduler.schedule(
                () -> {
                    early.set(System.nanoTime() - moment < 0 ? 1 : 0);
                    done.countDown();
                },
                5,
                TimeUnit.MILLISECONDS);
        await(done);
        assertThat(early).hasValue(0);
    }

    @Test
    void whatIsDisposedOfDoesNotRunAndHoldsNothingUp() throws InterruptedException {
        AtomicInteger ran = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(1);
        onLoop(() -> {
            Disposable first = scheduler.schedule(ran::incrementAndGet, 1, TimeUnit.MILLISECONDS);
            scheduler.schedule(done::countDown, 2, TimeUnit.MILLISECONDS);
            first.dispose();
            assertThat(first.isDisposed()).isTrue();
        });
        await(done);
        assertThat(ran).hasValue(0);
    }

    @Test
    void whatRepeatsDoesSoUntilItIsDisposedOf() throws InterruptedException {
        CountDownLatch thrice = new CountDownLatch(3);
        Disposable ticks = scheduler.schedulePeriodically(thrice::countDown, 1, 1, TimeUnit.MILLISECONDS);
        await(thrice);
        ticks.dispose();
        onLoop(() -> {});
        AtomicInteger late = new AtomicInteger();
        Disposable own = scheduler.schedulePeriodically(late::incrementAndGet, 0, 1, TimeUnit.MILLISECONDS);
        own.dispose();
        onLoop(() -> late.set(0));
        onLoop(() -> {});
        assertThat(late).hasValue(0);
    }

    @Test
    void aWorkerThatIsDisposedOfTakesItsTasksWithItAndNoNewOnes() throws InterruptedException {
        AtomicInteger ran = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(1);
        Scheduler.Worker worker = scheduler.createWorker();
        onLoop(() -> {
            worker.schedule(ran::incrementAndGet);
            worker.schedule(ran::incrementAndGet, 1, TimeUnit.MILLISECONDS);
            worker.schedulePeriodically(ran::incrementAndGet, 1, 1, TimeUnit.MILLISECONDS);
            scheduler.schedule(done::countDown, 3, TimeUnit.MILLISECONDS);
            worker.dispose();
        });
        await(done);
        assertThat(ran).hasValue(0);
        assertThat(worker.isDisposed()).isTrue();
        assertThatThrownBy(() -> worker.schedule(ran::incrementAndGet)).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> worker.schedule(ran::incrementAndGet, 1, TimeUnit.MILLISECONDS))
                .isInstanceOf(RejectedExecutionException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTimerExpiresOnceForTheTimeThatWasSetLast(boolean fromTheLoop) throws InterruptedException {
        AtomicInteger expired = new AtomicInteger();
        TimerScheduler.Timer timer = scheduler.timer(expired::incrementAndGet);
        CountDownLatch later = new CountDownLatch(1);
        long now = System.nanoTime();
        Runnable set = () -> {
            timer.setFor(now + TimeUnit.HOURS.toNanos(1));
            timer.setFor(now + TimeUnit.MILLISECONDS.toNanos(1));
            timer.setFor(now + TimeUnit.MILLISECONDS.toNanos(2));
            scheduler.schedule(later::countDown, 5, TimeUnit.MILLISECONDS);
        };
        if (fromTheLoop) {
            onLoop(set);
            await(later);
            assertThat(expired).hasValue(1);
        } else {
            set.run();
            await(later);
            onLoop(() -> {});
            assertThat(expired.get()).isBetween(1, 2); // the second time may expire before the third is known
        }
        assertThat(System.nanoTime() - now).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(2));
    }

    @Test
    void aTimerThatIsSetForNeverDoesNotExpireAndMayBeSetAgain() throws InterruptedException {
        AtomicInteger expired = new AtomicInteger();
        CountDownLatch later = new CountDownLatch(1);
        CountDownLatch again = new CountDownLatch(3);
        TimerScheduler.Timer stopped = scheduler.timer(expired::incrementAndGet);
        List<TimerScheduler.Timer> self = new ArrayList<>();
        self.add(scheduler.timer(() -> {
            again.countDown();
            self.get(0).setFor(again.getCount() == 0 ? Long.MAX_VALUE : System.nanoTime() - 1);
        }));
        onLoop(() -> {
            stopped.setFor(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1));
            stopped.setFor(Long.MAX_VALUE);
            scheduler.schedule(later::countDown, 3, TimeUnit.MILLISECONDS);
            self.get(0).setFor(System.nanoTime());
        });
        await(later);
        await(again);
        assertThat(expired).hasValue(0);
    }

    @Test
    void settingATimerMakesNoObjects() {
        TimerScheduler.Timer timer = scheduler.timer(() -> {});
        long far = System.nanoTime() + TimeUnit.HOURS.toNanos(1);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        AtomicLong allocated = new AtomicLong();
        int times = 1000;
        onLoop(() -> {
            timer.setFor(far);
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < times; i++) {
                timer.setFor(far + i);
            }
            allocated.set(threads.getCurrentThreadAllocatedBytes() - before);
            timer.setFor(Long.MAX_VALUE);
        });
        assertThat(allocated.get()).as("bytes for setting it %d times", times).isLessThan(8L * times);
    }

    @Test
    void whatThrowsKeepsNothingFromTheOthers() throws InterruptedException {
        List<Throwable> dropped = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch done = new CountDownLatch(1);
        Hooks.onErrorDropped(dropped::add);
        try {
            onLoop(() -> {
                scheduler.schedule(
                        () -> {
                            throw new IllegalStateException("on purpose");
                        },
                        1,
                        TimeUnit.MILLISECONDS);
                scheduler.schedule(done::countDown, 1, TimeUnit.MILLISECONDS);
            });
            await(done);
        } finally {
            Hooks.resetOnErrorDropped();
        }
        assertThat(dropped).extracting(Throwable::getMessage).containsExactly("on purpose");
    }
}
