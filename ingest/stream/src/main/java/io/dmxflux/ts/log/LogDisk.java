// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The disk that a writer writes to: the calls of a file, one method each, so that a test can have each of them fail. */
interface LogDisk {

    /** The machine's. */
    LogDisk MACHINE = (file, open) -> new ChannelFile(FileChannel.open(file, StandardOpenOption.WRITE, open));

    /**
     * Opens a file to write at its end.
     *
     * @param file its path
     * @param open CREATE or CREATE_NEW
     */
    LogFile open(Path file, StandardOpenOption open) throws IOException;

    /** A file that is written at its end. */
    interface LogFile extends AutoCloseable {

        /**
         * Writes buffers, as much as the disk takes.
         *
         * @return bytes, maybe fewer than there are
         */
        long write(ByteBuffer[] buffers, int from, int count) throws IOException;

        /** Cuts the file off, and goes on there. */
        void truncate(long bytes) throws IOException;

        /** Returns when everything is on the disk. */
        void force() throws IOException;

        @Override
        void close() throws IOException;
    }

    /**
     * A file of the machine's.
     *
     * @param channel its channel, at the place to write
     */
    record ChannelFile(FileChannel channel) implements LogFile {

        @Override
        public long write(ByteBuffer[] buffers, int from, int count) throws IOException {
            return channel.write(buffers, from, count);
        }

        @Override
        public void truncate(long bytes) throws IOException {
            channel.truncate(bytes);
            channel.position(bytes);
        }

        @Override
        public void force() throws IOException {
            channel.force(false);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
