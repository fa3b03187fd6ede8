// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import static io.dmxflux.ts.split.Multiplexer.service;
import static io.dmxflux.ts.split.Multiplexer.stream;
import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.pool.BufferDrain;
import io.dmxflux.dmx.pool.DmxBufferPool;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.Loss;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.op.CheckContinuity;
import io.dmxflux.ts.psi.Descriptors;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Losses travel with the data through a splitter, and what it drops itself is one; what was taken back is closed. */
@ExtendWith(LeakCheck.class)
class SplitLossTest {

    private static final int NEWS = 101;
    private static final int PMT = 0x100;
    private static final int VIDEO = 0x111;
    private static final int OTHER = 0x300;

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final TestPublisher<ByteBuf> upstream = TestPublisher.create();
    private final Multiplexer multiplexer = new Multiplexer();

    @AfterEach
    void end() {
        time.dispose();
    }

    /** The loss before each batch, and the number of its packets. */
    private static final class Batches extends BaseSubscriber<ByteBuf> {

        private final List<@Nullable Loss> losses = new ArrayList<>();
        private final List<Integer> packets = new ArrayList<>();
        private final long demand;

        Batches(long demand) {
            this.demand = demand;
        }

        static Batches of(SplitOutput output, long demand) {
            Batches batches = new Batches(demand);
            output.batches().subscribe(batches);
            return batches;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            if (demand > 0) {
                request(demand);
            }
        }

        @Override
        protected void hookOnNext(ByteBuf batch) {
            losses.add(Loss.before(batch));
            packets.add(batch.readableBytes() / TsPacket.LENGTH);
            batch.release();
        }
    }

    private Multiplexer tables() {
        return multiplexer
                .pat(0, new Program(NEWS, PMT))
                .pmt(PMT, new ProgramMapTable(NEWS, 0, VIDEO, Descriptors.EMPTY, List.of(stream(0x1B, VIDEO))))
                .sdt(0, service(NEWS, "News"));
    }

    private byte[] packets(int video, int others) {
        for (int i = 0; i < video; i++) {
            multiplexer.packets(VIDEO);
        }
        for (int i = 0; i < others; i++) {
            multiplexer.packets(OTHER);
        }
        return multiplexer.take();
    }

    private MultiplexSplitter splitting(SlowOutputPolicy policy) {
        MultiplexSplitter splitter = MultiplexSplitter.builder()
                .scheduler(time)
                .slowOutputs(policy)
                .longestDelay(Duration.ZERO)
                .build();
        splitter.split(upstream.flux()).subscribe();
        return splitter;
    }

    private void play(byte[] packets, @Nullable Loss before) {
        upstream.next(Loss.mark(CraftedPacket.buffer(packets), before));
        time.advanceTimeBy(Duration.ofMillis(10));
    }

    private void finish() {
        upstream.complete();
        time.advanceTimeBy(Duration.ofSeconds(1));
    }

    private static final SplitOutputConfig CUT = new SplitOutputConfig(7, 8, Duration.ofMillis(200));

    @Test
    void aLossIsBeforeTheBatchThatBeginsBehindIt() {
        MultiplexSplitter splitter = splitting(SlowOutputPolicy.DROP_OLDEST);
        Batches whole = Batches.of(splitter.addWhole(CUT), Long.MAX_VALUE);
        Batches news =
                Batches.of(splitter.addService(CUT, new ServiceSelection.ById(NEWS), ServiceEdit.NONE), Long.MAX_VALUE);
        play(tables().take(), null);
        play(packets(3, 2), null);
        Loss gap = Loss.sum(Loss.of(Loss.Account.KERNEL, 188), Loss.of(Loss.Account.NETWORK, Loss.UNKNOWN));
        play(packets(0, 5), gap);
        play(packets(4, 1), null);
        finish();

        assertThat(whole.packets).as("cut where something is missing").containsExactly(8, 10);
        assertThat(whole.losses.get(0)).isNull();
        assertThat(whole.losses.get(1)).as("the same gap").isSameAs(gap);
        assertThat(news.packets.get(news.packets.size() - 1))
                .as("what comes behind the gap")
                .isEqualTo(4);
        Loss ofNews = Objects.requireNonNull(news.losses.get(news.losses.size() - 1));
        assertThat(news.losses.subList(0, news.losses.size() - 1)).containsOnlyNulls();
        assertThat(ofNews.bytes(Loss.Account.KERNEL)).isEqualTo(Loss.UNKNOWN);
        assertThat(ofNews.bytes(Loss.Account.NETWORK)).isEqualTo(Loss.UNKNOWN);
        assertThat(ofNews.bytes(Loss.Account.POLICY)).isZero();
    }

    /** What the input lost is not seen as an error of the signal behind the splitter. */
    @Test
    void aCheckBehindTheSplitterKnowsOfTheLoss() {
        MultiplexSplitter splitter = splitting(SlowOutputPolicy.DROP_OLDEST);
        CheckContinuity check = new CheckContinuity();
        splitter.addService(CUT, new ServiceSelection.ById(NEWS), ServiceEdit.NONE)
                .batches()
                .transform(check)
                .subscribe(ByteBuf::release);
        play(tables().take(), null);
        play(packets(5, 0), null);
        packets(3, 0); // lost
        play(packets(5, 0), Loss.of(Loss.Account.KERNEL, 3 * TsPacket.LENGTH));
        finish();
        assertThat(check.stats().packets()).isGreaterThan(10);
        assertThat(check.stats().continuityErrors()).isZero();
    }

    @Test
    void whatAnOutputDropsIsALossBeforeItsNextBatch() {
        MultiplexSplitter splitter = splitting(SlowOutputPolicy.DROP_OLDEST);
        SplitOutput output = splitter.addWhole(SplitOutputConfig.BULK);
        Batches slow = Batches.of(output, 0);
        Loss gap = Loss.of(Loss.Account.KERNEL, 188);
        play(packets(70, 0), gap);
        while (output.droppedPackets() == 0) {
            play(packets(350, 0), null);
        }
        long dropped = output.book().policy().bytes();
        slow.request(2);
        time.advanceTimeBy(Duration.ofMillis(10));

        Loss told = Objects.requireNonNull(slow.losses.get(0));
        assertThat(told.bytes(Loss.Account.POLICY)).isEqualTo(dropped);
        assertThat(told.bytes(Loss.Account.KERNEL))
                .as("before what was dropped")
                .isEqualTo(188);
        assertThat(slow.losses.get(1)).isNull();
        slow.cancel();
        finish();
    }

    /** A buffer that waits while an output is slow reads as zeros once its pool has taken it back. */
    @Test
    void whatItsPoolHasTakenBackIsClosed() {
        SimulatedDmxDevice device = SimulatedDmxDevice.fedByWrites();
        tables();
        byte[] tables = packets(0, 4);
        byte[] packets = packets(7, 0);
        DmxBufferPool pool = DmxBufferPool.negotiate(
                device,
                DmxBufferPoolConfig.builder().bufferSizeBytes(tables.length).build());
        MultiplexSplitter splitter = splitting(SlowOutputPolicy.PAUSE_INPUT);
        BaseSubscriber<List<ListedService>> lists = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                request(2); // an empty list, and one of the services, behind which the input waits
            }
        };
        splitter.services().subscribe(lists);
        try (BufferDrain drain = pool.drain(() -> {})) {
            drain.start(PesFilter.fullTs());
            for (byte[] buffer : List.of(tables, packets)) {
                device.write(ByteBuffer.wrap(buffer));
                drain.collect();
                upstream.next(Objects.requireNonNull(drain.lend()));
            }
        }
        assertThat(splitter.book().queuedBytes()).isPositive();
        assertThat(pool.close(Duration.ZERO)).isNotEmpty();
        lists.cancel();
        time.advanceTimeBy(Duration.ofSeconds(1));

        SplitterBook book = splitter.book();
        assertThat(book.queuedBytes()).isZero();
        assertThat(book.foreign().bytes()).isZero();
        assertThat(book.closed().bytes()).isGreaterThanOrEqualTo(packets.length);
        assertThat(book.routed().bytes()
                        + book.unwanted().bytes()
                        + book.replaced().bytes()
                        + book.closed().bytes())
                .isEqualTo(tables.length + packets.length);
        assertThat(device.isClosed()).isTrue();
        finish();
        pool.close();
    }
}
