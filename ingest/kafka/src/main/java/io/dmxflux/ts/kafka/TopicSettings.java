// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import io.dmxflux.check.Check;
import io.dmxflux.ts.log.LogRetention;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/**
 * The settings that a topic needs, so that the log keeps what it promises: made with them, or checked. What is wrong is not
 * changed: somebody may rely on it.
 *
 * <p><b>Threading:</b> blocks as long as the cluster takes, up to 10 s for each question.
 */
final class TopicSettings {

    /** The most bytes of a batch of chunks in a topic, with what the protocol adds. */
    static final int BATCH_BYTES = 1 << 20;

    private static final String NO_LIMIT = "-1";

    /** More is as good. */
    private static final Set<String> AT_LEAST = Set.of("max.message.bytes", "min.insync.replicas");

    private final KafkaLogConfig config;
    private final Map<String, String> wanted;

    private TopicSettings(KafkaLogConfig config, Map<String, String> wanted) {
        this.config = config;
        this.wanted = wanted;
    }

    /** Those of a stream's topic. */
    static TopicSettings ofStream(KafkaLogConfig config) {
        LogRetention kept = config.retention;
        Map<String, String> wanted = ofAny(config);
        wanted.put("cleanup.policy", "delete");
        wanted.put("max.message.bytes", String.valueOf(BATCH_BYTES));
        wanted.put("retention.bytes", kept.bytes() == 0 ? NO_LIMIT : String.valueOf(kept.bytes()));
        wanted.put(
                "retention.ms",
                kept.age().isZero() ? NO_LIMIT : String.valueOf(kept.age().toMillis()));
        return new TopicSettings(config, wanted);
    }

    /** Those of the topic in which writers claim their epochs. */
    static TopicSettings ofClaims(KafkaLogConfig config) {
        Map<String, String> wanted = ofAny(config);
        wanted.put("cleanup.policy", "compact");
        return new TopicSettings(config, wanted);
    }

    private static Map<String, String> ofAny(KafkaLogConfig config) {
        Map<String, String> wanted = new TreeMap<>();
        wanted.put("compression.type", "producer");
        wanted.put("message.timestamp.type", "CreateTime");
        wanted.put("min.insync.replicas", String.valueOf(config.inSync));
        wanted.put("unclean.leader.election.enable", "false");
        return wanted;
    }

    /**
     * Makes a topic, or checks the one that is there.
     *
     * @throws IOException in one line, if the cluster does not answer, or the topic has other settings
     */
    void ensure(Admin admin, String topic) throws IOException {
        ensure(admin, topic, false);
    }

    /**
     * Checks the topic that is there, or whether it could be made.
     *
     * @throws IOException in one line, if the cluster does not answer, would not make it, or the topic has other settings
     */
    void check(Admin admin, String topic) throws IOException {
        ensure(admin, topic, true);
    }

    private void ensure(Admin admin, String topic, boolean isQuestion) throws IOException {
        NewTopic made = new NewTopic(topic, 1, (short) config.replicas).configs(wanted);
        try {
            answer(admin.createTopics(List.of(made), new CreateTopicsOptions().validateOnly(isQuestion))
                    .all());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw KafkaFailure.of(topic, e);
            }
            checkThere(admin, topic);
        }
    }

    private void checkThere(Admin admin, String topic) throws IOException {
        try {
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
            Config found =
                    answer(admin.describeConfigs(List.of(resource)).values().get(resource));
            TopicDescription described = answer(
                    admin.describeTopics(List.of(topic)).topicNameValues().get(topic));
            refuseIfWrong(topic, found, described);
        } catch (ExecutionException e) {
            throw KafkaFailure.of(topic, e);
        }
    }

    private void refuseIfWrong(String topic, Config found, TopicDescription described) throws IOException {
        List<String> faults = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        int partitions = described.partitions().size();
        if (partitions != 1) {
            faults.add(partitions + " partitions");
            expected.add("1");
        }
        int replicas = described.partitions().get(0).replicas().size();
        if (replicas < config.replicas) {
            faults.add("replicas=" + replicas);
            expected.add(String.valueOf(config.replicas));
        }
        wanted.forEach((key, value) -> {
            ConfigEntry entry = found.get(key);
            String is = entry == null ? "" : entry.value();
            if (!suits(key, is, value)) {
                faults.add(key + "=" + is);
                expected.add(value);
            }
        });
        if (!faults.isEmpty()) {
            throw new IOException("topic " + topic + ": " + String.join(", ", faults) + " (expected: "
                    + String.join(", ", expected) + "; alter it with kafka-configs.sh, or use another name)");
        }
    }

    private static boolean suits(String key, String is, String wanted) {
        return AT_LEAST.contains(key) && is.matches("\\d+")
                ? Long.parseLong(is) >= Long.parseLong(wanted)
                : is.equals(wanted);
    }

    private static <T> T answer(@Nullable KafkaFuture<T> asked) throws IOException, ExecutionException {
        KafkaFuture<T> future = Check.given(asked, "future");
        try {
            return future.get(2L * ClientSettings.ANSWER_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("no answer (expected: brokers that work)", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the cluster was asked (expected: its answer)", e);
        }
    }
}
