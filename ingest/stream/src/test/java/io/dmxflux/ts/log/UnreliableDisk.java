// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A disk that refuses, takes a part, and, if it lies, says that it has written what it has not: as one does whose power fails
 * before its cache is on it.
 */
final class UnreliableDisk implements LogDisk {

    private final Random random;

    /** Another, as a segment that is full is forced on another thread. */
    private final Random forces;

    private final boolean lies;
    private volatile boolean works;

    /** Spans that it has lied about, as offsets in segments. */
    final List<String> lies() {
        return List.copyOf(told);
    }

    private final List<String> told = new ArrayList<>();

    UnreliableDisk(long seed, boolean lies) {
        this.random = new Random(seed);
        this.forces = new Random(seed);
        this.lies = lies;
    }

    /** From now on it does what it is asked. */
    void mend() {
        works = true;
    }

    private boolean happens(int oneIn) {
        return !works && random.nextInt(oneIn) == 0;
    }

    @Override
    public LogFile open(Path file, StandardOpenOption open) throws IOException {
        if (happens(10)) {
            throw new IOException("No space left on device");
        }
        return new UnreliableFile(
                LogDisk.MACHINE.open(file, open), file.toString().endsWith(".chunks"));
    }

    private final class UnreliableFile implements LogFile {

        private final LogFile file;
        private final boolean isSegment;

        UnreliableFile(LogFile file, boolean isSegment) {
            this.file = file;
            this.isSegment = isSegment;
        }

        @Override
        public long write(ByteBuffer[] buffers, int from, int count) throws IOException {
            if (happens(12)) {
                throw new IOException("Input/output error");
            }
            if (happens(6)) {
                return writePart(buffers, from);
            }
            if (lies && isSegment && happens(8)) {
                return writeZeros(buffers, from);
            }
            return file.write(buffers, from, count);
        }

        /** A part of the first buffer. */
        private long writePart(ByteBuffer[] buffers, int from) throws IOException {
            ByteBuffer buffer = buffers[from];
            int part = 1 + random.nextInt(buffer.remaining());
            ByteBuffer taken = buffer.duplicate().limit(buffer.position() + part);
            long written = file.write(new ByteBuffer[] {taken}, 0, 1);
            buffer.position(buffer.position() + (int) written);
            return written;
        }

        private long writeZeros(ByteBuffer[] buffers, int from) throws IOException {
            ByteBuffer buffer = buffers[from];
            told.add(buffer.remaining() + " bytes");
            ByteBuffer zeros = ByteBuffer.allocate(buffer.remaining());
            buffer.position(buffer.limit());
            return file.write(new ByteBuffer[] {zeros}, 0, 1);
        }

        @Override
        public void truncate(long bytes) throws IOException {
            if (happens(5)) {
                throw new IOException("Input/output error");
            }
            file.truncate(bytes);
        }

        @Override
        public void force() throws IOException {
            if (!works && forces.nextInt(5) == 0) {
                throw new IOException("Input/output error");
            }
            file.force();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
