// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.analysis;

import io.dmxflux.packet.Pid;
import io.dmxflux.ts.psi.StreamKind;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The kind of each PID, in one word: by the last table that names it, or else by the standards below 0x20.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class PidKinds {

    private static final int RUNNING_STATUS = 0x0013;

    private final @Nullable String[] kinds = new String[Pid.COUNT];

    /** No table has named any. */
    public PidKinds() {}

    /**
     * Takes the PID of a PMT.
     *
     * @param pid 0 to 0x1FFF
     */
    public void pmt(int pid) {
        name(pid, "pmt");
    }

    /**
     * Takes the PID of an NIT.
     *
     * @param pid 0 to 0x1FFF
     */
    public void nit(int pid) {
        name(pid, "nit");
    }

    /**
     * Takes the PID of entitlement control messages.
     *
     * @param pid 0 to 0x1FFF
     */
    public void ecm(int pid) {
        name(pid, "ecm");
    }

    /**
     * Takes the PID of entitlement management messages.
     *
     * @param pid 0 to 0x1FFF
     */
    public void emm(int pid) {
        name(pid, "emm");
    }

    /**
     * Takes the PID of an elementary stream.
     *
     * @param pid 0 to 0x1FFF
     * @param kind what the stream is
     */
    public void stream(int pid, StreamKind kind) {
        name(pid, word(kind));
    }

    private void name(int pid, String kind) {
        if (Pid.isOfProgram(pid)) {
            kinds[pid] = kind;
        }
    }

    /**
     * Takes the PID of a clock. Most clocks are in a stream, some beside tables, and then that is what the PID is for.
     *
     * @param pid 0 to 0x1FFF
     */
    public void pcr(int pid) {
        if (kinds[pid] == null && pid >= Pid.FIRST_FREE) {
            kinds[pid] = "pcr";
        }
    }

    /**
     * Returns the kind of a PID.
     *
     * @param pid 0 to 0x1FFF
     * @return such as pat, pmt, video, ecm, null, or unreferenced
     */
    public String of(int pid) {
        if (pid == Pid.NULL) {
            return "null";
        }
        String kind = kinds[pid];
        if (kind == null) {
            return pid < Pid.FIRST_FREE ? reserved(pid) : "unreferenced";
        }
        return kind;
    }

    private static String reserved(int pid) {
        return switch (pid) {
            case Pid.PAT -> "pat";
            case Pid.CAT -> "cat";
            case Pid.TSDT -> "tsdt";
            case Pid.NIT -> "nit";
            case Pid.SDT -> "sdt";
            case Pid.EIT -> "eit";
            case RUNNING_STATUS -> "rst";
            case Pid.TDT -> "tdt";
            default -> "si";
        };
    }

    /**
     * Returns the kind of a stream in one word.
     *
     * @param kind what the stream is
     * @return such as video or splice-information
     */
    public static String word(StreamKind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
