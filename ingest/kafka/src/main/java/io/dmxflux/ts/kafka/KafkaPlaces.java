// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import io.dmxflux.ts.log.LogStart;
import io.dmxflux.ts.log.TsChunk;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Finds offsets of a topic: of a time by the brokers' index, of a position by halving, about 25 reads for a day.
 *
 * <p><b>Threading:</b> that of the consumer; blocks as long as the cluster takes.
 */
final class KafkaPlaces {

    private static final Duration ANSWER = Duration.ofMillis(ClientSettings.ANSWER_MILLIS);

    /**
     * So many records are looked at for where the stream ends, and for the epoch at the place where a reader begins: more than a
     * writer that was taken over from has under way.
     */
    static final int LOOK_BACK = 64;

    /** So many chunks are in a tail: 640 ms of 50 Mbit/s have some PCRs. */
    private static final int TAIL_CHUNKS = 64;

    private final Consumer<byte[], ByteBuffer> consumer;
    private final TopicPartition partition;
    private final long oldest;
    private final long end;

    /** The places of a partition that the consumer has. */
    KafkaPlaces(Consumer<byte[], ByteBuffer> consumer, TopicPartition partition) {
        this.consumer = consumer;
        this.partition = partition;
        this.oldest = consumer.beginningOffsets(Set.of(partition), ANSWER).getOrDefault(partition, 0L);
        this.end = consumer.endOffsets(Set.of(partition), ANSWER).getOrDefault(partition, 0L);
    }

    /** Returns the offset at which a reader begins. */
    long find(LogStart start) {
        if (start instanceof LogStart.Position position) {
            return position(position.datagram());
        }
        if (start instanceof LogStart.At at) {
            OffsetAndTimestamp found = consumer.offsetsForTimes(Map.of(partition, Math.max(0, at.millis())), ANSWER)
                    .get(partition);
            return found == null ? end : found.offset();
        }
        return end;
    }

    /** Returns the offset from which on a reader that begins at another learns which epoch counts there. */
    long before(long first) {
        return Math.min(first, Math.max(oldest, first - LOOK_BACK));
    }

    private long position(long datagram) {
        long from = oldest;
        long to = datagram == 0 ? oldest : end;
        while (from < to) {
            long middle = (from + to) >>> 1;
            Place chunk = chunkFrom(middle, to);
            if (chunk == null || chunk.endDatagram > datagram) {
                to = middle;
            } else {
                from = chunk.offset + 1;
            }
        }
        return from;
    }

    /** Returns the end of what is there. */
    LogTail tail() {
        return tail(end);
    }

    /**
     * Returns the end of what is before an offset.
     *
     * <p>If all was deleted by age, its position is as much as all records that ever were can have had.
     */
    LogTail tail(long before) {
        for (long to = before; to > oldest; to -= LOOK_BACK) {
            Deque<TsChunk> chunks = new ArrayDeque<>();
            ReadOrder order = new ReadOrder();
            boolean read = false;
            try {
                readEach(to - LOOK_BACK, to, record -> judge(record, order, chunks));
                read = true;
            } finally {
                if (!read) {
                    chunks.forEach(TsChunk::release);
                }
            }
            if (!chunks.isEmpty()) {
                return new LogTail(order.next(), List.copyOf(chunks));
            }
        }
        return new LogTail(before * TsChunk.MOST_DATAGRAMS, List.of());
    }

    private static void judge(ConsumerRecord<byte[], ByteBuffer> record, ReadOrder order, Deque<TsChunk> chunks) {
        EpochMark mark = EpochMark.of(record);
        if (mark != null) {
            order.begin(mark.epoch());
            return;
        }
        TsChunk chunk = chunk(record);
        if (chunk == null) {
            return;
        }
        if (order.judge(chunk) != ReadOrder.Verdict.NEXT) {
            chunk.release();
            return;
        }
        chunks.add(chunk);
        if (chunks.size() > TAIL_CHUNKS) {
            chunks.remove().release();
        }
    }

    /** Returns who left the last mark from an offset on, if its epoch is higher; empty if there is none. */
    Optional<String> markBehind(int epoch, long from) {
        AtomicReference<@Nullable String> found = new AtomicReference<>();
        readEach(from, end, record -> {
            EpochMark mark = EpochMark.of(record);
            if (mark != null && mark.epoch() > epoch) {
                found.set(EpochClaims.text(record));
            }
        });
        return Optional.ofNullable(found.get());
    }

    /** Reads the records from an offset, or the oldest, up to another, which must be there. */
    void readEach(long from, long to, java.util.function.Consumer<ConsumerRecord<byte[], ByteBuffer>> each) {
        long first = Math.max(oldest, from);
        if (first >= to) {
            return;
        }
        consumer.seek(partition, first);
        long since = System.nanoTime();
        while (consumer.position(partition, ANSWER) < to) {
            for (ConsumerRecord<byte[], ByteBuffer> record :
                    consumer.poll(ANSWER).records(partition)) {
                since = System.nanoTime();
                if (record.offset() < to) {
                    each.accept(record);
                }
            }
            refuseSilence(since);
        }
    }

    /** Where a chunk is, and the position behind it. */
    private record Place(long offset, long endDatagram) {}

    /** Finds the first chunk from an offset on; null if there is none up to another. */
    private @Nullable Place chunkFrom(long from, long to) {
        consumer.seek(partition, from);
        long since = System.nanoTime();
        while (consumer.position(partition, ANSWER) < to) {
            for (ConsumerRecord<byte[], ByteBuffer> record :
                    consumer.poll(ANSWER).records(partition)) {
                since = System.nanoTime();
                TsChunk chunk = record.offset() < to ? chunk(record) : null;
                if (chunk != null) {
                    long behind = chunk.endDatagram();
                    chunk.release();
                    return new Place(record.offset(), behind);
                }
            }
            refuseSilence(since);
        }
        return null;
    }

    private static void refuseSilence(long sinceNanos) {
        if (System.nanoTime() - sinceNanos > ANSWER.toNanos()) {
            throw new TimeoutException("no answer");
        }
    }

    /** Returns the chunk of a record, for the caller to release; null if it is none. */
    private static @Nullable TsChunk chunk(ConsumerRecord<byte[], ByteBuffer> record) {
        if (record.value() == null || record.key() != null) {
            return null;
        }
        try {
            return TsChunk.read(Unpooled.wrappedBuffer(record.value()));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
