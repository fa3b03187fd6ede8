// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramAssociationTable;
import io.dmxflux.ts.psi.Service;
import io.dmxflux.ts.psi.ServiceDescriptionTable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells why an output has had nothing to send so far, once for each reason: most often a mistyped name, which would
 * else be silence. Threading: in turn.
 */
final class Absence {

    /** A PMT comes as often as a PAT, every 0.5 s at least, an SDT every 2 s: generous. */
    private static final int MOST_PATS = 25;

    private final ServiceSelection selection;
    private final Consumer<String> tell;
    private int pats;
    private boolean missed;

    Absence(ServiceSelection selection, Consumer<String> tell) {
        this.selection = selection;
        this.tell = tell;
    }

    /** Tells that it is not listed, if that is sure: a name can only be found where the SDT is known. */
    void notListed(ProgramAssociationTable programs, @Nullable ServiceDescriptionTable services) {
        if (!missed && (services != null || selection instanceof ServiceSelection.ById)) {
            missed = true;
            tell.accept(selection + ": not in the multiplex (expected: one of " + listed(programs, services)
                    + "); its output waits for it");
        }
    }

    /** Notes that another PAT has come, and it has still nothing to send. */
    void patCame(int pmtPid) {
        boolean told = missed && pmtPid == ServiceBranch.NO_PID;
        if (++pats == MOST_PATS && !told) {
            String lacking = pmtPid == ServiceBranch.NO_PID
                    ? "not found so far (expected: an SDT with its name, a PAT with a PID that a PMT can be on)"
                    : "no PMT so far (expected: one on PID " + pmtPid + ")";
            tell.accept(selection + ": " + lacking + "; its output waits for it");
        }
    }

    private static String listed(ProgramAssociationTable programs, @Nullable ServiceDescriptionTable services) {
        return programs.programs().stream()
                .map(Program::programNumber)
                .filter(id -> id != Program.NETWORK)
                .map(id -> id + name(id, services))
                .collect(Collectors.joining(", "));
    }

    private static String name(int serviceId, @Nullable ServiceDescriptionTable services) {
        String name = services == null
                ? ""
                : services.service(serviceId).map(Service::name).orElse("").strip();
        return name.isEmpty() ? "" : " \"" + name + '"';
    }
}
