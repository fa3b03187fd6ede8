// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The place in a topic from which on nothing of an earlier writer counts any more: what a writer appends before it looks where
 * the stream ends. So writer and readers agree on that end, whatever one before has still on its way.
 * <pre>
 *   topic    7a 7b 7c | mark of 8 | 7d 7e 8a 7f 8b ...        7, 8: epochs
 *   readers  7a 7b 7c                    8a    8b ...
 * </pre>
 *
 * @param epoch of the writer that begins here
 */
record EpochMark(int epoch) {

    /** Before every chunk, as what a standby has kept is older than its mark, and a time is to be found among chunks. */
    private static final long NO_TIME = 0;

    /** The record: the epoch is its key, of 4 bytes; the value is for people. Chunks have no key. */
    ProducerRecord<byte[], byte[]> record(String topic, String writer) {
        byte[] key = ByteBuffer.allocate(Integer.BYTES).putInt(epoch).array();
        return new ProducerRecord<>(topic, 0, NO_TIME, key, writer.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the mark that a record is; null for any other record. */
    static @Nullable EpochMark of(ConsumerRecord<byte[], ByteBuffer> record) {
        byte[] key = record.key();
        return key == null || key.length != Integer.BYTES
                ? null
                : new EpochMark(ByteBuffer.wrap(key).getInt());
    }
}
