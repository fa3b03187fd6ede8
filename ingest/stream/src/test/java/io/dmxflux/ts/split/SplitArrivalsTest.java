// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import static io.dmxflux.ts.split.Multiplexer.service;
import static io.dmxflux.ts.split.Multiplexer.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.Arrivals;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.Loss;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.log.FileLog;
import io.dmxflux.ts.log.FileLogConfig;
import io.dmxflux.ts.log.LogStart;
import io.dmxflux.ts.log.TsChunk;
import io.dmxflux.ts.psi.Descriptors;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.sink.LogSink;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

/** When packets came travels with them through a splitter, to the outputs that keep it. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class SplitArrivalsTest {

    private static final int PID = 0x200;
    private static final int NEWS = 101;
    private static final int PMT = 0x100;
    private static final int VIDEO = 0x111;
    private static final int BUFFERS = 20;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final SplitOutputConfig CUT = new SplitOutputConfig(7, 16, Duration.ofMillis(20)).keepingArrivals();

    @TempDir
    private Path directory;

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final TestPublisher<ByteBuf> upstream = TestPublisher.create();
    private final MultiplexSplitter splitter =
            MultiplexSplitter.builder().scheduler(time).build();

    /** When each packet of the batches came, of one PID. */
    private final List<Long> cameNanos = new ArrayList<>();

    @AfterEach
    void disposeOfTime() {
        time.dispose();
    }

    /** What a driver would say, now and then later than it should. */
    private static long nanos(int buffer) {
        return 1_000_000_000L + buffer * 14_000_000L + buffer * 7_919L % 4_000_000;
    }

    private void play(byte[] packets, int buffer, @Nullable Loss before) {
        awaitDemand();
        ByteBuf lent = Arrivals.mark(CraftedPacket.buffer(packets), Arrivals.at(nanos(buffer)));
        upstream.next(Loss.mark(lent, before));
        time.advanceTimeBy(Duration.ofMillis(14));
    }

    /** An output asks for more on the thread that has sent, which for a log is not this one. */
    private void awaitDemand() {
        await().atMost(LIMIT).untilAsserted(() -> {
            time.advanceTime();
            upstream.assertMinRequested(1);
        });
    }

    private void play(int packetsPerBuffer) {
        for (int i = 0; i < BUFFERS; i++) {
            play(CraftedPacket.run(PID, i * packetsPerBuffer, packetsPerBuffer), i, null);
        }
        complete();
    }

    private void complete() {
        upstream.complete();
        time.advanceTimeBy(Duration.ofSeconds(1));
    }

    private void note(SplitOutput output, int pid) {
        output.batches().subscribe(batch -> {
            Arrivals arrivals = Objects.requireNonNull(Arrivals.of(batch));
            assertThat(arrivals.isRecorded()).isFalse();
            int at = batch.readerIndex();
            for (int run = 0; run < arrivals.runs(); run++) {
                int bytes = arrivals.runs() == 1 ? batch.readableBytes() : arrivals.bytes(run);
                for (int end = at + bytes; at < end; at += TsPacket.LENGTH) {
                    if (TsPacket.pid(batch, at) == pid) {
                        cameNanos.add(arrivals.nanos(run));
                    }
                }
            }
            assertThat(at).as("runs of the whole batch").isEqualTo(batch.writerIndex());
            batch.release();
        });
    }

    private static List<Long> expected(int packetsPerBuffer) {
        List<Long> expected = new ArrayList<>();
        for (int i = 0; i < BUFFERS; i++) {
            expected.addAll(Collections.nCopies(packetsPerBuffer, nanos(i)));
        }
        return expected;
    }

    /** Full batches of one buffer, of two, and short ones, in which a datagram is begun that leaves with the next. */
    @ParameterizedTest
    @ValueSource(ints = {343, 60, 10, 1})
    void eachPacketKeepsTheTimeOfItsBuffer(int packetsPerBuffer) {
        splitter.split(upstream.flux()).subscribe();
        note(splitter.addWhole(CUT), PID);
        play(packetsPerBuffer);

        assertThat(cameNanos).isEqualTo(expected(packetsPerBuffer));
    }

    @Test
    void eachPacketOfAServiceKeepsTheTimeOfItsBuffer() {
        splitter.split(upstream.flux()).subscribe();
        note(splitter.addService(CUT, new ServiceSelection.ById(NEWS), ServiceEdit.NONE), VIDEO);
        Multiplexer multiplexer = new Multiplexer()
                .pat(0, new Program(NEWS, PMT))
                .pmt(PMT, new ProgramMapTable(NEWS, 0, VIDEO, Descriptors.EMPTY, List.of(stream(0x1B, VIDEO))))
                .sdt(0, service(NEWS, "News"));
        for (int i = 0; i < BUFFERS; i++) {
            play(multiplexer.packets(VIDEO).packets(VIDEO).packets(PID).take(), i, null);
        }
        complete();

        assertThat(cameNanos).isEqualTo(expected(2));
    }

    @ParameterizedTest
    @ValueSource(ints = {343, 14, 1})
    void eachPacketKeepsTheTimeOfItsRun(int packetsPerRun) {
        splitter.split(upstream.flux()).subscribe();
        note(splitter.addWhole(CUT), PID);
        int length = packetsPerRun * TsPacket.LENGTH;
        for (int i = 0; i < BUFFERS; i += 2) {
            byte[] packets = CraftedPacket.run(PID, i * packetsPerRun, 2 * packetsPerRun);
            Arrivals two = Arrivals.at(new long[] {nanos(i), nanos(i + 1)}, new int[] {length, length});
            upstream.next(Arrivals.mark(CraftedPacket.buffer(packets), two));
            time.advanceTimeBy(Duration.ofMillis(28));
        }
        complete();

        assertThat(cameNanos).isEqualTo(expected(packetsPerRun));
    }

    @Test
    void aLossDoesNotTakeTheirPlace() {
        splitter.split(upstream.flux()).subscribe();
        List<@Nullable Loss> losses = new ArrayList<>();
        List<@Nullable Arrivals> arrivals = new ArrayList<>();
        splitter.addWhole(CUT).batches().subscribe(batch -> {
            losses.add(Loss.before(batch));
            arrivals.add(Arrivals.of(batch));
            batch.release();
        });
        Loss gap = Loss.of(Loss.Account.KERNEL, TsPacket.LENGTH);
        play(CraftedPacket.run(PID, 0, 10), 0, null);
        play(CraftedPacket.run(PID, 11, 10), 1, gap);
        complete();

        assertThat(losses).containsExactly(null, gap);
        assertThat(arrivals)
                .extracting(came -> Objects.requireNonNull(came).nanos(0))
                .containsExactly(nanos(0), nanos(1));
    }

    @Test
    void othersCarryNothing() {
        splitter.split(upstream.flux()).subscribe();
        List<@Nullable Arrivals> arrivals = new ArrayList<>();
        splitter.addWhole(SplitOutputConfig.DATAGRAMS).batches().subscribe(batch -> {
            arrivals.add(Arrivals.of(batch));
            batch.release();
        });
        play(343);

        assertThat(arrivals).isNotEmpty().containsOnlyNulls();
    }

    /** A log beside other outputs is replayed with the spacing of one that has the input for itself. */
    @Test
    void aLogBesideOtherOutputsHasTheTimesOfOneThatIsAlone() throws Exception {
        Flux<ByteBuf> alone = Flux.range(0, BUFFERS)
                .map(i -> Arrivals.mark(
                        CraftedPacket.buffer(CraftedPacket.run(PID, i * 343, 343)), Arrivals.at(nanos(i))));
        splitter.split(upstream.flux()).subscribe();
        SplitOutput beside = splitter.addWhole(CUT);
        Recorded.of(splitter.addWhole(SplitOutputConfig.DATAGRAMS));
        try (FileLog log = FileLog.in(directory, FileLogConfig.builder().build())) {
            try (LogSink sink = LogSink.to("log:alone", log.write("alone"))) {
                sink.send(alone).block(LIMIT);
            }
            try (LogSink sink = LogSink.to("log:beside", log.write("beside"))) {
                CompletableFuture<@Nullable Void> sent =
                        sink.send(beside.batches()).toFuture();
                play(343);
                await().atMost(LIMIT).until(() -> {
                    time.advanceTimeBy(Duration.ofMillis(14)); // the log may have asked for more behind the last buffer
                    return sent.isDone();
                });
                sent.join();
            }
            assertThat(ticks(log, "beside")).hasSize(BUFFERS * 49).isEqualTo(ticks(log, "alone"));
        }
    }

    private static List<Long> ticks(FileLog log, String stream) throws IOException {
        long end = log.end(stream).orElseThrow();
        List<Long> ticks = new ArrayList<>();
        log.read(stream, LogStart.OLDEST)
                .takeUntil(chunk -> chunk.endDatagram() >= end)
                .doOnNext(chunk -> {
                    for (int i = 0; i < chunk.datagrams(); i++) {
                        ticks.add(chunk.arrivalTicks(i));
                    }
                })
                .doOnNext(TsChunk::release)
                .blockLast(LIMIT);
        return ticks;
    }
}
