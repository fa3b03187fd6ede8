// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.analysis;

import io.dmxflux.packet.Pid;
import io.dmxflux.ts.psi.ConditionalAccessTable;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramAssociationTable;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.psi.Section;
import io.dmxflux.ts.psi.ServiceDescriptionTable;
import io.dmxflux.ts.psi.TableFollower;
import io.dmxflux.ts.psi.TableListener;
import io.netty.buffer.ByteBuf;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All services that the tables of a multiplex have ever listed, and the kinds of its PIDs.
 *
 * <p>Nothing is removed: a service that leaves the PAT keeps its last tables, and a PID that leaves a PMT still counts for
 * its service.
 *
 * <p><b>Threading:</b> one thread.
 */
final class KnownServices implements TableListener {

    private final TableFollower tables = new TableFollower(this);
    private final Map<Integer, KnownService> services = new TreeMap<>();
    private final PidKinds kinds = new PidKinds();
    private final StreamFormats formats;
    private @Nullable Integer transportStreamId;

    /** Services the streams of which are to be looked at too. */
    KnownServices(StreamFormats formats) {
        this.formats = formats;
        tables.follow(Pid.CAT);
        tables.follow(Pid.NIT);
    }

    /** Takes the next packet of a PID. */
    void packet(int pid, ByteBuf buffer, int packet) {
        tables.packet(pid, buffer, packet, 0);
    }

    @Nullable
    Integer transportStreamId() {
        return transportStreamId;
    }

    /** Returns all of them, by rising number. */
    Collection<KnownService> all() {
        return services.values();
    }

    PidKinds kinds() {
        return kinds;
    }

    @Override
    public void programs(ProgramAssociationTable programs) {
        transportStreamId = programs.transportStreamId();
        programs.networkPid().ifPresent(kinds::nit);
        programs.programs().stream()
                .filter(program -> program.programNumber() != Program.NETWORK)
                .forEach(this::associate);
    }

    private void associate(Program program) {
        service(program.programNumber()).mapIsOn(program.pid());
        kinds.pmt(program.pid());
        tables.follow(program.pid());
    }

    @Override
    public void conditionalAccess(ConditionalAccessTable entitlements) {
        entitlements.emmPids().forEach(kinds::emm);
    }

    @Override
    public void services(ServiceDescriptionTable described) {
        described.services().forEach(service -> service(service.serviceId()).describe(service));
    }

    @Override
    public void programMap(int pid, ProgramMapTable map, Section section, long arrivalNanos) {
        if (service(map.programNumber()).map(map)) {
            map.ecmPids().forEach(kinds::ecm);
            if (KnownService.hasClock(map)) {
                kinds.pcr(map.pcrPid());
            }
            map.streams().forEach(stream -> kinds.stream(stream.elementaryPid(), stream.kind()));
            map.streams().forEach(formats::follow);
        }
    }

    private KnownService service(int id) {
        return services.computeIfAbsent(id, KnownService::new);
    }
}
