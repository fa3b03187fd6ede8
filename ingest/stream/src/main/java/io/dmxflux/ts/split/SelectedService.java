// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.packet.Pid;
import io.dmxflux.ts.op.DepartureSchedule;
import io.dmxflux.ts.psi.ConditionalAccessTable;
import io.dmxflux.ts.psi.EventInformationSection;
import io.dmxflux.ts.psi.ProgramAssociationTable;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.psi.Section;
import io.dmxflux.ts.psi.Service;
import io.dmxflux.ts.psi.ServiceDescriptionTable;
import io.dmxflux.ts.psi.TableCollector;
import io.dmxflux.ts.psi.TableFollower;
import io.dmxflux.ts.psi.TableId;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The service of one output: follows the changes of its multiplex, and sends the output's tables.
 *
 * <p>Tables are sent when those of the multiplex arrive, so that they keep its repetition rates: a PAT for each PAT, the PMT
 * for each sound PMT section, and so on; and when those come too seldom. Nothing is sent until the PMT is known.
 *
 * <p><b>Threading:</b> one thread.
 */
final class SelectedService {

    /** No PID, or one that a PMT cannot be on. */
    static final int NO_PID = -1;

    private static final int DIGITAL_TELEVISION = 1;

    private final ServiceSelection selection;
    private final ServiceEdit edit;
    private final OutputPids output;
    private final ServiceTables tables;
    private final Consumer<SplitEvent> events;
    private final Consumer<@Nullable EditedProgram> onProgram;

    private final RouteTable.Route besidePmt = this::sendFieldsBesidePmt;

    private int serviceId = NO_PID;
    private int pmtPid = NO_PID;
    private int transportStreamId;
    private int programsVersion;
    private @Nullable EditedProgram program;

    /** The part of the SDT that the output's is of, until one of the tables changes. */
    private @Nullable ServiceDescriptionTable describedBy;

    private final TableCollector networkSections = new TableCollector();
    private @Nullable ConditionalAccessTable entitlements;
    private int originalNetworkId;
    private int serviceType = DIGITAL_TELEVISION;

    /** Whether the program is that of a PMT on the previous PID, until one comes on the new PID. */
    private boolean moved;

    /** Whether the PMT that has come is the first, or the first on its PID. */
    private boolean begins;

    private boolean seen;
    private boolean learned;

    /** Whether ServiceNotListed has been reported; and the number of PATs without anything to send. */
    private boolean toldNotListed;

    private int patsInVain;

    /**
     * A service that is not found yet.
     *
     * @param selection which one
     * @param edit changes to the service
     * @param tables its PIDs and tables, which write to the output
     * @param events receives its events
     * @param onProgram receives its program with each PMT, and null when it has none any more
     */
    SelectedService(
            ServiceSelection selection,
            ServiceEdit edit,
            ServiceTables tables,
            Consumer<SplitEvent> events,
            Consumer<@Nullable EditedProgram> onProgram) {
        this.selection = selection;
        this.edit = edit;
        this.output = tables.pids();
        this.tables = tables;
        this.events = events;
        this.originalNetworkId = edit.information().originalNetworkId().orElse(ServiceInformation.PRIVATE_NETWORK);
        this.onProgram = onProgram;
    }

    boolean writesTo(BatchWriter writer) {
        return output.writeTo(writer);
    }

    /** Returns the PID of its PMT, or {@link #NO_PID}. */
    int pmtPid() {
        return pmtPid;
    }

    /** Looks for the service in the latest tables. */
    void look(ProgramAssociationTable programs, @Nullable ServiceDescriptionTable services) {
        transportStreamId = edit.transportStreamId().orElse(programs.transportStreamId());
        programsVersion = programs.versionNumber();
        describedBy = null;
        int id = find(services).orElse(NO_PID);
        int pid = pmtPid(programs, id);
        if (!seen && programs.pmtPid(id).isEmpty()) {
            tellNotListed(programs, services);
        }
        if (id == serviceId && pid == pmtPid) {
            return;
        }
        tellWhetherThere(pid != NO_PID);
        moved = id == serviceId && pid != NO_PID && program != null;
        program = moved ? program : null;
        if (program == null) {
            tables.clear();
            onProgram.accept(null);
        }
        serviceId = id;
        pmtPid = pid;
    }

    private static int pmtPid(ProgramAssociationTable programs, int serviceId) {
        int pid = programs.pmtPid(serviceId).orElse(NO_PID);
        return Pid.isOfProgram(pid) ? pid : NO_PID;
    }

    private OptionalInt find(@Nullable ServiceDescriptionTable services) {
        if (selection instanceof ServiceSelection.ById byId) {
            return OptionalInt.of(byId.serviceId());
        }
        ServiceSelection.ByName byName = (ServiceSelection.ByName) selection;
        return services == null
                ? serviceId == NO_PID ? OptionalInt.empty() : OptionalInt.of(serviceId)
                : services.services().stream()
                        .filter(service -> byName.matches(service.name()))
                        .mapToInt(Service::serviceId)
                        .findFirst();
    }

    /** Reports it if it is certain: a name is missing only if the SDT is known. Most often it is mistyped. */
    private void tellNotListed(ProgramAssociationTable programs, @Nullable ServiceDescriptionTable services) {
        if (!toldNotListed && (services != null || selection instanceof ServiceSelection.ById)) {
            toldNotListed = true;
            events.accept(new SplitEvent.ServiceNotListed(selection, ListedService.in(programs, services)));
        }
    }

    void tellOther(int followed, int ignored) {
        events.accept(new SplitEvent.TwoTransportStreams(selection, followed, ignored));
    }

    private void tellWhetherThere(boolean isThere) {
        boolean wasThere = pmtPid != NO_PID;
        if (isThere && !wasThere && seen) {
            events.accept(new SplitEvent.ServiceReturned(selection));
        } else if (!isThere && wasThere) {
            events.accept(new SplitEvent.ServiceLeft(selection));
        }
        seen |= isThere;
    }

    /**
     * Adds the routes of its streams if they are known, and pauses the other PIDs of the output.
     *
     * @param follower says which PIDs carry tables
     * @param routes to add to; the follower's own are in them already
     */
    void addRoutes(TableFollower follower, RouteTable.Builder routes) {
        output.route(program == null ? Map.of() : program.pidsBySource(entitlements, edit), follower, routes);
        if (program != null && program.received().pcrPid() != Pid.NULL) {
            output.carryClock(program.plan().of(program.received().pcrPid()));
        }
        if (pmtPid != NO_PID) {
            routes.add(pmtPid, besidePmt);
        }
    }

    /** Behind the follower, so that a PCR in the packet that ends the first PMT is sent too. */
    private boolean sendFieldsBesidePmt(ByteBuf buffer, int packet, int header, long dueNanos) {
        OutputPid pmtOutput = tables.pmtOutput();
        if (program != null && pmtOutput != null) {
            pmtOutput.adaptationFields().packet(buffer, packet, header, dueNanos);
        }
        return false;
    }

    /**
     * Takes a PMT of any program; {@link #sendProgramMap} is called next, when the routes are those of the new program.
     *
     * @return whether the routes change with it
     */
    boolean programMap(int pid, ProgramMapTable map, Section section) {
        if (!isItsMap(pid, map)) {
            return false;
        }
        EditedProgram known = program;
        begins = known == null || moved;
        boolean changes = known == null || moved || known.received() != map;
        if (changes) {
            select(map, section);
        }
        return changes;
    }

    private boolean isItsMap(int pid, ProgramMapTable map) {
        return pid == pmtPid && map.programNumber() == serviceId;
    }

    /** Sends the output's PMT if one of the service has come, behind a PAT if it is the first. */
    void sendProgramMap(int pid, ProgramMapTable map, long dueNanos) {
        if (isItsMap(pid, map)) {
            if (begins) {
                pat(dueNanos);
            }
            tables.sendPmt(dueNanos);
        }
    }

    private void select(ProgramMapTable map, Section section) {
        PidMapping before = program == null || tables.areOfLog() ? PidMapping.NONE : program.plan();
        EditedProgram now = EditedProgram.of(map, section, pmtPid, edit, before);
        now.tell(selection, events);
        program = now;
        onProgram.accept(now);
        learned = true;
        moved = false;
        tables.programMap(now.pmtPid(), now.pmt());
        setNetwork();
        setEntitlements();
    }

    /** Sends the PAT; called for each PAT of the multiplex. */
    void pat(long dueNanos) {
        if (program != null) {
            boolean hasNit = edit.information().hasNit();
            tables.sendPat(transportStreamId, programsVersion, sentId(), program.pmtPid(), hasNit, dueNanos);
        } else if (!learned) {
            tellWhatIsMissing();
        }
    }

    private void tellWhatIsMissing() {
        boolean told = toldNotListed && pmtPid == NO_PID;
        if (++patsInVain == ListedService.MOST_PATS && !told) {
            events.accept(
                    pmtPid == NO_PID
                            ? new SplitEvent.ServiceNotFound(selection)
                            : new SplitEvent.ProgramMapMissing(selection, pmtPid));
        }
    }

    /**
     * Takes a section of the SDT, and sends one with the service if it contains it.
     *
     * @param part what the section says; the same object as before for as long as it repeats
     * @param dueNanos when it is due
     */
    void sdt(ServiceDescriptionTable part, long dueNanos) {
        if (program != null && (part == describedBy || describe(part))) {
            tables.sendSdt(dueNanos);
        }
    }

    private boolean describe(ServiceDescriptionTable part) {
        Optional<Service> service = part.service(serviceId);
        if (service.isEmpty()) {
            return false;
        }
        describe(edit.information().describe(service.get(), sentId()), part.originalNetworkId(), part.versionNumber());
        describedBy = part;
        return true;
    }

    private void describe(Service service, int receivedNetworkId, int version) {
        originalNetworkId = edit.information().originalNetworkId().orElse(receivedNetworkId);
        serviceType = service.type().orElse(serviceType);
        tables.description(transportStreamId, originalNetworkId, version, service);
        setNetwork();
    }

    /** Sets the output's own NIT, once the SDT has said which network it is, or there is none. */
    private void setNetwork() {
        if (edit.information().nit() == ServiceInformation.Nit.OWN) {
            tables.network(
                    List.of(edit.information().network(transportStreamId, originalNetworkId, sentId(), serviceType)));
        } else if (edit.information().nit() == ServiceInformation.Nit.SOURCE) {
            tables.network(networkSections.sections().stream()
                    .map(Section::toByteArray)
                    .toList());
        }
    }

    /** Takes a section of the NIT, and sends the whole of it with its last one if the output has that of the multiplex. */
    void nit(Section section, long dueNanos) {
        if (edit.information().nit() != ServiceInformation.Nit.SOURCE) {
            return;
        }
        boolean isAnother = networkSections.add(section);
        if (program == null) {
            return;
        }
        if (isAnother) {
            setNetwork();
        }
        if (section.sectionNumber() == section.lastSectionNumber()) {
            tables.sendNit(dueNanos);
        }
    }

    boolean wantsCat() {
        return edit.ecm();
    }

    /** Takes the CAT; the EMMs that it names are sent with the next routes. */
    void entitlements(ConditionalAccessTable table) {
        entitlements = table;
        setEntitlements();
    }

    private void setEntitlements() {
        if (edit.ecm() && entitlements != null && program != null) {
            tables.conditionalAccess(entitlements.toSection(program.emms(entitlements, edit)));
        }
    }

    void cat(long dueNanos) {
        if (edit.ecm() && entitlements != null && program != null) {
            tables.sendCat(dueNanos);
        }
    }

    boolean wantsNit() {
        return edit.information().nit() == ServiceInformation.Nit.SOURCE;
    }

    /** Its {@code service_id} in the output. */
    private int sentId() {
        return edit.serviceId().orElse(serviceId);
    }

    /** Takes a section of the EIT, and sends it on if it belongs to the service and its events are wanted. */
    void eit(Section section, long dueNanos) {
        if (program == null || section.tableIdExtension() != serviceId || !wants(section)) {
            return;
        }
        OptionalInt network = edit.information().originalNetworkId();
        boolean asItIs = edit.serviceId().isEmpty() && edit.transportStreamId().isEmpty() && network.isEmpty();
        byte[] sent = asItIs
                ? section.toByteArray()
                : EventInformationSection.relabel(section, sentId(), transportStreamId, network);
        tables.sendEit(section, sent, dueNanos);
    }

    private boolean wants(Section events) {
        return switch (edit.information().events()) {
            case NONE -> false;
            case PRESENT_FOLLOWING -> events.tableId() == TableId.EIT_PRESENT_FOLLOWING_ACTUAL;
            case SCHEDULE -> true;
        };
    }

    /** Sends again what the multiplex repeats too seldom. */
    void repeat(long dueNanos) {
        if (program == null) {
            return;
        }
        if (edit.information().name().isPresent() && tables.lacksDescription(dueNanos)) {
            describe(edit.information().describe(sentId()), ServiceInformation.PRIVATE_NETWORK, 0);
            tables.sendSdt(dueNanos);
        }
        tables.repeat(dueNanos);
    }

    /** Ends what a buffer brought. */
    void routed(ByteBuf buffer, int packets, DepartureSchedule schedule) {
        tables.routed(buffer, packets, program != null, schedule);
    }

    /** Returns when to call {@link #repeat} if no packet comes before; {@code Long.MAX_VALUE} for never. */
    long repeatNanos() {
        return program == null ? Long.MAX_VALUE : tables.repeatNanos();
    }
}
