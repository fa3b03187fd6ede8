// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import io.dmxflux.ts.guide.ProgrammeGuide;
import io.dmxflux.ts.psi.LocalTimeOffsetDescriptor.LocalTimeOffset;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * Local time as XMLTV writes it, {@code 20261126201500 +0100}.
 *
 * @param regions what the multiplexes declare; of several, the one that has this machine's time counts, or else the first
 * @param zone the machine's, where nothing is declared
 * @param now the moment of writing
 */
record LocalTime(List<LocalTimeOffset> regions, ZoneId zone, Instant now) {

    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern("yyyyMMddHHmmss xx", Locale.ROOT);

    LocalTime {
        LocalTimeOffset own = regions.stream()
                .filter(region -> region.at(now).equals(zone.getRules().getOffset(now)))
                .findFirst()
                .orElse(null);
        regions = own == null ? regions.stream().limit(1).toList() : List.of(own);
    }

    static LocalTime of(List<ProgrammeGuide> guides, ZoneId zone, Instant now) {
        return new LocalTime(
                guides.stream().flatMap(guide -> guide.localOffsets().stream()).toList(), zone, now);
    }

    String write(Instant moment) {
        return FORM.format(moment.atOffset(
                regions.isEmpty()
                        ? zone.getRules().getOffset(moment)
                        : regions.get(0).at(moment)));
    }
}
