// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.ts.psi.ProgramAssociationTable;
import io.dmxflux.ts.psi.ServiceDescriptionTable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells why an output has had nothing to send so far, once for each reason: most often a mistyped name, which would
 * else be silence. Threading: in turn.
 */
final class Absence {

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
        if (++pats == ListedService.MOST_PATS && !told) {
            String lacking = pmtPid == ServiceBranch.NO_PID
                    ? "not found so far (expected: an SDT with its name, a PAT with a PID that a PMT can be on)"
                    : "no PMT so far (expected: one on PID " + pmtPid + ")";
            tell.accept(selection + ": " + lacking + "; its output waits for it");
        }
    }

    private static String listed(ProgramAssociationTable programs, @Nullable ServiceDescriptionTable services) {
        return ListedService.in(programs, services).stream()
                .map(ListedService::toString)
                .collect(Collectors.joining(", "));
    }
}
