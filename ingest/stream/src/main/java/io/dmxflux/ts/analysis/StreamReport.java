// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.analysis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The contents of a stream. The record tree has the names and the order of the JSON object that {@code analyze --json}
 * prints.
 *
 * <p><b>Units:</b> bit rates in bit/s of whole packets of 188 bytes, {@code null} without PCRs to measure them; see
 * {@link io.dmxflux.ts.analysis}.
 *
 * @param packets whole packets with a sync byte, damaged ones and null packets included
 * @param bytes of these packets, 188 each
 * @param syncErrors packets lost to a bad sync byte, and losses of alignment, as the aligner has counted them
 * @param transportErrors packets with {@code transport_error_indicator}
 * @param transportStreamId of the last PAT; {@code null} without one
 * @param bitrate of the whole stream
 * @param services by rising {@code service_id}
 * @param pids by rising PID, those of sound packets
 */
public record StreamReport(
        long packets,
        long bytes,
        long syncErrors,
        long transportErrors,
        @Nullable Integer transportStreamId,
        @Nullable Long bitrate,
        List<ServiceReport> services,
        List<PidReport> pids) {

    /** Copies the lists. */
    public StreamReport {
        services = List.copyOf(services);
        pids = List.copyOf(pids);
    }
}
