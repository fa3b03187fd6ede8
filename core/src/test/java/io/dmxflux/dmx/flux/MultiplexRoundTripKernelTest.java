// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.flux;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.LoopDriver;
import io.dmxflux.dmx.device.IoMode;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.pool.DmxBufferPool;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.pool.OverloadPolicy;
import io.dmxflux.dmx.recording.Playback;
import io.dmxflux.dmx.recording.StreamFeed;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** The bundled multiplex, looped to 20 MB, through a real kernel: what is written comes out, byte for byte. */
@Tag("kernel")
@ExtendWith(LeakCheck.class)
class MultiplexRoundTripKernelTest {

    private static final int SIZE_BYTES = DmxBufferPoolConfig.LARGEST_SEND_BYTES;
    private static final int WRITES = 330;

    /** Writes that may be on their way: fewer than the buffers, so that the kernel never lacks one. */
    private static final int UNDERWAY = 8;

    private static final Duration PATIENCE = Duration.ofSeconds(100);

    @Test
    @Tag("mmap")
    void mappedBuffersCarryItByteForByte() throws Exception {
        assertRoundTrip(IoMode.MMAP);
    }

    @Test
    void readCarriesItByteForByte() throws Exception {
        assertRoundTrip(IoMode.READ);
    }

    private static void assertRoundTrip(IoMode mode) throws Exception {
        MessageDigest written = sha256();
        MessageDigest received = sha256();
        CountDownLatch started = new CountDownLatch(1);
        try (LoopDriver loop = LoopDriver.open();
                StreamFeed multiplex = Playback.ofSample().looped().unpaced().open();
                DmxBufferPool pool = DmxBufferPool.negotiate(LoopDriver.openDemux(mode, started), config())) {
            Semaphore underway = new Semaphore(UNDERWAY * SIZE_BYTES);
            Long bytes = DmxFlux.of(pool, PesFilter.fullTs().fromDvr())
                    .mergeWith(write(loop, multiplex, written, underway, started))
                    .map(buffer -> take(buffer, received, underway))
                    .scan(0L, Long::sum)
                    .takeUntil(sum -> sum >= (long) WRITES * SIZE_BYTES)
                    .blockLast(PATIENCE);
            assertThat(bytes).isEqualTo((long) WRITES * SIZE_BYTES);
            assertThat(received.digest()).as("what came out").isEqualTo(written.digest());
            assertThat(pool.stats().kernelOverflows()).isZero();
            assertThat(pool.stats().droppedBuffers()).isZero();
        }
    }

    private static DmxBufferPoolConfig config() {
        return DmxBufferPoolConfig.forBitrate(38_000_000, Duration.ofSeconds(1))
                .overload(OverloadPolicy.HOLD)
                .build();
    }

    /** Emits nothing: writes, as fast as what was written before comes out. */
    private static Flux<ByteBuf> write(
            LoopDriver loop, StreamFeed multiplex, MessageDigest digest, Semaphore underway, CountDownLatch started) {
        return Flux.<ByteBuf>create(none -> {
                    awaitUninterruptibly(started);
                    for (int i = 0; i < WRITES; i++) {
                        underway.acquireUninterruptibly(SIZE_BYTES);
                        writeOne(loop, multiplex, digest);
                    }
                })
                .subscribeOn(Schedulers.boundedElastic());
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void writeOne(LoopDriver loop, StreamFeed multiplex, MessageDigest digest) {
        ByteBuffer packets = ByteBuffer.allocate(SIZE_BYTES);
        while (packets.hasRemaining()) {
            multiplex.read(packets, Long.MAX_VALUE);
        }
        digest.update(packets.array());
        try {
            loop.write(packets.array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long take(ByteBuf buffer, MessageDigest digest, Semaphore underway) {
        int bytes = buffer.readableBytes();
        digest.update(buffer.nioBuffer());
        buffer.release();
        underway.release(bytes);
        return bytes;
    }

    private static MessageDigest sha256() throws NoSuchAlgorithmException {
        return MessageDigest.getInstance("SHA-256");
    }
}
