// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.Pid;
import io.dmxflux.ts.psi.Descriptors;
import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramAssociationTable;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.psi.SectionPacketizer;
import io.dmxflux.ts.psi.Service;
import io.dmxflux.ts.psi.ServiceDescriptionTable;
import io.dmxflux.ts.psi.TableId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes a multiplex packet by packet, tables and all. */
public final class Multiplexer {

    public static final int TRANSPORT_STREAM_ID = 7;

    private final ByteArrayOutputStream stream = new ByteArrayOutputStream();
    private final Map<Integer, SectionPacketizer> tables = new HashMap<>();
    private final Map<Integer, Integer> counters = new HashMap<>();
    private final Map<Integer, Integer> numbers = new HashMap<>();
    private int transportStreamId = TRANSPORT_STREAM_ID;

    /** What has been made since the last call. */
    public byte[] take() {
        byte[] bytes = stream.toByteArray();
        stream.reset();
        return bytes;
    }

    /** Makes it another transport stream from here on. */
    public Multiplexer transportStream(int id) {
        transportStreamId = id;
        return this;
    }

    public Multiplexer section(int pid, byte[] section) {
        ByteBuf packets = Unpooled.buffer();
        tables.computeIfAbsent(pid, SectionPacketizer::new).packetize(section, packets);
        stream.write(packets.array(), 0, packets.writerIndex());
        counters.put(pid, (int) packets.getByte(packets.writerIndex() - 185));
        return this;
    }

    public Multiplexer pat(int version, Program... programs) {
        new ProgramAssociationTable(transportStreamId, version, List.of(programs))
                .toSections()
                .forEach(section -> section(Pid.PAT, section));
        return this;
    }

    public Multiplexer pmt(int pid, ProgramMapTable table) {
        return section(pid, table.toSection());
    }

    public Multiplexer sdt(int version, Service... services) {
        new ServiceDescriptionTable(TableId.SDT_ACTUAL, transportStreamId, 1, version, List.of(services))
                .toSections()
                .forEach(section -> section(Pid.SDT, section));
        return this;
    }

    public static Service service(int id, String name) {
        byte[] text = name.getBytes(StandardCharsets.US_ASCII);
        byte[] descriptor = new byte[5 + text.length];
        descriptor[0] = 0x48;
        descriptor[1] = (byte) (3 + text.length);
        descriptor[2] = 1;
        descriptor[4] = (byte) text.length;
        System.arraycopy(text, 0, descriptor, 5, text.length);
        return new Service(id, false, true, 4, false, Descriptors.of(descriptor));
    }

    public static ElementaryStream stream(int type, int pid) {
        return new ElementaryStream(type, pid, Descriptors.EMPTY);
    }

    public static ElementaryStream stream(int type, int pid, String language) {
        byte[] iso639 = {0x0A, 4, (byte) language.charAt(0), (byte) language.charAt(1), (byte) language.charAt(2), 0};
        return new ElementaryStream(type, pid, Descriptors.of(iso639));
    }

    /** A packet of each PID, numbered, with the counter that follows. */
    public Multiplexer packets(int... pids) {
        Arrays.stream(pids).forEach(this::packet);
        return this;
    }

    private void packet(int pid) {
        int counter = counters.merge(pid, 1, Integer::sum);
        int number = numbers.merge(pid, 1, Integer::sum);
        CraftedPacket packet =
                CraftedPacket.of(pid).continuity(counter).set(186, number >>> 8).set(187, number);
        if (pid == Pid.TDT) {
            packet.payloadUnitStart().set(4, 0).set(5, TableId.TDT);
        }
        stream.writeBytes(packet.bytes());
    }

    /** A packet in which a PES packet begins, of each PID. */
    public Multiplexer pes(int... pids) {
        for (int pid : pids) {
            int counter = counters.merge(pid, 1, Integer::sum);
            stream.writeBytes(CraftedPacket.of(pid)
                    .continuity(counter)
                    .payloadUnitStart()
                    .set(4, 0)
                    .set(5, 0)
                    .set(6, 1)
                    .bytes());
        }
        return this;
    }

    /** A packet with a PCR and no payload. */
    public Multiplexer clock(int pid, long ticks) {
        CraftedPacket packet = CraftedPacket.of(pid)
                .continuity(counters.getOrDefault(pid, 15))
                .pcr(ticks)
                .control(2)
                .set(4, 183);
        stream.writeBytes(packet.bytes());
        return this;
    }

    public Multiplexer raw(byte[] packets) {
        stream.writeBytes(packets);
        return this;
    }
}
