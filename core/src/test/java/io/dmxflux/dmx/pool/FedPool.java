// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.NumberedPackets;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.FaultPlan;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.sys.Poll;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A pool over a simulated driver that is fed by hand, a whole buffer at a time. Closes in balance, or fails. */
public final class FedPool implements AutoCloseable {

    /** Packets that fill a buffer. */
    public static final int PACKETS = 7;

    /** Bytes of a buffer. */
    public static final int BUFFER_BYTES = PACKETS * NumberedPackets.PACKET_BYTES;

    private static final int NUMBER_AT = 4;

    private final SimulatedDmxDevice device;
    private final DmxBufferPool pool;
    private final NumberedPackets packets = NumberedPackets.of(0x100);

    private final List<PoolEvent> events = new CopyOnWriteArrayList<>();

    private FedPool(SimulatedDmxDevice device, DmxBufferPoolConfig.Builder config, Consumer<PoolEvent> listener) {
        this.device = device;
        Consumer<PoolEvent> keeping = events::add;
        pool = DmxBufferPool.negotiate(
                device, config.events(keeping.andThen(listener)).build());
    }

    /** Makes one that is described further, over a driver that behaves. */
    public static FedPool of(DmxBufferPoolConfig.Builder config) {
        return told(config, event -> {});
    }

    /** Makes one whose events somebody takes. */
    public static FedPool told(DmxBufferPoolConfig.Builder config, Consumer<PoolEvent> listener) {
        SimulatedDmxDevice device = SimulatedDmxDevice.builder().name("fed").build();
        return new FedPool(device, config.bufferSizeBytes(BUFFER_BYTES), listener);
    }

    /** What the pool told. */
    public List<PoolEvent> events() {
        return events;
    }

    /** Makes one of so many small buffers. */
    public static FedPool of(int buffers, int reserve, OverloadPolicy overload) {
        return failing(FaultPlan.none(), buffers, reserve, overload);
    }

    /** Makes one whose driver misbehaves. */
    public static FedPool failing(FaultPlan faults, int buffers, int reserve, OverloadPolicy overload) {
        return failing(faults, buffers, reserve, overload, event -> {});
    }

    /** Makes one whose driver misbehaves and whose events somebody takes. */
    public static FedPool failing(
            FaultPlan faults, int buffers, int reserve, OverloadPolicy overload, Consumer<PoolEvent> listener) {
        SimulatedDmxDevice device =
                SimulatedDmxDevice.builder().name("fed").faults(faults).build();
        return new FedPool(
                device,
                DmxBufferPoolConfig.builder()
                        .bufferCount(buffers)
                        .bufferSizeBytes(BUFFER_BYTES)
                        .reserve(reserve)
                        .blockedLimit(Duration.ofHours(1))
                        .overload(overload),
                listener);
    }

    public DmxBufferPool pool() {
        return pool;
    }

    public SimulatedDmxDevice device() {
        return device;
    }

    /** Takes the pool's drain and starts it. */
    public BufferDrain started() {
        return started(() -> {});
    }

    /** The same, with a listener. */
    public BufferDrain started(Runnable listener) {
        BufferDrain drain = pool.drain(listener);
        try {
            drain.start(PesFilter.fullTs());
            return drain;
        } catch (RuntimeException e) {
            drain.close();
            throw e;
        }
    }

    /** Lets so many buffers arrive. */
    public void deliver(int buffers) {
        for (int buffer = 0; buffer < buffers; buffer++) {
            device.write(ByteBuffer.wrap(packets.next(PACKETS)));
        }
    }

    /** Tells whether the driver has something that the drain may collect. */
    public static boolean isReady(BufferDrain drain) {
        return drain.mayCollect() && new Poll().await(drain.descriptor(), -1, 0);
    }

    /** Lends the next buffer that has arrived. */
    public static ByteBuf lendOne(BufferDrain drain) {
        return Objects.requireNonNull(drain.lend(), "nothing to lend");
    }

    /** Lets buffers arrive one by one, each collected before the next. */
    public void deliverEach(BufferDrain drain, int buffers) {
        for (int buffer = 0; buffer < buffers; buffer++) {
            deliver(1);
            drain.collect();
        }
    }

    /** Lets buffers arrive one by one and lends each. */
    public List<ByteBuf> lendArriving(BufferDrain drain, int buffers) {
        List<ByteBuf> lent = new ArrayList<>();
        for (int buffer = 0; buffer < buffers; buffer++) {
            lent.add(lendOneArriving(drain));
        }
        return lent;
    }

    /** Lets one buffer arrive and lends it. */
    public ByteBuf lendOneArriving(BufferDrain drain) {
        deliver(1);
        drain.collect();
        return lendOne(drain);
    }

    /** Returns the number of the buffer in order of arrival, from 0. */
    public static int numberOf(ByteBuf buffer) {
        return buffer.getInt(buffer.readerIndex() + NUMBER_AT) / PACKETS;
    }

    /** Every buffer is somewhere, and so is every byte. */
    public static void assertBalanced(PoolStats metrics) {
        assertThat(metrics.idle()
                        + metrics.queued()
                        + metrics.filled()
                        + metrics.lent()
                        + metrics.refused()
                        + metrics.retired())
                .as("every slot of %s", metrics)
                .isEqualTo(metrics.negotiated().count());
        assertThat(metrics.deliveredBuffers()
                        + metrics.droppedBuffers()
                        + metrics.discardedBuffers()
                        + metrics.filled())
                .as("every buffer of %s", metrics)
                .isEqualTo(metrics.receivedBuffers());
        if (metrics.filled() == 0) {
            assertThat(metrics.deliveredBytes() + metrics.droppedBytes() + metrics.discardedBytes())
                    .as("every byte of %s", metrics)
                    .isEqualTo(metrics.receivedBytes());
        }
    }

    /** Closes the pool, and waits until everything is over. */
    public void closeAndWait() {
        pool.close();
        pool.whenClosed().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        closeAndWait();
        assertBalanced(pool.stats());
        assertThat(pool.stats().retired()).isEqualTo(pool.negotiated().count());
        assertThat(device.isClosed()).isTrue();
        assertThat(device.isMapped()).isFalse();
    }
}
