// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.doctor;

import io.dmxflux.ts.plan.InputUri;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks at everything that a relay needs: the native libraries, the firmware, the frontends, the demuxes, the way to the network, the simulated driver.
 *
 * <p>Reads the kernel's log by {@code dmesg}. Opens only nodes of frontends, to read, and of demuxes, and sockets, for a moment, and sends nothing; groups are joined for as long as their
 * inputs are looked at.
 */
public final class Doctor {

    private Doctor() {}

    /**
     * Looks.
     *
     * @param inputs whose datagrams are looked at for a second, too
     * @return what was found, in the order of the data's path
     */
    public static List<Finding> examine(List<InputUri> inputs) {
        NativeFolder natives = NativeFolder.find();
        List<Finding> findings = new ArrayList<>();
        findings.add(natives.finding());
        if (natives.problem().isPresent()) {
            return findings; // all else would fail of that
        }
        findings.addAll(FirmwareFindings.find());
        findings.addAll(FrontendFindings.find());
        findings.addAll(DemuxFindings.find());
        findings.add(SimulatorFinding.find());
        findings.addAll(NetworkFindings.find());
        findings.addAll(InputFindings.find(inputs));
        return findings;
    }
}
