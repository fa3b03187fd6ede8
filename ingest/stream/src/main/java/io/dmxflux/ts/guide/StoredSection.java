// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.guide;

import io.dmxflux.ts.psi.Event;
import io.dmxflux.ts.psi.EventInformationSection;
import io.dmxflux.ts.psi.Section;
import io.dmxflux.ts.psi.TableId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One section of an EIT that has been read; its texts have not.
 *
 * @param crc32 what tells a repetition
 * @param versionNumber {@code version_number}
 * @param tableId {@code table_id}
 * @param arrival greater than that of any section that came before
 * @param events those that have a start and a duration, and are neither past nor too far ahead; may be none
 * @param judgedAt by which time it was last decided which are
 * @param isWhole whether none was left out as past or too far ahead
 */
record StoredSection(
        int crc32,
        int versionNumber,
        int tableId,
        long arrival,
        List<Event> events,
        Instant judgedAt,
        boolean isWhole) {

    /** Times that are further apart leave out other events. */
    private static final Duration LEAST_JUMP = Duration.ofHours(1);

    /** What the record and its place in a map take, and an event beside its descriptors: measured on a heap, rounded up. */
    private static final int OWN_BYTES = 150;

    private static final int EVENT_BYTES = 200;

    static StoredSection of(Section section, long arrival, GuideLimits limits, Instant now) {
        List<Event> all = EventInformationSection.parse(section).events().stream()
                .filter(StoredSection::hasTime)
                .toList();
        return new StoredSection(
                        section.crc32(), section.versionNumber(), section.tableId(), arrival, all, Instant.MIN, true)
                .at(now, limits);
    }

    private static boolean hasTime(Event event) {
        Duration duration = event.duration();
        return event.start() != null && duration != null && !duration.isZero();
    }

    private static boolean isKept(Event event, GuideLimits limits, Instant now) {
        Instant start = event.start();
        Duration duration = event.duration();
        return start != null && duration != null && limits.holds(start, start.plus(duration), now);
    }

    /**
     * Tells whether its repetition has events that were left out by a time that was wrong, or that is long ago: a TDT has no
     * checksum, and before the first one the time is that of a clock.
     */
    boolean lacksEventsOf(Instant now) {
        return !isWhole && Duration.between(judgedAt, now).abs().compareTo(LEAST_JUMP) > 0;
    }

    boolean isPresentFollowing() {
        return tableId == TableId.EIT_PRESENT_FOLLOWING_ACTUAL || tableId == TableId.EIT_PRESENT_FOLLOWING_OTHER;
    }

    boolean isOfSameVersion(StoredSection other) {
        return tableId == other.tableId && versionNumber == other.versionNumber;
    }

    /** Leaves out what is past; this itself if nothing is. */
    StoredSection at(Instant now, GuideLimits limits) {
        List<Event> kept =
                events.stream().filter(event -> isKept(event, limits, now)).toList();
        return kept.size() == events.size()
                ? this
                : new StoredSection(crc32, versionNumber, tableId, arrival, kept, now, false);
    }

    long bytes() {
        return OWN_BYTES
                + events.stream()
                        .mapToLong(event -> EVENT_BYTES + event.descriptors().length())
                        .sum();
    }
}
