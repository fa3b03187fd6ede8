// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.psi.Descriptors;
import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/** Walking over a buffer of packets, into the batches of six services, which are released; a time for each packet. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RoutingBenchmark {

    private static final int PACKETS = 49 * 7;
    private static final long BUFFER_NANOS = 13_575_000;
    private static final int SERVICES = 6;
    private static final int FIRST_SERVICE = 101;
    private static final int FIRST_PMT = 0x1000;
    private static final int VIDEO = 0x100;
    private static final int AUDIO = 0x200;

    private final SteppedScheduler time = new SteppedScheduler();
    private final HandFed<ByteBuf> upstream = new HandFed<>();
    private final Disposable splitting;
    private final ByteBuf packets;
    private long batchBytes;

    public RoutingBenchmark() {
        MultiplexSplitter splitter = MultiplexSplitter.builder().scheduler(time).build();
        splitting = splitter.split(Flux.from(upstream)).subscribe();
        for (int service = 0; service < SERVICES; service++) {
            splitter.addService(
                            SplitOutputConfig.DATAGRAMS,
                            new ServiceSelection.ById(FIRST_SERVICE + service),
                            ServiceEdit.NONE)
                    .batches()
                    .subscribe(this::sent);
        }
        Multiplexer multiplexer = new Multiplexer();
        upstream.next(Unpooled.wrappedBuffer(tables(multiplexer)));
        packets = Unpooled.directBuffer().writeBytes(streams(multiplexer));
    }

    private static byte[] tables(Multiplexer multiplexer) {
        multiplexer.pat(
                0,
                IntStream.range(0, SERVICES)
                        .mapToObj(i -> new Program(FIRST_SERVICE + i, FIRST_PMT + i))
                        .toArray(Program[]::new));
        for (int i = 0; i < SERVICES; i++) {
            multiplexer.pmt(
                    FIRST_PMT + i,
                    new ProgramMapTable(
                            FIRST_SERVICE + i,
                            0,
                            VIDEO + i,
                            Descriptors.EMPTY,
                            List.of(
                                    new ElementaryStream(2, VIDEO + i, Descriptors.EMPTY),
                                    new ElementaryStream(3, AUDIO + i, Descriptors.EMPTY))));
        }
        return multiplexer.take();
    }

    /** Mostly video, one packet in 16 audio, a null packet now and then, as in a full multiplex. */
    private static byte[] streams(Multiplexer multiplexer) {
        for (int i = 0; i < PACKETS; i++) {
            int service = i % SERVICES;
            multiplexer.packets(i % 16 == 15 ? AUDIO + service : i % 23 == 22 ? 0x1FFF : VIDEO + service);
        }
        return multiplexer.take();
    }

    private void sent(ByteBuf batch) {
        batchBytes += batch.readableBytes();
        batch.release();
    }

    @TearDown
    public void close() {
        splitting.dispose();
        packets.release();
        if (batchBytes < TsPacket.LENGTH) {
            throw new IllegalStateException("batches: " + batchBytes + " bytes (expected: what was routed)");
        }
    }

    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public long route() {
        time.advance(BUFFER_NANOS);
        upstream.next(packets.retain());
        return batchBytes;
    }
}
