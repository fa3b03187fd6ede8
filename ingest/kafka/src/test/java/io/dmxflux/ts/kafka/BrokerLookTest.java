// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.log.LogStart;
import io.dmxflux.ts.log.TsChunk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.test.StepVerifier;

/** Ports that are no brokers. */
class BrokerLookTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private static KafkaLog log(String brokers) {
        return KafkaLog.of(KafkaLogConfig.of(brokers).build());
    }

    private static void assertMissing(KafkaLog log, String expected) {
        assertThat(log.missingToRead("tv")).contains(expected);
        assertThat(log.missingToWrite("tv")).contains(expected);
    }

    @Test
    void whatIsNoBrokerIsNamedByItsAnswer() throws IOException {
        try (AnsweringPort port = AnsweringPort.ofText("HTTP/1.1 400 Bad Request\r\n\r\n");
                KafkaLog log = log(port.address())) {
            assertMissing(
                    log,
                    port.address() + " is no broker, it answers \"HTTP/1.1 400 Bad Request\""
                            + " (expected: the port of a broker of Kafka)");
        }
    }

    @Test
    void oneThatIsNoBrokerIsNotAskedBesideOthers() throws IOException {
        try (AnsweringPort broker = AnsweringPort.open(connection -> AnsweringPort.BROKER);
                AnsweringPort other = AnsweringPort.open(connection -> new byte[] {0x15, 3, 3, 0, 2, 2, 40});
                KafkaLog log = log(broker.address() + "," + other.address())) {
            assertMissing(
                    log,
                    other.address()
                            + " is no broker, it answers 15 03 03 00 02 02 28 (expected: the port of a broker of"
                            + " Kafka)");
        }
    }

    @Test
    void oneThatClosesConnectionsIsAway() throws IOException {
        try (AnsweringPort port = AnsweringPort.ofText("");
                KafkaLog log = log(port.address())) {
            assertMissing(
                    log,
                    "no broker: " + port.address() + " closes connections (expected: one that runs, at that address and"
                            + " port, and a network to it)");
        }
    }

    @Test
    void aBrokerWithoutTlsIsNamedWhereItIsWanted() throws IOException {
        Path file = Files.writeString(directory.resolve("client.properties"), "security.protocol=SSL\n");
        try (AnsweringPort port = AnsweringPort.open(connection -> AnsweringPort.BROKER)) {
            KafkaLogConfig config =
                    KafkaLogConfig.of(port.address()).clientProperties(file).build();
            assertThat(new BrokerLook(config).mistake())
                    .isEqualTo(port.address() + " does not speak TLS (expected: security.protocol=PLAINTEXT or"
                            + " SASL_PLAINTEXT among the properties of the client)");
        }
    }

    /** A port may be another's by the time that the client asks, which takes the first bytes for a length of 2 GB. */
    @Test
    void anErrorOfTheClientIsAFailureOfTheReaderInOneLine() throws IOException {
        byte[] endless = {0x7F, -1, -1, -1, 0, 0, 0, 0};
        try (AnsweringPort port = AnsweringPort.open(connection -> connection == 0 ? AnsweringPort.BROKER : endless);
                KafkaLog log = log(port.address())) {
            StepVerifier.create(log.read("tv", LogStart.OLDEST).doOnNext(TsChunk::release))
                    .expectErrorSatisfies(failure -> assertThat(failure)
                            .isInstanceOf(UncheckedIOException.class)
                            .hasMessage("kafka://" + port.address() + "/tv: " + port.address()
                                    + " is no broker, it answers 7f ff ff ff 00 00 00 00 (expected: the port of a"
                                    + " broker of Kafka)")
                            .hasRootCauseInstanceOf(OutOfMemoryError.class))
                    .verify(PATIENCE);
            assertThat(log.isReached("tv")).isFalse();
        }
    }
}
