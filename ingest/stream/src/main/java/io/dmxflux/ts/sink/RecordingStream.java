// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.packet.MemoryHold;
import io.dmxflux.packet.PacketBuffers;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One stream on its way into files: opens them, rotates, and goes on after the disk has refused something.
 *
 * <p><b>Refusals:</b> what is refused is cut off again, so that the file ends with a whole packet, and is counted by errno.
 * The file is opened again after {@value #FIRST_RETRY_MILLIS} ms, twice as long each time up to {@value
 * #LONGEST_RETRY_MILLIS} ms, and what comes before that is refused without a try. That it works again is told when it has
 * for {@value #PROBATION_MILLIS} ms: a disk that has room for a buffer now and then is one event and not many.
 * <p><b>Threading:</b> the sink's thread, apart from {@link #waitsFor}.
 */
final class RecordingStream {

    static final long FIRST_RETRY_MILLIS = 250;
    static final long LONGEST_RETRY_MILLIS = 10_000;
    static final long PROBATION_MILLIS = 2_000;

    private static final long LOOK_MILLIS = 1_000;

    /** Longer than any PID of DVB stays away (EN 300 468: 30 s for the time). */
    private static final long MARKING_MILLIS = 60_000;

    /** What the time is, as tests need to know it first. */
    interface Time {

        Time SYSTEM = new Time() {
            @Override
            public long millis() {
                return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
            }

            @Override
            public ZonedDateTime local() {
                return ZonedDateTime.now();
            }
        };

        /** Never goes back; for spans. */
        long millis();

        /** For names and full hours. */
        ZonedDateTime local();
    }

    /** Where a stream goes: opens what it begins, or goes on, with. */
    interface Opening {

        RecordedFile open(ZonedDateTime now) throws FileFailure;
    }

    private final Opening opening;
    private final FileRotation rotation;
    private final SendCounters counters;
    private final Consumer<FileEvent> events;
    private final Time time;

    private @Nullable RecordedFile file;
    private @Nullable Path told;

    /** What is closed, and may not be in its place any more, until the next one is open; its bytes are 0 without one. */
    private @Nullable Path gone;

    private long goneBytes;

    private long size;
    private long nextLookMillis;
    private byte @Nullable [] padding;
    private @Nullable DiscontinuityMarks marks;
    private long marksEndMillis;
    private @Nullable Outage outage;

    /** Whether something is missing between what is written and what comes next. */
    private boolean lacks;

    /** Whether there is nothing more to write. */
    private boolean finishing;

    private volatile @Nullable String waitsFor;

    RecordingStream(
            Opening opening, FileRotation rotation, SendCounters counters, Consumer<FileEvent> events, Time time) {
        this.opening = opening;
        this.rotation = rotation;
        this.counters = counters;
        this.events = events;
        this.time = time;
    }

    /** Since when writing fails, and why. */
    private static final class Outage {

        private static final long NOT_BACK = Long.MIN_VALUE;

        private final long startMillis;
        private long retryMillis;
        private long delayMillis = FIRST_RETRY_MILLIS;
        private long lackingBytes;
        private long backMillis = NOT_BACK;
        private FileFailure failure;

        Outage(long now, FileFailure failure) {
            this.startMillis = now;
            this.failure = failure;
        }

        boolean isBack() {
            return backMillis != NOT_BACK;
        }

        boolean isTooEarly(long now) {
            return !isBack() && now < retryMillis;
        }

        void failed(long now, FileFailure again) {
            failure = again;
            backMillis = NOT_BACK;
            retryMillis = now + delayMillis;
            delayMillis = Math.min(2 * delayMillis, LONGEST_RETRY_MILLIS);
        }

        void worked(long now) {
            backMillis = isBack() ? backMillis : now;
        }
    }

    /**
     * Writes a buffer, or refuses and counts it.
     *
     * @param buffer what to write; stays the caller's
     * @throws FileFailure if it makes no sense to go on
     */
    void write(ByteBuf buffer) throws FileFailure {
        long now = time.millis();
        if (outage != null && outage.isTooEarly(now)) {
            refuse(outage, buffer);
            return;
        }
        try {
            RecordedFile open = rotateIfLate(openFile(now));
            while (buffer.isReadable()) {
                open = rotateIfFull(open);
                int length = lengthThatFits(open, buffer);
                MemoryHold hold = MemoryHold.of(buffer);
                if (hold == null) { // taken back by its pool while it was queued, or the file was opened
                    counters.closed(buffer.readableBytes());
                    return;
                }
                boolean fits;
                try {
                    fits = put(open, buffer.slice(buffer.readerIndex(), length), now);
                } finally {
                    hold.letGo();
                }
                if (fits) {
                    buffer.skipBytes(length);
                } else {
                    open = rotate(open);
                }
            }
            worked(now);
        } catch (FileFailure e) {
            failed(e, now, buffer);
        }
    }

    private void failed(FileFailure failure, long now, ByteBuf rest) throws FileFailure {
        if (file != null && file.isStandardOutput() && failure.label().equals("EPIPE")) {
            counters.failed(failure.label(), 0, rest.readableBytes());
            throw failure; // the program that reads it has ended
        }
        if (failure.isByInterrupt()) { // the sink is closed
            counters.closed(rest.readableBytes());
            return;
        }
        leave(); // it may not be there any more when this goes on
        Outage since = outage;
        if (since == null) {
            since = new Outage(now, failure);
            outage = since;
            events.accept(new FileEvent.Waits(String.valueOf(failure.getMessage())));
        }
        since.failed(now, failure);
        waitsFor = failure.getMessage(); // the last cause; the first one is told
        refuse(since, rest);
    }

    private void refuse(Outage since, ByteBuf buffer) {
        counters.failed(since.failure.label(), 0, buffer.readableBytes());
        since.lackingBytes += buffer.readableBytes();
        lacks = counters.stats().bytes() > 0;
    }

    private void worked(long now) {
        Outage since = outage;
        if (since != null) {
            since.worked(now);
            if (now - since.backMillis >= PROBATION_MILLIS) {
                tellBack(since);
            }
        }
    }

    private void tellBack(Outage since) {
        outage = null;
        waitsFor = null;
        Duration waited = Duration.ofMillis(since.backMillis - since.startMillis);
        events.accept(new FileEvent.IsBack(waited, since.lackingBytes));
    }

    /**
     * Completes the file, also of a stream without a buffer.
     *
     * @throws FileFailure if the last of the stream has been refused
     */
    void finish() throws FileFailure {
        Outage since = outage;
        finishing = true;
        if (since == null) {
            openFile(time.millis()); // and no other by rotation, which nothing would come to
        } else if (since.isBack()) {
            tellBack(since);
        } else {
            throw since.failure;
        }
        close();
    }

    /** Closes the file; everything is written by then, or its failure is told already. */
    void close() {
        RecordedFile open = file;
        file = null;
        if (open != null) {
            open.close();
        }
    }

    /** Tells what is missing while nothing can be written; {@code null} otherwise. From any thread. */
    @Nullable
    String waitsFor() {
        return waitsFor;
    }

    private RecordedFile openFile(long now) throws FileFailure {
        RecordedFile open = file;
        if (open != null && now >= nextLookMillis) {
            nextLookMillis = now + LOOK_MILLIS;
            long missing = open.missingBytes(size);
            if (!open.isInPlace()) {
                leave();
                open = null;
            } else if (missing > 0) {
                close();
                lacks = true;
                open = take(opening.open(time.local()), now);
                events.accept(new FileEvent.Truncated(open.path(), missing));
            }
        }
        return open == null ? begin(opening.open(time.local()), now) : open;
    }

    private void leave() {
        if (file != null && file.isRegular()) {
            gone = file.path();
            goneBytes = size;
        }
        close();
    }

    private RecordedFile rotateIfLate(RecordedFile open) throws FileFailure {
        return open.isRegular() && rotation.number(time.local()) != rotation.number(open.began()) ? rotate(open) : open;
    }

    private RecordedFile begin(RecordedFile opened, long now) {
        take(opened, now);
        tellReplaced(opened);
        tellOpened(opened);
        return opened;
    }

    private RecordedFile take(RecordedFile opened, long now) {
        file = opened;
        size = opened.sizeBefore();
        padding = opened.endBefore().padding();
        nextLookMillis = now + LOOK_MILLIS;
        if (size > 0 || lacks) {
            lacks = false;
            marks = new DiscontinuityMarks();
            marksEndMillis = now + MARKING_MILLIS;
        }
        return opened;
    }

    private void tellOpened(RecordedFile opened) {
        if (outage == null || !opened.path().equals(told)) { // trying the same again is part of what waits
            told = opened.path();
            if (size == 0 || !finishing) { // nothing goes on behind what was there
                int cut = opened.endBefore().cutBytes();
                events.accept(new FileEvent.Opened(
                        told,
                        size > 0,
                        cut == 0 ? OptionalInt.empty() : OptionalInt.of(cut),
                        Optional.ofNullable(opened.kept())));
            }
        }
    }

    /** One that goes on behind what is there is told as that. */
    private void tellReplaced(RecordedFile opened) {
        if (gone != null && goneBytes > 0 && size == 0) {
            events.accept(new FileEvent.Replaced(gone, opened.path(), goneBytes));
        }
        gone = null;
    }

    private RecordedFile rotateIfFull(RecordedFile open) throws FileFailure {
        return open.isRegular() && size > 0 && size + TsPacket.LENGTH > rotation.bytes() ? rotate(open) : open;
    }

    private RecordedFile rotate(RecordedFile full) throws FileFailure {
        RecordedFile next = full.next(time.local());
        full.close();
        return begin(next, time.millis());
    }

    /** Whole packets, so that the next file begins with one. */
    private int lengthThatFits(RecordedFile open, ByteBuf buffer) {
        long packets = Math.max(1, (rotation.bytes() - size) / TsPacket.LENGTH);
        return !open.isRegular() || packets > buffer.readableBytes() / TsPacket.LENGTH
                ? buffer.readableBytes()
                : (int) packets * TsPacket.LENGTH;
    }

    /** Writes all of it or nothing; false if the file system has no files that large. */
    private boolean put(RecordedFile open, ByteBuf part, long now) throws FileFailure {
        int length = part.readableBytes();
        ByteBuf marked = marked(part, now);
        int added = marked.readableBytes() - length;
        try {
            size += open.write(marked);
            padding = null;
            counters.sent(0, length);
            if (added > 0) {
                counters.added(added);
            }
            return true;
        } catch (IOException e) {
            open.cutOff(size);
            FileFailure failure = FileFailure.cannotWrite(open.path(), size, e);
            if (failure.label().equals("EFBIG") && open.isRegular() && size > 0) {
                return false;
            }
            throw failure;
        } finally {
            if (marked != part) {
                marked.release();
            }
        }
    }

    private ByteBuf marked(ByteBuf part, long now) {
        if (marks != null && now >= marksEndMillis) {
            marks = null;
        }
        ByteBuf marked = marks == null ? part : marks.mark(part);
        return padding == null || !beginsWithPacket(part) ? marked : padded(marked, marked != part, padding);
    }

    private static boolean beginsWithPacket(ByteBuf part) {
        return part.readableBytes() % TsPacket.LENGTH == 0 && TsPacket.hasSync(part, part.readerIndex());
    }

    /** Puts what fills up a packet that is cut in front of packets, which are released if they are a copy. */
    private static ByteBuf padded(ByteBuf packets, boolean isCopy, byte[] padding) {
        try {
            return PacketBuffers.allocate(padding.length + packets.readableBytes())
                    .writeBytes(padding)
                    .writeBytes(packets, packets.readerIndex(), packets.readableBytes());
        } finally {
            if (isCopy) {
                packets.release();
            }
        }
    }
}
