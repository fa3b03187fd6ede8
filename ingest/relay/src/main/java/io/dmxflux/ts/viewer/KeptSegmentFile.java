// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.viewer;

import io.dmxflux.ts.hls.SegmentMark;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The file beside a stream of a log that says where segments are, so that a start need not read hours again.
 * <pre>
 *   byte  length
 *   0     4       CRC-32C of everything behind it
 *   4     2       service
 *   6     2       1 if it is discontinuous, 0
 *   8     8       number
 *   16    8       discontinuities
 *   24    8       place of the first packet
 *   32    8       place behind the last
 *   40    8       when it began, milliseconds since 1970
 *   48    8       duration in nanoseconds
 *   56    8       bytes
 * </pre>
 * What is damaged, or was written in part, is left out: it is found again in the log, as far as it is at the end.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class KeptSegmentFile implements AutoCloseable {

    private static final int BYTES = 64;

    private final Path path;
    private final FileChannel channel;

    private KeptSegmentFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Reads a file; without one there are none. */
    static List<KeptSegment> read(Path path) throws IOException {
        List<KeptSegment> all = new ArrayList<>();
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path));
            for (int at = 0; at + BYTES <= bytes.capacity(); at += BYTES) {
                read(bytes, at).ifPresent(all::add);
            }
        } catch (NoSuchFileException e) {
            // the first start
        }
        return all;
    }

    /** Writes a file in place of what is there. */
    static KeptSegmentFile write(Path path, List<KeptSegment> all) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(all.size() * BYTES);
        all.forEach(segment -> write(segment, bytes));
        Path next = path.resolveSibling(path.getFileName() + ".new");
        Files.createDirectories(path.toAbsolutePath().getParent());
        Files.write(next, bytes.array());
        Files.move(next, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        return new KeptSegmentFile(path, FileChannel.open(path, StandardOpenOption.APPEND));
    }

    /** Adds a segment. */
    void append(KeptSegment segment) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        write(segment, bytes);
        bytes.flip();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Returns how many segments it has, with those that are not kept any more. */
    long segments() throws IOException {
        return channel.size() / BYTES;
    }

    private static void write(KeptSegment segment, ByteBuffer target) {
        int at = target.position();
        SegmentMark mark = segment.mark();
        target.putInt(0).putShort((short) mark.serviceId()).putShort((short) (mark.isDiscontinuous() ? 1 : 0));
        target.putLong(segment.number()).putLong(segment.discontinuities());
        target.putLong(mark.from()).putLong(mark.to()).putLong(mark.startMillis());
        target.putLong(mark.duration().toNanos()).putLong(mark.bytes());
        target.putInt(at, crc(target, at));
    }

    private static Optional<KeptSegment> read(ByteBuffer source, int at) {
        if (source.getInt(at) != crc(source, at)) {
            return Optional.empty();
        }
        int fields = at + 2 * Integer.BYTES;
        SegmentMark mark = new SegmentMark(
                Short.toUnsignedInt(source.getShort(at + Integer.BYTES)),
                source.getLong(fields + 16),
                source.getLong(fields + 24),
                source.getLong(fields + 32),
                Duration.ofNanos(source.getLong(fields + 40)),
                source.getShort(at + Integer.BYTES + Short.BYTES) != 0,
                source.getLong(fields + 48));
        return Optional.of(new KeptSegment(source.getLong(fields), source.getLong(fields + 8), mark));
    }

    private static int crc(ByteBuffer bytes, int at) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().limit(at + BYTES).position(at + Integer.BYTES));
        return (int) crc.getValue();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
