// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.ReceivedStream;
import io.dmxflux.ts.packet.Pid;
import io.dmxflux.ts.packet.TsPacket;
import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.psi.Section;
import io.dmxflux.ts.psi.SectionAssembler;
import io.dmxflux.ts.psi.TableId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a service's output must be, by the words of the standard: from its first PMT on, the packets of its PIDs. */
final class ServiceModel {

    private final int serviceId;
    private final int pmtPid;
    private final ByteArrayOutputStream all = new ByteArrayOutputStream();
    private final Map<Integer, ByteArrayOutputStream> packets = new TreeMap<>();
    private final SectionAssembler maps = new SectionAssembler(this::map);
    private final SectionAssembler tables = new SectionAssembler(this::event);
    private final List<Section> events = new ArrayList<>();
    private Set<Integer> current = Set.of();

    private ServiceModel(int serviceId, int pmtPid) {
        this.serviceId = serviceId;
        this.pmtPid = pmtPid;
    }

    /** Follows a service through a stream whose PAT does not change. */
    static ServiceModel of(ReceivedStream stream, int serviceId) {
        ServiceModel model =
                new ServiceModel(serviceId, stream.lastPat().pmtPid(serviceId).orElseThrow());
        ByteBuf bytes = Unpooled.wrappedBuffer(stream.bytes());
        boolean afterPat = false;
        for (int packet = 0; packet < bytes.readableBytes(); packet += TsPacket.LENGTH) {
            afterPat |= TsPacket.pid(bytes, packet) == Pid.PAT;
            if (afterPat) {
                model.packet(bytes, packet);
            }
        }
        return model;
    }

    private void packet(ByteBuf bytes, int packet) {
        int pid = TsPacket.pid(bytes, packet);
        if (pid == pmtPid) {
            maps.packet(bytes, packet);
        } else if (pid == Pid.EIT) {
            tables.packet(bytes, packet);
        } else if (current.contains(pid)) {
            byte[] copy = new byte[TsPacket.LENGTH];
            bytes.getBytes(packet, copy);
            packets.computeIfAbsent(pid, none -> new ByteArrayOutputStream()).writeBytes(copy);
            all.writeBytes(copy);
        }
    }

    private void map(Section section) {
        if (section.tableId() == TableId.PMT && section.tableIdExtension() == serviceId && section.isCurrent()) {
            ProgramMapTable table = ProgramMapTable.parse(section);
            current = Stream.concat(
                            Stream.of(table.pcrPid()), table.streams().stream().map(ElementaryStream::elementaryPid))
                    .filter(pid -> pid != Pid.NULL)
                    .collect(Collectors.toSet());
        }
    }

    private void event(Section section) {
        if (isEvent(section) && !current.isEmpty()) {
            events.add(section.copy());
        }
    }

    /** The packets of each PID that it had at any time. */
    Map<Integer, byte[]> packets() {
        Map<Integer, byte[]> bytes = new TreeMap<>();
        packets.forEach((pid, some) -> bytes.put(pid, some.toByteArray()));
        return bytes;
    }

    Set<Integer> pidsAndTables() {
        Set<Integer> pids = new HashSet<>(packets.keySet());
        pids.addAll(List.of(Pid.PAT, pmtPid, Pid.SDT, Pid.EIT, Pid.TDT));
        return pids;
    }

    /** What is wrong with the service in the stream itself. */
    long continuityErrors() {
        return new ReceivedStream(all.toByteArray()).continuityErrors();
    }

    /** The sections of the service's present and following events, from its first PMT on. */
    List<Section> events() {
        return events;
    }

    boolean isEvent(Section section) {
        return section.tableId() == TableId.EIT_PRESENT_FOLLOWING_ACTUAL && section.tableIdExtension() == serviceId;
    }
}
