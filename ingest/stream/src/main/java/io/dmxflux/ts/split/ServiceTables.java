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
import java.util.List;

/**
 * The tables of one service's stream: a PAT and an SDT with only the service, its PMT, its EIT.
 *
 * <p>PAT and SDT have a version of their own, incremented when the content changes; a PMT keeps the version that it was
 * received with.
 *
 * <p><b>Threading:</b> one thread.
 */
final class ServiceTables {

    private static final int VERSIONS = 32;

    private final OutputPids pids;
    private final ByteBuf packets = Unpooled.buffer();
    private final SectionPacketizer patPackets = new SectionPacketizer(Pid.PAT);
    private final SectionPacketizer sdtPackets = new SectionPacketizer(Pid.SDT);
    private final SectionPacketizer eitPackets = new SectionPacketizer(Pid.EIT);

    private ProgramAssociationTable pat = new ProgramAssociationTable(0, VERSIONS - 1, List.of());
    private ServiceDescriptionTable sdt =
            new ServiceDescriptionTable(TableId.SDT_ACTUAL, 0, 0, VERSIONS - 1, List.of());
    private List<byte[]> patSections = List.of();
    private List<byte[]> sdtSections = List.of();
    private byte[] pmtSection = new byte[0];
    private int pmtPid;
    private SectionPacketizer pmtPackets = patPackets;

    /**
     * Empty tables.
     *
     * @param pids of the output
     */
    ServiceTables(OutputPids pids) {
        this.pids = pids;
    }

    /** Sends a PAT with one program. */
    void sendPat(int transportStreamId, int serviceId, int newPmtPid, long dueNanos) {
        List<Program> programs = List.of(new Program(serviceId, newPmtPid));
        if (pat.transportStreamId() != transportStreamId || !pat.programs().equals(programs)) {
            pat = new ProgramAssociationTable(transportStreamId, next(pat.versionNumber()), programs);
            patSections = pat.toSections();
        }
        sendAll(Pid.PAT, patPackets, patSections, dueNanos);
    }

    /** Sets the PMT to send. */
    void programMap(int newPmtPid, byte[] section) {
        if (pmtPid != newPmtPid) {
            pmtPid = newPmtPid;
            pmtPackets = new SectionPacketizer(newPmtPid);
        }
        pmtSection = section;
    }

    void sendPmt(long dueNanos) {
        send(pmtPid, pmtPackets, pmtSection, dueNanos);
    }

    /** Sends an SDT with one service of a received section. */
    void sendSdt(ServiceDescriptionTable received, Service service, int transportStreamId, long dueNanos) {
        if (!sdt(received, service, transportStreamId, sdt.versionNumber()).equals(sdt)) {
            sdt = sdt(received, service, transportStreamId, next(sdt.versionNumber()));
            sdtSections = sdt.toSections();
        }
        sendAll(Pid.SDT, sdtPackets, sdtSections, dueNanos);
    }

    private static ServiceDescriptionTable sdt(
            ServiceDescriptionTable received, Service service, int transportStreamId, int version) {
        return new ServiceDescriptionTable(
                received.tableId(), transportStreamId, received.originalNetworkId(), version, List.of(service));
    }

    private static int next(int version) {
        return (version + 1) % VERSIONS;
    }

    void sendEit(byte[] section, long dueNanos) {
        send(Pid.EIT, eitPackets, section, dueNanos);
    }

    private void sendAll(int pid, SectionPacketizer packetizer, List<byte[]> sections, long dueNanos) {
        for (int i = 0; i < sections.size(); i++) {
            send(pid, packetizer, sections.get(i), dueNanos);
        }
    }

    private void send(int pid, SectionPacketizer packetizer, byte[] section, long dueNanos) {
        packets.clear();
        int count = packetizer.packetize(section, packets);
        OutputPid output = pids.ofTable(pid);
        for (int packet = 0; packet < count; packet++) {
            int at = packet * TsPacket.LENGTH;
            output.packet(packets, at, TsPacket.header(packets, at), dueNanos);
        }
    }
}
