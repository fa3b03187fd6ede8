// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import io.dmxflux.check.Check;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;

/**
 * The properties of Kafka's clients: the user's, and those that a log decides itself.
 *
 * <p>A writer hands over little at once, and keeps the rest where the oldest can be dropped. So its client has no reason to
 * give up: what it was handed is sent until it is acknowledged, or refused for a reason of its own.
 */
final class ClientSettings {

    /** The most bytes that one request of a writer has, and so a batch in a topic. */
    static final int BATCH_BYTES = 256 << 10;

    /** How long a call may wait for the cluster, where somebody waits for its answer. */
    static final int ANSWER_MILLIS = 10_000;

    /** How long a writer's client may wait for a broker before it does not take a chunk, which is offered again. */
    private static final int TAKE_MILLIS = 500;

    private static final int PRODUCER_BYTES = 8 << 20;
    private static final int LINGER_MILLIS = 5;
    private static final int CONNECT_MILLIS = 3_000;
    private static final int MOST_BETWEEN_ATTEMPTS_MILLIS = 500;
    private static final int REQUEST_MILLIS = 5_000;
    private static final int POLL_CHUNKS = 16;

    /**
     * How long a broker may wait for more. What was asked ahead at the end of a stream that nobody writes is waited for at each step
     * of a search; a stream that is written has a chunk as often.
     */
    private static final int FETCH_MILLIS = 20;

    private static final int HEARTBEAT_MILLIS = 1_000;

    /** What would change what a log promises. */
    private static final Set<String> DECIDED = Set.of(
            "acks",
            "allow.auto.create.topics",
            "auto.offset.reset",
            "bootstrap.servers",
            "buffer.memory",
            "compression.type",
            "delivery.timeout.ms",
            "enable.auto.commit",
            "enable.idempotence",
            "enable.metrics.push",
            "group.id",
            "isolation.level",
            "key.deserializer",
            "key.serializer",
            "max.block.ms",
            "max.in.flight.requests.per.connection",
            "max.poll.records",
            "transactional.id",
            "value.deserializer",
            "value.serializer");

    private ClientSettings() {}

    /** Reads a user's file. */
    static Map<String, String> read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": no such file (expected: properties of Kafka's client)", e);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage() + " (expected: properties, KEY=VALUE)", e);
        } catch (IOException e) {
            String problem = Files.isDirectory(file)
                    ? "is a directory"
                    : e instanceof AccessDeniedException ? "permission denied" : KafkaFailure.firstLine(e);
            throw new IOException(
                    file + ": " + problem + " (expected: a file of properties of Kafka's client, that user "
                            + System.getProperty("user.name") + " can read)",
                    e);
        }
        Map<String, String> read = new HashMap<>();
        for (String key : properties.stringPropertyNames()) {
            Check.argument(!DECIDED.contains(key), key, "set in " + file, "not set: a log decides it itself");
            read.put(key, properties.getProperty(key));
        }
        return Map.copyOf(read);
    }

    /** Tells whether the client speaks TLS. */
    static boolean isEncrypted(Map<String, String> client) {
        return client.getOrDefault("security.protocol", "PLAINTEXT").endsWith("SSL");
    }

    private static Map<String, Object> ofEveryClient(KafkaLogConfig config) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("socket.connection.setup.timeout.ms", CONNECT_MILLIS);
        settings.put("reconnect.backoff.max.ms", MOST_BETWEEN_ATTEMPTS_MILLIS);
        settings.put("retry.backoff.max.ms", MOST_BETWEEN_ATTEMPTS_MILLIS);
        settings.put("request.timeout.ms", REQUEST_MILLIS);
        settings.put("default.api.timeout.ms", ANSWER_MILLIS);
        settings.put("enable.metrics.push", false);
        settings.put("metric.reporters", "");
        settings.putAll(config.client);
        settings.put("bootstrap.servers", config.bootstrap);
        return settings;
    }

    static Map<String, Object> admin(KafkaLogConfig config) {
        return ofEveryClient(config);
    }

    static Map<String, Object> producer(KafkaLogConfig config) {
        Map<String, Object> settings = ofEveryClient(config);
        settings.remove("default.api.timeout.ms");
        settings.putIfAbsent("linger.ms", LINGER_MILLIS);
        settings.put("acks", "all");
        settings.put("enable.idempotence", true);
        settings.put("compression.type", "none");
        settings.put("batch.size", BATCH_BYTES);
        settings.put("max.request.size", TopicSettings.BATCH_BYTES);
        settings.put("buffer.memory", PRODUCER_BYTES);
        settings.put("max.block.ms", TAKE_MILLIS);
        settings.put("delivery.timeout.ms", Integer.MAX_VALUE);
        return settings;
    }

    /** Those of the producer of a claim, for which somebody waits. */
    static Map<String, Object> claimant(KafkaLogConfig config) {
        Map<String, Object> settings = producer(config);
        settings.put("max.block.ms", ANSWER_MILLIS);
        return settings;
    }

    static Map<String, Object> consumer(KafkaLogConfig config) {
        Map<String, Object> settings = ofEveryClient(config);
        settings.putIfAbsent("fetch.max.wait.ms", FETCH_MILLIS);
        settings.put("allow.auto.create.topics", false);
        settings.put("auto.offset.reset", "none");
        settings.put("enable.auto.commit", false);
        settings.put("max.poll.records", POLL_CHUNKS);
        return settings;
    }

    /** A member of the group that owns a topic's only partition, one at a time. */
    static Map<String, Object> member(KafkaLogConfig config, String group) {
        Map<String, Object> settings = consumer(config);
        settings.put("group.id", group);
        settings.put("auto.offset.reset", "latest");
        settings.put("session.timeout.ms", Math.toIntExact(KafkaLease.SESSION.toMillis()));
        settings.put("heartbeat.interval.ms", HEARTBEAT_MILLIS);
        settings.put("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
        return settings;
    }
}
