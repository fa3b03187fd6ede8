// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.recording;

import java.nio.ByteBuffer;

/**
 * The packets of a recording, found by their sync bytes and freed of what is between them.
 *
 * <p><b>Shape:</b> packets follow each other every 188 bytes; every 204 with 16 of Reed-Solomon parity behind each; or
 * every 192 with a time stamp of 4 before each. Whatever comes before the first of {@value #SYNC_RUN} sync bytes in such
 * a row is skipped, at the beginning and where sync is lost; so is an incomplete packet at the end.
 * <p>Packets are read straight into the reader's buffer, where only every 188th byte is looked at.
 * <p><b>Source:</b> ISO/IEC 13818-1 2.4.3.3 ({@code sync_byte}) and annex G (five in a row); ETSI EN 300 429 (204).
 */
final class AlignedPackets implements PacketSource {

    /** Sync bytes in a row that tell a stream from bytes that happen to be 0x47. */
    private static final int SYNC_RUN = 5;

    /** How far into a recording its first packet may be, in bytes. */
    private static final int LONGEST_LEAD = 1 << 20;

    private static final int[] STRIDES = {PacketStamps.LENGTH, 204, 192};
    private static final int LONGEST_RUN = SYNC_RUN * 204;

    private final StreamBytes bytes;
    private final long first;
    private final ByteBuffer searched = ByteBuffer.allocate(16 * LONGEST_RUN);
    private int stride;
    private long position;

    /**
     * Looks for the first packet.
     *
     * @param bytes closed with this, but not if this fails
     * @throws IllegalArgumentException in one line, if there is none
     */
    AlignedPackets(StreamBytes bytes) {
        this.bytes = bytes;
        if (bytes.size() == 0) {
            throw new IllegalArgumentException(
                    bytes + ": empty (expected: packets of a transport stream); record it again");
        }
        if (!beginsAligned()) {
            findRun(0, Math.min(bytes.size(), LONGEST_LEAD));
        }
        if (ended()) {
            throw new IllegalArgumentException(bytes + ": not a transport stream (expected: " + SYNC_RUN
                    + " packets in a row that begin with 0x47, every 188, 192 or 204 bytes); remux it into one");
        }
        this.first = position;
    }

    @Override
    public int read(ByteBuffer target) {
        int start = target.position();
        while (target.remaining() >= PacketStamps.LENGTH && !ended()) {
            readRun(target);
        }
        int read = target.position() - start;
        return read == 0 && ended() ? END : read;
    }

    @Override
    public boolean ended() {
        return position + PacketStamps.LENGTH > bytes.size();
    }

    /** Goes back to the first packet. */
    void rewind() {
        position = first;
    }

    @Override
    public void close() {
        bytes.close();
    }

    @Override
    public String toString() {
        return bytes.toString();
    }

    /** Appends packets up to where the target is full, the recording ends, or sync is lost. */
    private void readRun(ByteBuffer target) {
        int start = target.position();
        int end = start + readBytes(target);
        int in = start;
        int out = start;
        while (in + PacketStamps.LENGTH <= end && target.get(in) == PacketStamps.SYNC_BYTE) {
            if (in != out) {
                target.put(out, target, in, PacketStamps.LENGTH);
            }
            in += stride;
            out += PacketStamps.LENGTH;
        }
        target.position(out);
        position += in - start;
        if (end - start < PacketStamps.LENGTH) {
            position = bytes.size(); // the file has become shorter than it was
        } else if (in + PacketStamps.LENGTH <= end) {
            findRun(position, bytes.size());
        }
    }

    private int readBytes(ByteBuffer target) {
        int limit = target.limit();
        int room = target.remaining() - target.remaining() % PacketStamps.LENGTH;
        target.limit(target.position() + (int) Math.min(room, bytes.size() - position));
        int read = bytes.read(target, position);
        target.limit(limit);
        return read;
    }

    /** Whether all packets up to the fifth are where they belong; there may be fewer. */
    private boolean beginsAligned() {
        search(0);
        for (int candidate : STRIDES) {
            long packets = (bytes.size() - PacketStamps.LENGTH) / candidate + 1;
            if (bytes.size() >= PacketStamps.LENGTH && isRun(0, candidate, (int) Math.min(packets, SYNC_RUN))) {
                stride = candidate;
                return true;
            }
        }
        return false;
    }

    /** Moves to the first of five sync bytes in a row, or to the end. */
    private void findRun(long from, long to) {
        int step = searched.capacity() - LONGEST_RUN;
        for (long block = from; block < to; block += step) {
            search(block);
            for (int offset = 0; offset < step; offset++) {
                if (startsRun(offset)) {
                    position = block + offset;
                    return;
                }
            }
        }
        position = bytes.size();
    }

    private void search(long block) {
        searched.clear();
        bytes.read(searched, block);
        searched.flip();
    }

    private boolean startsRun(int offset) {
        for (int candidate : STRIDES) {
            if (isRun(offset, candidate, SYNC_RUN)) {
                stride = candidate;
                return true;
            }
        }
        return false;
    }

    private boolean isRun(int offset, int candidate, int packets) {
        for (int i = 0, at = offset; i < packets; i++, at += candidate) {
            if (at >= searched.limit() || searched.get(at) != PacketStamps.SYNC_BYTE) {
                return false;
            }
        }
        return true;
    }
}
