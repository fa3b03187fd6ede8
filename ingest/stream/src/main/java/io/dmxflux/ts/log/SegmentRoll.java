// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import io.dmxflux.check.Check;
import io.dmxflux.packet.Pcr;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;

/**
 * The segments of a writer, one after the other. A disk that refuses something is asked again a second later, and what comes
 * meanwhile is refused.
 *
 * <p><b>Threading:</b> one thread, which blocks as long as the disk does; {@link #waitsFor} from any.
 */
final class SegmentRoll {

    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long TIDY_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long LEAST_STEP_MILLIS = 1_000;

    private final LogStream stream;
    private final StreamLock lock;
    private final FileLogConfig config;
    private final SegmentRetention retention;
    private final LogTime time;

    private @Nullable SegmentWriter active;
    private long openedNanos;
    private long forcedNanos;
    private boolean unforced;

    /** Whether the disk did so when it was asked last. */
    private volatile boolean isForced = true;

    private long tidiedNanos;

    private volatile @Nullable String problem;
    private long failedNanos;
    private long triedNanos;
    private long refusedBytes;

    /** Of the last chunk. */
    private boolean hasLast;

    private long lastMillis;
    private long lastTicks;

    SegmentRoll(LogStream stream, StreamLock lock, FileLogConfig config) {
        this.stream = stream;
        this.lock = lock;
        this.config = config;
        this.time = config.time;
        this.retention = new SegmentRetention(stream.name(), stream.folder(), config, stream::tell);
        tidiedNanos = time.nanos() - TIDY_NANOS;
    }

    /** Returns how often {@link #upkeep} is to be called at least, besides after each write. */
    long syncMillis() {
        Duration longest = config.sync.longest();
        return longest.isNegative() || longest.isZero()
                ? Long.MAX_VALUE
                : Math.max(1, TimeUnit.NANOSECONDS.toMillis(Check.nanos(longest, "sync")));
    }

    Optional<String> waitsFor() {
        return Optional.ofNullable(problem);
    }

    /**
     * Writes chunks.
     *
     * @param chunks stay the caller's
     * @return how many were written whole, the first ones; the disk refused the others
     */
    int write(List<TsChunk> chunks) {
        int done = 0;
        if (problem == null || time.nanos() - triedNanos >= RETRY_NANOS) {
            done = tryToWrite(chunks);
        }
        for (TsChunk chunk : chunks.subList(done, chunks.size())) {
            refusedBytes += chunk.packetBytes();
        }
        return done;
    }

    private int tryToWrite(List<TsChunk> chunks) {
        SegmentWriter writer;
        try {
            writer = segmentFor(chunks.get(0));
        } catch (IOException e) {
            refused(LogFailure.cannotWrite(stream.folder(), e));
            return 0;
        }
        int done = writer.write(chunks);
        chunks.subList(0, done).forEach(this::lookAtClock);
        unforced |= done > 0;
        IOException failure = writer.failure();
        if (failure != null) {
            refused(LogFailure.cannotWrite(writer.segment().file(), failure));
        } else if (problem != null) {
            problem = null;
            stream.tell(new LogEvent.IsBack(stream.name(), Duration.ofNanos(time.nanos() - failedNanos), refusedBytes));
            refusedBytes = 0;
        }
        return done;
    }

    private void refused(String why) {
        triedNanos = time.nanos();
        if (problem == null) {
            failedNanos = triedNanos;
            problem = why;
            stream.tell(new LogEvent.Waits(stream.name(), why));
        }
        problem = why;
    }

    private SegmentWriter segmentFor(TsChunk chunk) throws IOException {
        SegmentWriter writer = active;
        if (writer != null && (isFull(writer) || writer.isTorn() || isGone(writer))) {
            end(writer, false);
            writer = null;
        }
        if (writer == null) {
            if (lock.restore()) {
                refused(stream.folder()
                        + ": was removed while it was written, and is made again (expected: a log that is"
                        + " written is left alone; ?keep= deletes what is old)");
            }
            writer = SegmentWriter.create(Segment.of(stream.folder(), chunk.firstDatagram()), config.disk);
            active = writer;
            openedNanos = time.nanos();
            forcedNanos = openedNanos;
            tidiedNanos = openedNanos - TIDY_NANOS;
            stream.edge().rolled();
        }
        return writer;
    }

    private boolean isFull(SegmentWriter writer) {
        return writer.bytes() >= config.segmentBytes
                || time.nanos() - openedNanos >= Check.nanos(config.segmentTime, "segmentTime") && writer.bytes() > 0;
    }

    /** If a person removes a segment, what is written to it from now on is lost with it. */
    private static boolean isGone(SegmentWriter writer) {
        return Files.notExists(writer.segment().file());
    }

    /** Forcing all of a segment may take longer than the queue is long: it is waited for elsewhere, but for the last. */
    private void end(SegmentWriter writer, boolean last) {
        active = null;
        unforced = false;
        try {
            writer.finish();
        } catch (IOException e) {
            refused(LogFailure.cannotWrite(writer.segment().index(), e));
        } finally { // closes the file
            if (last) {
                settle(writer);
            } else {
                Schedulers.boundedElastic().schedule(() -> settle(writer));
            }
        }
    }

    private void settle(SegmentWriter writer) {
        try {
            writer.settle();
            isForced = true;
        } catch (IOException | RuntimeException e) {
            tellUnforced(writer, e);
        }
    }

    /** Once, until the disk does again what it is asked. */
    private void tellUnforced(SegmentWriter writer, Exception failure) {
        if (isForced) {
            isForced = false;
            stream.tell(new LogEvent.Unforced(
                    stream.name(), LogFailure.cannotForce(writer.segment().file(), failure)));
        }
    }

    /** The order of the log is that of positions, whatever the wall clock does. */
    private void lookAtClock(TsChunk chunk) {
        long millis = chunk.timeMillis();
        long ticks = chunk.arrivalTicks(0);
        long step = millis - lastMillis - (ticks - lastTicks) / Pcr.TICKS_PER_MILLI;
        if (hasLast && Math.abs(step) >= LEAST_STEP_MILLIS) {
            stream.tell(new LogEvent.ClockStepped(stream.name(), chunk.firstDatagram(), Duration.ofMillis(step)));
        }
        hasLast = true;
        lastMillis = millis;
        lastTicks = ticks;
    }

    /** Forces what is due to the disk, and deletes what is old; once a second at least. */
    void upkeep() {
        long now = time.nanos();
        SegmentWriter writer = active;
        if (writer != null
                && unforced
                && config.sync.isTimed()
                && now - forcedNanos >= Check.nanos(config.sync.longest(), "sync")) {
            forcedNanos = now;
            unforced = false;
            try {
                writer.force();
                isForced = true;
            } catch (IOException | RuntimeException e) {
                tellUnforced(writer, e);
            }
        }
        if (now - tidiedNanos >= TIDY_NANOS) {
            tidiedNanos = now;
            retention.run();
        }
    }

    /** Ends the last segment. */
    void close() {
        SegmentWriter writer = active;
        if (writer != null) {
            end(writer, true);
        }
    }
}
