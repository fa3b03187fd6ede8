// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The epochs of writers. Each appends a claim to one topic for all streams, and the place that the claim gets is its epoch: so
 * the brokers decide which of two is the later one, and no epoch is given twice.
 *
 * <p>The key of a claim is the stream; its value says for people which process has it. The topic is compacted, which leaves
 * the places as they are.
 */
final class EpochClaims {

    private final KafkaLogConfig config;
    private final String topic;

    EpochClaims(KafkaLogConfig config) {
        this.config = config;
        this.topic = config.topicPrefix + "_owners";
    }

    void ensure(Admin admin) throws IOException {
        TopicSettings.ofClaims(config).ensure(admin, topic);
    }

    /**
     * Claims a stream.
     *
     * @return the epoch, higher than all that were given before
     * @throws IOException in one line, if the cluster does not acknowledge it
     */
    int claim(String stream, Supplier<Producer<byte[], byte[]>> producers) throws IOException {
        Producer<byte[], byte[]> producer = producers.get();
        try {
            ProducerRecord<byte[], byte[]> claim = new ProducerRecord<>(topic, 0, bytes(stream), bytes(process()));
            long place = producer.send(claim)
                    .get(ClientSettings.ANSWER_MILLIS, TimeUnit.MILLISECONDS)
                    .offset();
            return Math.toIntExact(place + 1);
        } catch (ExecutionException e) {
            throw KafkaFailure.of(topic, e);
        } catch (TimeoutException e) {
            throw new IOException(
                    topic + ": not acknowledged (expected: " + config.inSync + " brokers, and a network to them)", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(topic + ": interrupted (expected: an acknowledgement)", e);
        } finally {
            producer.close(Duration.ZERO);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String process() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "?";
        }
        return host + " " + ProcessHandle.current().pid();
    }
}
