// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.NumberedPackets;
import io.dmxflux.dmx.device.BufferLimits;
import io.dmxflux.dmx.device.DmxVerb;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.WatchedDevice;
import io.dmxflux.dmx.device.sim.FaultPlan;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Buffers are negotiated again when none is in use, and only then. */
@Timeout(300)
@ExtendWith(LeakCheck.class)
class RenegotiationTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static DmxBufferPoolConfig asking(int buffers, int reserve) {
        return DmxBufferPoolConfig.builder()
                .bufferCount(buffers)
                .bufferSizeBytes(FedPool.BUFFER_BYTES)
                .reserve(reserve)
                .overload(OverloadPolicy.DROP_OLDEST)
                .build();
    }

    @Test
    void grantsOtherBuffersBeforeAnybodyHasSubscribed() {
        try (FedPool fed = FedPool.of(4, 1, OverloadPolicy.HOLD)) {
            fed.pool().renegotiate(asking(8, 2));
            assertThat(fed.pool().negotiated().count()).isEqualTo(8);
            assertThat(fed.pool().lendableBuffers()).isEqualTo(6);
        }
    }

    @Test
    void whatIsWrongInTheQuestionLeavesThePoolAsItIs() {
        try (FedPool fed = FedPool.of(4, 1, OverloadPolicy.HOLD)) {
            assertThatThrownBy(() -> fed.pool().renegotiate(nothing())).hasMessage("config: null (expected: not null)");
            assertThatThrownBy(() -> fed.pool().renegotiate(asking(8, 40)))
                    .hasMessage("reserve: 40 (expected: fewer than the buffers asked for, 8)");
            assertThatThrownBy(() -> fed.pool().close(nothing())).hasMessage("limit: null (expected: not null)");
            assertThatThrownBy(() -> DmxBufferPool.negotiate(fed.device(), nothing()))
                    .hasMessage("config: null (expected: not null)");
            fed.pool()
                    .renegotiate(DmxBufferPoolConfig.builder()
                            .bufferSizeBytes(FedPool.BUFFER_BYTES)
                            .lentLimit(Duration.ofSeconds(Long.MAX_VALUE))
                            .blockedLimit(Duration.ofSeconds(Long.MAX_VALUE))
                            .build());
            try (BufferDrain drain = fed.started()) {
                fed.lendOneArriving(drain).release();
            }
        }
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // as a caller without null checks
    private static <T> T nothing() {
        return null;
    }

    @Test
    void grantsOtherBuffersAfterTheQueueHasRun() {
        try (FedPool fed = FedPool.of(4, 1, OverloadPolicy.HOLD)) {
            try (BufferDrain drain = fed.started()) {
                fed.lendOneArriving(drain).release();
            }
            fed.pool().renegotiate(asking(2, 0));
            try (BufferDrain drain = fed.started()) {
                ByteBuf after = fed.lendOneArriving(drain);
                assertThat(FedPool.numberOf(after)).isEqualTo(1);
                assertThat(fed.pool().stats().queued()).isEqualTo(1);
                after.release();
            }
        }
    }

    @Test
    void theLedgerGoesOnAcrossNegotiations() {
        try (FedPool fed = FedPool.of(4, 1, OverloadPolicy.HOLD)) {
            for (int round = 1; round <= 3; round++) {
                try (BufferDrain drain = fed.started()) {
                    fed.lendOneArriving(drain).release();
                }
                assertThat(fed.pool().stats().deliveredBuffers()).isEqualTo(round);
                fed.pool().renegotiate(asking(4, 1));
            }
        }
    }

    @Test
    void starvationIsSeenAfterItToo() {
        try (FedPool fed = FedPool.of(2, 0, OverloadPolicy.DROP_OLDEST)) {
            try (BufferDrain drain = fed.started()) {
                fed.lendOneArriving(drain).release();
            }
            fed.pool().renegotiate(asking(2, 0));
            try (BufferDrain drain = fed.started()) {
                ByteBuf one = fed.lendOneArriving(drain);
                ByteBuf other = fed.lendOneArriving(drain);
                one.release();
                other.release();
                assertThat(fed.pool().stats().starvedNanos()).isPositive();
            }
        }
    }

    @Test
    void isRefusedWhileABufferIsLent() {
        try (FedPool fed = FedPool.of(4, 1, OverloadPolicy.HOLD)) {
            ByteBuf lent;
            try (BufferDrain drain = fed.started()) {
                lent = fed.lendOneArriving(drain);
            }
            assertThatThrownBy(() -> fed.pool().renegotiate(asking(8, 2)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("sim:fed: 1 buffers lent (expected: all released before renegotiating)");
            assertThat(FedPool.numberOf(lent)).isZero();
            lent.release();
            fed.pool().renegotiate(asking(8, 2));
            assertThat(fed.pool().negotiated().count()).isEqualTo(8);
        }
    }

    @Test
    void isRefusedWhileSomebodyDrains() {
        try (FedPool fed = FedPool.of(4, 1, OverloadPolicy.HOLD);
                BufferDrain drain = fed.started()) {
            assertThatThrownBy(() -> fed.pool().renegotiate(asking(8, 2)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("sim:fed: subscribed (expected: cancelled before renegotiating)");
            fed.lendOneArriving(drain).release();
        }
    }

    @Test
    void isRefusedOnTheThreadOfADrainThatIsCancelledAndNotOver() {
        try (FedPool fed = FedPool.of(4, 1, OverloadPolicy.HOLD);
                BufferDrain drain = fed.started()) {
            drain.cancel();
            assertThatThrownBy(() -> fed.pool().renegotiate(asking(8, 2))).hasMessageContaining("subscribed");
        }
    }

    @Test
    void waitsForADrainThatIsCancelledAndAboutToEnd() throws Exception {
        try (FedPool fed = FedPool.of(4, 1, OverloadPolicy.HOLD)) {
            CountDownLatch cancelled = new CountDownLatch(1);
            CompletableFuture<Void> draining = CompletableFuture.runAsync(() -> {
                BufferDrain drain = fed.started();
                drain.cancel();
                cancelled.countDown();
                drain.close();
            });
            cancelled.await();
            fed.pool().renegotiate(asking(8, 2));
            assertThat(fed.pool().negotiated().count()).isEqualTo(8);
            draining.join();
        }
    }

    /** Only a drain that has started has anything to stop: its end must not need the thread that is waiting for it. */
    @Test
    void doesNotWaitForADrainThatWasCancelledBeforeItStarted() throws Exception {
        try (FedPool fed = FedPool.of(4, 1, OverloadPolicy.HOLD)) {
            CompletableFuture.runAsync(() -> {
                        BufferDrain drain = fed.pool().drain(() -> {});
                        drain.cancel();
                        fed.pool().renegotiate(asking(8, 2));
                        drain.close();
                    })
                    .get(60, TimeUnit.SECONDS);
            assertThat(fed.pool().negotiated().count()).isEqualTo(8);
        }
    }

    @Test
    void isRefusedOnTheThreadOfADrainThatAnotherOneIsToSucceed() throws Exception {
        try (FedPool fed = FedPool.of(4, 1, OverloadPolicy.HOLD)) {
            CompletableFuture.runAsync(() -> {
                        BufferDrain first = fed.started();
                        first.cancel();
                        BufferDrain second = fed.pool().drain(() -> {});
                        second.cancel();
                        assertThatThrownBy(() -> fed.pool().renegotiate(asking(8, 2)))
                                .hasMessageContaining("subscribed");
                        first.close();
                        fed.pool().renegotiate(asking(8, 2));
                        second.close();
                    })
                    .get(60, TimeUnit.SECONDS);
            assertThat(fed.pool().negotiated().count()).isEqualTo(8);
        }
    }

    @Test
    void isRefusedOnceThePoolIsClosed() {
        FedPool fed = FedPool.of(4, 1, OverloadPolicy.HOLD);
        fed.close();
        assertThatThrownBy(() -> fed.pool().renegotiate(asking(8, 2)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("sim:fed: pool closed (expected: open)");
    }

    /** The last release counts the buffer as home before the driver has it: nothing may be freed in between. */
    @Test
    void waitsForAReleaseThatIsOnItsWayToTheDriver() {
        List<String> calls = new CopyOnWriteArrayList<>();
        AtomicBoolean held = new AtomicBoolean();
        CountDownLatch inQueue = new CountDownLatch(1);
        CountDownLatch reopening = new CountDownLatch(1);
        SimulatedDmxDevice device = SimulatedDmxDevice.fedByWrites();
        DmxBufferPool pool = DmxBufferPool.negotiate(
                WatchedDevice.of(device, call -> {
                    if (call.equals("queue") && held.get()) {
                        inQueue.countDown();
                        awaitBriefly(reopening);
                        calls.add(call);
                    } else if (call.equals("reopen")) {
                        calls.add(call);
                        reopening.countDown();
                    }
                }),
                asking(2, 0));
        BufferDrain drain = pool.drain(() -> {});
        drain.start(PesFilter.fullTs());
        device.write(ByteBuffer.wrap(NumberedPackets.of(1).next(FedPool.PACKETS)));
        drain.collect();
        ByteBuf lent = FedPool.lendOne(drain);
        drain.close();
        held.set(true);
        CompletableFuture<Void> releasing = CompletableFuture.runAsync(lent::release);
        awaitLong(inQueue);
        held.set(false);
        pool.renegotiate(asking(2, 0));
        releasing.join();
        assertThat(calls).containsExactly("queue", "reopen");
        pool.close();
        pool.whenClosed().toCompletableFuture().join();
    }

    private static void awaitLong(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Long enough for a pool that does not wait to be first; times out while the pool waits as it should. */
    private static void awaitBriefly(CountDownLatch latch) {
        try {
            latch.await(100, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void tooFewTheSecondTimeClosesThePool() {
        FedPool fed = FedPool.failing(
                FaultPlan.none().granting(new BufferLimits(2, 4, FedPool.BUFFER_BYTES)), 4, 1, OverloadPolicy.HOLD);
        assertThatThrownBy(() -> fed.pool().renegotiate(asking(8, 4))).isInstanceOf(BufferNegotiationException.class);
        assertThatThrownBy(() -> fed.pool().drain(() -> {})).hasMessageContaining("pool closed");
        fed.close();
    }

    @Test
    void aMappingThatFailsTheSecondTimeClosesThePoolInGoodOrder() {
        FedPool fed =
                FedPool.failing(FaultPlan.none().failing(DmxVerb.MAP, 2 + 4, Errno.ENOMEM), 2, 1, OverloadPolicy.HOLD);
        assertThatThrownBy(() -> fed.pool().renegotiate(asking(8, 4))).isInstanceOf(ErrnoException.class);
        fed.close();
    }

    @Test
    void aDeviceThatCannotBeReopenedClosesThePool() {
        FedPool fed =
                FedPool.failing(FaultPlan.none().failing(DmxVerb.REOPEN, 1, Errno.ENOENT), 4, 1, OverloadPolicy.HOLD);
        fed.started().close();
        assertThatThrownBy(() -> fed.pool().renegotiate(asking(8, 2)))
                .isInstanceOf(ErrnoException.class)
                .hasMessageStartingWith("open(sim:fed) failed: ENOENT (2)");
        fed.close();
    }

    @Test
    void aBufferThatTheDriverRefusedIsNegotiatedLikeTheOthers() {
        FaultPlan fifthQueueAndSixth =
                FaultPlan.none().failing(DmxVerb.QUEUE, 5, Errno.EIO).failing(DmxVerb.QUEUE, 6, Errno.EIO);
        try (FedPool fed = FedPool.failing(fifthQueueAndSixth, 4, 1, OverloadPolicy.HOLD)) {
            try (BufferDrain drain = fed.started()) {
                fed.lendOneArriving(drain).release();
            }
            assertThat(fed.pool().stats().refused()).isEqualTo(1);
            fed.pool().renegotiate(asking(4, 1));
            assertThat(fed.pool().stats().refused()).isZero();
            assertThat(fed.pool().lendableBuffers()).isEqualTo(3);
            assertThatCode(() -> fed.started().close()).doesNotThrowAnyException();
        }
    }

    /** What is waited for may need the pool before it ends: a subscriber that closes it, or subscribes again. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void waitsForACancelledDrainWhoseThreadUsesThePoolMeanwhile(boolean closes) throws Exception {
        FedPool fed = FedPool.of(4, 1, OverloadPolicy.HOLD);
        CountDownLatch cancelled = new CountDownLatch(1);
        CountDownLatch negotiating = new CountDownLatch(1);
        CompletableFuture<Void> draining = CompletableFuture.runAsync(() -> {
            BufferDrain drain = fed.started();
            drain.cancel();
            cancelled.countDown();
            awaitLong(negotiating);
            if (closes) {
                fed.pool().close();
                drain.close();
            } else {
                BufferDrain next = fed.pool().drain(() -> {});
                next.cancel();
                drain.close();
                next.close();
            }
        });
        awaitLong(cancelled);
        CompletableFuture<Void> renegotiating = CompletableFuture.runAsync(
                () -> fed.pool().renegotiate(asking(8, 2)), task -> new Thread(task, "renegotiating").start());
        await().atMost(PATIENCE).until(() -> waits("renegotiating"));
        negotiating.countDown();
        draining.get(60, TimeUnit.SECONDS);
        if (closes) {
            assertThatThrownBy(() -> renegotiating.get(60, TimeUnit.SECONDS))
                    .hasRootCauseMessage("sim:fed: pool closed (expected: open)");
        } else {
            renegotiating.get(60, TimeUnit.SECONDS);
            assertThat(fed.pool().negotiated().count()).isEqualTo(8);
        }
        fed.close();
    }

    private static boolean waits(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals(name) && thread.getState() == Thread.State.WAITING);
    }
}
