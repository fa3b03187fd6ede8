// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.guide;

import io.dmxflux.ts.CraftedSection;
import io.dmxflux.ts.psi.Section;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** A section of events made by hand; network 1, stream 1019, and everything that is not set as in a table of one section. */
public final class CraftedEvents {

    static final int NETWORK = 1;
    static final int STREAM = 1019;

    private final int tableId;
    private final int serviceId;
    private int version;
    private int number;
    private int last;
    private int segmentLast;
    private int lastTableId;
    private boolean next;
    private final ByteArrayOutputStream events = new ByteArrayOutputStream();

    private CraftedEvents(int tableId, int serviceId) {
        this.tableId = tableId;
        this.serviceId = serviceId;
        this.lastTableId = tableId;
    }

    public static CraftedEvents of(int tableId, int serviceId) {
        return new CraftedEvents(tableId, serviceId);
    }

    public static ServiceTriplet triplet(int serviceId) {
        return new ServiceTriplet(NETWORK, STREAM, serviceId);
    }

    public CraftedEvents version(int versionNumber) {
        version = versionNumber;
        return this;
    }

    public CraftedEvents next() {
        next = true;
        return this;
    }

    public CraftedEvents number(int sectionNumber, int lastSectionNumber) {
        number = sectionNumber;
        last = lastSectionNumber;
        segmentLast = Math.min(lastSectionNumber, sectionNumber | 7);
        return this;
    }

    public CraftedEvents segmentLast(int segmentLastSectionNumber) {
        segmentLast = segmentLastSectionNumber;
        return this;
    }

    public CraftedEvents lastTableId(int lastTable) {
        lastTableId = lastTable;
        return this;
    }

    /** Adds an event with a name in German. */
    public CraftedEvents event(int eventId, String start, String duration, String name) {
        return event(
                eventId, time(Instant.parse(start)), duration(Duration.parse(duration)), shortEvent("deu", name, ""));
    }

    public CraftedEvents event(int eventId, byte[] start, byte[] duration, byte[]... descriptors) {
        byte[] loop = joined(descriptors);
        events.writeBytes(ByteBuffer.allocate(12 + loop.length)
                .putShort((short) eventId)
                .put(start)
                .put(duration)
                .putShort((short) (0x8000 | loop.length))
                .put(loop)
                .array());
        return this;
    }

    public byte[] bytes() {
        byte[] head = ByteBuffer.allocate(6)
                .putShort((short) STREAM)
                .putShort((short) NETWORK)
                .put((byte) segmentLast)
                .put((byte) lastTableId)
                .array();
        CraftedSection section = CraftedSection.of(tableId)
                .extension(serviceId)
                .version(version)
                .number(number, last)
                .body(joined(head, events.toByteArray()));
        return (next ? section.next() : section).bytes();
    }

    public Section section() {
        return Section.of(bytes());
    }

    public static byte[] shortEvent(String language, String name, String text) {
        return descriptor(0x4D, joined(ascii(language), counted(ascii(name)), counted(ascii(text))));
    }

    public static byte[] extendedEvent(int number, int lastNumber, String language, String items, String text) {
        return descriptor(
                0x4E,
                joined(
                        new byte[] {(byte) (number << 4 | lastNumber)},
                        ascii(language),
                        counted(CraftedSection.hex(items)),
                        counted(ascii(text))));
    }

    public static byte[] descriptor(int tag, byte[] payload) {
        return joined(new byte[] {(byte) tag}, counted(payload));
    }

    private static byte[] counted(byte[] bytes) {
        return joined(new byte[] {(byte) bytes.length}, bytes);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    public static byte[] time(Instant moment) {
        LocalDateTime utc = LocalDateTime.ofInstant(moment, ZoneOffset.UTC);
        long day = ChronoUnit.DAYS.between(LocalDate.of(1858, 11, 17), utc.toLocalDate());
        return joined(
                new byte[] {(byte) (day >>> 8), (byte) day},
                duration(Duration.ofSeconds(utc.toLocalTime().toSecondOfDay())));
    }

    public static byte[] duration(Duration duration) {
        return new byte[] {
            digits(duration.toHours()), digits(duration.toMinutesPart()), digits(duration.toSecondsPart())
        };
    }

    private static byte digits(long value) {
        return (byte) (value / 10 << 4 | value % 10);
    }

    public static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    public static Section tdt(String moment) {
        return Section.of(joined(CraftedSection.hex("70 70 05"), time(Instant.parse(moment))));
    }

    public static Section tot(String moment, byte[] descriptors) {
        byte[] body = joined(
                time(Instant.parse(moment)),
                new byte[] {(byte) 0xF0, (byte) descriptors.length},
                descriptors,
                new byte[4]);
        return Section.of(CraftedSection.withChecksum(joined(new byte[] {0x73, 0x70, (byte) body.length}, body)));
    }
}
