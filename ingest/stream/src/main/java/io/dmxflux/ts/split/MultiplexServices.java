// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.op.DepartureSchedule;
import io.dmxflux.ts.psi.ConditionalAccessTable;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramAssociationTable;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.psi.Section;
import io.dmxflux.ts.psi.ServiceDescriptionTable;
import io.dmxflux.ts.psi.TableFollower;
import io.dmxflux.ts.psi.TableId;
import io.dmxflux.ts.psi.TableListener;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Applies the tables of the multiplex to its outputs: passes each PAT, PMT, SDT and EIT to the selected services, and sets a
 * new table of routes on the router when one of them changes the routes.
 *
 * <p>The PMTs of all programs are followed, so that a service on a PID that DVB reserves is taken for no table of the
 * multiplex, and is in no other service's stream.
 *
 * <p>The latest table counts: a service that leaves the PAT has no routes until it is back.
 *
 * <p><b>Threading:</b> one thread.
 */
final class MultiplexServices implements TableListener {

    /** As {@code section_number} has eight bits. */
    private static final int SECTIONS = 256;

    private final PacketRouter router;
    private final ServiceListing listing;
    private final TableFollower follower = new TableFollower(this);
    private final RouteTable.Route toFollower = (buffer, packet, header, dueNanos) -> {
        follower.packet(TsPacket.pid(header), buffer, packet, dueNanos);
        return false;
    };

    private final List<BatchWriter> wholes = new ArrayList<>();
    private final List<SelectedService> selected = new ArrayList<>();
    private Set<Integer> followed = Set.of();
    private boolean followsForListing;

    /** A bit for each reserved PID: set if a program has it. */
    private int claims;

    private @Nullable ProgramAssociationTable programs;
    private @Nullable ServiceDescriptionTable described;
    private @Nullable ConditionalAccessTable entitlements;

    /** The sections of the SDT by their numbers. */
    private final @Nullable DescribedPart[] parts = new @Nullable DescribedPart[SECTIONS];

    /** What a section of the SDT says, and the checksum that identifies a repetition. */
    private record DescribedPart(int crc32, ServiceDescriptionTable table) {}

    /**
     * No services yet.
     *
     * @param router given the routes
     * @param listing given the list of services
     */
    MultiplexServices(PacketRouter router, ServiceListing listing) {
        this.router = router;
        this.listing = listing;
    }

    /** Adds an output of the whole multiplex. */
    void add(BatchWriter whole) {
        wholes.add(whole);
        reroute();
    }

    boolean isWhole(BatchWriter writer) {
        return wholes.contains(writer);
    }

    /** Adds an output of a service. */
    void add(SelectedService service) {
        selected.add(service);
        if (entitlements != null) {
            service.entitlements(entitlements);
        }
        if (programs != null) {
            service.look(programs, described);
        }
        reroute();
    }

    /** Removes an output. */
    void remove(BatchWriter writer) {
        if (wholes.remove(writer) | selected.removeIf(service -> service.writesTo(writer))) {
            reroute();
        }
    }

    /** Sends again the tables of outputs that the multiplex repeats too seldom. */
    void repeatTables(long dueNanos) {
        for (int i = 0; i < selected.size(); i++) {
            selected.get(i).repeat(dueNanos);
        }
    }

    /** Ends what a buffer brought, all of which is routed. */
    void routed(ByteBuf buffer, DepartureSchedule schedule) {
        int packets = PacketRouter.wholePackets(buffer);
        repeatTables(schedule.dueNanos(packets * TsPacket.LENGTH));
        for (int i = 0; i < selected.size(); i++) {
            selected.get(i).routed(buffer, packets, schedule);
        }
    }

    /** Returns when to call {@link #repeatTables} if no packet comes before; {@code Long.MAX_VALUE} for never. */
    long repeatNanos() {
        long next = Long.MAX_VALUE;
        for (int i = 0; i < selected.size(); i++) {
            next = Math.min(next, selected.get(i).repeatNanos());
        }
        return next;
    }

    /** Follows the tables for the list of services while it has subscribers. */
    void followForListing() {
        if (listing.isWanted() != followsForListing) {
            reroute();
        }
    }

    private void reroute() {
        RouteTable.Builder routes = new RouteTable.Builder();
        followsForListing = listing.isWanted();
        if (!selected.isEmpty() || followsForListing) {
            follow(tablePids());
            followed.forEach(pid -> routes.add(pid, toFollower));
        } else {
            follow(Set.of());
        }
        selected.forEach(service -> service.addRoutes(follower, routes));
        router.setRoutes(routes.build(wholes));
    }

    /** The PMTs of all programs: what one of them claims is in no other service, and is no table of the multiplex. */
    private Set<Integer> tablePids() {
        Set<Integer> pids = new HashSet<>();
        pids.add(Pid.PAT);
        pids.add(Pid.SDT);
        if (!selected.isEmpty()) {
            pids.add(Pid.EIT);
        }
        if (selected.stream().anyMatch(SelectedService::wantsCat)) {
            pids.add(Pid.CAT);
        }
        if (selected.stream().anyMatch(SelectedService::wantsNit)) {
            pids.add(Pid.NIT);
        }
        pids.removeIf(follower::isClaimed);
        if (!selected.isEmpty() && programs != null) {
            programs.programs().stream()
                    .filter(program -> program.programNumber() != Program.NETWORK)
                    .map(Program::pid)
                    .filter(Pid::isOfProgram)
                    .forEach(pids::add);
        }
        return pids;
    }

    private void follow(Set<Integer> pids) {
        followed.stream().filter(pid -> !pids.contains(pid)).forEach(follower::unfollow);
        pids.forEach(follower::follow);
        followed = pids;
    }

    @Override
    public void programs(ProgramAssociationTable now) {
        if (programs != null && programs.transportStreamId() != now.transportStreamId()) {
            described = null;
        }
        programs = now;
        look(now);
    }

    @Override
    public void otherTransportStream(int followed, int ignored) {
        selected.forEach(service -> service.tellOther(followed, ignored));
    }

    @Override
    public void services(ServiceDescriptionTable now) {
        described = now;
        if (programs != null) {
            look(programs);
        }
    }

    private void look(ProgramAssociationTable now) {
        selected.forEach(service -> service.look(now, described));
        listing.look(now, described);
        interruptForListing();
        reroute();
    }

    /** Pauses routing, so that outputs opened for a new list get the packets from here on. */
    private void interruptForListing() {
        if (listing.hasNews()) {
            router.interrupt();
        }
    }

    @Override
    public void programMap(int pid, ProgramMapTable map, Section section, long dueNanos) {
        boolean changes = noteClaims();
        for (int i = 0; i < selected.size(); i++) { // for each section, so without an iterator
            changes |= selected.get(i).programMap(pid, map, section);
        }
        if (changes) {
            reroute();
        }
        for (int i = 0; i < selected.size(); i++) {
            selected.get(i).sendProgramMap(pid, map, dueNanos);
        }
    }

    /** Notes which reserved PIDs are claimed, and tells whether these are others than before. */
    private boolean noteClaims() {
        int before = claims;
        claims = 0;
        for (int pid = 0; pid < Pid.FIRST_FREE; pid++) {
            claims |= follower.isClaimed(pid) ? 1 << pid : 0;
        }
        return claims != before;
    }

    @Override
    public void conditionalAccess(ConditionalAccessTable table) {
        entitlements = table;
        selected.forEach(service -> service.entitlements(table));
        reroute();
    }

    @Override
    public void section(int pid, Section section, long dueNanos) {
        if (pid == Pid.PAT && section.tableId() == TableId.PAT) {
            if (follower.isFollowed(section)) {
                pat(section, dueNanos);
            }
        } else if (pid == Pid.SDT
                && !follower.isClaimed(pid)
                && section.tableId() == TableId.SDT_ACTUAL
                && section.isCurrent()) {
            sdt(described(section), dueNanos);
        } else if (pid == Pid.CAT && section.tableId() == TableId.CAT) {
            for (int i = 0; i < selected.size(); i++) {
                selected.get(i).cat(dueNanos);
            }
        } else if (pid == Pid.NIT && !follower.isClaimed(pid) && section.tableId() == TableId.NIT_ACTUAL) {
            for (int i = 0; i < selected.size(); i++) {
                selected.get(i).nit(section, dueNanos);
            }
        } else if (pid == Pid.EIT && !follower.isClaimed(pid) && isOfThisStream(section.tableId())) {
            for (int i = 0; i < selected.size(); i++) {
                selected.get(i).eit(section, dueNanos);
            }
        }
    }

    private static boolean isOfThisStream(int eitTableId) {
        return eitTableId == TableId.EIT_PRESENT_FOLLOWING_ACTUAL
                || eitTableId >= TableId.EIT_SCHEDULE_ACTUAL && eitTableId < TableId.EIT_SCHEDULE_OTHER;
    }

    private void sdt(ServiceDescriptionTable part, long dueNanos) {
        for (int i = 0; i < selected.size(); i++) {
            selected.get(i).sdt(part, dueNanos);
        }
    }

    private ServiceDescriptionTable described(Section section) {
        DescribedPart part = parts[section.sectionNumber()];
        if (part == null || part.crc32() != section.crc32()) {
            part = new DescribedPart(section.crc32(), ServiceDescriptionTable.parse(section));
            parts[section.sectionNumber()] = part;
        }
        return part.table();
    }

    private void pat(Section section, long dueNanos) {
        if (programs != null && section.sectionNumber() == section.lastSectionNumber()) {
            for (int i = 0; i < selected.size(); i++) {
                selected.get(i).pat(dueNanos);
            }
            listing.patCame(programs, described);
            interruptForListing();
        }
    }
}
