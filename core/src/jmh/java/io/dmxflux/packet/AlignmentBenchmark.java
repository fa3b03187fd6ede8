// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Checking aligned buffers of the largest size, of a multiplex of 31 PIDs, a time for each packet. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AlignmentBenchmark {

    private static final int PACKETS = 343;
    private static final int BUFFERS = 16;

    private final ByteBuf packets = packets();
    private final TsSync sync = new TsSync();
    private int next;

    private static ByteBuf packets() {
        ByteBuf packets = Unpooled.directBuffer(BUFFERS * PACKETS * TsPacket.LENGTH);
        for (int i = 0; i < BUFFERS * PACKETS; i++) {
            int header = TsPacket.SYNC_BYTE << 24 | 0x100 + i % 31 << 8 | 0x10 | i / 31 & 0x0F;
            packets.writeInt(header).writeZero(TsPacket.LENGTH - TsPacket.HEADER_LENGTH);
        }
        return packets;
    }

    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public boolean aligned() {
        int from = next * PACKETS * TsPacket.LENGTH;
        next = (next + 1) % BUFFERS;
        return sync.isRun(packets, from, from + PACKETS * TsPacket.LENGTH);
    }
}
