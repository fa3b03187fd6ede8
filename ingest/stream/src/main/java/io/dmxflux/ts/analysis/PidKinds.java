// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.analysis;

import io.dmxflux.packet.Pid;
import io.dmxflux.ts.psi.StreamKind;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The kind of each PID, in one word: by the standards below 0x20, else by the last table that names it. */
final class PidKinds {

    private static final int FIRST_FREE = 0x20;
    private static final int TRANSPORT_STREAM_DESCRIPTION = 0x0002;
    private static final int RUNNING_STATUS = 0x0013;

    private final @Nullable String[] kinds = new String[Pid.COUNT];

    void pmt(int pid) {
        kinds[pid] = "pmt";
    }

    void nit(int pid) {
        kinds[pid] = "nit";
    }

    void ecm(int pid) {
        kinds[pid] = "ecm";
    }

    void emm(int pid) {
        kinds[pid] = "emm";
    }

    void stream(int pid, StreamKind kind) {
        kinds[pid] = word(kind);
    }

    /** Most clocks are in a stream, and then that is what the PID is for. */
    void pcr(int pid) {
        if (kinds[pid] == null) {
            kinds[pid] = "pcr";
        }
    }

    String of(int pid) {
        if (pid == Pid.NULL) {
            return "null";
        }
        if (pid < FIRST_FREE) {
            return reserved(pid);
        }
        String kind = kinds[pid];
        return kind == null ? "unreferenced" : kind;
    }

    private static String reserved(int pid) {
        return switch (pid) {
            case Pid.PAT -> "pat";
            case Pid.CAT -> "cat";
            case TRANSPORT_STREAM_DESCRIPTION -> "tsdt";
            case Pid.NIT -> "nit";
            case Pid.SDT -> "sdt";
            case Pid.EIT -> "eit";
            case RUNNING_STATUS -> "rst";
            case Pid.TDT -> "tdt";
            default -> "si";
        };
    }

    static String word(StreamKind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
