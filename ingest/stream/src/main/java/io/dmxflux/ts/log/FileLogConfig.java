// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import io.dmxflux.check.Check;
import java.time.Duration;
import java.util.function.Consumer;

/** How a log in files is kept. */
public final class FileLogConfig {

    /** The default for the bytes of a segment. */
    public static final long SEGMENT_BYTES = 1L << 30;

    /** The default for the time of a segment. */
    public static final Duration SEGMENT_TIME = Duration.ofHours(1);

    /** The default for what waits to be written: 1.7 s of a multiplex of 38 Mbit/s. */
    public static final long QUEUE_BYTES = 8L << 20;

    /** The default for what readers share. */
    public static final long CACHE_BYTES = 64L << 20;

    final LogRetention retention;
    final LogSync sync;
    final long segmentBytes;
    final Duration segmentTime;
    final long queueBytes;
    final long cacheBytes;
    final Consumer<? super LogEvent> events;
    final LogDisk disk;
    final LogTime time;

    private FileLogConfig(Builder builder) {
        retention = builder.retention;
        sync = builder.sync;
        segmentBytes = builder.segmentBytes;
        segmentTime = builder.segmentTime;
        queueBytes = builder.queueBytes;
        cacheBytes = builder.cacheBytes;
        events = builder.events;
        disk = builder.disk;
        time = builder.time;
    }

    /**
     * Begins with the defaults: everything is kept, and forced to the disk by the segment.
     *
     * @return the builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Describes a log. */
    public static final class Builder {

        private LogRetention retention = LogRetention.ALL;
        private LogSync sync = LogSync.SEGMENTS;
        private long segmentBytes = SEGMENT_BYTES;
        private Duration segmentTime = SEGMENT_TIME;
        private long queueBytes = QUEUE_BYTES;
        private long cacheBytes = CACHE_BYTES;
        private Consumer<? super LogEvent> events = event -> {};
        private LogDisk disk = LogDisk.MACHINE;
        private LogTime time = LogTime.MACHINE;

        private Builder() {}

        /**
         * Says how much of each stream is kept.
         *
         * @param kept {@link LogRetention#ALL} unless set
         * @return this
         */
        public Builder retention(LogRetention kept) {
            retention = Check.given(kept, "retention");
            return this;
        }

        /**
         * Says when what was written is forced to the disk.
         *
         * @param when {@link LogSync#SEGMENTS} unless set
         * @return this
         */
        public Builder sync(LogSync when) {
            sync = Check.given(when, "sync");
            return this;
        }

        /**
         * Says when to go on in another file, which is the least that is deleted at once.
         *
         * @param bytes {@link #SEGMENT_BYTES} unless set
         * @param longest {@link #SEGMENT_TIME} unless set
         * @return this
         * @throws IllegalArgumentException if one is not positive
         */
        public Builder segment(long bytes, Duration longest) {
            Check.argument(bytes > 0, "segmentBytes", bytes, "more than 0");
            Check.argument(Check.nanos(longest, "segmentTime") > 0, "segmentTime", longest, "more than 0");
            segmentBytes = bytes;
            segmentTime = longest;
            return this;
        }

        /**
         * Bounds what waits to be written, of each stream. The oldest is dropped if it is more.
         *
         * @param bytes {@link #QUEUE_BYTES} unless set
         * @return this
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder queueBytes(long bytes) {
            Check.argument(bytes > 0, "queueBytes", bytes, "more than 0");
            queueBytes = bytes;
            return this;
        }

        /**
         * Bounds what all readers share in memory.
         *
         * @param bytes {@link #CACHE_BYTES} unless set; 0 for nothing
         * @return this
         * @throws IllegalArgumentException if it is negative
         */
        public Builder cacheBytes(long bytes) {
            Check.argument(bytes >= 0, "cacheBytes", bytes, "not negative");
            cacheBytes = bytes;
            return this;
        }

        /**
         * Sets who is told what becomes of the log.
         *
         * @param listener told on the threads of writers and readers; must not block
         * @return this
         */
        public Builder onEvent(Consumer<? super LogEvent> listener) {
            events = Check.given(listener, "onEvent");
            return this;
        }

        /** Writes to another disk than the machine's, by another clock. */
        Builder machine(LogDisk otherDisk, LogTime otherTime) {
            disk = otherDisk;
            time = otherTime;
            return this;
        }

        /**
         * Ends the description.
         *
         * @return the configuration
         */
        public FileLogConfig build() {
            return new FileLogConfig(this);
        }
    }
}
