// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.pool.FedPool;
import io.dmxflux.dmx.pool.PoolStats;
import io.dmxflux.dmx.recording.Playback;
import io.dmxflux.dmx.recording.StreamFeed;
import io.dmxflux.dmx.sys.Cure;
import io.dmxflux.dmx.sys.ErrnoException;
import io.dmxflux.packet.Loss;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.source.DvbSource;
import io.dmxflux.ts.source.Source;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * An adapter whose driver has a fault, opened again and again in virtual time, and the stream that it is fed.
 *
 * <p><b>Threading:</b> {@link #step} and the checks on the test's thread.
 */
final class FaultyInput implements ReopenedSource.Input, AutoCloseable {

    private static final int PACKETS = 70;
    private static final int BUFFER_BYTES = PACKETS * TsPacket.LENGTH;

    /** Buffers that the driver may have and the relay not yet. */
    private static final int AHEAD = 3;

    /** Steps without progress, after which what was written may have been ignored: the filter had not started. */
    private static final int MOST_IDLE_STEPS = 50;

    private static final Duration STEP = Duration.ofMillis(50);

    private final DriverFault fault;
    private final RelayEvent.Listener listener;
    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final StreamFeed feed = Playback.ofSample().unpaced().looped().open();
    private final ByteBuffer next = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final List<SimulatedDmxDevice> devices = new CopyOnWriteArrayList<>();
    private final List<DvbSource> sources = new CopyOnWriteArrayList<>();
    private volatile int tries;
    private final ReopenedSource source;

    // of the newest device
    private int fed;
    private long ahead;
    private long progress;
    private int idleSteps;
    private boolean unplugged;

    FaultyInput(DriverFault fault, RelayEvent.Listener listener) {
        this.fault = fault;
        this.listener = listener;
        source = ReopenedSource.open(this, listener, time);
    }

    ReopenedSource source() {
        return source;
    }

    @Override
    public String name() {
        return "dvb:0";
    }

    @Override
    public boolean isPassing(Throwable failure) {
        return InputUri.parse("dvb:0").isPassing(failure);
    }

    @Override
    public Optional<String> missing() {
        return Optional.empty();
    }

    @Override
    public Optional<Loss.Account> losesTo() {
        return Optional.of(Loss.Account.KERNEL);
    }

    @Override
    public Source open() {
        tries = tries + 1;
        if (fault.failsOpen(tries)) {
            throw new ErrnoException(fault.verb().call(), "sim:fault", fault.errno(), Cure.DEMUX);
        }
        SimulatedDmxDevice device = SimulatedDmxDevice.builder()
                .name("fault")
                .faults(fault.plan(tries))
                .build();
        devices.add(device);
        DmxBufferPoolConfig config = DmxBufferPoolConfig.builder()
                .bufferCount(DriverFault.BUFFERS)
                .bufferSizeBytes(BUFFER_BYTES)
                .reserve(2)
                .events(event -> listener.tell(new RelayEvent.Pool(event)))
                .build();
        DvbSource opened = DvbSource.open(device, config, PesFilter.fullTs());
        sources.add(opened);
        return opened;
    }

    int tries() {
        return tries;
    }

    /** Whether a device is open. */
    boolean isOpen() {
        return !devices.isEmpty() && !devices.get(devices.size() - 1).isClosed();
    }

    /** Lets a little time pass while nothing is open; writes a buffer while packets flow. */
    void step() {
        if (!isOpen()) {
            time.advanceTimeBy(STEP);
        }
        if (fed < devices.size()) {
            fed = devices.size();
            ahead = 0;
            progress = 0;
        }
        if (fed == 0 || !devices.get(fed - 1).isStreaming()) {
            return;
        }
        long now = arrivedBuffers();
        idleSteps = now == progress ? idleSteps + 1 : 0;
        ahead = idleSteps > MOST_IDLE_STEPS ? 0 : Math.max(0, ahead - (now - progress));
        progress = now;
        if (fault.needsUnplug() && !unplugged && lentBuffers() > 2) {
            unplugged = true;
            devices.get(0).unplug();
        } else if (ahead < AHEAD) {
            ahead++;
            idleSteps = 0;
            write();
        }
    }

    private void write() {
        next.clear();
        while (next.hasRemaining()) {
            feed.read(next, Long.MAX_VALUE);
        }
        devices.get(fed - 1).write(next.flip());
    }

    /** Buffers that the pool of the newest device has lent. */
    long lentBuffers() {
        return sources.isEmpty()
                ? 0
                : sources.get(sources.size() - 1).poolStats().deliveredBuffers();
    }

    /** Buffers that have come to the pool of the newest device or were lost by it. */
    private long arrivedBuffers() {
        int newest = devices.size();
        if (newest == 0 || sources.isEmpty()) {
            return 0;
        }
        long lost = devices.get(newest - 1).lostBytes() / BUFFER_BYTES;
        return lost + sources.get(sources.size() - 1).poolStats().receivedBuffers();
    }

    /** Lets it be told that it is back. */
    void passProbation() {
        time.advanceTimeBy(ReopenedSource.PROBATION);
    }

    long overflows() {
        return devices.stream().mapToLong(SimulatedDmxDevice::overflows).sum();
    }

    /** Bytes that the pools of all devices have taken from their driver. */
    long receivedBytes() {
        return sources.stream()
                .mapToLong(each -> each.poolStats().receivedBytes())
                .sum();
    }

    /** Every buffer is home, every device closed, every byte of every pool on one account. */
    void assertAllHome(Duration patience) {
        for (DvbSource each : sources) {
            each.whenClosed()
                    .toCompletableFuture()
                    .orTimeout(patience.toNanos(), TimeUnit.NANOSECONDS)
                    .exceptionally(munmapFailed -> null)
                    .join();
            PoolStats stats = each.poolStats();
            FedPool.assertBalanced(stats);
            assertThat(stats.lent()).isZero();
            assertThat(stats.filled()).isZero();
            assertThat(stats.retired()).isEqualTo(stats.negotiated().count());
        }
        assertThat(devices).allMatch(SimulatedDmxDevice::isClosed).noneMatch(SimulatedDmxDevice::isMapped);
    }

    @Override
    public void close() {
        feed.close();
        time.dispose();
    }
}
