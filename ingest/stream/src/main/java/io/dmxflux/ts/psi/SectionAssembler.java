// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import io.dmxflux.packet.Continuity;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

/**
 * Assembles the sections of one PID from its packets.
 * <pre>
 *   payload_unit_start 1   | pointer_field = n | n bytes: end of the section begun before | section | section | begin of ...
 *   payload_unit_start 0   | more of the section begun before            | if that ends here: 0xFF to the end of the packet
 * </pre>
 *
 * <p>A section may begin anywhere behind a pointer_field, its header may be cut in two, and it ends where {@code
 * section_length} says. A duplicate packet is ignored. An incomplete section is dropped at a gap of the continuity counter,
 * and at a packet that is damaged ({@code transport_error_indicator}) or scrambled; the next section is the one at the next
 * {@code payload_unit_start_indicator}.
 *
 * <p><b>Ownership:</b> the {@link Section} of a callback is a view of the assembler's memory, valid until it returns.
 * Buffers are read, neither retained nor released.
 * <p><b>Threading:</b> one thread; callbacks run inside {@link #packet}. Only the constructor allocates.
 * <p><b>Errors:</b> none by content: unsound sections are counted in {@link #stats()} and skipped.
 * <p><b>Source:</b> ISO/IEC 13818-1 2.4.4.1 and 2.4.4.2 (pointer_field), 2.4.4.11 (lengths); continuity by
 * {@link Continuity}.
 */
public final class SectionAssembler {

    private final Consumer<Section> onSection;
    private final IntConsumer onCrcError;
    private final IntPredicate isWanted;

    /** Room for the longest section and the rest of a packet: a packet is copied before its section's end is known. */
    private final byte[] bytes = new byte[Section.MAX_LENGTH + TsPacket.LENGTH];

    private final Section view = Section.viewOf(bytes);

    private boolean collecting;
    private int collectedBytes;

    /** Bytes of the section that is being collected; 0 until its header is there. */
    private int sectionBytes;

    private int continuity = Continuity.UNSEEN;

    private long sections;
    private long crcErrors;
    private long syntaxErrors;
    private long lostPackets;

    /**
     * An assembler that has seen no packet.
     *
     * @param onSection called with each sound section, in the order in which they end; what it throws comes out of
     *     {@link #packet}
     */
    public SectionAssembler(Consumer<Section> onSection) {
        this(onSection, tableId -> {}, tableId -> true);
    }

    /**
     * The same, also told of damaged sections, and leaving out those that are not wanted.
     *
     * @param onSection called with each sound section, in the order in which they end; what it throws comes out of
     *     {@link #packet}
     * @param onCrcError called with the {@code table_id} of each section that is skipped because {@code CRC_32} is wrong
     * @param isWanted asked with the {@code table_id} of each section, before its checksum is computed, which is most of the work
     */
    public SectionAssembler(Consumer<Section> onSection, IntConsumer onCrcError, IntPredicate isWanted) {
        this.onSection = onSection;
        this.onCrcError = onCrcError;
        this.isWanted = isWanted;
    }

    /**
     * Takes the PID's next packet.
     *
     * @param buffer where the packet lies
     * @param packet index of its first byte
     */
    public void packet(ByteBuf buffer, int packet) {
        int header = TsPacket.header(buffer, packet);
        if (TsPacket.transportError(header)) {
            collecting = false;
            return;
        }
        continuity = Continuity.next(continuity, header, buffer, packet);
        if (Continuity.isBroken(continuity)) {
            collecting = false;
            lostPackets += Continuity.missing(continuity);
        }
        if (!TsPacket.hasPayload(header) || Continuity.isDuplicate(continuity)) {
            return;
        }
        if (TsPacket.scramblingControl(header) != 0) {
            collecting = false;
            return;
        }
        int payload = packet + TsPacket.payloadOffset(buffer, packet);
        int end = packet + TsPacket.LENGTH;
        if (TsPacket.payloadUnitStart(header)) {
            begin(buffer, payload, end);
        } else if (collecting) {
            collect(buffer, payload, end);
        }
    }

    private void begin(ByteBuf buffer, int payload, int end) {
        if (payload == end) {
            return;
        }
        int first = payload + 1 + buffer.getUnsignedByte(payload);
        if (first >= end) {
            reject();
            return;
        }
        if (collecting) {
            collect(buffer, payload + 1, first);
        }
        if (collecting) {
            reject();
        }
        int at = first;
        while (at < end && buffer.getUnsignedByte(at) != TableId.STUFFING) {
            collecting = true;
            collectedBytes = 0;
            sectionBytes = 0;
            at = collect(buffer, at, end);
        }
    }

    /** Collects bytes of a section, and returns the index behind its end, or {@code to}. */
    private int collect(ByteBuf buffer, int from, int to) {
        int before = collectedBytes;
        buffer.getBytes(from, bytes, before, to - from);
        collectedBytes = before + to - from;
        if (sectionBytes == 0 && collectedBytes >= Section.SHORT_HEADER_LENGTH) {
            sectionBytes = Section.claimedLength(bytes);
            if (sectionBytes == 0) {
                reject();
                return to;
            }
        }
        if (sectionBytes == 0 || collectedBytes < sectionBytes) {
            return to;
        }
        collecting = false;
        int end = from + sectionBytes - before;
        complete();
        return end;
    }

    private void complete() {
        if (!isWanted.test(bytes[0] & 0xFF)) {
            return;
        }
        if (!Section.hasSoundChecksum(bytes, sectionBytes)) {
            crcErrors++;
            onCrcError.accept(bytes[0] & 0xFF);
            return;
        }
        sections++;
        view.show(sectionBytes);
        onSection.accept(view);
        view.show(0);
    }

    private void reject() {
        syntaxErrors++;
        collecting = false;
    }

    /** Forgets an incomplete section and the continuity counter. The counts stay. */
    public void reset() {
        collecting = false;
        continuity = Continuity.UNSEEN;
    }

    /**
     * Returns the counts.
     *
     * @return a snapshot
     */
    public SectionStats stats() {
        return new SectionStats(sections, crcErrors, syntaxErrors, lostPackets);
    }
}
