// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.ts.psi.ProgramAssociationTable;
import io.dmxflux.ts.psi.ServiceDescriptionTable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells why an output has had nothing to send so far, once for each reason: most often a mistyped name, which would
 * else be silence. Threading: in turn.
 */
final class Absence {

    private final ServiceSelection selection;
    private final Consumer<SplitEvent> tell;
    private int pats;
    private boolean missed;

    Absence(ServiceSelection selection, Consumer<SplitEvent> tell) {
        this.selection = selection;
        this.tell = tell;
    }

    /** Tells that it is not listed, if that is sure: a name can only be found where the SDT is known. */
    void notListed(ProgramAssociationTable programs, @Nullable ServiceDescriptionTable services) {
        if (!missed && (services != null || selection instanceof ServiceSelection.ById)) {
            missed = true;
            tell.accept(new SplitEvent.ServiceNotListed(selection, ListedService.in(programs, services)));
        }
    }

    /** Notes that another PAT has come, and it has still nothing to send. */
    void patCame(int pmtPid) {
        boolean told = missed && pmtPid == ServiceBranch.NO_PID;
        if (++pats == ListedService.MOST_PATS && !told) {
            tell.accept(
                    pmtPid == ServiceBranch.NO_PID
                            ? new SplitEvent.ServiceNotFound(selection)
                            : new SplitEvent.ProgramMapMissing(selection, pmtPid));
        }
    }
}
