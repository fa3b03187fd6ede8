// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.packet.LoggedDatagrams;
import io.dmxflux.packet.Pid;
import io.dmxflux.ts.op.DepartureSchedule;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramAssociationTable;
import io.dmxflux.ts.psi.Section;
import io.dmxflux.ts.psi.Service;
import io.dmxflux.ts.psi.ServiceDescriptionTable;
import io.dmxflux.ts.psi.TableId;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The tables of one service's stream: a PAT and an SDT with only the service, its PMT, its EIT, and a NIT if one is wanted.
 *
 * <p>Each is sent when that of the multiplex comes, and repeated when that one comes too seldom: PAT and PMT after 100 ms,
 * SDT and EIT present/following after 1.9 s, a NIT after 9.9 s. Each has versions of its own, see {@link TableVersion}. They may be
 * handed to the next output with the same destination, see {@link OutputHistory}. A table that is repeated creates no object.
 * Where a stream or the PMT has the PID of a table, that table is not sent.
 *
 * <p><b>Time:</b> as packets are due; for an input that is read as fast as possible, as its PCRs say.
 * <p><b>Threading:</b> one thread at a time.
 * <p><b>Source:</b> TR 101 290 1.3, 1.5, 3.5, 3.6 (repetition).
 */
final class ServiceTables {

    private static final long PROGRAM_MILLIS = 100;
    private static final long SERVICE_MILLIS = 1_900;
    private static final long NETWORK_MILLIS = 9_900;
    private static final long ACCESS_MILLIS = 400;

    /** After so long the multiplex is taken to have no SDT. */
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final ProgramAssociationTable NO_PROGRAMS = new ProgramAssociationTable(0, 0, List.of());
    private static final ServiceDescriptionTable NO_SERVICES =
            new ServiceDescriptionTable(TableId.SDT_ACTUAL, 0, 0, 0, List.of());

    private final OutputPids pids;
    private final SentTable pat;
    private final SentTable pmt;
    private final SentTable sdt;
    private final SentTable nit;
    private final SentTable cat;
    private final SentEvents events;

    /** All but the events. */
    private final SentTable[] tables;

    private boolean timed = true;
    private ProgramAssociationTable programs = NO_PROGRAMS;
    private ServiceDescriptionTable services = NO_SERVICES;
    private int pmtPid = SelectedService.NO_PID;
    private @Nullable OutputPid pmtOutput;

    /**
     * Empty tables.
     *
     * @param pids of the output
     * @param firstVersion of each by its table_id, 0 to 31
     */
    ServiceTables(OutputPids pids, IntUnaryOperator firstVersion) {
        this.pids = pids;
        pat = new SentTable(firstVersion.applyAsInt(TableId.PAT), PROGRAM_MILLIS);
        pmt = new SentTable(firstVersion.applyAsInt(TableId.PMT), PROGRAM_MILLIS);
        sdt = new SentTable(firstVersion.applyAsInt(TableId.SDT_ACTUAL), SERVICE_MILLIS);
        nit = new SentTable(firstVersion.applyAsInt(TableId.NIT_ACTUAL), NETWORK_MILLIS);
        cat = new SentTable(firstVersion.applyAsInt(TableId.CAT), ACCESS_MILLIS);
        events = new SentEvents(firstVersion);
        tables = new SentTable[] {pat, pmt, cat, sdt, nit};
    }

    /** The tables of an output that follows from a log alone: with the multiplex's own versions, by its clock, without a history. */
    static ServiceTables ofLog(BatchWriter writer) {
        ServiceTables tables = new ServiceTables(new OutputPids(writer), tableId -> TableVersion.OF_MULTIPLEX);
        tables.moveTo(writer, false);
        return tables;
    }

    /** Tells whether they follow from a log alone, whenever the output began. */
    boolean areOfLog() {
        return pids.writer().isOfLog();
    }

    /**
     * Ends what a buffer brought: where the output follows from a log alone, fills datagrams with what has come up to the end of a
     * chunk. With each period counters begin again, and all tables come.
     */
    void routed(ByteBuf buffer, int packets, boolean areKnown, DepartureSchedule schedule) {
        BatchWriter writer = pids.writer();
        LoggedDatagrams chunk = writer.isOfLog() ? writer.logged(buffer, packets) : null;
        if (chunk == null) {
            return;
        }
        if (writer.beginsPeriod(chunk)) {
            pids.beginCounters();
            if (areKnown) {
                sendAll(schedule.dueNanos(0));
            }
        }
        writer.fillSlots(chunk, schedule);
    }

    private void sendAll(long dueNanos) {
        long nanos = nanos(dueNanos);
        for (SentTable table : tables) {
            if (maySend(table)) {
                table.sendAgain(pids, dueNanos, nanos);
            }
        }
    }

    /** Returns the version of each table by its table_id, sent or about to be; from any thread. */
    Map<Integer, Integer> versions() {
        Map<Integer, Integer> versions = new TreeMap<>();
        versions.put(TableId.PAT, pat.version());
        versions.put(TableId.PMT, pmt.version());
        versions.put(TableId.SDT_ACTUAL, sdt.version());
        versions.put(TableId.NIT_ACTUAL, nit.version());
        versions.put(TableId.CAT, cat.version());
        events.addVersions(versions);
        return versions;
    }

    OutputPids pids() {
        return pids;
    }

    /**
     * Makes them the tables of another output, without content; what receivers have is not forgotten.
     *
     * @param writer the output's
     * @param asReceived whether packets are due as they came
     */
    void moveTo(BatchWriter writer, boolean asReceived) {
        pids.moveTo(writer);
        timed = asReceived;
        pids.clock().timed(asReceived);
        clear();
    }

    /** Sends nothing until there is a PMT again; the service is away. */
    void clear() {
        for (SentTable table : tables) {
            table.clear();
        }
        programs = NO_PROGRAMS;
        services = NO_SERVICES;
        events.restart();
    }

    private long nanos(long dueNanos) {
        return timed ? dueNanos : pids.clock().streamNanos();
    }

    /** Sends a PAT with one program, and the PID of the NIT if there is one; the version is the multiplex's. */
    void sendPat(int transportStreamId, int version, int serviceId, int pmtPid, boolean hasNit, long dueNanos) {
        boolean listsNit = hasNit && isFree(Pid.NIT);
        if (programs.transportStreamId() != transportStreamId
                || programs.versionNumber() != version
                || !lists(serviceId, pmtPid, listsNit)) {
            Program program = new Program(serviceId, pmtPid);
            List<Program> all = listsNit ? List.of(program, new Program(Program.NETWORK, Pid.NIT)) : List.of(program);
            programs = new ProgramAssociationTable(transportStreamId, version, all);
            pat.set(pids, Pid.PAT, programs.toSections());
        }
        pat.send(pids, dueNanos, nanos(dueNanos));
    }

    private boolean lists(int serviceId, int pmtPid, boolean nit) {
        List<Program> known = programs.programs();
        return known.size() == (nit ? 2 : 1)
                && known.get(0).programNumber() == serviceId
                && known.get(0).pid() == pmtPid;
    }

    /** Tells whether a table may be sent on a PID that is reserved for it. */
    private boolean isFree(int pid) {
        return pmtPid != pid && !pids.hasStream(pid);
    }

    private boolean maySend(SentTable table) {
        return (table != sdt || isFree(Pid.SDT)) && (table != nit || isFree(Pid.NIT));
    }

    /** Sets the PMT to send. */
    void programMap(int onPid, byte[] section) {
        pmt.set(pids, onPid, List.of(section));
        pmtPid = onPid;
        pmtOutput = pids.of(onPid);
    }

    /** Returns the PID of the PMT that was set last; null before the first. */
    @Nullable
    OutputPid pmtOutput() {
        return pmtOutput;
    }

    void sendPmt(long dueNanos) {
        pmt.send(pids, dueNanos, nanos(dueNanos));
    }

    /** Sets the SDT to send, with one service; the version is the multiplex's. */
    void description(int transportStreamId, int originalNetworkId, int version, Service service) {
        ServiceDescriptionTable now = new ServiceDescriptionTable(
                TableId.SDT_ACTUAL, transportStreamId, originalNetworkId, version, List.of(service));
        if (!now.equals(services)) {
            services = now;
            sdt.set(pids, Pid.SDT, now.toSections());
        }
    }

    /** Tells whether there has been a PMT for so long without an SDT that none will come. */
    boolean lacksDescription(long dueNanos) {
        return sdt.isEmpty() && pmt.isKnownFor(nanos(dueNanos)) >= LONGEST_WAIT_NANOS;
    }

    /** Sets the NIT to send; no sections for none. */
    void network(List<byte[]> sections) {
        nit.set(pids, Pid.NIT, sections);
    }

    /** Sets the CAT to send. */
    void conditionalAccess(byte[] section) {
        cat.set(pids, Pid.CAT, List.of(section));
    }

    void sendCat(long dueNanos) {
        cat.send(pids, dueNanos, nanos(dueNanos));
    }

    void sendNit(long dueNanos) {
        if (maySend(nit)) {
            nit.send(pids, dueNanos, nanos(dueNanos));
        }
    }

    void sendSdt(long dueNanos) {
        if (maySend(sdt)) {
            sdt.send(pids, dueNanos, nanos(dueNanos));
        }
    }

    /**
     * Sends a section of the EIT.
     *
     * @param received as it came
     * @param edited the same with the header of the output
     * @param dueNanos when it is due
     */
    void sendEit(Section received, byte[] edited, long dueNanos) {
        if (isFree(Pid.EIT)) {
            events.send(received, edited, pids, dueNanos, nanos(dueNanos));
        }
    }

    /** Sends again what has not been sent for its longest time, and what waits to change. */
    void repeat(long dueNanos) {
        long nanos = nanos(dueNanos);
        for (SentTable table : tables) {
            if (maySend(table)) {
                table.repeat(pids, dueNanos, nanos);
            }
        }
        if (isFree(Pid.EIT)) {
            events.repeat(pids, dueNanos, nanos);
        }
    }

    /** Returns when to call {@link #repeat} if no packet comes before; {@code Long.MAX_VALUE} for never. */
    long repeatNanos() {
        long sdtNanos = maySend(sdt) ? sdt.dueNanos() : Long.MAX_VALUE;
        return timed ? Math.min(pat.dueNanos(), Math.min(pmt.dueNanos(), sdtNanos)) : Long.MAX_VALUE;
    }
}
