// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import io.dmxflux.packet.Pid;
import io.dmxflux.ts.event.ServicePath;
import io.dmxflux.ts.guide.CraftedEvents;
import io.dmxflux.ts.guide.GuideCollector;
import io.dmxflux.ts.guide.GuideLimits;
import io.dmxflux.ts.guide.ProgrammeGuide;
import io.dmxflux.ts.psi.Section;
import io.dmxflux.ts.psi.StreamCoding;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Services of the input {@code dvb:0} that are served, and guides that tell of them. */
final class ServedServices {

    static final Instant NOW = Instant.parse("2026-11-26T19:00:00Z");

    private ServedServices() {}

    static ServedService television(int serviceId, String name, @Nullable Integer number) {
        return new ServedService(
                new ServicePath("dvb-0", serviceId),
                CraftedEvents.triplet(serviceId),
                name,
                "ARD",
                false,
                number,
                true,
                false,
                StreamCoding.H_264,
                StreamCoding.AC_3);
    }

    static ServedService radio(int serviceId, String name) {
        return new ServedService(
                new ServicePath("dvb-0", serviceId),
                CraftedEvents.triplet(serviceId),
                name,
                "",
                true,
                null,
                false,
                false,
                null,
                StreamCoding.MPEG_AUDIO);
    }

    static ProgrammeGuide guide(Section... sections) {
        GuideCollector collector = new GuideCollector(GuideLimits.DEFAULT, new InstantSource() {
            private Instant moment = NOW;

            @Override
            public Instant instant() {
                moment = moment.plusSeconds(1);
                return moment;
            }
        });
        for (Section section : sections) {
            boolean isTime = section.tableId() == 0x70 || section.tableId() == 0x73;
            collector.section(isTime ? Pid.TDT : Pid.EIT, section);
        }
        return collector.guide();
    }
}
