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
 * received with. A table that is repeated creates no object.
 *
 * <p><b>Threading:</b> one thread.
 */
final class ServiceTables {

    private static final int VERSIONS = 32;

    private final OutputPids pids;
    private final ByteBuf packets = Unpooled.buffer();
    private final TablePid patPid;
    private final TablePid sdtPid;
    private final TablePid eitPid;
    private TablePid pmtPid;

    private ProgramAssociationTable pat = new ProgramAssociationTable(0, VERSIONS - 1, List.of());
    private ServiceDescriptionTable sdt =
            new ServiceDescriptionTable(TableId.SDT_ACTUAL, 0, 0, VERSIONS - 1, List.of());
    private List<byte[]> patSections = List.of();
    private List<byte[]> sdtSections = List.of();
    private byte[] pmtSection = new byte[0];

    /** A PID of the output that has tables, and the packets of its sections. */
    private record TablePid(int pid, OutputPid output, SectionPacketizer packetizer) {}

    /**
     * Empty tables.
     *
     * @param pids of the output
     */
    ServiceTables(OutputPids pids) {
        this.pids = pids;
        patPid = on(Pid.PAT);
        sdtPid = on(Pid.SDT);
        eitPid = on(Pid.EIT);
        pmtPid = patPid;
    }

    private TablePid on(int pid) {
        return new TablePid(pid, pids.of(pid), new SectionPacketizer(pid));
    }

    /** Sends a PAT with one program. */
    void sendPat(int transportStreamId, int serviceId, int newPmtPid, long dueNanos) {
        if (pat.transportStreamId() != transportStreamId || !lists(serviceId, newPmtPid)) {
            List<Program> programs = List.of(new Program(serviceId, newPmtPid));
            pat = new ProgramAssociationTable(transportStreamId, next(pat.versionNumber()), programs);
            patSections = pat.toSections();
        }
        sendAll(patPid, patSections, dueNanos);
    }

    private boolean lists(int serviceId, int mapPid) {
        List<Program> programs = pat.programs();
        return !programs.isEmpty()
                && programs.get(0).programNumber() == serviceId
                && programs.get(0).pid() == mapPid;
    }

    /** Sets the PMT to send. */
    void programMap(int newPmtPid, byte[] section) {
        if (pmtPid.pid() != newPmtPid) {
            pmtPid = on(newPmtPid);
        }
        pmtSection = section;
    }

    /** Returns the PID of the PMT that was set last. */
    OutputPid pmtOutput() {
        return pmtPid.output();
    }

    void sendPmt(long dueNanos) {
        send(pmtPid, pmtSection, dueNanos);
    }

    /** Sets the SDT to send: one service of a received section. */
    void description(ServiceDescriptionTable received, Service service, int transportStreamId) {
        if (!sdt(received, service, transportStreamId, sdt.versionNumber()).equals(sdt)) {
            sdt = sdt(received, service, transportStreamId, next(sdt.versionNumber()));
            sdtSections = sdt.toSections();
        }
    }

    void sendSdt(long dueNanos) {
        sendAll(sdtPid, sdtSections, dueNanos);
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
        send(eitPid, section, dueNanos);
    }

    private void sendAll(TablePid table, List<byte[]> sections, long dueNanos) {
        for (int i = 0; i < sections.size(); i++) {
            send(table, sections.get(i), dueNanos);
        }
    }

    private void send(TablePid table, byte[] section, long dueNanos) {
        packets.clear();
        int count = table.packetizer().packetize(section, packets);
        OutputPid output = table.output();
        output.resumeFrom(OutputPid.OWN_TABLES);
        for (int packet = 0; packet < count; packet++) {
            int at = packet * TsPacket.LENGTH;
            output.packet(packets, at, TsPacket.header(packets, at), dueNanos);
        }
    }
}
