// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.packet.Pid;
import io.dmxflux.ts.psi.Section;
import io.dmxflux.ts.psi.TableId;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The events of an output's service, section by section as they come, each sub-table with a {@link TableVersion} of its own.
 * The version goes up when the multiplex has another one, and when a section differs from the one sent with its number before,
 * be it in its header. A section that would be one change too many is left out; the multiplex repeats it.
 *
 * <p>Present and following events are kept, and sent again when those of the multiplex come too seldom; schedules are not.
 *
 * <p><b>Threading:</b> one thread.
 * <p><b>Source:</b> ETSI EN 300 468 5.2.4.
 */
final class SentEvents {

    /** TR 101 290 3.6: both sections at least every two seconds. */
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(1_900);

    /** After so long without events from the multiplex the last ones are not repeated: they are over. */
    private static final long STALE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final int UNKNOWN = -1;

    private final IntUnaryOperator firstVersion;
    private final Map<Integer, SubTable> subTables = new ConcurrentHashMap<>();

    /** Present and following, by section number. */
    private final Map<Integer, SentSection> kept = new TreeMap<>();

    /**
     * No events.
     *
     * @param firstVersion of each sub-table, by its table_id
     */
    SentEvents(IntUnaryOperator firstVersion) {
        this.firstVersion = firstVersion;
    }

    /** Adds the version of each sub-table that was sent, by its table_id; from any thread. */
    void addVersions(Map<Integer, Integer> versions) {
        subTables.forEach((tableId, subTable) -> versions.put(tableId, subTable.version.number()));
    }

    /** Expects sections of another source, which counts its versions for itself; nothing is repeated until they come. */
    void restart() {
        subTables.values().forEach(subTable -> subTable.sourceVersion = UNKNOWN);
        kept.clear();
    }

    /**
     * Sends a section.
     *
     * @param received as it came
     * @param edited the same with the header of the output
     * @param output the PIDs
     * @param dueNanos when its packets are due
     * @param nanos now, by the clock of the tables
     */
    void send(Section received, byte[] edited, OutputPids output, long dueNanos, long nanos) {
        byte[] section = versioned(received, edited, nanos);
        if (section == null) {
            return;
        }
        if (received.tableId() != TableId.EIT_PRESENT_FOLLOWING_ACTUAL) {
            output.section(output.ofTables(Pid.EIT), section, dueNanos);
            return;
        }
        SentSection before = kept.get(received.sectionNumber());
        if (before == null || !before.wasRepeatedJustNow(nanos)) {
            output.section(output.ofTables(Pid.EIT), section, dueNanos);
            kept.put(received.sectionNumber(), new SentSection(section, nanos, nanos, false));
        }
    }

    /** Returns a section with the version that it is sent with; null if that may not change yet. */
    private byte @Nullable [] versioned(Section received, byte[] edited, long nanos) {
        int first = firstVersion.applyAsInt(received.tableId());
        if (first == TableVersion.OF_MULTIPLEX) {
            return edited;
        }
        SubTable subTable = subTables.computeIfAbsent(received.tableId(), id -> new SubTable(first));
        return subTable.accept(received, edited, nanos) ? Section.withVersion(edited, subTable.version.number()) : null;
    }

    /** Sends the present and the following event again if it is time. */
    void repeat(OutputPids output, long dueNanos, long nanos) {
        for (Map.Entry<Integer, SentSection> each : kept.entrySet()) {
            SentSection section = each.getValue();
            if (section.isOverdue(nanos)) {
                output.section(output.ofTables(Pid.EIT), section.bytes, dueNanos);
                each.setValue(new SentSection(section.bytes, section.receivedNanos, nanos, true));
            }
        }
    }

    /** One section of present and following events, as it was sent last. */
    private record SentSection(byte[] bytes, long receivedNanos, long sentNanos, boolean repeated) {

        boolean isOverdue(long nanos) {
            return nanos - sentNanos >= LONGEST_NANOS && nanos - receivedNanos < STALE_NANOS;
        }

        boolean wasRepeatedJustNow(long nanos) {
            return repeated && nanos - sentNanos < SentTable.APART_NANOS;
        }
    }

    /** What receivers have of one table_id: its version, and the checksum of each section with version 0. */
    private static final class SubTable {

        private final TableVersion version;
        private final Map<Integer, Integer> checksums = new HashMap<>();
        private int sourceVersion = UNKNOWN;

        SubTable(int firstVersion) {
            version = new TableVersion(firstVersion);
        }

        /** Changes the version if receivers must notice the section; false if it may not change yet. */
        boolean accept(Section received, byte[] edited, long nanos) {
            int checksum = Section.of(Section.withVersion(edited, 0)).crc32();
            Integer known = checksums.get(received.sectionNumber());
            if (isChange(received, known != null, known != null && known == checksum)) {
                if (!version.change(nanos)) {
                    return false;
                }
                checksums.clear();
            }
            sourceVersion = received.versionNumber();
            checksums.put(received.sectionNumber(), checksum);
            return true;
        }

        /** After another source the content counts, as it may be the same. */
        private boolean isChange(Section received, boolean isKnown, boolean isSame) {
            if (sourceVersion == UNKNOWN) {
                return !checksums.isEmpty() && !isSame;
            }
            return sourceVersion != received.versionNumber() || isKnown && !isSame;
        }
    }
}
