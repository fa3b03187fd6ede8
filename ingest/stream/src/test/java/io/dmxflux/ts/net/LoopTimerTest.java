// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Hooks;

class LoopTimerTest {

    private static final long PATIENCE_SECONDS = 60;

    private final EventLoop loop = EpollLoops.shared().next();
    private final BlockingQueue<Long> events = new LinkedTransferQueue<>();

    private LoopTimer timer() throws Exception {
        return loop.submit(() -> new LoopTimer(loop, () -> events.add(System.nanoTime())))
                .sync()
                .getNow();
    }

    private void onLoop(Runnable action) throws Exception {
        loop.submit(action).sync();
    }

    private Long next() throws InterruptedException {
        Long at = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(at).as("the timer goes off").isNotNull();
        return at;
    }

    @Test
    void itGoesOffNotBeforeItsMomentAndAgainWhenItIsSetAgain() throws Exception {
        LoopTimer timer = timer();
        for (int round = 0; round < 3; round++) {
            long moment = System.nanoTime() + 2_000_000;
            onLoop(() -> timer.setFor(moment));
            assertThat(next() - moment).isNotNegative();
        }
        onLoop(timer::close);
        assertThat(events).isEmpty();
    }

    @Test
    void aMomentThatIsOverIsNow() throws Exception {
        LoopTimer timer = timer();
        onLoop(() -> timer.setFor(System.nanoTime() - 1_000_000_000));
        next();
        onLoop(() -> timer.setFor(-1));
        next();
        onLoop(timer::close);
    }

    @Test
    void setAgainOrStoppedItForgetsTheMomentBefore() throws Exception {
        LoopTimer stopped = timer();
        LoopTimer later = timer();
        long moment = System.nanoTime() + 20_000_000;
        onLoop(() -> {
            stopped.setFor(System.nanoTime() + 1_000_000);
            later.setFor(System.nanoTime() + 1_000_000);
            stopped.stop();
            later.setFor(moment);
        });
        assertThat(next() - moment).isNotNegative();
        assertThat(events).isEmpty();
        onLoop(stopped::close);
        onLoop(later::close);
    }

    @Test
    void whatThrowsKeepsNothingFromTheOthersOnTheLoop() throws Exception {
        AtomicInteger thrown = new AtomicInteger();
        Hooks.onErrorDropped(failure -> thrown.incrementAndGet());
        try {
            LoopTimer throwing = loop.submit(() -> new LoopTimer(loop, () -> {
                        throw new AssertionError("on purpose");
                    }))
                    .sync()
                    .getNow();
            LoopTimer other = timer();
            long moment = System.nanoTime() + 1_000_000;
            onLoop(() -> {
                throwing.setFor(moment);
                other.setFor(moment);
            });
            next();
            onLoop(() -> throwing.setFor(moment));
            onLoop(() -> other.setFor(moment));
            next();
            onLoop(throwing::close);
            onLoop(other::close);
        } finally {
            Hooks.resetOnErrorDropped();
        }
        assertThat(thrown).hasValue(2);
    }

    @Test
    void itsDescriptorIsGivenBack() throws Exception {
        onLoop(timer()::close);
        long before = timers();
        for (int i = 0; i < 100; i++) {
            onLoop(timer()::close);
        }
        assertThat(timers()).isEqualTo(before);
    }

    @Test
    void itCanBeClosedWhenItsLoopHasEnded() throws Exception {
        long before = timers();
        EventLoopGroup ending = EpollLoops.create(1, "ending");
        EventLoop last = ending.next();
        LoopTimer timer =
                last.submit(() -> new LoopTimer(last, () -> {})).sync().getNow();
        ending.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
        assertThatCode(timer::close).doesNotThrowAnyException();
        assertThat(timers()).isEqualTo(before);
    }

    /** Timers of this process that are open. */
    private static long timers() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.filter(LoopTimerTest::isTimer).count();
        }
    }

    private static boolean isTimer(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().contains("timerfd");
        } catch (IOException e) {
            return false; // the one that lists them
        }
    }

    @Test
    void closedItDoesNothing() throws Exception {
        LoopTimer closed = timer();
        LoopTimer other = timer();
        onLoop(() -> {
            closed.setFor(System.nanoTime() + 1_000_000);
            closed.close();
            closed.close();
            closed.setFor(System.nanoTime());
            closed.stop();
            other.setFor(System.nanoTime() + 5_000_000);
        });
        next();
        assertThat(events).isEmpty();
        onLoop(other::close);
    }
}
