// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Appends single records, and waits until the cluster has acknowledged each.
 *
 * @param producer closed with this
 * @param inSync how many brokers acknowledge, for messages
 */
record SureAppend(Producer<byte[], byte[]> producer, int inSync) implements AutoCloseable {

    /**
     * Appends a record.
     *
     * @return its offset
     * @throws IOException in one line, if the cluster does not acknowledge it
     */
    long append(ProducerRecord<byte[], byte[]> record) throws IOException {
        String topic = record.topic();
        try {
            return producer.send(record)
                    .get(ClientSettings.ANSWER_MILLIS, TimeUnit.MILLISECONDS)
                    .offset();
        } catch (ExecutionException e) {
            throw KafkaFailure.of(topic, e);
        } catch (KafkaException e) {
            throw KafkaFailure.of(topic, e);
        } catch (TimeoutException e) {
            throw new IOException(
                    topic + ": not acknowledged (expected: " + inSync + " brokers, and a network to them)", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(topic + ": interrupted (expected: an acknowledgement)", e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
