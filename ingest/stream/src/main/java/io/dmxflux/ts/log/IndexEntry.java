// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A run of chunks in a segment, in which the wall clock does not go back; or all of them, in the last entry of a segment that
 * is full.
 * <pre>
 *   byte  length
 *   0     4       "run " or "all "
 *   4     4       CRC-32C of everything behind it
 *   8     8       offset of the first chunk
 *   16    8       offset behind the last
 *   24    8       number of the first datagram
 *   32    8       number behind the last
 *   40    8       the earliest time in it, milliseconds since 1970
 *   48    8       the latest
 * </pre>
 *
 * @param offset where the first chunk is
 * @param end where the last ends
 * @param firstDatagram the position of the first chunk
 * @param endDatagram the position behind the last
 * @param earliest the first chunk's time of a run, in milliseconds; the least of all
 * @param latest the last chunk's time of a run; the greatest of all
 */
record IndexEntry(long offset, long end, long firstDatagram, long endDatagram, long earliest, long latest) {

    static final int BYTES = 56;
    static final int RUN = 0x72756E20;
    static final int ALL = 0x616C6C20;

    private static final int SUMMED = 8;

    /** Writes an entry of a kind. */
    void write(int kind, ByteBuffer target) {
        int at = target.position();
        target.putInt(kind).putInt(0);
        target.putLong(offset).putLong(end).putLong(firstDatagram).putLong(endDatagram);
        target.putLong(earliest).putLong(latest);
        target.putInt(at + Integer.BYTES, crc(target, at));
    }

    /** Reads the entry at a place, if it is a sound one of that kind. */
    static Optional<IndexEntry> read(int kind, ByteBuffer source, int at) {
        if (source.getInt(at) != kind || source.getInt(at + Integer.BYTES) != crc(source, at)) {
            return Optional.empty();
        }
        int fields = at + SUMMED;
        return Optional.of(new IndexEntry(
                source.getLong(fields),
                source.getLong(fields + 8),
                source.getLong(fields + 16),
                source.getLong(fields + 24),
                source.getLong(fields + 32),
                source.getLong(fields + 40)));
    }

    private static int crc(ByteBuffer bytes, int at) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().limit(at + BYTES).position(at + SUMMED));
        return (int) crc.getValue();
    }

    /** Joins two, the other behind this one. */
    IndexEntry plus(IndexEntry other) {
        return new IndexEntry(
                offset,
                other.end,
                firstDatagram,
                other.endDatagram,
                Math.min(earliest, other.earliest),
                Math.max(latest, other.latest));
    }
}
