// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramAssociationTable;
import io.dmxflux.ts.psi.SectionPacketizer;
import io.dmxflux.ts.psi.Service;
import io.dmxflux.ts.psi.ServiceDescriptionTable;
import io.dmxflux.ts.psi.TableId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One output's own tables, each on its PID with a continuity counter of its own, and with a version of its own that goes
 * up when the content changes. (A PMT keeps the version that it came with.)
 *
 * <p><b>Threading:</b> in turn.
 */
final class TableSender {

    private static final int VERSIONS = 32;

    private final SplitOutput output;
    private final ByteBuf packets = Unpooled.buffer();
    private final SectionPacketizer patPackets = new SectionPacketizer(Pid.PAT);
    private final SectionPacketizer sdtPackets = new SectionPacketizer(Pid.SDT);
    private final SectionPacketizer eitPackets = new SectionPacketizer(Pid.EIT);

    /** By PID: a PMT may move and come back, and its counter goes on. */
    private final Map<Integer, SectionPacketizer> pmtPacketsByPid = new HashMap<>();

    private @Nullable SectionPacketizer pmtPackets;

    private ProgramAssociationTable pat = new ProgramAssociationTable(0, VERSIONS - 1, List.of());
    private ServiceDescriptionTable sdt =
            new ServiceDescriptionTable(TableId.SDT_ACTUAL, 0, 0, VERSIONS - 1, List.of());
    private List<byte[]> patSections = List.of();
    private List<byte[]> sdtSections = List.of();
    private byte[] pmtSection = new byte[0];

    TableSender(SplitOutput output) {
        this.output = output;
    }

    void programs(int transportStreamId, int serviceId, int newPmtPid) {
        if (isListed(transportStreamId, serviceId, newPmtPid)) {
            return;
        }
        List<Program> programs = List.of(new Program(serviceId, newPmtPid));
        pat = new ProgramAssociationTable(transportStreamId, next(pat.versionNumber()), programs);
        patSections = pat.toSections();
    }

    private boolean isListed(int transportStreamId, int serviceId, int newPmtPid) {
        if (pat.programs().isEmpty() || pat.transportStreamId() != transportStreamId) {
            return false;
        }
        Program program = pat.programs().get(0);
        return program.programNumber() == serviceId && program.pid() == newPmtPid;
    }

    void streams(int newPmtPid, byte[] section) {
        pmtPackets = pmtPacketsByPid.computeIfAbsent(newPmtPid, SectionPacketizer::new);
        pmtSection = section;
    }

    void service(ServiceDescriptionTable received, Service service, int transportStreamId) {
        ServiceDescriptionTable now = withVersion(received, service, transportStreamId, sdt.versionNumber());
        if (!now.equals(sdt)) {
            sdt = withVersion(received, service, transportStreamId, next(sdt.versionNumber()));
            sdtSections = sdt.toSections();
        }
    }

    private static ServiceDescriptionTable withVersion(
            ServiceDescriptionTable received, Service service, int transportStreamId, int version) {
        return new ServiceDescriptionTable(
                received.tableId(), transportStreamId, received.originalNetworkId(), version, List.of(service));
    }

    private static int next(int version) {
        return (version + 1) % VERSIONS;
    }

    void sendPat(long dueNanos) {
        sendAll(patPackets, patSections, dueNanos);
    }

    void sendPmt(long dueNanos) {
        if (pmtPackets != null) {
            send(pmtPackets, pmtSection, dueNanos);
        }
    }

    void sendSdt(long dueNanos) {
        sendAll(sdtPackets, sdtSections, dueNanos);
    }

    void sendEit(byte[] section, long dueNanos) {
        send(eitPackets, section, dueNanos);
    }

    private void sendAll(SectionPacketizer packetizer, List<byte[]> sections, long dueNanos) {
        for (int i = 0; i < sections.size(); i++) {
            send(packetizer, sections.get(i), dueNanos);
        }
    }

    private void send(SectionPacketizer packetizer, byte[] section, long dueNanos) {
        packets.clear();
        int count = packetizer.packetize(section, packets);
        for (int packet = 0; packet < count; packet++) {
            output.append(packets, packet * TsPacket.LENGTH, dueNanos);
        }
    }
}
