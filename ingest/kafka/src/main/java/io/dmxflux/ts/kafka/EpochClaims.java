// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The epochs of writers. Each appends a claim to one topic for all streams, and the place that the claim gets is its epoch: so
 * the brokers decide which of two is the later one, and no epoch is given twice.
 *
 * <p>The key of a claim is the stream; its value says for people which process has it. The topic is compacted, which leaves
 * the places as they are.
 */
final class EpochClaims {

    /** So many claims, of all streams, are looked at for the one before. */
    private static final int LATEST_CLAIMS = 2_000;

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
    int claim(String stream, SureAppend sure) throws IOException {
        return Math.toIntExact(sure.append(new ProducerRecord<>(topic, 0, bytes(stream), bytes(process()))) + 1);
    }

    /**
     * Finds who wrote a stream before.
     *
     * @param epoch of the one behind
     * @return host and process; empty if that is not known any more
     */
    Optional<String> before(String stream, int epoch, Consumer<byte[], ByteBuffer> consumer) {
        TopicPartition partition = new TopicPartition(topic, 0);
        consumer.assign(Set.of(partition));
        KafkaPlaces places = new KafkaPlaces(consumer, partition);
        byte[] key = bytes(stream);
        AtomicReference<@Nullable String> found = new AtomicReference<>();
        long claim = epoch - 1L;
        places.readEach(claim - LATEST_CLAIMS, claim, record -> {
            if (Arrays.equals(record.key(), key)) {
                found.set(text(record));
            }
        });
        return Optional.ofNullable(found.get());
    }

    /** Returns which process a record says. */
    static String text(ConsumerRecord<byte[], ByteBuffer> record) {
        return record.value() == null
                ? "?"
                : StandardCharsets.UTF_8.decode(record.value().duplicate()).toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Says which process this is. */
    static String process() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "?";
        }
        return host + " " + ProcessHandle.current().pid();
    }
}
