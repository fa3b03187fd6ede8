// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dmxflux.ts.log.LogStart;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaLogConfigTest {

    private static final String BROKER = "127.0.0.1:9092";

    private static final String USER = System.getProperty("user.name");

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
    void aDirectoryIsNoFileOfProperties() {
        assertThatThrownBy(() -> KafkaLogConfig.of(BROKER).clientProperties(directory))
                .hasMessage(directory + ": is a directory (expected: a file of properties of Kafka's client, that user "
                        + USER + " can read)");
    }

    /** It is waited for, as brokers are. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ssl.truststore.location=none  | ssl.truststore.location: none: no such file (expected: a file that user %s can read)
        ssl.keystore.location=/tmp    | ssl.keystore.location: /tmp: is a directory (expected: a file that user %s can read)
        ssl.keystore.location=TEXT    | ssl.keystore.location: TEXT: is not of type JKS (expected: ssl.keystore.type as the file is)
        ssl.truststore.location=KEYS  | ssl.truststore.password: is not that of KEYS (expected: the one that it was made with)
        """)
    void aWrongFileIsNamedByItsProperty(String property, String expected) throws Exception {
        Path text = Files.writeString(directory.resolve("text"), "no keys");
        Path keys = directory.resolve("keys");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (OutputStream out = Files.newOutputStream(keys)) {
            store.store(out, "right".toCharArray());
        }
        UnaryOperator<String> named =
                words -> words.replace("TEXT", text.toString()).replace("KEYS", keys.toString());
        Path file = Files.writeString(
                directory.resolve("client.properties"),
                "security.protocol=SSL\nssl.truststore.password=not-to-be-told\n" + named.apply(property) + "\n");
        try (KafkaLog log =
                KafkaLog.of(KafkaLogConfig.of(BROKER).clientProperties(file).build())) {
            String problem = named.apply(expected.formatted(USER));
            assertThat(log.missingToRead("tv")).contains(problem);
            assertThat(log.missingToWrite("tv")).contains(problem);
            assertThatThrownBy(() -> log.read("tv", LogStart.LIVE).blockFirst())
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessage("kafka://" + BROKER + "/tv: " + problem);
        }
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
        try (AnsweringPort port = AnsweringPort.open(connection -> AnsweringPort.BROKER);
                KafkaLog log = KafkaLog.of(
                        KafkaLogConfig.of(port.address()).clientProperties(file).build())) {
            assertThatThrownBy(() -> log.write("tv"))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("kafka://" + port.address() + "/tv: ")
                    .hasMessageContaining("JAAS")
                    .hasMessageNotContaining("\n");
        }
    }
}
