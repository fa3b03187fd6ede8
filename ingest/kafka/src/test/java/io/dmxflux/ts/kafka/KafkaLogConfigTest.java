// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaLogConfigTest {

    private static final String BROKER = "127.0.0.1:9092";

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "kafka://localhost:9092", "a:1,", "a:1 b:2"})
    void whatIsNoBrokerIsRefused(String bootstrap) {
        assertThatThrownBy(() -> KafkaLogConfig.of(bootstrap))
                .hasMessage("bootstrap: " + bootstrap
                        + " (expected: HOST:PORT, as in 127.0.0.1:9092; several with commas)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2.3.4:99999", "localhost:0", "[::1]:65536"})
    void aPortThatNoBrokerHasIsRefused(String broker) {
        assertThatThrownBy(() -> KafkaLogConfig.of(BROKER + "," + broker))
                .hasMessage("bootstrap: " + broker + " (expected: a port of 1 to 65535)");
    }

    @Test
    void aLeaseOfWhatIsNoStreamIsRefused() {
        KafkaLogConfig config = KafkaLogConfig.of(BROKER).build();
        assertThatThrownBy(() -> KafkaLease.of(config, "a/b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("stream: a/b (expected: letters");
    }

    @Test
    void theBufferHasWhatComesWithoutTheCluster() {
        KafkaLogConfig config = KafkaLogConfig.of(BROKER)
                .buffer(50_000_000, Duration.ofSeconds(12))
                .build();
        assertThat(config.queueBytes).as("and the heads of chunks").isEqualTo(76_500_000);
    }

    @Test
    void moreAcknowledgingCopiesThanThereAreAreRefused() {
        assertThatThrownBy(() -> KafkaLogConfig.of(BROKER).replicas(1, 2).build())
                .hasMessage("inSync: 2 (expected: no more than the replicas, which are 1)");
    }

    @Test
    void theClientsOwnPropertiesAreForBothOfItsHalves() throws IOException {
        Path file = Files.writeString(directory.resolve("client.properties"), """
            security.protocol=SASL_SSL
            sasl.mechanism=PLAIN
            linger.ms=0
            """);
        KafkaLogConfig config = KafkaLogConfig.of(BROKER).clientProperties(file).build();
        assertThat(ClientSettings.producer(config))
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("linger.ms", "0")
                .containsEntry("acks", "all")
                .containsEntry("bootstrap.servers", BROKER);
        assertThat(ClientSettings.consumer(config)).containsEntry("sasl.mechanism", "PLAIN");
    }

    @Test
    void aPropertyThatTheLogDecidesIsRefused() throws IOException {
        Path file = Files.writeString(directory.resolve("client.properties"), "acks=1\n");
        assertThatThrownBy(() -> KafkaLogConfig.of(BROKER).clientProperties(file))
                .hasMessage("acks: set in " + file + " (expected: not set: a log decides it itself)");
    }

    @Test
    void aFileThatIsNotThereIsRefused() {
        Path file = directory.resolve("none");
        assertThatThrownBy(() -> KafkaLogConfig.of(BROKER).clientProperties(file))
                .hasMessage(file + ": no such file (expected: properties of Kafka's client)");
    }

    @Test
    void aClientThatCannotBeMadeSaysWhy() throws IOException {
        Path file = Files.writeString(directory.resolve("client.properties"), "security.protocol=SASL_PLAINTEXT\n");
        KafkaLogConfig config = KafkaLogConfig.of(BROKER).clientProperties(file).build();
        try (KafkaLog log = KafkaLog.of(config)) {
            assertThatThrownBy(() -> log.write("tv"))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("kafka://" + BROKER + "/tv: ")
                    .hasMessageContaining("JAAS")
                    .hasMessageNotContaining("\n");
        }
    }
}
