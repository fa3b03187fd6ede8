// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What has become of a log.
 *
 * <p><b>Threading:</b> told on the thread of the writer or of the reader that noticed; must not block.
 */
public sealed interface LogEvent {

    /**
     * Returns the stream that it is about.
     *
     * @return its name
     */
    String stream();

    /**
     * A stream is written from now on, behind what was there.
     *
     * @param stream its name
     * @param epoch of this writer
     * @param nextDatagram the position at which it goes on
     * @param cutBytes what was cut off: a last chunk that was not written to its end, and what was behind
     * @param last when the last chunk before came; empty if there is none
     */
    record Opened(String stream, int epoch, long nextDatagram, long cutBytes, Optional<Instant> last)
            implements LogEvent {}

    /**
     * Bytes of a stream are no chunks. Told once for each place.
     *
     * @param stream its name
     * @param place the file of the segment, or the partition
     * @param offset where in it
     * @param bytes how many
     * @param fault what is wrong there, in a phrase
     * @param fromDatagram the position behind the last sound chunk before, as far as one was read
     * @param toDatagram the position of the next sound chunk, if there is one in the segment
     */
    record Unreadable(
            String stream,
            String place,
            long offset,
            long bytes,
            String fault,
            OptionalLong fromDatagram,
            OptionalLong toDatagram)
            implements LogEvent {}

    /**
     * The index of a segment was missing or damaged, and has been made again from the segment.
     *
     * @param stream its name
     * @param file the index
     */
    record IndexRebuilt(String stream, Path file) implements LogEvent {}

    /**
     * The disk refuses what is written. What comes meanwhile is refused and counted, and it is tried again.
     *
     * @param stream its name
     * @param problem why, in a phrase that names the file and what is expected
     */
    record Waits(String stream, String problem) implements LogEvent {}

    /**
     * The disk takes what is written again.
     *
     * @param stream its name
     * @param waited since the first refusal
     * @param lackingBytes packets that were refused in the meantime
     */
    record IsBack(String stream, Duration waited, long lackingBytes) implements LogEvent {}

    /**
     * What was written could not be forced to the disk. It can be read as long as the machine does not fail.
     *
     * @param stream its name
     * @param problem why, in a phrase that names the file and what is expected
     */
    record Unforced(String stream, String problem) implements LogEvent {}

    /**
     * The disk, or the cluster, is too slow: the oldest chunks that wait for it are dropped. Told once, until it has caught up.
     *
     * @param stream its name
     * @param lackingBytes packets that were dropped so far
     */
    record FellBehind(String stream, long lackingBytes) implements LogEvent {}

    /**
     * Nothing was dropped any more for two seconds.
     *
     * @param stream its name
     * @param lasted from the first that were dropped to the last
     * @param lackingBytes packets that were dropped in that time
     */
    record CaughtUp(String stream, Duration lasted, long lackingBytes) implements LogEvent {}

    /**
     * The wall clock was stepped between two chunks. Their order, their positions and the index are not touched by it.
     *
     * @param stream its name
     * @param datagram the position of the first chunk behind the step
     * @param by how far; negative if it was set back
     */
    record ClockStepped(String stream, long datagram, Duration by) implements LogEvent {}

    /**
     * A segment was deleted, because of its age or of the size of all.
     *
     * @param stream its name
     * @param file the segment
     * @param bytes its length
     */
    record Deleted(String stream, Path file, long bytes) implements LogEvent {}

    /**
     * A segment that is to be deleted stays, and is tried again.
     *
     * @param stream its name
     * @param problem why, in a phrase
     */
    record Stays(String stream, String problem) implements LogEvent {}

    /** Who writes a stream that several hosts receive. */
    sealed interface Ownership extends LogEvent {}

    /**
     * Another host writes the stream; this one holds ready what it receives.
     *
     * @param stream its name
     * @param owner host and process of the other
     */
    record StandsBy(String stream, String owner) implements Ownership {}

    /**
     * This host writes the stream from now on, in place of another, or of itself before.
     *
     * @param stream its name
     * @param epoch of the writer
     * @param from host and process of the writer before; empty if there was none, or it is not known any more
     * @param how it goes on behind what was logged, and what is missing in between
     * @param heldPackets what it had kept ready, and is in the log by this
     */
    record TookOver(String stream, int epoch, Optional<String> from, Takeover how, long heldPackets)
            implements Ownership {}

    /**
     * This host does not write the stream any more; it is a standby again.
     *
     * @param stream its name
     * @param problem why, in one line
     */
    record GaveUp(String stream, String problem) implements Ownership {}

    /**
     * Packets that are read are not cut into the datagrams that the log has, so that RTP of them has other numbers. Told once.
     *
     * @param stream its name
     * @param fromDatagram the position behind the last datagram that was as in the log
     */
    record OtherDatagrams(String stream, long fromDatagram) implements LogEvent {}

    /**
     * What is read live came more than five seconds ago. Told once, until it is live again.
     *
     * @param stream its name
     * @param by how long ago, by the clocks of its writer and of its reader
     */
    record Lags(String stream, Duration by) implements LogEvent {}

    /**
     * What is read live came just now again.
     *
     * @param stream its name
     * @param lasted how long it did not
     * @param most how long ago it came at most
     */
    record IsLive(String stream, Duration lasted, Duration most) implements LogEvent {}

    /**
     * A reader was too slow: what it would have read next was deleted.
     *
     * @param stream its name
     * @param fromDatagram the position at which it would have gone on
     * @param toDatagram the position at which it goes on
     */
    record Overtaken(String stream, long fromDatagram, long toDatagram) implements LogEvent {}
}
