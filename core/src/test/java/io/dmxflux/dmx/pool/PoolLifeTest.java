// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.NumberedPackets;
import io.dmxflux.dmx.device.DmxVerb;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.FaultPlan;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who may drain, what a drain leaves behind, and how a pool ends. */
@Timeout(300)
@ExtendWith(LeakCheck.class)
class PoolLifeTest {

    private static final int ROUNDS = 300;

    private static FedPool pool() {
        return FedPool.of(4, 1, OverloadPolicy.DROP_OLDEST);
    }

    private static boolean isOver(FedPool fed) {
        return fed.pool().whenClosed().toCompletableFuture().isDone();
    }

    // closing

    @Test
    void closesAtOnceWhenNothingIsOut() {
        FedPool fed = pool();
        fed.pool().close();
        assertThat(isOver(fed)).isTrue();
        assertThat(fed.device().isClosed()).isTrue();
        fed.pool().close();
        fed.close();
    }

    @Test
    void closesWhenTheLastLentBufferComesHomeAndNotBefore() {
        FedPool fed = pool();
        BufferDrain drain = fed.started();
        ByteBuf one = fed.lendOneArriving(drain);
        ByteBuf other = fed.lendOneArriving(drain);
        fed.pool().close();
        assertThat(drain.isPoolClosed()).isTrue();
        assertThat(drain.lend()).isNull();
        drain.close();
        assertThat(isOver(fed)).isFalse();
        assertThat(fed.device().isClosed()).isFalse();
        one.release();
        assertThat(FedPool.numberOf(other)).as("readable until its release").isEqualTo(1);
        assertThat(fed.pool().stats().lent()).isEqualTo(1);
        assertThat(fed.pool().stats().retired()).isPositive();
        other.release();
        assertThat(isOver(fed)).isTrue();
        fed.close();
    }

    @Test
    void waitsForTheDrainToo() {
        FedPool fed = pool();
        AtomicInteger told = new AtomicInteger();
        BufferDrain drain = fed.started(told::incrementAndGet);
        fed.deliver(2);
        drain.collect();
        fed.pool().close();
        assertThat(fed.device().isClosed()).isFalse();
        assertThat(told).as("the drain's listener").hasPositiveValue();
        drain.close();
        assertThat(isOver(fed)).isTrue();
        assertThat(fed.pool().stats().discardedBuffers()).isEqualTo(2);
        fed.close();
    }

    @Test
    void aCloseIsToldToTheDrain() throws Exception {
        FedPool fed = pool();
        CountDownLatch told = new CountDownLatch(1);
        BufferDrain drain = fed.started(told::countDown);
        CompletableFuture<Void> closing = CompletableFuture.runAsync(fed.pool()::close);
        assertThat(told.await(60, TimeUnit.SECONDS)).isTrue();
        closing.join();
        drain.close();
        fed.close();
    }

    @Test
    void tellsTheEndOnTheThreadThatBroughtTheLastBufferHome() throws Exception {
        FedPool fed = pool();
        BufferDrain drain = fed.started();
        ByteBuf lent = fed.lendOneArriving(drain);
        drain.close();
        fed.pool().close();
        CompletableFuture<Thread> told = new CompletableFuture<>();
        fed.pool().whenClosed().thenRun(() -> told.complete(Thread.currentThread()));
        Thread releasing = new Thread(lent::release);
        releasing.start();
        assertThat(told.get(60, TimeUnit.SECONDS)).isSameAs(releasing);
        releasing.join();
        fed.close();
    }

    @Test
    void aCloseAndAReleaseAtTheSameMomentCloseTheDeviceOnce() throws Exception {
        CyclicBarrier moment = new CyclicBarrier(3);
        for (int round = 0; round < ROUNDS; round++) {
            FedPool fed = pool();
            BufferDrain drain = fed.started();
            ByteBuf one = fed.lendOneArriving(drain);
            ByteBuf other = one.retainedSlice(0, 188);
            drain.close();
            CompletableFuture<Void> closing = at(moment, fed.pool()::close);
            CompletableFuture<Void> releasing = at(moment, one::release);
            moment.await(60, TimeUnit.SECONDS);
            other.release();
            CompletableFuture.allOf(closing, releasing).get(60, TimeUnit.SECONDS);
            fed.close();
        }
    }

    private static CompletableFuture<Void> at(CyclicBarrier moment, Runnable action) {
        Runnable meeting = () -> {
            try {
                moment.await(60, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            action.run();
        };
        return CompletableFuture.runAsync(meeting, task -> new Thread(task).start());
    }

    @Test
    void closesTheDeviceAlsoWhenAMappingCannotBeTakenBack() {
        FedPool fed =
                FedPool.failing(FaultPlan.none().failing(DmxVerb.UNMAP, 1, Errno.ENOMEM), 4, 1, OverloadPolicy.HOLD);
        fed.pool().close();
        assertThatThrownBy(fed.pool().whenClosed().toCompletableFuture()::join)
                .hasCauseInstanceOf(ErrnoException.class)
                .hasMessageContaining("munmap(sim:fed) failed: ENOMEM (12)");
        assertThat(fed.device().isClosed()).isTrue();
        assertThat(fed.device().isMapped()).isFalse();
    }

    // draining

    @Test
    void aSecondDrainIsRefusedWhileTheFirstIsInUse() {
        try (FedPool fed = pool();
                BufferDrain drain = fed.started()) {
            assertThatThrownBy(() -> fed.pool().drain(() -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("sim:fed: already subscribed (expected: one subscriber at a time; tee() one Flux among"
                            + " several)");
            fed.lendOneArriving(drain).release();
        }
    }

    @Test
    void aClosedPoolIsNotDrained() {
        FedPool fed = pool();
        fed.close();
        assertThatThrownBy(() -> fed.pool().drain(() -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("sim:fed: pool closed (expected: open)");
    }

    @Test
    void aSuccessorWaitsForTheDrainBeforeIt() throws Exception {
        try (FedPool fed = pool()) {
            BufferDrain first = fed.started();
            first.cancel();
            BufferDrain second = fed.pool().drain(() -> {});
            CountDownLatch started = new CountDownLatch(1);
            CompletableFuture<Void> starting = CompletableFuture.runAsync(() -> {
                second.start(PesFilter.fullTs());
                started.countDown();
            });
            assertThat(fed.lendOneArriving(first).release())
                    .as("still the first one's")
                    .isTrue();
            assertThat(started.getCount()).isEqualTo(1);
            first.close();
            starting.get(60, TimeUnit.SECONDS);
            fed.lendOneArriving(second).release();
            second.close();
        }
    }

    @Test
    void aSuccessorThatNeverStartsWaitsAsWell() throws Exception {
        try (FedPool fed = pool()) {
            BufferDrain first = fed.started();
            first.cancel();
            BufferDrain second = fed.pool().drain(() -> {});
            second.cancel();
            BufferDrain third = fed.pool().drain(() -> {});
            CompletableFuture<Void> closing = CompletableFuture.runAsync(second::close);
            fed.lendOneArriving(first).release();
            first.close();
            closing.get(60, TimeUnit.SECONDS);
            third.start(PesFilter.fullTs());
            fed.lendOneArriving(third).release();
            third.close();
        }
    }

    @Test
    void closingADrainGivesBackWhatWasNotLentAndLeavesWhatWasLent() {
        try (FedPool fed = pool()) {
            BufferDrain drain = fed.started();
            fed.deliver(3);
            drain.collect();
            ByteBuf lent = FedPool.lendOne(drain);
            drain.close();
            drain.close();
            PoolStats metrics = fed.pool().stats();
            assertThat(metrics.discardedBuffers()).isEqualTo(2);
            assertThat(metrics.discardedBytes()).isEqualTo(2 * FedPool.BUFFER_BYTES);
            assertThat(metrics.queued()).isEqualTo(3);
            assertThat(metrics.lent()).isEqualTo(1);
            FedPool.assertBalanced(metrics);
            lent.release();
            assertThat(fed.pool().stats().queued()).isEqualTo(4);
        }
    }

    @Test
    void whatArrivedForAnEarlierDrainIsThrownAwayByTheNext() {
        try (FedPool fed = pool()) {
            BufferDrain first = fed.started();
            fed.deliver(2);
            first.close();
            try (BufferDrain second = fed.started()) {
                assertThat(fed.pool().stats().discardedBuffers()).isEqualTo(2);
                ByteBuf fresh = fed.lendOneArriving(second);
                assertThat(FedPool.numberOf(fresh)).isEqualTo(2);
                fresh.release();
            }
        }
    }

    @Test
    void aBufferLentByAnEarlierDrainCountsAgainstTheLimit() {
        try (FedPool fed = pool()) {
            BufferDrain first = fed.started();
            ByteBuf kept = fed.lendOneArriving(first);
            first.close();
            try (BufferDrain second = fed.started()) {
                fed.deliver(3);
                second.collect();
                List<ByteBuf> lent = new ArrayList<>();
                lent.add(FedPool.lendOne(second));
                lent.add(FedPool.lendOne(second));
                assertThat(second.lend()).isNull();
                second.collect();
                assertThat(fed.pool().stats().droppedBuffers()).isEqualTo(1);
                kept.release();
                lent.add(fed.lendOneArriving(second));
                lent.forEach(ByteBuf::release);
            }
        }
    }

    // a device that fails

    @Test
    void aLostDeviceIsToldAtTheNextLook() {
        FedPool fed = pool();
        BufferDrain drain = fed.started();
        ByteBuf lent = fed.lendOneArriving(drain);
        fed.device().unplug();
        assertThatThrownBy(drain::look).hasMessageContaining("ENODEV (19)");
        drain.close();
        assertThat(lent.release()).as("not the releaser's problem").isTrue();
        assertThat(fed.pool().stats().refused()).isEqualTo(1);
        fed.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"SET_PES_FILTER", "START"})
    void aStartThatFailsLeavesThePoolInBalance(DmxVerb verb) {
        FedPool fed = FedPool.failing(FaultPlan.none().failing(verb, 1, Errno.EIO), 4, 1, OverloadPolicy.HOLD);
        assertThatThrownBy(fed::started).hasMessageStartingWith(verb.call() + "(sim:fed) failed: EIO");
        FedPool.assertBalanced(fed.pool().stats());
        fed.close();
    }

    @Test
    void partialBuffersAreCountedByTheirBytes() {
        try (FedPool fed = pool();
                BufferDrain drain = fed.started()) {
            fed.device().write(ByteBuffer.wrap(NumberedPackets.of(1).next(2)));
            fed.device().flush();
            drain.collect();
            assertThat(fed.pool().stats().receivedBytes()).isEqualTo(2 * 188);
            FedPool.lendOne(drain).release();
            assertThat(fed.pool().stats().deliveredBytes()).isEqualTo(2 * 188);
        }
    }
}
