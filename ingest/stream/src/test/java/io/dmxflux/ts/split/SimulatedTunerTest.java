// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.device.DmxVerb;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.FaultPlan;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.pool.OverloadPolicy;
import io.dmxflux.dmx.pool.PoolStats;
import io.dmxflux.dmx.recording.Playback;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.net.EpollLoops;
import io.dmxflux.ts.op.AlignPackets;
import io.dmxflux.ts.psi.Descriptors;
import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.source.DvbSource;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.scheduler.Schedulers;

/** A splitter behind the simulated driver: whatever the outputs do, the driver has its buffers, and gets all of them back. */
@ExtendWith(LeakCheck.class)
class SimulatedTunerTest {

    private static final int SERVICE = 1;
    private static final int PMT = 0x100;
    private static final int STREAM = 0x101;
    private static final int BUFFERS = 8;
    private static final int ROUNDS = 400;
    private static final SplitOutputConfig CUT = new SplitOutputConfig(7, 8, Duration.ofMillis(20));

    private final MultiplexSplitter splitter = MultiplexSplitter.builder()
            .longestDelay(Duration.ofMillis(5))
            .scheduler(Schedulers.fromExecutorService(EpollLoops.shared().next()))
            .build();

    private static byte[] multiplex() {
        Multiplexer multiplexer = new Multiplexer();
        ElementaryStream only = new ElementaryStream(3, STREAM, Descriptors.EMPTY);
        for (int round = 0; round < ROUNDS; round++) {
            multiplexer
                    .pat(0, new Program(SERVICE, PMT))
                    .pmt(PMT, new ProgramMapTable(SERVICE, 0, STREAM, Descriptors.EMPTY, List.of(only)))
                    .raw(CraftedPacket.run(STREAM, round * 100, 100));
        }
        return multiplexer.take();
    }

    /** As fast as buffers come back. */
    private static DvbSource tuner(byte[] packets, FaultPlan faults) {
        SimulatedDmxDevice device = SimulatedDmxDevice.builder()
                .feed(Playback.ofBytes(ByteBuffer.wrap(packets))
                        .unpaced()
                        .once()
                        .open())
                .faults(faults)
                .build();
        return DvbSource.open(
                device,
                DmxBufferPoolConfig.builder()
                        .bufferCount(BUFFERS)
                        .bufferSizeBytes(49 * 1316)
                        .reserve(2)
                        .overload(OverloadPolicy.HOLD)
                        .build(),
                PesFilter.fullTs());
    }

    private Recorded follow() {
        return Recorded.of(splitter.addService(CUT, new ServiceSelection.ById(SERVICE), ServiceEdit.NONE));
    }

    private void assertAllHome(DvbSource tuner) {
        tuner.close();
        tuner.whenClosed().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
        PoolStats pool = tuner.poolStats();
        assertThat(pool.retired()).isEqualTo(pool.negotiated().count());
        assertThat(pool.lent() + pool.filled()).isZero();
    }

    /** Asks for nothing, ever. */
    private static final class Silent extends BaseSubscriber<ByteBuf> {

        @Override
        protected void hookOnSubscribe(Subscription subscription) {}
    }

    @Test
    void thePoolIsNeverEmptyForAnOutputThatDoesNotAsk() {
        byte[] packets = multiplex();
        DvbSource tuner = tuner(packets, FaultPlan.none());
        Recorded healthy = follow();
        SplitOutput lagging = splitter.addWhole(CUT);
        Silent silent = new Silent();
        lagging.batches().subscribe(silent);
        splitter.split(tuner.buffers().transform(new AlignPackets())).subscribe();
        Awaitility.await().until(() -> healthy.received() >= (ROUNDS - 10) * 100 * TsPacket.LENGTH);
        assertThat(lagging.droppedPackets()).isPositive();
        assertThat(tuner.poolStats().droppedBuffers()).isZero();
        silent.cancel();
        assertAllHome(tuner);
        Awaitility.await().until(healthy::hasEnded);
        byte[] received = healthy.packets(STREAM);
        assertThat(received).hasSizeGreaterThan((ROUNDS - 10) * 100 * TsPacket.LENGTH);
        assertThat(CraftedPacket.run(STREAM, ROUNDS * 100)).startsWith(received);
    }

    @Test
    void aDriverThatFailsEndsEveryOutputBehindWhatItHadGiven() {
        DvbSource tuner = tuner(multiplex(), FaultPlan.none().failing(DmxVerb.DEQUEUE, 40, Errno.EIO));
        Recorded service = follow();
        Recorded whole = Recorded.of(splitter.addWhole(CUT));
        splitter.split(tuner.buffers().transform(new AlignPackets())).subscribe(nothing -> {}, failure -> {});
        Awaitility.await().until(() -> service.hasEnded() && whole.hasEnded());
        assertThat(service.end).contains("EIO");
        assertThat(whole.end).contains("EIO");
        assertThat(service.continuityErrors() + whole.continuityErrors()).isZero();
        assertThat(service.packets(STREAM)).isNotEmpty();
        assertAllHome(tuner);
    }

    @Test
    void aTunerThatReceivesNoiseGivesItsBuffersBack() {
        byte[] packets = multiplex();
        Random chance = new Random(5);
        for (int i = 0; i < packets.length / 20; i++) {
            packets[chance.nextInt(packets.length)] ^= (byte) (1 << chance.nextInt(8));
        }
        DvbSource tuner = tuner(packets, FaultPlan.none());
        Recorded service = follow();
        splitter.split(tuner.buffers().transform(new AlignPackets())).subscribe();
        Awaitility.await()
                .until(() -> tuner.poolStats().receivedBytes() >= packets.length * 9L / 10
                        && tuner.poolStats().lent() == 0);
        assertAllHome(tuner);
        Awaitility.await().until(service::hasEnded);
        assertThat(service.packets(STREAM)).isNotEmpty();
    }
}
