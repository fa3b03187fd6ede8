// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.LoopDriver;
import io.dmxflux.dmx.NumberedPackets;
import io.dmxflux.dmx.PluggedDriver;
import io.dmxflux.dmx.device.IoMode;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.pool.DmxBufferPool;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.pool.FedPool;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * An adapter that is unplugged from a real kernel while its stream is received: the stream ends with one line, the kernel can
 * let go of the device as soon as every buffer is home, and not before, and the next plug finds everything as at first.
 */
@Tag("kernel")
@ExtendWith(LeakCheck.class)
class UnpluggedKernelTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PACKETS = 7;

    private final PluggedDriver driver = PluggedDriver.loop();
    private final List<ByteBuf> held = new CopyOnWriteArrayList<>();
    private final AtomicReference<@Nullable Throwable> end = new AtomicReference<>();
    private final NumberedPackets packets = NumberedPackets.of(0x100);

    @Test
    @Tag("mmap")
    void mappedBuffersAreLetGoOf() throws Exception {
        assertUnpluggedAndPluggedAgain(IoMode.MMAP);
    }

    /** Its buffers are memory of the process: only the descriptor holds up the kernel. */
    @Test
    void aReadDeviceIsLetGoOf() throws Exception {
        assertUnpluggedAndPluggedAgain(IoMode.READ);
    }

    private void assertUnpluggedAndPluggedAgain(IoMode mode) throws Exception {
        for (int round = 0; round < 3; round++) {
            LoopDriver loop = LoopDriver.open();
            DmxBufferPool pool = receive(mode, loop);
            Process unplug = driver.unplug();
            await().atMost(PATIENCE).until(() -> end.get() != null);
            assertThat(end.get()).isInstanceOfSatisfying(ErrnoException.class, gone -> {
                assertThat(gone.is(Errno.ENODEV)).as("%s", gone).isTrue();
                assertThat(gone.getMessage()).contains(LoopDriver.demux().toString());
            });
            pool.close();
            loop.close();
            assertThat(unplug.isAlive()).as("a buffer is out").isTrue();

            held.forEach(ByteBuf::release);
            held.clear();
            pool.whenClosed().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            FedPool.assertBalanced(pool.stats());
            assertThat(unplug.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("the kernel has let go")
                    .isTrue();
            assertThat(Path.of(LoopDriver.demux().toString())).doesNotExist();
            assertThat(driver.plug().waitFor()).isZero();
            await().atMost(PATIENCE)
                    .until(() -> Files.exists(Path.of(LoopDriver.demux().toString())));
        }
        assertThat(kernelLog()).doesNotContain("cut here", "BUG:", "refcount");
    }

    /** Receives one buffer, and holds it. */
    private DmxBufferPool receive(IoMode mode, LoopDriver loop) throws Exception {
        end.set(null);
        CountDownLatch started = new CountDownLatch(1);
        DmxBufferPool pool = DmxBufferPool.negotiate(
                LoopDriver.openDemux(mode, started),
                DmxBufferPoolConfig.builder()
                        .bufferCount(8)
                        .bufferSizeBytes(PACKETS * NumberedPackets.PACKET_BYTES)
                        .build());
        DmxFlux.of(pool, PesFilter.fullTs().fromDvr()).subscribe(held::add, end::set);
        assertThat(started.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        loop.write(packets.next(PACKETS));
        await().atMost(PATIENCE).until(() -> !held.isEmpty());
        return pool;
    }

    private static String kernelLog() throws IOException {
        return new String(new ProcessBuilder("dmesg").start().getInputStream().readAllBytes());
    }
}
