// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import io.dmxflux.check.Check;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Deletes the oldest segments of a stream, by age and by size.
 *
 * <p>A wall clock that is stepped ahead makes everything old. So nothing is deleted by age for an hour after a step, which is
 * time to step it back; the limit of size holds meanwhile. A segment from the future, of a clock that was ahead, goes with the
 * one behind it.
 *
 * <p><b>Threading:</b> one thread, that of the writer.
 */
final class SegmentRetention {

    private static final long HOLD_NANOS = TimeUnit.HOURS.toNanos(1);
    private static final long LEAST_STEP_MILLIS = 1_000;

    private final String stream;
    private final Path folder;
    private final LogRetention limits;
    private final LogTime time;
    private final Consumer<LogEvent> events;
    private final Map<Segment, Long> latest = new HashMap<>();

    /** Told last, while it lasts. */
    private String problem = "";

    private long wallOffsetMillis;
    private long stepNanos;
    private boolean stepped;

    SegmentRetention(String stream, Path folder, FileLogConfig config, Consumer<LogEvent> events) {
        this.stream = stream;
        this.folder = folder;
        this.limits = config.retention;
        this.time = config.time;
        this.events = events;
        wallOffsetMillis = WallOffset.millis(time);
    }

    /** Deletes what is too old or too much, but never the newest segment. */
    void run() {
        try {
            List<Segment> segments = Segment.in(folder);
            if (segments.size() < 2 || limits.equals(LogRetention.ALL)) {
                return;
            }
            List<Segment> full = new ArrayList<>(segments.subList(0, segments.size() - 1));
            int tooMany = Math.max(byAge(full), bySize(segments));
            for (Segment segment : full.subList(0, Math.min(tooMany, full.size()))) {
                long bytes = segment.bytes();
                segment.delete();
                latest.remove(segment);
                events.accept(new LogEvent.Deleted(stream, segment.file(), bytes));
            }
            problem = "";
        } catch (IOException | RuntimeException e) { // a folder that cannot be listed to its end throws either
            tellOnce(folder + ": cannot be tidied: " + LogFailure.reason(e));
        }
    }

    private void tellOnce(String why) {
        if (!why.equals(problem)) {
            problem = why;
            events.accept(new LogEvent.Stays(stream, why));
        }
    }

    private int bySize(List<Segment> segments) throws IOException {
        if (limits.bytes() == 0) {
            return 0;
        }
        long kept = 0;
        for (int i = segments.size() - 1; i >= 0; i--) {
            kept += segments.get(i).bytes();
            if (kept > limits.bytes()) {
                return i + 1;
            }
        }
        return 0;
    }

    private int byAge(List<Segment> full) throws IOException {
        long now = time.wallMillis();
        if (limits.age().isZero() || isHeld()) {
            return 0;
        }
        int tooOld = 0;
        for (int i = 0; i < full.size(); i++) {
            long last = latest(full.get(i));
            if (last < now - TimeUnit.NANOSECONDS.toMillis(Check.nanos(limits.age(), "age"))) {
                tooOld = i + 1;
            } else if (last <= now) {
                break;
            }
        }
        return tooOld;
    }

    private boolean isHeld() {
        long offset = WallOffset.millis(time);
        if (Math.abs(offset - wallOffsetMillis) >= LEAST_STEP_MILLIS) {
            stepped = true;
            stepNanos = time.nanos();
        }
        wallOffsetMillis = offset;
        stepped = stepped && time.nanos() - stepNanos < HOLD_NANOS;
        return stepped;
    }

    private long latest(Segment segment) throws IOException {
        Long known = latest.get(segment);
        if (known != null) {
            return known;
        }
        long read = readLatest(segment);
        latest.put(segment, read);
        return read;
    }

    private static long readLatest(Segment segment) throws IOException {
        Optional<IndexEntry> all = SegmentIndex.summary(segment);
        if (all.isPresent()) {
            return all.get().latest();
        }
        IndexEntry last = SegmentIndex.of(segment).last(); // its index was refused by a disk that was full
        return last == null ? Long.MIN_VALUE : last.latest();
    }
}
