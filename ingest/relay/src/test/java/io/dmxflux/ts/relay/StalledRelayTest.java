// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.NumberedPackets;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.event.RelayStats;
import io.dmxflux.ts.net.EpollLoops;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RateBounds;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.source.DvbSource;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A process that stands still while its tuner goes on: what the driver loses meanwhile is not the signal's. */
@Timeout(300)
@ExtendWith(LeakCheck.class)
class StalledRelayTest {

    private static final int BUFFERS = 16;
    private static final int RESERVE = 4;
    private static final int PACKETS_PER_BUFFER = 7;

    private final SimulatedDmxDevice device = SimulatedDmxDevice.fedByWrites();
    private final NumberedPackets packets = NumberedPackets.of(0x100);
    private final EventLoop loop = EpollLoops.shared().next();
    private final CheckedInput input = new CheckedInput(
            RelayPlan.whole(InputUri.parse("dvb:0"), OutputUri.parse("udp://239.255.77.1:5004")),
            DvbSource.open(
                    device,
                    DmxBufferPoolConfig.builder()
                            .bufferCount(BUFFERS)
                            .bufferSizeBytes(PACKETS_PER_BUFFER * TsPacket.LENGTH)
                            .reserve(RESERVE)
                            .build(),
                    PesFilter.fullTs()),
            event -> {});
    private final AtomicLong received = new AtomicLong();
    private final Queue<ByteBuf> held = new ConcurrentLinkedQueue<>();
    private volatile boolean hold;

    @AfterEach
    void allHome() {
        input.close().orTimeout(60, TimeUnit.SECONDS).join();
    }

    private void receive(ByteBuf buffer) {
        int count = buffer.readableBytes() / TsPacket.LENGTH;
        if (hold) {
            held.add(buffer);
        } else {
            buffer.release();
        }
        received.addAndGet(count);
    }

    /** Writes a buffer's worth at a time and waits until the relay has taken it. */
    private void flow(int buffers) {
        for (int buffer = 0; buffer < buffers; buffer++) {
            long expected = received.get() + PACKETS_PER_BUFFER;
            write(PACKETS_PER_BUFFER);
            Awaitility.await().pollDelay(0, TimeUnit.MILLISECONDS).until(() -> received.get() >= expected);
        }
    }

    private void start() throws InterruptedException {
        input.packets().subscribe(this::receive);
        loop.submit(() -> {}).sync();
        flow(100);
    }

    /** Lets something happen while the loop does nothing. */
    private void stall(Runnable meanwhile) throws InterruptedException {
        CountDownLatch standing = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        loop.execute(() -> {
            standing.countDown();
            await(over);
        });
        standing.await();
        meanwhile.run();
        over.countDown();
    }

    private void write(int count) {
        device.write(ByteBuffer.wrap(packets.next(count)));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whatTheDriverLosesDuringAStallIsNotTheSignals() throws Exception {
        start();
        long before = received.get();
        stall(() -> write(1003));
        Awaitility.await().until(() -> received.get() == before + BUFFERS * PACKETS_PER_BUFFER);
        assertThat(device.lostBytes() / TsPacket.LENGTH)
                .as("lost by the driver")
                .isEqualTo(1003 - BUFFERS * PACKETS_PER_BUFFER);
        flow(100);
        assertLostByKernelOnly(1003 + 200 * PACKETS_PER_BUFFER);
    }

    /** The next visit finds buffers that are not full yet, and still there is a gap before it. */
    @Test
    void norIsWhatItLosesBeforeBuffersComeHomeDuringAStall() throws Exception {
        start();
        hold = true;
        flow(RESERVE);
        hold = false;
        stall(() -> {
            write((BUFFERS - RESERVE) * PACKETS_PER_BUFFER + 53);
            held.forEach(ByteBuf::release);
            write(3);
        });
        write(PACKETS_PER_BUFFER - 3);
        Awaitility.await().until(() -> received.get() == (101 + BUFFERS) * PACKETS_PER_BUFFER);
        flow(100);
        assertThat(device.lostBytes() / TsPacket.LENGTH).isEqualTo(53);
        assertLostByKernelOnly((201 + BUFFERS) * PACKETS_PER_BUFFER + 53);
    }

    /** A gap in what arrives stays the signal's, also right after a stall. */
    @Test
    void aGapInTheSignalAfterAStallIsTheSignals() throws Exception {
        start();
        long before = received.get();
        stall(() -> write(1003));
        Awaitility.await().until(() -> received.get() == before + BUFFERS * PACKETS_PER_BUFFER);
        flow(2);
        packets.next(5);
        flow(20);
        assertThat(input.stats(List.of(), RateBounds.NONE).stream().continuityErrors())
                .isEqualTo(1);
        assertThat(input.stats(List.of(), RateBounds.NONE).stream().missingPackets())
                .isEqualTo(5);
    }

    private void assertLostByKernelOnly(long written) {
        RelayStats stats = input.stats(List.of(), RateBounds.NONE);
        assertThat(stats.stream().missingPackets())
                .as("missing on the signal's account")
                .isZero();
        assertThat(stats.stream().continuityErrors()).isZero();
        assertThat(stats.unaligned()).isZero();
        assertThat(stats.packetsIn() + device.lostBytes() / TsPacket.LENGTH)
                .as("every packet on one account")
                .isEqualTo(written);
    }
}
