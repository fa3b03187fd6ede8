// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.detail;

import io.dmxflux.ts.inspect.InspectedMultiplex;
import io.dmxflux.ts.inspect.InspectedPid;
import io.dmxflux.ts.inspect.Inspection;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of what arrives from one input.
 *
 * @param time when that was
 * @param input its identifier
 * @param multiplex its numbers, and how much comes
 * @param services those of its PAT
 * @param pids all of them, with their shares
 * @param clocks the PCRs of the last minute, of the first {@value #MOST_CLOCKS} PIDs that have any
 * @param tables all of them; the later ones without their trees, as those of many services would be too much
 */
public record InputDetail(
        Instant time,
        String input,
        InspectedMultiplex multiplex,
        List<Listed> services,
        List<InspectedPid> pids,
        List<ClockDetail> clocks,
        List<TableDetail> tables) {

    static final int MOST_CLOCKS = 8;

    /** Copies the lists. */
    public InputDetail {
        services = List.copyOf(services);
        pids = List.copyOf(pids);
        clocks = List.copyOf(clocks);
        tables = List.copyOf(tables);
    }

    /**
     * A service in the list of an input.
     *
     * @param serviceId {@code service_id}
     * @param name by the SDT
     * @param pmtPid where its PMT is
     */
    public record Listed(int serviceId, @Nullable String name, int pmtPid) {}

    static InputDetail of(String slug, Inspection inspection, Instant time) {
        return new InputDetail(
                time,
                slug,
                inspection.multiplex(),
                inspection.services().stream()
                        .map(service -> new Listed(service.serviceId(), service.name(), service.pmtPid()))
                        .toList(),
                inspection.pids(),
                inspection.clocks().stream()
                        .flatMap(pid -> inspection.clock(pid).stream())
                        .limit(MOST_CLOCKS)
                        .map(ClockDetail::of)
                        .toList(),
                TableDetail.ofAll(inspection.tables()));
    }
}
