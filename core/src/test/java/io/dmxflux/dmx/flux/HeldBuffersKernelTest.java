// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.LoopDriver;
import io.dmxflux.dmx.NumberedPackets;
import io.dmxflux.dmx.device.IoMode;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.pool.DmxBufferPool;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.pool.OverloadPolicy;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.BaseSubscriber;

/** A subscriber that holds every lendable buffer for two seconds while a real kernel goes on receiving. */
@Tag("kernel")
@ExtendWith(LeakCheck.class)
class HeldBuffersKernelTest {

    private static final int PID = 0x100;
    private static final int BUFFERS = 8;
    private static final int RESERVE = 2;
    private static final int PACKETS = 70;
    private static final int SIZE_BYTES = PACKETS * NumberedPackets.PACKET_BYTES;
    private static final long HELD_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    @Tag("mmap")
    void mappedBuffersThatAreMissingAreOnTheLedger() throws Exception {
        assertAccountedFor(IoMode.MMAP);
    }

    @Test
    void packetsReadAndMissingAreOnTheLedger() throws Exception {
        assertAccountedFor(IoMode.READ);
    }

    private static void assertAccountedFor(IoMode mode) throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        Holder subscriber = new Holder();
        try (LoopDriver loop = LoopDriver.open();
                DmxBufferPool pool = DmxBufferPool.negotiate(LoopDriver.openDemux(mode, started), config())) {
            DmxFlux.of(pool, PesFilter.fullTs().fromDvr()).subscribe(subscriber);
            assertThat(started.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

            NumberedPackets packets = NumberedPackets.of(PID);
            long written = 0;
            long end = System.nanoTime() + HELD_NANOS;
            while (System.nanoTime() < end || written < 3L * BUFFERS * SIZE_BYTES) {
                written += write(loop, packets, pool, written);
            }
            assertThat(pool.stats().lent()).as("lent").isEqualTo(BUFFERS - RESERVE);
            subscriber.letGo();
            for (int i = 0; i < 2 * BUFFERS; i++) {
                written += write(loop, packets, pool, written);
            }
            assertLedger(pool, subscriber, written);
            subscriber.cancel();
        }
    }

    /** Writes one buffer and waits until the pool has it, so that what is missing in the end is what the pool dropped. */
    private static int write(LoopDriver loop, NumberedPackets packets, DmxBufferPool pool, long written)
            throws Exception {
        loop.write(packets.next(PACKETS));
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> pool.stats().receivedBytes() == written + SIZE_BYTES);
        return SIZE_BYTES;
    }

    private static void assertLedger(DmxBufferPool pool, Holder subscriber, long written) {
        long dropped = pool.stats().droppedBytes();
        await().atMost(PATIENCE).until(() -> subscriber.bytes() + dropped == written);
        assertThat(dropped).as("dropped while everything was held").isPositive();
        assertThat(subscriber.missingPackets() * NumberedPackets.PACKET_BYTES)
                .as("bytes missing in the stream")
                .isEqualTo(dropped);
        assertThat(pool.stats().kernelOverflows()).isZero();
    }

    private static DmxBufferPoolConfig config() {
        return DmxBufferPoolConfig.builder()
                .bufferCount(BUFFERS)
                .bufferSizeBytes(SIZE_BYTES)
                .reserve(RESERVE)
                .overload(OverloadPolicy.DROP_NEWEST)
                .build();
    }

    /** Keeps what it is given until it is told to let go; then looks at the packets' numbers and releases. */
    private static final class Holder extends BaseSubscriber<ByteBuf> {

        private final List<ByteBuf> held = new ArrayList<>();
        private boolean holding = true;
        private long bytes;
        private long missingPackets;
        private int expected;

        @Override
        protected synchronized void hookOnNext(ByteBuf buffer) {
            if (holding) {
                held.add(buffer);
            } else {
                look(buffer);
            }
        }

        synchronized void letGo() {
            holding = false;
            held.forEach(this::look);
        }

        private void look(ByteBuf buffer) {
            for (int at = 0; at < buffer.readableBytes(); at += NumberedPackets.PACKET_BYTES) {
                int number = buffer.getInt(at + Integer.BYTES);
                missingPackets += number - expected;
                expected = number + 1;
            }
            bytes += buffer.readableBytes();
            buffer.release();
        }

        synchronized long bytes() {
            return bytes;
        }

        synchronized long missingPackets() {
            return missingPackets;
        }
    }
}
