// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.guide;

import io.dmxflux.ts.psi.TableId;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The sections of one service that count at present, by table and number. One thread. */
final class ServiceSections {

    private static final int SECTIONS_OF_SEGMENT = 8;
    private static final int NUMBER_BITS = 8;

    private final TreeMap<Integer, StoredSection> byPlace = new TreeMap<>();

    private long bytes;
    private int events;

    /** What was given out last; null if it has changed since. */
    private @Nullable ServiceEvents shown;

    static int place(int tableId, int sectionNumber) {
        return tableId << NUMBER_BITS | sectionNumber;
    }

    @Nullable
    StoredSection get(int place) {
        return byPlace.get(place);
    }

    void put(int place, StoredSection section) {
        shown = null;
        bytes += section.bytes();
        events += section.events().size();
        forget(byPlace.put(place, section));
    }

    void remove(int place) {
        shown = null;
        forget(byPlace.remove(place));
    }

    private void forget(@Nullable StoredSection former) {
        if (former != null) {
            bytes -= former.bytes();
            events -= former.events().size();
        }
    }

    /**
     * Takes away what a section says there is no more: behind the end of its segment, of its table, and tables behind the last.
     * Present and following have no segments, and senders that fill in their end anyhow.
     */
    void endBehind(int tableId, int sectionNumber, int segmentLast, int tableLast, int lastTableId) {
        int segment = sectionNumber - sectionNumber % SECTIONS_OF_SEGMENT;
        boolean hasSegments = tableId >= TableId.EIT_SCHEDULE_ACTUAL;
        if (hasSegments && segmentLast >= sectionNumber && segmentLast < segment + SECTIONS_OF_SEGMENT) {
            removeBetween(place(tableId, segmentLast + 1), place(tableId, segment + SECTIONS_OF_SEGMENT));
        }
        removeBetween(place(tableId, tableLast + 1), place(tableId + 1, 0));
        boolean isOfItsKind = lastTableId >= tableId && lastTableId >> 4 == tableId >> 4;
        if (isOfItsKind) {
            removeBetween(place(lastTableId + 1, 0), place((tableId | 0x0F) + 1, 0));
        }
    }

    private void removeBetween(int first, int behind) {
        if (first < behind) {
            List.copyOf(byPlace.subMap(first, behind).keySet()).forEach(this::remove);
        }
    }

    /** Leaves out what is past. */
    void prune(Instant now, GuideLimits limits) {
        for (var entry : byPlace.entrySet()) {
            StoredSection section = entry.getValue();
            StoredSection rest = section.at(now, limits);
            if (rest != section) {
                shown = null;
                bytes += rest.bytes();
                events += rest.events().size();
                forget(section);
                entry.setValue(rest);
            }
        }
    }

    boolean hasEvents() {
        return events > 0;
    }

    int events() {
        return events;
    }

    long bytes() {
        return bytes;
    }

    ServiceEvents show() {
        ServiceEvents now = shown;
        if (now == null) {
            now = new ServiceEvents(List.copyOf(byPlace.values()));
            shown = now;
        }
        return now;
    }
}
