// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.tr101290;

import java.util.EnumSet;
import java.util.Set;

/**
 * The indicators of TR 101 290 that are checked.
 *
 * <p><b>Source:</b> ETSI TR 101 290 V1.4.1 5.2.1 to 5.2.3.
 */
public enum Indicator {
    /** Alignment was lost after it had been found. */
    TS_SYNC_LOSS("1.1", "TS_sync_loss"),
    /** A packet does not begin with 0x47. */
    SYNC_BYTE("1.2", "Sync_byte_error"),
    /** The PAT comes too rarely, PID 0 has another table, or is scrambled. */
    PAT("1.3.a", "PAT_error_2"),
    /** A packet is missing, out of order, or comes more than twice. */
    CONTINUITY("1.4", "Continuity_count_error"),
    /** A PMT comes too rarely, or is scrambled. */
    PMT("1.5.a", "PMT_error_2"),
    /** A PID that a PMT names does not come. */
    PID("1.6", "PID_error"),
    /** {@code transport_error_indicator} is set. */
    TRANSPORT("2.1", "Transport_error"),
    /** {@code CRC_32} of a table is wrong. */
    CRC("2.2", "CRC_error"),
    /** Too long from one PCR to the next. */
    PCR_REPETITION("2.3.a", "PCR_repetition_error"),
    /** A PCR goes back, or too far ahead, without {@code discontinuity_indicator}. */
    PCR_DISCONTINUITY("2.3.b", "PCR_discontinuity_indicator_error"),
    /** A PCR is not where the rate of the stream says. */
    PCR_ACCURACY("2.4", "PCR_accuracy_error"),
    /** Too long from one PTS to the next. */
    PTS("2.5", "PTS_error"),
    /** Packets are scrambled and there is no CAT, or PID 1 has another table. */
    CAT("2.6", "CAT_error"),
    /** The NIT of this network comes too rarely or too often, or PID 0x10 has another table. */
    NIT_ACTUAL("3.1.a", "NIT_actual_error"),
    /** A section of another network's NIT comes too rarely. */
    NIT_OTHER("3.1.b", "NIT_other_error"),
    /** A section of any other table of service information comes too rarely or too often. */
    SI_REPETITION("3.2", "SI_repetition_error"),
    /** A PID that no table names. */
    UNREFERENCED_PID("3.4.a", "Unreferenced_PID"),
    /** The SDT of this stream comes too rarely or too often, or PID 0x11 has another table. */
    SDT_ACTUAL("3.5.a", "SDT_actual_error"),
    /** A section of another stream's SDT comes too rarely. */
    SDT_OTHER("3.5.b", "SDT_other_error"),
    /** Present or following events of this stream come too rarely or too often, or PID 0x12 has another table. */
    EIT_ACTUAL("3.6.a", "EIT_actual_error"),
    /** Present or following events of another stream come too rarely. */
    EIT_OTHER("3.6.b", "EIT_other_error"),
    /** A service has a present event and no following one, or the reverse. */
    EIT_PF("3.6.c", "EIT_PF_error"),
    /** RSTs come too often, or PID 0x13 has another table. */
    RST("3.7", "RST_error"),
    /** The TDT comes too rarely or too often, or PID 0x14 has another table. */
    TDT("3.8", "TDT_error");

    private static final Set<Indicator> OF_SENDERS =
            EnumSet.of(PAT, CONTINUITY, PMT, PCR_REPETITION, PCR_DISCONTINUITY);

    private static final Set<Indicator> OF_SENDERS_IN_TIME = EnumSet.of(PAT, PMT, PCR_REPETITION);

    private final String clause;
    private final String title;

    Indicator(String clause, String title) {
        this.clause = clause;
        this.title = title;
    }

    /**
     * Returns its number.
     *
     * @return such as {@code 2.3.a}
     */
    public String clause() {
        return clause;
    }

    /**
     * Returns its name.
     *
     * @return such as {@code PCR_repetition_error}
     */
    public String title() {
        return title;
    }

    /**
     * Returns its priority.
     *
     * @return 1: the stream cannot be decoded; 2: to be watched all the time; 3: depends on the application
     */
    public int priority() {
        return clause.charAt(0) - '0';
    }

    /**
     * Returns what a sender of streams has to prove of what it sends: 1.3.a, 1.4, 1.5.a and 2.3.
     *
     * @return a new set
     */
    public static Set<Indicator> ofSenders() {
        return EnumSet.copyOf(OF_SENDERS);
    }

    /**
     * Returns those of them that are raised by what comes too late, though nothing is missing: 1.3.a, 1.5.a and 2.3.a.
     *
     * @return a new set
     */
    public static Set<Indicator> ofSendersInTime() {
        return EnumSet.copyOf(OF_SENDERS_IN_TIME);
    }

    @Override
    public String toString() {
        return clause + " " + title;
    }
}
