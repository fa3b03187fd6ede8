// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.dmxflux.dmx.LeakCheck;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fails at the last entry of an index. */
@ExtendWith(LeakCheck.class)
class SegmentWriterTest {

    @TempDir
    private Path directory;

    private final AtomicInteger indexWrites = new AtomicInteger();
    private final AtomicInteger openFiles = new AtomicInteger();

    /** Does with the second write to an index, which is its last, as it is said, and takes everything else. */
    private LogDisk disk(LastWrite last) {
        return (file, open) -> {
            LogDisk.LogFile opened = LogDisk.MACHINE.open(file, open);
            openFiles.incrementAndGet();
            return new LogDisk.LogFile() {
                @Override
                public long write(ByteBuffer[] buffers, int from, int count) throws IOException {
                    boolean isLast = file.toString().endsWith(".index") && indexWrites.incrementAndGet() == 2;
                    return isLast ? last.write(opened, buffers[from]) : opened.write(buffers, from, count);
                }

                @Override
                public void truncate(long bytes) throws IOException {
                    opened.truncate(bytes);
                }

                @Override
                public void force() throws IOException {
                    opened.force();
                }

                @Override
                public void close() throws IOException {
                    openFiles.decrementAndGet();
                    opened.close();
                }
            };
        };
    }

    private SegmentWriter written(LastWrite last) throws IOException {
        SegmentWriter writer = SegmentWriter.create(Segment.of(directory, 0), disk(last));
        TsChunk chunk = new LoggedStream(1, 0).next(48, Duration.ofMillis(13));
        try {
            assertThat(writer.write(List.of(chunk))).isEqualTo(1);
        } finally {
            chunk.release();
        }
        return writer;
    }

    @Test
    void entryThatIsNotTakenToItsEndIsWrittenAgain() throws IOException {
        SegmentWriter writer = written((file, buffer) -> {
            ByteBuffer part = buffer.slice(buffer.position(), 10);
            buffer.position(buffer.position() + 10);
            return file.write(new ByteBuffer[] {part}, 0, 1);
        });
        writer.finish();
        writer.settle();
        assertThat(SegmentIndex.summary(writer.segment())).isPresent();
        assertThat(SegmentIndex.of(writer.segment()).damaged()).isFalse();
    }

    @Test
    void indexIsClosedWhenItsLastEntryIsRefused() throws IOException {
        SegmentWriter writer = written((file, buffer) -> {
            throw new IOException("No space left on device");
        });
        assertThatIOException().isThrownBy(writer::finish).withMessage("No space left on device");
        writer.settle();
        assertThat(openFiles).hasValue(0);
        assertThat(SegmentIndex.of(writer.segment()).runs()).hasSize(1);
    }

    @Test
    void writerThatForcesEachWriteIsNotWokenBetweenWrites() throws IOException {
        assertThat(syncMillis(LogSync.EACH_WRITE)).isEqualTo(Long.MAX_VALUE);
        assertThat(syncMillis(LogSync.SEGMENTS)).isEqualTo(Long.MAX_VALUE);
        assertThat(syncMillis(LogSync.parse("50ms"))).isEqualTo(50);
    }

    private long syncMillis(LogSync sync) throws IOException {
        FileLogConfig config = FileLogConfig.builder().sync(sync).build();
        try (BlockCache cache = new BlockCache(0)) {
            LogStream stream = LogStream.of("hd", directory, cache, event -> {});
            try (StreamLock lock = StreamLock.of(stream)) {
                return new SegmentRoll(stream, lock, config).syncMillis();
            }
        }
    }

    /** What a disk does with a write. */
    private interface LastWrite {

        long write(LogDisk.LogFile file, ByteBuffer buffer) throws IOException;
    }
}
