// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.guide;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.dmxflux.packet.Pid;
import io.dmxflux.ts.CraftedSection;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;

/** Sections of events of any content, one behind the other: nothing throws, and the limits hold. */
class GuideCollectorFuzzTest {

    private static final GuideLimits LIMITS =
            new GuideLimits(3, 20, 10_000, Duration.ofDays(20_000), Duration.ofDays(90_000));
    private static final int HEAD_LENGTH = 6;

    /** Reads sections: table, service, version, number, last number and length of each, then its body. */
    @FuzzTest
    void sections(byte[] bytes) {
        GuideCollector collector = new GuideCollector(LIMITS, () -> Instant.EPOCH);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        while (in.remaining() >= HEAD_LENGTH) {
            CraftedSection section = CraftedSection.of(0x4E + (in.get() & 0xFF) % 0x22)
                    .extension(in.get() & 0xFF)
                    .version(in.get() & 0x1F)
                    .number(in.get() & 0xFF, in.get() & 0xFF);
            byte[] body = new byte[Math.min(in.get() & 0xFF, in.remaining())];
            in.get(body);
            collector.section(Pid.EIT, section.body(body).section());
        }
        collector.section(Pid.TDT, CraftedEvents.tdt("1970-01-02T00:00:00Z"));
        check(collector.guide());
    }

    private static void check(ProgrammeGuide guide) {
        assertThat(guide.services().size()).isLessThanOrEqualTo(2 * LIMITS.services());
        for (ServiceTriplet service : guide.services()) {
            Instant last = Instant.MIN;
            assertThat(guide.events(service).size()).isBetween(1, LIMITS.eventsOfService());
            for (GuideEvent event : guide.events(service)) {
                assertThat(event.start()).isAfter(last);
                assertThat(event.duration()).isPositive();
                event.genres()
                        .forEach(genre -> assertThat(genre.kind().isPresent())
                                .isEqualTo(genre.group().isPresent()));
                last = event.start();
            }
        }
    }
}
