// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.device.DmxDevicePath;
import io.dmxflux.dmx.device.DmxVerb;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.FaultPlan;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.Loss;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.net.EpollLoops;
import io.dmxflux.ts.op.AlignPackets;
import io.dmxflux.ts.op.CheckContinuity;
import io.netty.channel.EventLoopGroup;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.Disposable;

@Timeout(300)
@ExtendWith(LeakCheck.class)
class DvbSourceTest {

    private static final int PACKETS = 7;
    private static final DmxBufferPoolConfig CONFIG = DmxBufferPoolConfig.builder()
            .bufferCount(8)
            .bufferSizeBytes(PACKETS * TsPacket.LENGTH)
            .reserve(2)
            .build();
    private static final EventLoopGroup LOOPS = EpollLoops.create(1, "dvb-source-test");

    @AfterAll
    static void shutDown() {
        LOOPS.shutdownGracefully().syncUninterruptibly();
    }

    private static void closeAndWait(DvbSource source) {
        source.close();
        source.whenClosed()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    @Test
    void signalsComeOnTheLoopGiven() {
        SimulatedDmxDevice device = SimulatedDmxDevice.fedByWrites();
        DvbSource source = DvbSource.open(device, CONFIG, PesFilter.fullTs(), LOOPS);
        Set<String> threads = ConcurrentHashMap.newKeySet();
        Disposable subscription = source.buffers().subscribe(buffer -> {
            threads.add(Thread.currentThread().getName());
            buffer.release();
        });
        LOOPS.submit(() -> {}).syncUninterruptibly();
        device.write(ByteBuffer.wrap(CraftedPacket.run(1, 5 * PACKETS)));

        Awaitility.await().until(() -> source.stats().equals(SourceStats.NONE) && !threads.isEmpty());
        assertThat(threads).singleElement().asString().startsWith("dvb-source-test");
        subscription.dispose();
        closeAndWait(source);
    }

    /** While it is idle, between two buffers, and one that is shut down before there is a subscriber. */
    @RepeatedTest(30) // of ten loops that are shut down at once one or two end without closing what they watch
    void aLoopThatIsShutDownEndsTheStreamAndTheNext() {
        EventLoopGroup loop = EpollLoops.create(1, "short-lived");
        DvbSource source = DvbSource.open(SimulatedDmxDevice.fedByWrites(), CONFIG, PesFilter.fullTs(), loop);
        CompletableFuture<?> idle = source.buffers().then().toFuture();
        loop.submit(() -> {}).syncUninterruptibly();

        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
        assertNamesTheLoop(idle);
        assertNamesTheLoop(source.buffers().then().toFuture());
        closeAndWait(source);
    }

    private static void assertNamesTheLoop(CompletableFuture<?> ended) {
        assertThat(ended)
                .failsWithin(Duration.ofSeconds(60))
                .withThrowableThat()
                .withMessageContaining("event loop group short-lived is shut down (expected: an event loop that runs");
    }

    @Test
    void aDemuxThatIsNotThereIsOneLine() {
        assertThatThrownBy(() -> DvbSource.open(new DmxDevicePath(255, 255), PesFilter.fullTs()))
                .hasMessageContaining("/dev/dvb/adapter255/demux255")
                .hasMessageContaining("ENOENT");
    }

    /** As read() answers when its ring has overflowed: what was in it is missing, and on the kernel's account alone. */
    @Test
    void anOverflowIsTheKernelsAndNotTheSignals() {
        SimulatedDmxDevice device = SimulatedDmxDevice.builder()
                .faults(FaultPlan.none().failing(DmxVerb.DEQUEUE, 3, Errno.EOVERFLOW))
                .build();
        DvbSource source = DvbSource.open(device, CONFIG, PesFilter.fullTs(), LOOPS);
        AlignPackets align = new AlignPackets();
        CheckContinuity check = new CheckContinuity();
        List<String> losses = new CopyOnWriteArrayList<>();
        AtomicLong packets = new AtomicLong();
        Disposable subscription = source.buffers()
                .transform(align)
                .transform(check)
                .subscribe(buffer -> {
                    Loss loss = Loss.before(buffer);
                    if (loss != null) {
                        losses.add(packets.get() + " packets, then " + loss);
                    }
                    packets.addAndGet(buffer.readableBytes() / TsPacket.LENGTH);
                    buffer.release();
                });
        LOOPS.submit(() -> {}).syncUninterruptibly();
        int written = 0;
        for (int buffer = 0; buffer < 6; buffer++) {
            device.write(ByteBuffer.wrap(CraftedPacket.run(1, written, PACKETS)));
            written += PACKETS;
            long arrived = written;
            Awaitility.await().until(() -> packets.get() + device.lostBytes() / TsPacket.LENGTH == arrived);
        }

        assertThat(device.lostBytes()).isEqualTo(PACKETS * TsPacket.LENGTH);
        assertThat(losses).singleElement().asString().endsWith("packets, then missing: kernel unknown");
        assertThat(check.stats().continuityErrors()).isZero();
        assertThat(check.stats().packets()).isEqualTo(written - PACKETS);
        assertThat(align.skippedBytes() + align.cutBytes()).isZero();
        assertThat(source.stats().kernelLosses()).isEqualTo(1);
        subscription.dispose();
        closeAndWait(source);
    }
}
