// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import io.dmxflux.packet.TsPacket;
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

/** Putting a section of six packets together and checking it, a time for each packet. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SectionAssemblyBenchmark {

    /** As many sections as bring the continuity_counter back to where it was. */
    private static final int SECTIONS = 8;

    private static final int PACKETS = SECTIONS * 6;
    private static final int PROGRAMS = 250;

    private final ByteBuf packets = packets();
    private long sections;
    private final SectionAssembler assembler = new SectionAssembler(section -> sections++);

    private static ByteBuf packets() {
        List<Program> programs = IntStream.range(0, PROGRAMS)
                .mapToObj(i -> new Program(i + 1, 0x100 + i))
                .toList();
        byte[] section =
                new ProgramAssociationTable(1, 0, programs).toSections().get(0);
        SectionPacketizer packetizer = new SectionPacketizer(0);
        ByteBuf packets = Unpooled.directBuffer(PACKETS * TsPacket.LENGTH);
        for (int i = 0; i < SECTIONS; i++) {
            packetizer.packetize(section, packets);
        }
        if (packets.readableBytes() != PACKETS * TsPacket.LENGTH) {
            throw new IllegalStateException("bytes: " + packets.readableBytes() + " (expected: sections of 6 packets)");
        }
        return packets;
    }

    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public long assemble() {
        for (int packet = 0; packet < PACKETS * TsPacket.LENGTH; packet += TsPacket.LENGTH) {
            assembler.packet(packets, packet);
        }
        return sections;
    }
}
