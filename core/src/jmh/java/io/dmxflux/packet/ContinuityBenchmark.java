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

/** Checking the continuity counters of a multiplex of 31 PIDs, a time for each packet. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ContinuityBenchmark {

    private static final int PIDS = 31;

    /** As many packets of each PID as bring its counter back to where it was. */
    private static final int PACKETS = PIDS * 16;

    private final ByteBuf packets = packets();
    private final ContinuityCounter counter = new ContinuityCounter();

    private static ByteBuf packets() {
        ByteBuf packets = Unpooled.directBuffer(PACKETS * TsPacket.LENGTH);
        for (int i = 0; i < PACKETS; i++) {
            int header = TsPacket.SYNC_BYTE << 24 | 0x100 + i % PIDS << 8 | 0x10 | i / PIDS;
            packets.writeInt(header).writeZero(TsPacket.LENGTH - TsPacket.HEADER_LENGTH);
        }
        return packets;
    }

    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public long check() {
        for (int packet = 0; packet < PACKETS * TsPacket.LENGTH; packet += TsPacket.LENGTH) {
            counter.check(packets, packet);
        }
        if (counter.errors() != 0) {
            throw new IllegalStateException("errors: " + counter.errors() + " (expected: none)");
        }
        return counter.duplicates();
    }
}
