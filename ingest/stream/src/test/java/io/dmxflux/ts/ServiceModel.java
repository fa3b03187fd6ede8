// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts;

import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.psi.ProgramAssociationTable;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.psi.Section;
import io.dmxflux.ts.psi.SectionAssembler;
import io.dmxflux.ts.psi.TableCollector;
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

/**
 * What a service's output must be: at any place in the stream, the packets of the PIDs that its last PMT names and the
 * time of day, as long as the last PAT has the service. A PID that has been away goes on with the counter that is next.
 */
public final class ServiceModel {

    private static final int NO_PID = -1;

    private final int serviceId;
    private final ByteArrayOutputStream all = new ByteArrayOutputStream();
    private final Map<Integer, ByteArrayOutputStream> packets = new TreeMap<>();
    private final Set<Integer> pmtPids = new HashSet<>();
    private final TableCollector pat = new TableCollector();
    private final SectionAssembler programs = new SectionAssembler(this::programs);
    private final SectionAssembler events = new SectionAssembler(this::event);
    private final List<byte[]> eventSections = new ArrayList<>();
    private SectionAssembler maps = new SectionAssembler(this::map);
    private final Map<Integer, Counter> counters = new TreeMap<>();
    private int pmtPid = NO_PID;
    private boolean time;
    private Set<Integer> current = Set.of();

    private ServiceModel(int serviceId) {
        this.serviceId = serviceId;
    }

    /** Follows a service through a stream. */
    public static ServiceModel of(byte[] stream, int serviceId) {
        ServiceModel model = new ServiceModel(serviceId);
        ByteBuf bytes = Unpooled.wrappedBuffer(stream);
        for (int packet = 0; packet < stream.length; packet += TsPacket.LENGTH) {
            model.packet(bytes, packet, TsPacket.pid(bytes, packet));
        }
        return model;
    }

    private void packet(ByteBuf bytes, int packet, int pid) {
        if (pid == Pid.PAT) {
            programs.packet(bytes, packet);
        } else if (pid == Pid.EIT) {
            events.packet(bytes, packet);
        } else if (pid == pmtPid) {
            maps.packet(bytes, packet);
        } else if (current.contains(pid) || pid == Pid.TDT && !current.isEmpty() && isTime(bytes, packet)) {
            byte[] copy = new byte[TsPacket.LENGTH];
            bytes.getBytes(packet, copy);
            Counter counter = counters.computeIfAbsent(pid, none -> new Counter());
            copy[3] = (byte) (copy[3] & 0xF0 | counter.of(bytes, packet));
            packets.computeIfAbsent(pid, none -> new ByteArrayOutputStream()).writeBytes(copy);
            all.writeBytes(copy);
        }
    }

    /** Tells whether a packet belongs to TDT or TOT, as the last one in which something begins. */
    private boolean isTime(ByteBuf bytes, int packet) {
        int payload = TsPacket.payloadOffset(bytes, packet);
        if (TsPacket.payloadUnitStart(bytes, packet)
                && TsPacket.hasPayload(bytes, packet)
                && !TsPacket.transportError(bytes, packet)) {
            int table = payload < TsPacket.LENGTH ? payload + 1 + bytes.getUnsignedByte(packet + payload) : payload;
            time = table < TsPacket.LENGTH && (bytes.getByte(packet + table) & 0xFC) == TableId.TDT;
        }
        return time;
    }

    /** What a PID's counters are in the output. */
    private static final class Counter {

        private final List<Integer> sent = new ArrayList<>();
        private boolean away;
        private int shift;

        int of(ByteBuf bytes, int packet) {
            int counter = TsPacket.continuityCounter(bytes, packet);
            boolean counts = TsPacket.hasPayload(bytes, packet) || TsPacket.hasAdaptationField(bytes, packet);
            if (!counts || TsPacket.transportError(bytes, packet)) {
                return counter + shift & 0x0F;
            }
            if (away && !sent.isEmpty()) {
                int last = sent.get(sent.size() - 1);
                shift = last + (TsPacket.hasPayload(bytes, packet) ? 1 : 0) - counter;
            }
            away = false;
            sent.add(counter + shift & 0x0F);
            return counter + shift & 0x0F;
        }
    }

    /** Another PMT, or none: what it does not have is away. */
    private void current(Set<Integer> now) {
        current = now;
        counters.forEach((pid, counter) -> counter.away |= !now.contains(pid) && !(pid == Pid.TDT && !now.isEmpty()));
    }

    private void programs(Section section) {
        if (section.tableId() == TableId.PAT && pat.add(section)) {
            int pid = ProgramAssociationTable.parse(pat.sections())
                    .pmtPid(serviceId)
                    .orElse(NO_PID);
            if (pid != pmtPid) {
                pmtPid = pid;
                maps = new SectionAssembler(this::map);
            }
            if (pid == NO_PID) {
                current(Set.of());
            } else {
                pmtPids.add(pid);
            }
        }
    }

    private void map(Section section) {
        if (section.tableId() == TableId.PMT && section.tableIdExtension() == serviceId && section.isCurrent()) {
            ProgramMapTable table = ProgramMapTable.parse(section);
            current(Stream.concat(
                            Stream.of(table.pcrPid()), table.streams().stream().map(ElementaryStream::elementaryPid))
                    .filter(pid -> pid != Pid.NULL)
                    .collect(Collectors.toSet()));
        }
    }

    private void event(Section section) {
        if (section.tableId() == TableId.EIT_PRESENT_FOLLOWING_ACTUAL
                && section.tableIdExtension() == serviceId
                && !current.isEmpty()) {
            eventSections.add(Section.withVersion(section.toByteArray(), 0));
        }
    }

    /** The packets of each PID that it had at any time. */
    public Map<Integer, byte[]> packets() {
        Map<Integer, byte[]> bytes = new TreeMap<>();
        packets.forEach((pid, some) -> bytes.put(pid, some.toByteArray()));
        return bytes;
    }

    /** All PIDs that an output of the service may have. */
    public Set<Integer> pidsAndTables() {
        Set<Integer> pids = new HashSet<>(packets.keySet());
        pids.addAll(pmtPids);
        pids.addAll(List.of(Pid.PAT, Pid.SDT, Pid.EIT, Pid.TDT));
        return pids;
    }

    /** What is wrong with the service's own packets in the stream itself. */
    public long continuityErrors() {
        return new ReceivedStream(all.toByteArray()).continuityErrors();
    }

    /** The sections of the service's present and following events, from its first PMT on, with version 0. */
    public List<byte[]> events() {
        return eventSections;
    }
}
