// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

/**
 * The packet identifiers with a fixed meaning.
 *
 * <p><b>Units:</b> a {@code PID} has 13 bits, 0 to 0x1FFF.
 * <p><b>Source:</b> ISO/IEC 13818-1 table 2-3; ETSI EN 300 468 table 1.
 */
public final class Pid {

    /** Program Association Table. */
    public static final int PAT = 0x0000;

    /** Conditional Access Table. */
    public static final int CAT = 0x0001;

    /** Network Information Table. */
    public static final int NIT = 0x0010;

    /** Service Description Table and Bouquet Association Table. */
    public static final int SDT = 0x0011;

    /** Event Information Table. */
    public static final int EIT = 0x0012;

    /** Time and Date Table and Time Offset Table. */
    public static final int TDT = 0x0014;

    /** Null packets, which only fill the channel. */
    public static final int NULL = 0x1FFF;

    /** How many different PIDs there are: 8192. */
    public static final int COUNT = 0x2000;

    private Pid() {}

    /**
     * Tells whether a PID can carry a stream or a PMT of a program: it can unless it is reserved for the tables of the
     * multiplex or for null packets.
     *
     * @param pid 0 to 0x1FFF
     * @return false for a PID that only a damaged or hostile table names
     */
    public static boolean isOfProgram(int pid) {
        return pid >= NIT && pid < NULL && pid != SDT && pid != EIT && pid != TDT;
    }
}
