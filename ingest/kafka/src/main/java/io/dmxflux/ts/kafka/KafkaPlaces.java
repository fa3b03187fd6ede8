// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import io.dmxflux.ts.log.LogStart;
import io.dmxflux.ts.log.TsChunk;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    /** So many of the last records are looked at for the position behind all: more than a stale producer has under way. */
    private static final int LAST_RECORDS = 64;

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

    private long position(long datagram) {
        long from = oldest;
        long to = datagram == 0 ? oldest : end;
        while (from < to) {
            long middle = (from + to) >>> 1;
            if (endDatagram(middle) > datagram) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        return from;
    }

    /**
     * Returns the position behind everything that was written.
     *
     * <p>If all was deleted by age, as much as all records that ever were can have had.
     */
    long endDatagram() {
        if (oldest == end) {
            return end * TsChunk.MOST_DATAGRAMS;
        }
        long most = 0;
        for (long offset = Math.max(oldest, end - LAST_RECORDS); offset < end; offset++) {
            most = Math.max(most, endDatagram(offset));
        }
        return most;
    }

    /** Returns when the last record was, by the wall clock of its producer. */
    Optional<Instant> lastTime() {
        if (oldest == end) {
            return Optional.empty();
        }
        consumer.seek(partition, end - 1);
        return Optional.of(Instant.ofEpochMilli(first().timestamp()));
    }

    /** Returns the position behind the chunk at an offset; 0 if none is there. */
    private long endDatagram(long offset) {
        consumer.seek(partition, offset);
        ConsumerRecord<byte[], ByteBuffer> record = first();
        if (record.value() == null) {
            return 0;
        }
        ByteBuf bytes = Unpooled.wrappedBuffer(record.value());
        try {
            TsChunk chunk = TsChunk.read(bytes);
            try {
                return chunk.endDatagram();
            } finally {
                chunk.release();
            }
        } catch (IllegalArgumentException e) {
            return 0;
        }
    }

    private ConsumerRecord<byte[], ByteBuffer> first() {
        long since = System.nanoTime();
        while (System.nanoTime() - since < ANSWER.toNanos()) {
            @Nullable ConsumerRecord<byte[], ByteBuffer> record = firstOf();
            if (record != null) {
                return record;
            }
        }
        throw new TimeoutException("no answer");
    }

    private @Nullable ConsumerRecord<byte[], ByteBuffer> firstOf() {
        for (ConsumerRecord<byte[], ByteBuffer> record : consumer.poll(ANSWER).records(partition)) {
            return record;
        }
        return null;
    }
}
