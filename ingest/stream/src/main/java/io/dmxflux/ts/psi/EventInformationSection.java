// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * One section of the Event Information Table: some events of one service. Of the present and following events section 0 has
 * the one and section 1 the other.
 *
 * @param tableId 0x4E to 0x6F: present and following or schedule, of this transport stream or another
 * @param serviceId {@code service_id}
 * @param versionNumber {@code version_number}, 0 to 31
 * @param sectionNumber {@code section_number}
 * @param transportStreamId {@code transport_stream_id}
 * @param originalNetworkId {@code original_network_id}
 * @param events in the order of the section
 * @see <a href="https://www.etsi.org/deliver/etsi_en/300400_300499/300468/">ETSI EN 300 468 5.2.4</a>
 */
public record EventInformationSection(
        int tableId,
        int serviceId,
        int versionNumber,
        int sectionNumber,
        int transportStreamId,
        int originalNetworkId,
        List<Event> events) {

    /** Behind the long header: transport stream, network, segment_last_section_number, last_table_id. */
    private static final int HEAD_LENGTH = 6;

    private static final int ENTRY_LENGTH = 12;
    private static final int SERVICE_ID_OFFSET = 3;
    private static final int TRANSPORT_STREAM_ID_OFFSET = 8;
    private static final int ORIGINAL_NETWORK_ID_OFFSET = 10;
    private static final int RUNNING_STATUS_SHIFT = 13;
    private static final int FREE_CA_MODE = 0x1000;
    private static final int LENGTH_MASK = 0x0FFF;

    /** A section whose events are copied. */
    public EventInformationSection {
        events = List.copyOf(events);
    }

    /**
     * Reads a section.
     *
     * @param section may be a view
     * @return its events
     * @throws IllegalArgumentException if the section is of another table
     */
    public static EventInformationSection parse(Section section) {
        expectEit(section);
        SectionReader in = new SectionReader(section);
        boolean whole = in.has(HEAD_LENGTH);
        return new EventInformationSection(
                section.tableId(),
                section.tableIdExtension(),
                section.versionNumber(),
                section.sectionNumber(),
                whole ? in.readShort() : 0,
                whole ? in.readShort() : 0,
                whole ? readEvents(in) : List.of());
    }

    private static void expectEit(Section section) {
        if (!TableId.isEit(section.tableId())) {
            throw TableId.unexpected(section, "0x4e to 0x6f");
        }
    }

    private static List<Event> readEvents(SectionReader in) {
        in.readShort();
        List<Event> events = new ArrayList<>();
        while (in.has(ENTRY_LENGTH)) {
            events.add(readEvent(in));
        }
        return events;
    }

    private static Event readEvent(SectionReader in) {
        int eventId = in.readShort();
        var start = TimeAndDate.readTime(in);
        var duration = TimeAndDate.readDuration(in);
        int status = in.readShort();
        return new Event(
                eventId,
                start,
                duration,
                status >>> RUNNING_STATUS_SHIFT,
                (status & FREE_CA_MODE) != 0,
                in.readDescriptors(status & LENGTH_MASK));
    }

    /**
     * Makes the same section of another service.
     *
     * @param section what to take everything else from; may be a view
     * @param serviceId {@code service_id} to write
     * @param transportStreamId {@code transport_stream_id} to write
     * @param originalNetworkId {@code original_network_id} to write; empty to keep it
     * @return a whole section with a checksum of its own
     * @throws IllegalArgumentException if the section is of another table, or a value does not fit its field
     */
    public static byte[] relabel(Section section, int serviceId, int transportStreamId, OptionalInt originalNetworkId) {
        expectEit(section);
        FieldWidth.check("service_id", serviceId, 16);
        FieldWidth.check("transport_stream_id", transportStreamId, 16);
        byte[] bytes = section.toByteArray();
        putShort(bytes, SERVICE_ID_OFFSET, serviceId);
        if (section.bodyEnd() >= TRANSPORT_STREAM_ID_OFFSET + Short.BYTES) {
            putShort(bytes, TRANSPORT_STREAM_ID_OFFSET, transportStreamId);
        }
        if (section.bodyEnd() >= ORIGINAL_NETWORK_ID_OFFSET + Short.BYTES) {
            originalNetworkId.ifPresent(id -> putShort(bytes, ORIGINAL_NETWORK_ID_OFFSET, id));
        }
        return SectionWriter.withChecksum(bytes);
    }

    private static void putShort(byte[] bytes, int offset, int value) {
        bytes[offset] = (byte) (value >>> 8);
        bytes[offset + 1] = (byte) value;
    }
}
