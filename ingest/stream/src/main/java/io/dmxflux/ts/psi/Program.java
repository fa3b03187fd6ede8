// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

/**
 * One entry of a {@link ProgramAssociationTable}.
 *
 * @param programNumber {@code program_number}, in DVB the service_id; 0 for the entry that names the PID of the NIT
 * @param pid {@code program_map_PID}, or {@code network_PID} if the number is 0
 */
public record Program(int programNumber, int pid) {

    /** {@code program_number} of the entry that is no program: its PID is that of the network information. */
    public static final int NETWORK = 0;

    /**
     * An entry.
     *
     * @throws IllegalArgumentException if a value does not fit its field
     */
    public Program {
        FieldWidth.check("program_number", programNumber, 16);
        FieldWidth.check("PID", pid, 13);
    }
}
