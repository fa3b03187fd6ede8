// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.device.DmxVerb;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.FaultPlan;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.flux.DmxFlux;
import io.dmxflux.dmx.recording.Playback;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is out, and what a pool tells of it. */
@Timeout(300)
@ExtendWith(LeakCheck.class)
class PoolEventTest {

    private static final Duration AT_ONCE = Duration.ofNanos(1);
    private static final int LENDABLE = 3;

    private static DmxBufferPoolConfig.Builder config() {
        return DmxBufferPoolConfig.builder()
                .bufferCount(LENDABLE + 1)
                .reserve(1)
                .blockedLimit(Duration.ofHours(1))
                .overload(OverloadPolicy.HOLD);
    }

    private static List<ByteBuf> lendAll(FedPool fed, BufferDrain drain) {
        List<ByteBuf> lent = fed.lendArriving(drain, LENDABLE);
        return lent;
    }

    // what is out

    @Test
    void whatIsOutIsListedTheOldestFirst() {
        try (FedPool fed = FedPool.of(config());
                BufferDrain drain = fed.started()) {
            assertThat(fed.pool().lent()).isEmpty();
            assertThat(fed.pool().stats().oldestLentNanos()).isZero();
            List<ByteBuf> lent = lendAll(fed, drain);
            Lending.touch(lent.get(1), "held by the test");
            List<Lending> out = fed.pool().lent();
            assertThat(out.stream().map(lending -> lending.origin().sequence())).containsExactly(0L, 1L, 2L);
            assertThat(out.get(1).lastTouch()).isEqualTo("held by the test");
            assertThat(out.get(2).lastTouch()).isNull();
            assertThat(out.get(2)).asString().endsWith("never touched)");
            assertThat(fed.pool().stats().oldestLentNanos())
                    .isGreaterThanOrEqualTo(out.get(0).age().toNanos());
            lent.get(0).release();
            assertThat(fed.pool().lent().stream()
                            .map(lending -> lending.origin().sequence()))
                    .containsExactly(1L, 2L);
            lent.subList(1, LENDABLE).forEach(ByteBuf::release);
        }
    }

    @Test
    void theTouchOfAnEarlierLendingIsNotTheNextOnes() {
        try (FedPool fed = FedPool.of(config().bufferCount(2));
                BufferDrain drain = fed.started()) {
            for (int round = 0; round < 4; round++) {
                ByteBuf lent = fed.lendOneArriving(drain);
                assertThat(fed.pool().lent().get(0).lastTouch()).isNull();
                Lending.touch(lent, "round " + round).release();
            }
        }
    }

    // all out

    @Test
    void allOutOnceMoreIsToldOnceMore() {
        try (FedPool fed = FedPool.of(config().lentLimit(AT_ONCE));
                BufferDrain drain = fed.started()) {
            List<ByteBuf> lent = lendAll(fed, drain);
            drain.look();
            lent.remove(0).release();
            lent.add(fed.lendOneArriving(drain));
            drain.look(); // which has not seen that one was home
            assertThat(fed.events())
                    .extracting(Object::getClass)
                    .containsExactly(
                            PoolEvent.AllBuffersOut.class, PoolEvent.BuffersHome.class, PoolEvent.AllBuffersOut.class);
            lent.forEach(ByteBuf::release);
        }
    }

    @Test
    void buffersThatComeHomeBehindTheStreamAreTold() {
        try (FedPool fed = FedPool.of(config().lentLimit(AT_ONCE))) {
            List<ByteBuf> lent;
            try (BufferDrain drain = fed.started()) {
                lent = lendAll(fed, drain);
                drain.look();
            }
            assertThat(fed.events()).hasSize(1);
            lent.forEach(ByteBuf::release);
            assertThat(fed.events()).hasSize(2).last().isInstanceOf(PoolEvent.BuffersHome.class);
        }
    }

    @Test
    void allOutForTooLongIsToldOnceAndOnceWhenItIsOver() {
        try (FedPool fed = FedPool.of(config().lentLimit(AT_ONCE));
                BufferDrain drain = fed.started()) {
            List<ByteBuf> lent = lendAll(fed, drain);
            drain.look();
            drain.look();
            assertThat(fed.events()).singleElement().isInstanceOfSatisfying(PoolEvent.AllBuffersOut.class, event -> {
                assertThat(event.lendable()).isEqualTo(LENDABLE);
                assertThat(event.oldest().origin().sequence()).isZero();
                assertThat(event.message())
                        .startsWith("sim:fed: all 3 lendable buffers have been out for 0.")
                        .contains("oldest: buffer 0 (")
                        .contains("collects more than 3, as buffer(4), waits for ever")
                        .doesNotContain("\n");
            });
            lent.remove(0).release();
            drain.look();
            drain.look();
            assertThat(fed.events()).hasSize(2);
            assertThat(fed.events().get(1).message()).isEqualTo("sim:fed: buffers come home again, 2 are out");
            lent.forEach(ByteBuf::release);
        }
    }

    @Test
    void isNotToldBeforeTheLimitNorWhileOneMayStillBeLent() {
        try (FedPool fed = FedPool.of(config().lentLimit(Duration.ofHours(1)));
                FedPool impatient = FedPool.of(config().lentLimit(AT_ONCE));
                BufferDrain drain = fed.started();
                BufferDrain other = impatient.started()) {
            List<ByteBuf> lent = lendAll(fed, drain);
            ByteBuf one = impatient.lendOneArriving(other);
            drain.look();
            other.look();
            assertThat(fed.events()).isEmpty();
            assertThat(impatient.events()).isEmpty();
            one.release();
            lent.forEach(ByteBuf::release);
        }
    }

    // blocked

    @Test
    void aSubscriberThatKeepsTheThreadIsToldOnceAMinute() {
        try (FedPool fed = FedPool.of(config().blockedLimit(AT_ONCE));
                BufferDrain drain = fed.started()) {
            fed.lendOneArriving(drain).release();
            drain.mayCollect();
            fed.lendOneArriving(drain).release();
            drain.mayCollect();
            assertThat(fed.events()).singleElement().isInstanceOfSatisfying(PoolEvent.SignalsBlocked.class, event -> {
                assertThat(event.lasted()).isPositive();
                assertThat(event.message())
                        .startsWith("sim:fed: onNext blocked the thread that receives for 0.")
                        .endsWith("put emitOn(scheduler) before what blocks)");
            });
        }
    }

    /** And the time is told as stalled: nobody looks at the driver, which has a buffer that is full. */
    @Test
    void aSubscriberThatDoesNotReturnIsToldWhileItKeepsTheThread() throws Exception {
        List<PoolEvent> events = new CopyOnWriteArrayList<>();
        CountDownLatch mayReturn = new CountDownLatch(1);
        SimulatedDmxDevice device =
                SimulatedDmxDevice.playing(Playback.ofSample().looped().open());
        DmxBufferPool pool = DmxBufferPool.negotiate(
                device,
                config().bufferSizeBytes(DmxBufferPoolConfig.DATAGRAM_BYTES)
                        .blockedLimit(AT_ONCE)
                        .events(events::add)
                        .build());
        try {
            DmxFlux.of(pool, PesFilter.fullTs()).subscribe(buffer -> {
                buffer.release();
                awaitLatch(mayReturn);
            });
            await().until(() -> events.stream().anyMatch(PoolEvent.SignalsBlocked.class::isInstance));
            await().until(() -> pool.stats().stalledNanos() > 0);
            long stalled = pool.stats().stalledNanos();
            await().until(() -> pool.stats().stalledNanos() > stalled);
            assertThat(events).singleElement();
        } finally {
            mayReturn.countDown();
            pool.close();
        }
        pool.whenClosed().toCompletableFuture().get(60, TimeUnit.SECONDS);
        assertThat(device.isClosed()).isTrue();
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    // refused

    @Test
    void aRequeueThatFailsIsToldAndTheOthersGoOn() throws Exception {
        FaultPlan fifthAndSixth =
                FaultPlan.none().failing(DmxVerb.QUEUE, 5, Errno.EIO).failing(DmxVerb.QUEUE, 6, Errno.EIO);
        try (FedPool fed = FedPool.failing(fifthAndSixth, LENDABLE + 1, 1, OverloadPolicy.HOLD);
                BufferDrain drain = fed.started()) {
            ByteBuf lent = fed.lendOneArriving(drain);
            assertThat(CompletableFuture.supplyAsync(lent::release).get())
                    .as("not the releaser's problem")
                    .isTrue();
            assertThat(fed.pool().stats().refused()).isEqualTo(1);
            assertThat(fed.pool().lendableBuffers()).isEqualTo(LENDABLE - 1);
            assertThat(fed.events()).singleElement().isInstanceOfSatisfying(PoolEvent.BufferRefused.class, event -> {
                assertThat(event.index()).isZero();
                assertThat(event.message())
                        .startsWith("sim:fed: buffer 0 is out of use, 2 can be lent; tried again twice a second:"
                                + " DMX_QBUF(sim:fed) failed: EIO (5)");
            });
            List<ByteBuf> both = List.of(fed.lendOneArriving(drain), fed.lendOneArriving(drain));
            assertThat(drain.mayCollect())
                    .as("the reserve stays with the driver")
                    .isFalse();
            drain.look();
            assertThat(fed.pool().stats().refused())
                    .as("refused again, by the sixth call")
                    .isEqualTo(1);
            assertThat(fed.events()).hasSize(1);
            drain.look();
            assertThat(fed.pool().stats().refused()).isZero();
            assertThat(fed.events()).hasSize(2);
            assertThat(fed.events().get(1).message()).isEqualTo("sim:fed: buffer 0 is in use again, 3 can be lent");
            both.forEach(ByteBuf::release);
        }
    }

    @Test
    void withNoneLeftToLendTheDrainFailsAndTheNextStartsAfresh() {
        FaultPlan plan = FaultPlan.none();
        for (int call = 3; call <= 4; call++) {
            plan = plan.failing(DmxVerb.QUEUE, call, Errno.EIO);
        }
        try (FedPool fed = FedPool.failing(plan, 2, 1, OverloadPolicy.HOLD)) {
            BufferDrain drain = fed.started();
            fed.lendOneArriving(drain).release();
            assertThatThrownBy(drain::throwFailure)
                    .isInstanceOf(ErrnoException.class)
                    .hasMessageStartingWith("DMX_QBUF(sim:fed) failed: EIO (5)");
            drain.close();
            assertThatThrownBy(fed::started).as("still refused").hasMessageContaining("EIO");
            try (BufferDrain next = fed.started()) {
                fed.lendOneArriving(next).release();
                assertThat(fed.pool().stats().queued()).isEqualTo(2);
            }
            assertThat(fed.events().stream().<Object>map(Object::getClass))
                    .containsExactly(PoolEvent.BufferRefused.class, PoolEvent.BufferAccepted.class);
        }
    }

    @Test
    void aDeviceThatIsGoneFailsTheDrainAtOnce() {
        FedPool fed = FedPool.of(config());
        BufferDrain drain = fed.started();
        ByteBuf lent = fed.lendOneArriving(drain);
        fed.device().unplug();
        lent.release();
        assertThatThrownBy(drain::throwFailure).hasMessageContaining("ENODEV (19)");
        assertThat(fed.events()).as("the error tells").isEmpty();
        drain.close();
        fed.close();
    }

    @Test
    void aBufferThatIsRefusedAtTheStartIsOutOfUseLikeAnyOther() {
        FaultPlan first = FaultPlan.none().failing(DmxVerb.QUEUE, 1, Errno.EINVAL);
        try (FedPool fed = FedPool.failing(first, LENDABLE + 1, 1, OverloadPolicy.HOLD);
                BufferDrain drain = fed.started()) {
            assertThat(fed.pool().stats().refused()).isEqualTo(1);
            fed.lendOneArriving(drain).release();
            drain.look();
            assertThat(fed.pool().stats().queued()).isEqualTo(LENDABLE + 1);
        }
    }

    // a listener that throws

    private static void fail(PoolEvent event) {
        throw new AssertionError("as an assertion of a test in its listener: " + event.message());
    }

    private static void failToLoad(PoolEvent event) {
        throw new NoClassDefFoundError("of the application, when it was told: " + event.message());
    }

    @Test
    void aListenersErrorHurtsNoReleaseAndThePoolCloses() {
        FaultPlan released = FaultPlan.none().failing(DmxVerb.QUEUE, LENDABLE + 2, Errno.EINVAL);
        try (FedPool fed = FedPool.failing(released, LENDABLE + 1, 1, OverloadPolicy.HOLD, PoolEventTest::failToLoad);
                BufferDrain drain = fed.started()) {
            assertThat(fed.lendOneArriving(drain).release()).isTrue();
            assertThat(fed.events()).singleElement().isInstanceOf(PoolEvent.BufferRefused.class);
            assertThat(fed.pool().stats().lent()).isZero();
            fed.lendOneArriving(drain).release();
        }
    }

    @Test
    void aListenersErrorIsNoneOfWhoCloses() {
        FedPool fed = FedPool.told(config(), PoolEventTest::fail);
        BufferDrain drain = fed.started();
        ByteBuf lent = fed.lendOneArriving(drain);
        drain.close();
        assertThat(fed.pool().close(AT_ONCE)).hasSize(1);
        assertThat(fed.events()).singleElement().isInstanceOf(PoolEvent.TakenBack.class);
        lent.release();
        fed.close();
    }
}
