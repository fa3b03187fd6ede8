// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.packet.Pid;
import io.dmxflux.ts.psi.EventInformationSection;
import io.dmxflux.ts.psi.ProgramAssociationTable;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.psi.Section;
import io.dmxflux.ts.psi.Service;
import io.dmxflux.ts.psi.ServiceDescriptionTable;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Follows one service through the changes of its multiplex, and makes its output's tables.
 *
 * <p>Tables go out when theirs come in, so that they keep the multiplex's own repetition rate: a PAT for each PAT, the
 * PMT for each sound PMT section, and so on. Nothing goes out until the PMT is known.
 * <p><b>Threading:</b> in turn.
 */
final class ServiceBranch {

    /** No PID, or one that a table cannot be on. */
    static final int NO_PID = -1;

    private final MultiplexSplitter splitter;
    private final ServiceSelection selection;
    private final ServiceEdit edit;
    private final TableSender sender;
    private final SplitOutput output;
    private final Absence absence;

    private int serviceId = NO_PID;
    private int pmtPid = NO_PID;
    private int transportStreamId;
    private @Nullable ServiceStreams streams;

    /** Whether the streams are those of a PMT on another PID, until one comes on the new. */
    private boolean moved;

    private boolean seen;
    private boolean learned;

    ServiceBranch(MultiplexSplitter splitter, ServiceSelection selection, ServiceEdit edit, SplitOutput output) {
        this.splitter = splitter;
        this.selection = selection;
        this.edit = edit;
        this.output = output;
        this.sender = new TableSender(output);
        this.absence = new Absence(selection, splitter::tell);
    }

    boolean feeds(SplitOutput other) {
        return output == other;
    }

    int pmtPid() {
        return pmtPid;
    }

    /** Looks for the service in what is known now. */
    void look(ProgramAssociationTable programs, @Nullable ServiceDescriptionTable services) {
        transportStreamId = edit.transportStreamId().orElse(programs.transportStreamId());
        int id = find(services).orElse(NO_PID);
        int pid = pmtPid(programs, id);
        if (!seen && programs.pmtPid(id).isEmpty()) {
            absence.notListed(programs, services);
        }
        if (id == serviceId && pid == pmtPid) {
            return;
        }
        tellWhereabouts(pid != NO_PID);
        moved = id == serviceId && pid != NO_PID && streams != null;
        streams = moved ? streams : null;
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
        String name = ((ServiceSelection.ByName) selection).name();
        return services == null
                ? serviceId == NO_PID ? OptionalInt.empty() : OptionalInt.of(serviceId)
                : services.services().stream()
                        .filter(service -> service.name().strip().equalsIgnoreCase(name))
                        .mapToInt(Service::serviceId)
                        .findFirst();
    }

    private void tellWhereabouts(boolean isThere) {
        boolean wasThere = pmtPid != NO_PID;
        if (isThere && !wasThere && seen) {
            splitter.tell(new SplitEvent.ServiceReturned(selection));
        } else if (!isThere && wasThere) {
            splitter.tell(new SplitEvent.ServiceLeft(selection));
        }
        seen |= isThere;
    }

    /** Adds the routes of the streams, if they are known. */
    void addRoutes(RouteTable routes) {
        ServiceStreams known = streams;
        if (known != null) {
            known.addRoutes(routes, output);
            routes.add(Pid.TDT, new Route.Pass(output));
        }
    }

    /** Takes a PMT section from one of the PIDs that are listened to. */
    void programMap(int pid, Section section, long dueNanos) {
        if (pid != pmtPid || section.tableIdExtension() != serviceId) {
            return;
        }
        ServiceStreams known = streams;
        if (known == null || moved || !known.isOf(section)) {
            boolean first = known == null || moved;
            learn(section);
            if (first) {
                repeatPat(dueNanos);
            }
        }
        sender.sendPmt(dueNanos);
    }

    private void learn(Section section) {
        ProgramMapTable table = ProgramMapTable.parse(section);
        ServiceStreams now = ServiceStreams.of(table, section, pmtPid, edit);
        now.tell(selection, splitter::tell);
        streams = now;
        learned = true;
        moved = false;
        sender.streams(now.pmtPid(), now.pmt());
        splitter.reroute();
    }

    /** Sends the PAT, as the multiplex has just sent its own. */
    void repeatPat(long dueNanos) {
        if (streams != null) {
            sender.programs(transportStreamId, sentId(), streams.pmtPid());
            sender.sendPat(dueNanos);
        } else if (!learned) {
            absence.patCame(pmtPid);
        }
    }

    /** Takes a section of the SDT, and sends one with the service if it is in there. */
    void services(ServiceDescriptionTable part, long dueNanos) {
        if (streams == null) {
            return;
        }
        part.service(serviceId).ifPresent(service -> {
            sender.service(part, renumbered(service), transportStreamId);
            sender.sendSdt(dueNanos);
        });
    }

    /** The number that it goes out with. */
    private int sentId() {
        return edit.serviceId().orElse(serviceId);
    }

    private Service renumbered(Service service) {
        return new Service(
                sentId(),
                service.eitSchedule(),
                service.eitPresentFollowing(),
                service.runningStatus(),
                service.freeCaMode(),
                service.descriptors());
    }

    /** Takes a section of the EIT, present and following, and sends it on if it is the service's. */
    void events(Section section, long dueNanos) {
        if (streams == null || section.tableIdExtension() != serviceId) {
            return;
        }
        boolean asItIs = edit.serviceId().isEmpty() && edit.transportStreamId().isEmpty();
        byte[] events =
                asItIs ? section.toByteArray() : EventInformationSection.relabel(section, sentId(), transportStreamId);
        sender.sendEit(events, dueNanos);
    }
}
