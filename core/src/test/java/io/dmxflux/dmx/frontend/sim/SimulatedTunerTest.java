// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.flux.DmxFlux;
import io.dmxflux.dmx.frontend.DeliverySystem;
import io.dmxflux.dmx.frontend.Frontend;
import io.dmxflux.dmx.frontend.FrontendState;
import io.dmxflux.dmx.frontend.TerrestrialTuning;
import io.dmxflux.dmx.frontend.TuneOptions;
import io.dmxflux.dmx.pool.DmxBufferPool;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.packet.Crc32Mpeg;
import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

/** A demux behind a frontend: it plays what is locked, and nothing without a lock. */
class SimulatedTunerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int NUMBER = 3;

    private final SimulatedFrontend device = SimulatedFrontend.receiving(SampleNetworks.all());
    private final SimulatedDmxDevice demux = SimulatedDmxDevice.playing(device.feed());
    private final Frontend frontend = Frontend.over(device);
    private final Map<Integer, Set<Integer>> numbers = new ConcurrentHashMap<>();
    private final Set<Integer> broken = ConcurrentHashMap.newKeySet();
    private final AtomicLong packets = new AtomicLong();
    private DmxBufferPool pool = DmxBufferPool.negotiate(
            demux,
            DmxBufferPoolConfig.forBitrate(2_500_000, Duration.ofMillis(20)).build());
    private Disposable stream = () -> {};

    @BeforeEach
    void receive() {
        stream = DmxFlux.of(pool, PesFilter.fullTs()).subscribe(this::look);
    }

    private void look(ByteBuf buffer) {
        for (int packet = buffer.readerIndex(); packet < buffer.writerIndex(); packet += TsPacket.LENGTH) {
            packets.incrementAndGet();
            int pid = TsPacket.pid(buffer, packet);
            if (pid == Pid.PAT || pid == 0x10 || pid == 0x11) {
                lookAtTable(buffer, packet, pid);
            }
        }
        buffer.release();
    }

    private void lookAtTable(ByteBuf buffer, int packet, int pid) {
        byte[] section = new byte[183];
        buffer.getBytes(packet + 5, section);
        int length = 3 + ((section[1] & 0x0F) << 8 | section[2] & 0xFF);
        if (Crc32Mpeg.of(section, 0, length) != 0) {
            broken.add(pid);
        }
        numbers.computeIfAbsent(pid, unseen -> ConcurrentHashMap.newKeySet())
                .add((section[NUMBER] & 0xFF) << 8 | section[NUMBER + 1] & 0xFF);
    }

    @AfterEach
    void end() {
        frontend.close();
        stream.dispose();
        pool.close();
        assertThat(pool.whenClosed().toCompletableFuture()).succeedsWithin(PATIENCE);
    }

    private void lock(DeliverySystem system, long frequencyHz) {
        FrontendState locked = frontend.tune(TerrestrialTuning.of(system, frequencyHz, 8_000_000))
                .takeUntil(FrontendState::isLocked)
                .blockLast(PATIENCE);
        assertThat(locked).matches(FrontendState::isLocked);
    }

    @Test
    void whatIsLockedIsPlayed() {
        assertThat(packets).hasValue(0);
        lock(DeliverySystem.DVB_T, 474_000_000);
        await().atMost(PATIENCE).until(() -> numbers.containsKey(0x10) && numbers.containsKey(0x11));
        assertThat(numbers).containsEntry(Pid.PAT, Set.of(1)).containsEntry(0x10, Set.of(0xFF01));

        numbers.clear();
        lock(DeliverySystem.DVB_T2, 522_000_000);

        await().atMost(PATIENCE)
                .until(() -> numbers.getOrDefault(0x11, Set.of()).contains(3));
        assertThat(numbers.get(Pid.PAT)).contains(3);
        assertThat(broken).as("PIDs of sections with a wrong checksum").isEmpty();
    }

    @Test
    void nothingIsPlayedWithoutALock() {
        lock(DeliverySystem.DVB_T, 474_000_000);
        await().atMost(PATIENCE).until(() -> packets.get() > 100);

        device.fade();
        await().atMost(PATIENCE).until(() -> {
            long before = packets.get();
            return frontendIdles() && packets.get() == before;
        });
        device.restore();

        long faded = packets.get();
        await().atMost(PATIENCE).until(() -> packets.get() > faded + 100);
    }

    /** Passes half a second in which a stream would have brought hundreds of packets. */
    private boolean frontendIdles() {
        return frontend.observe(TuneOptions.DEFAULT)
                .take(Duration.ofMillis(500))
                .filter(FrontendState::isLocked)
                .collectList()
                .blockOptional(PATIENCE)
                .isPresent();
    }
}
