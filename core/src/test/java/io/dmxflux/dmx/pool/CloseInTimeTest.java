// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.NumberedPackets;
import io.dmxflux.dmx.device.DmxDevice;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.WatchedDevice;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.packet.Loss;
import io.dmxflux.packet.MemoryHold;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A pool that is closed within a time limit ends with its memory safe, whatever is still out; calls hold its device. */
@Timeout(300)
@ExtendWith(LeakCheck.class)
class CloseInTimeTest {

    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static FedPool pool() {
        return FedPool.of(4, 1, OverloadPolicy.DROP_OLDEST);
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aNegativeLimitIsRefusedAndClosesNothing() {
        try (FedPool fed = pool()) {
            assertThatThrownBy(() -> fed.pool().close(Duration.ofSeconds(-1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("limit: PT-1S (expected: zero, or how long to wait)");
            fed.started().close();
        }
    }

    @Test
    void takesBackWhatIsStillOutAndTellsWhatItWas() {
        FedPool fed = pool();
        BufferDrain drain = fed.started();
        ByteBuf one = Lending.touch(fed.lendOneArriving(drain), "held by the test");
        ByteBuf other = fed.lendOneArriving(drain);
        ByteBuffer view = other.nioBuffer();
        drain.close();
        List<Lending> out = fed.pool().close(SHORT);
        assertThat(out.stream().map(lending -> lending.origin().sequence())).containsExactly(0L, 1L);
        assertThat(fed.device().isClosed()).isTrue();
        assertThat(fed.device().isMapped()).isFalse();
        assertThat(fed.pool().lent()).isEmpty();
        assertThat(one.getLong(0)).as("the kernel's memory is gone").isZero();
        assertThat(view.getLong(0)).isZero();
        assertThat(fed.events()).singleElement().isInstanceOfSatisfying(PoolEvent.TakenBack.class, event -> {
            assertThat(event.lent()).isEqualTo(out);
            assertThat(event.draining()).isFalse();
            assertThat(event.message())
                    .startsWith("sim:fed: closed after 0.0 s with 2 buffers out: [buffer 0 (the driver's no. 0, ")
                    .contains("last touch: held by the test")
                    .endsWith("(expected: all released)")
                    .doesNotContain("\n");
        });
        assertThat(one.release()).isTrue();
        assertThat(other.release()).isTrue();
        fed.close();
    }

    /** The bytes are gone then, and what is known of them is not. */
    @Test
    void aBufferThatWasTakenBackStillHasItsOrigin() {
        FedPool fed = pool();
        BufferDrain drain = fed.started();
        ByteBuf lent = fed.lendOneArriving(drain);
        ByteBuf slice = lent.retainedSlice(0, 1);
        BufferOrigin before = BufferOrigin.of(lent).orElseThrow();
        drain.close();
        fed.pool().close(SHORT);
        assertThat(BufferOrigin.of(lent)).containsSame(before);
        assertThat(BufferOrigin.of(slice)).containsSame(before);
        slice.release();
        lent.release();
        assertThat(BufferOrigin.of(lent)).as("released").containsSame(before);
        fed.close();
    }

    @Test
    void returnsAsSoonAsAllAreHome() throws Exception {
        FedPool fed = pool();
        BufferDrain drain = fed.started();
        ByteBuf lent = fed.lendOneArriving(drain);
        drain.close();
        CompletableFuture<List<Lending>> closing =
                CompletableFuture.supplyAsync(() -> fed.pool().close(PATIENCE));
        lent.release();
        assertThat(closing.get(60, TimeUnit.SECONDS)).isEmpty();
        assertThat(fed.events()).isEmpty();
        fed.close();
    }

    @Test
    void aDrainThatDoesNotEndKeepsTheDeviceOpenUntilItDoes() throws Exception {
        FedPool fed = pool();
        BufferDrain drain = fed.started();
        ByteBuf lent = fed.lendOneArriving(drain);
        List<Lending> out =
                CompletableFuture.supplyAsync(() -> fed.pool().close(SHORT)).get(60, TimeUnit.SECONDS);
        assertThat(out).hasSize(1);
        assertThat(fed.device().isClosed()).isFalse();
        assertThat(fed.events().get(0).message())
                .endsWith("; the device is closed when the subscriber's onNext returns");
        assertThat(drain.lend()).isNull();
        drain.close();
        assertThat(fed.device().isClosed()).isTrue();
        lent.release();
        fed.close();
    }

    @Test
    void aDrainThatDoesNotEndOutsideOnNextIsToldAsSuch() throws Exception {
        FedPool fed = pool();
        BufferDrain drain = fed.started();
        fed.lendOneArriving(drain).release();
        drain.mayCollect();
        CompletableFuture.supplyAsync(() -> fed.pool().close(SHORT)).get(60, TimeUnit.SECONDS);
        assertThat(fed.events().get(0).message())
                .endsWith(" with 0 buffers out: [] (expected: all released); the device is closed when the"
                        + " subscription's thread has ended it");
        drain.close();
        fed.close();
    }

    @Test
    void isRefusedOnTheThreadThatDrains() {
        try (FedPool fed = pool();
                BufferDrain drain = fed.started()) {
            assertThatThrownBy(() -> fed.pool().close(PATIENCE))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("sim:fed: close(Duration) waits (expected: another thread than that of the signals, or"
                            + " close())");
            fed.lendOneArriving(drain).release();
        }
    }

    @Test
    void anInterruptedThreadDoesNotWait() {
        FedPool fed = pool();
        BufferDrain drain = fed.started();
        ByteBuf lent = fed.lendOneArriving(drain);
        drain.close();
        Thread.currentThread().interrupt();
        assertThat(fed.pool().close(Duration.ofHours(1))).hasSize(1);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(fed.events())
                .singleElement()
                .isInstanceOfSatisfying(
                        PoolEvent.TakenBack.class,
                        event -> assertThat(event.waited()).isLessThan(Duration.ofHours(1)));
        lent.release();
        fed.close();
    }

    /** The shortest limit counts for all. */
    @Test
    void everyCallThatClosesReturnsWhatWasTakenBack() throws Exception {
        FedPool fed = pool();
        BufferDrain drain = fed.started();
        ByteBuf lent = fed.lendOneArriving(drain);
        drain.close();
        CompletableFuture<List<Lending>> patient =
                CompletableFuture.supplyAsync(() -> fed.pool().close(PATIENCE));
        await().atMost(PATIENCE).until(fed.pool()::isClosed);
        List<Lending> out = fed.pool().close(SHORT);
        assertThat(out).hasSize(1);
        assertThat(patient.get(60, TimeUnit.SECONDS)).isEqualTo(out);
        assertThat(fed.pool().close(SHORT)).isEqualTo(out);
        assertThat(fed.events()).hasSize(1);
        lent.release();
        fed.close();
    }

    // memory that is being read

    @Test
    void memoryThatIsBeingReadIsTakenBackOnceItHasBeen() {
        FedPool fed = pool();
        BufferDrain drain = fed.started();
        ByteBuf lent = fed.lendOneArriving(drain);
        ByteBuf slice = Loss.mark(lent.retainedSlice(8, 8), Loss.of(Loss.Account.KERNEL, Loss.UNKNOWN));
        ByteBuf composite = Unpooled.compositeBuffer()
                .addComponent(true, Unpooled.buffer(8).writeLong(1))
                .addComponent(true, lent.retainedSlice(0, 8));
        long first = lent.getLong(0);
        drain.close();
        List<MemoryHold> holds =
                Stream.of(lent, slice, composite).map(MemoryHold::of).toList();
        AtomicInteger told = new AtomicInteger();
        holds.get(2).watch(told::incrementAndGet);
        assertThat(fed.pool().close(SHORT)).hasSize(1);
        assertThat(told).hasValue(1);
        assertThat(Stream.of(lent, slice, composite).map(MemoryHold::of)).containsOnlyNulls();
        lent.release();
        slice.release();
        for (MemoryHold hold : holds) {
            assertThat(fed.device().isClosed()).isFalse();
            assertThat(composite.getLong(8)).isEqualTo(first);
            hold.letGo();
        }
        assertThat(fed.device().isClosed()).isTrue();
        composite.release();
        fed.close();
    }

    @Test
    void aCompositeOfWhichAPartIsTakenBackHoldsNothing() {
        FedPool other = pool();
        BufferDrain otherDrain = other.started();
        ByteBuf kept = other.lendOneArriving(otherDrain);
        FedPool fed = pool();
        BufferDrain drain = fed.started();
        ByteBuf composite =
                Unpooled.compositeBuffer().addComponent(true, kept).addComponent(true, fed.lendOneArriving(drain));
        drain.close();
        assertThat(fed.pool().close(SHORT)).hasSize(1);
        assertThat(MemoryHold.of(composite)).isNull();
        composite.release();
        otherDrain.close();
        assertThat(other.pool().close(PATIENCE)).isEmpty();
        other.close();
        fed.close();
    }

    @Test
    void aListenerThatIsForgottenIsNotTold() {
        FedPool fed = pool();
        BufferDrain drain = fed.started();
        ByteBuf lent = fed.lendOneArriving(drain);
        drain.close();
        MemoryHold hold = Objects.requireNonNull(MemoryHold.of(lent));
        AtomicInteger told = new AtomicInteger();
        Runnable listener = told::incrementAndGet;
        hold.watch(listener);
        hold.unwatch(listener);
        hold.letGo();
        assertThat(fed.pool().close(SHORT)).hasSize(1);
        assertThat(told).hasValue(0);
        lent.release();
        fed.close();
    }

    @Test
    void memoryOfNoPoolIsAlwaysThere() {
        ByteBuf own = Unpooled.directBuffer(8).writeLong(1);
        Objects.requireNonNull(MemoryHold.of(own)).letGo();
        assertThat(MemoryHold.isTakenBack(own)).isFalse();
        own.release();
    }

    // calls that are under way

    /** A device of which one call is held up until it is let go. */
    private static final class HeldCall {

        final SimulatedDmxDevice simulated = SimulatedDmxDevice.fedByWrites();
        final AtomicReference<String> held = new AtomicReference<>("");
        final CountDownLatch reached = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);
        final DmxDevice device = WatchedDevice.of(simulated, call -> {
            if (call.equals(held.get())) {
                reached.countDown();
                awaitLatch(goOn);
            }
        });
        final DmxBufferPool pool = DmxBufferPool.negotiate(
                device,
                DmxBufferPoolConfig.builder()
                        .bufferSizeBytes(FedPool.BUFFER_BYTES)
                        .build());

        BufferDrain started() {
            BufferDrain drain = pool.drain(() -> {});
            drain.start(PesFilter.fullTs());
            return drain;
        }
    }

    @Test
    void aRequeueThatIsUnderWayKeepsTheDeviceOpen() {
        HeldCall call = new HeldCall();
        BufferDrain drain = call.started();
        call.simulated.write(ByteBuffer.wrap(NumberedPackets.of(1).next(FedPool.PACKETS)));
        drain.collect();
        ByteBuf lent = FedPool.lendOne(drain);
        drain.close();
        call.held.set("queue");
        CompletableFuture<Void> releasing = CompletableFuture.runAsync(lent::release);
        awaitLatch(call.reached);
        assertThat(call.pool.close(SHORT)).as("it is not out any more").isEmpty();
        assertThat(call.simulated.isClosed()).isFalse();
        call.goOn.countDown();
        releasing.join();
        assertThat(call.simulated.isClosed()).isTrue();
    }

    @Test
    void aPidIsAddedToADeviceThatIsOpenAllTheWhile() {
        HeldCall call = new HeldCall();
        BufferDrain drain = call.started();
        call.held.set("addPid");
        CompletableFuture<Void> adding = CompletableFuture.runAsync(() -> call.pool.addPid(0x100));
        awaitLatch(call.reached);
        drain.close();
        CompletableFuture<Void> renegotiating = CompletableFuture.runAsync(() -> call.pool.renegotiate(
                DmxBufferPoolConfig.builder().bufferCount(8).build()));
        call.goOn.countDown();
        CompletableFuture.allOf(adding, renegotiating)
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
        assertThat(call.pool.negotiated().count()).isEqualTo(8);
        call.pool.close();
    }

    @Test
    void closingWaitsForAPidThatIsBeingAdded() {
        HeldCall call = new HeldCall();
        call.started().close();
        call.held.set("removePid");
        CompletableFuture<Void> removing = CompletableFuture.runAsync(() -> call.pool.removePid(0x100));
        awaitLatch(call.reached);
        call.pool.close();
        assertThat(call.simulated.isClosed()).isFalse();
        call.goOn.countDown();
        removing.join();
        await().atMost(PATIENCE).until(call.simulated::isClosed);
        assertThatThrownBy(() -> call.pool.addPid(0x100))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith(": pool closed (expected: open)");
    }

    @Test
    void aPidIsAddedAndRemovedWhileTheFilterRuns() {
        try (FedPool fed = pool()) {
            BufferDrain drain = fed.pool().drain(() -> {});
            drain.start(PesFilter.ofPids(0x200));
            fed.deliver(1);
            assertThat(drain.collect()).isZero();
            fed.pool().addPid(0x100);
            fed.lendOneArriving(drain).release();
            fed.pool().removePid(0x100);
            fed.deliver(1);
            assertThat(drain.collect()).isZero();
            drain.close();
        }
    }
}
