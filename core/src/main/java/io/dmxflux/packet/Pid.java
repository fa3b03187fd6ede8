// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

/**
 * The packet identifiers with a fixed meaning.
 *
 * <p><b>Units:</b> a {@code PID} has 13 bits, 0 to 0x1FFF.
 * <p><b>Source:</b> ISO/IEC 13818-1 table 2-3; ETSI EN 300 468 table 1; ATSC A/65 4.1.
 */
public final class Pid {

    /** Program Association Table. */
    public static final int PAT = 0x0000;

    /** Conditional Access Table. */
    public static final int CAT = 0x0001;

    /** Transport Stream Description Table. */
    public static final int TSDT = 0x0002;

    /** Network Information Table. */
    public static final int NIT = 0x0010;

    /** Service Description Table and Bouquet Association Table. */
    public static final int SDT = 0x0011;

    /** Event Information Table. */
    public static final int EIT = 0x0012;

    /** Time and Date Table and Time Offset Table. */
    public static final int TDT = 0x0014;

    /** The base of PSIP, the tables of ATSC, with its Virtual Channel Table. */
    public static final int PSIP = 0x1FFB;

    /** Null packets, which only fill the channel. */
    public static final int NULL = 0x1FFF;

    /** The lowest PID that neither ISO/IEC 13818-1 nor EN 300 468 reserves for tables. */
    public static final int FIRST_FREE = 0x0020;

    /** How many different PIDs there are: 8192. */
    public static final int COUNT = 0x2000;

    private Pid() {}

    /**
     * Tells whether a PID can carry a stream or a PMT of a program, which it does if a PAT or a PMT says so. PIDs that DVB
     * reserves for its tables can: ATSC reserves others, and broadcasters in Korea have PMT, video and audio on 0x10 to 0x14.
     *
     * @param pid 0 to 0x1FFF
     * @return false for null packets, and for PAT, CAT and TSDT, which no standard has elsewhere: only a damaged or hostile
     *     table names those
     */
    public static boolean isOfProgram(int pid) {
        return pid > TSDT && pid < NULL;
    }
}
