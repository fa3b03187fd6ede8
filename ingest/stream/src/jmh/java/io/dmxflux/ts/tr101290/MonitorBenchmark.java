// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.tr101290;

import io.dmxflux.packet.ContinuityCounter;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.CraftedSection;
import io.dmxflux.ts.inspect.Inspection;
import io.dmxflux.ts.psi.Descriptors;
import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramAssociationTable;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.psi.SectionPacketizer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A second of a full multiplex of six services, in the buffers of a driver; a time for each packet. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MonitorBenchmark {

    private static final int BUFFERS = 70;
    private static final int PER_BUFFER = 49 * 7;
    private static final int PACKETS = BUFFERS * PER_BUFFER;
    private static final long BUFFER_NANOS = 13_575_000;
    private static final int SERVICES = 6;
    private static final int FIRST_SERVICE = 101;
    private static final int FIRST_PMT = 0x1000;
    private static final int VIDEO = 0x100;
    private static final int AUDIO = 0x200;
    private static final long TICKS_PER_PACKET = 1_068;

    /** Packets of a hundred that have an EIT. */
    @Param({"0", "3", "10"})
    public int eit;

    private final Tr101290Monitor monitor = new Tr101290Monitor(Tr101290Config.DEFAULT);
    private final Tr101290Monitor withoutSchedules =
            new Tr101290Monitor(Tr101290Config.builder().schedules(false).build());
    private final Tr101290Monitor sender = Tr101290Monitor.ofSender(Tr101290Config.DEFAULT, change -> {});
    private final Inspection inspection = new Inspection();
    private final ContinuityCounter counter = new ContinuityCounter();
    private final ByteBuf[] buffers = new ByteBuf[BUFFERS];
    private long nanos;

    @Setup
    public void make() {
        List<byte[]> packets = new ArrayList<>();
        List<byte[]> events = packets(
                Pid.EIT,
                CraftedSection.of(0x50).extension(FIRST_SERVICE).bodyOf(1_000).bytes());
        int event = 0;
        for (int i = 0; i < PACKETS; i++) {
            if (i % 2_500 < 1 + SERVICES) {
                packets.add(i % 2_500 == 0 ? pat() : pmt(i % 2_500 - 1));
            } else if (i % 100 < eit) {
                packets.add(events.get(event++ % events.size()).clone());
            } else {
                packets.add(stream(i));
            }
        }
        count(packets);
        for (int i = 0; i < BUFFERS; i++) {
            buffers[i] = Unpooled.directBuffer();
            packets.subList(i * PER_BUFFER, (i + 1) * PER_BUFFER).forEach(buffers[i]::writeBytes);
        }
    }

    private static byte[] stream(int i) {
        int service = i % SERVICES;
        if (i % 16 == 15) {
            CraftedPacket audio = CraftedPacket.of(AUDIO + service);
            return i % 5 == 0 ? audio.payloadUnitStart().bytes() : audio.bytes();
        }
        if (i % 23 == 22) {
            return CraftedPacket.of(Pid.NULL).bytes();
        }
        CraftedPacket video = CraftedPacket.of(VIDEO + service);
        if (i % 900 < SERVICES) {
            return video.pcr(i * TICKS_PER_PACKET).bytes();
        }
        return i % 1_000 < SERVICES
                ? video.payloadUnitStart()
                        .payload(CraftedSection.hex("000001E000008080052100010001"))
                        .bytes()
                : video.bytes();
    }

    private static byte[] pat() {
        List<Program> programs = IntStream.range(0, SERVICES)
                .mapToObj(i -> new Program(FIRST_SERVICE + i, FIRST_PMT + i))
                .toList();
        return packets(
                        Pid.PAT,
                        new ProgramAssociationTable(1, 0, programs).toSections().get(0))
                .get(0);
    }

    private static byte[] pmt(int service) {
        return packets(
                        FIRST_PMT + service,
                        new ProgramMapTable(
                                        FIRST_SERVICE + service,
                                        0,
                                        VIDEO + service,
                                        Descriptors.EMPTY,
                                        List.of(
                                                new ElementaryStream(2, VIDEO + service, Descriptors.EMPTY),
                                                new ElementaryStream(3, AUDIO + service, Descriptors.EMPTY)))
                                .toSection())
                .get(0);
    }

    private static List<byte[]> packets(int pid, byte[] section) {
        ByteBuf out = Unpooled.buffer();
        new SectionPacketizer(pid).packetize(section, out);
        List<byte[]> packets = new ArrayList<>();
        while (out.isReadable()) {
            byte[] packet = new byte[TsPacket.LENGTH];
            out.readBytes(packet);
            packets.add(packet);
        }
        return packets;
    }

    /** Sets counters that go on when it begins again: of each PID as many packets as the counter has values, or a multiple. */
    private static void count(List<byte[]> packets) {
        Map<Integer, Integer> left = new HashMap<>();
        packets.forEach(packet -> left.merge(pid(packet), 1, Integer::sum));
        Map<Integer, Integer> counters = new HashMap<>();
        for (int i = 0; i < packets.size(); i++) {
            byte[] packet = packets.get(i);
            int pid = pid(packet);
            int before = counters.merge(pid, 1, Integer::sum) - 1;
            if (before < left.get(pid) / 16 * 16) {
                packet[3] = (byte) (packet[3] & 0xF0 | before & 0x0F);
            } else {
                packets.set(i, CraftedPacket.of(Pid.NULL).bytes());
            }
        }
    }

    private static int pid(byte[] packet) {
        return (packet[1] & 0x1F) << 8 | packet[2] & 0xFF;
    }

    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public void input() {
        for (ByteBuf buffer : buffers) {
            nanos += BUFFER_NANOS;
            monitor.add(buffer, nanos);
        }
    }

    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public void output() {
        for (ByteBuf buffer : buffers) {
            nanos += BUFFER_NANOS;
            sender.add(buffer, nanos);
        }
    }

    /** As in a relay: behind the continuity check, which has fetched the packets from memory. */
    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public long behindContinuity() {
        for (ByteBuf buffer : buffers) {
            check(buffer);
            nanos += BUFFER_NANOS;
            withoutSchedules.add(buffer, nanos);
        }
        return counter.errors();
    }

    private void check(ByteBuf buffer) {
        for (int packet = 0; packet < buffer.writerIndex(); packet += TsPacket.LENGTH) {
            counter.check(buffer, packet);
        }
    }

    /** The same place in a relay, where the stream is looked into. */
    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public long inspectionBehindContinuity() {
        for (ByteBuf buffer : buffers) {
            check(buffer);
            inspection.add(buffer);
        }
        return counter.errors();
    }

    /** What is done anyway. */
    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public long continuityAlone() {
        for (ByteBuf buffer : buffers) {
            check(buffer);
        }
        return counter.errors();
    }
}
