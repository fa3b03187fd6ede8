// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.PatientAwaits;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.log.LogEvent;
import io.dmxflux.ts.log.LogStart;
import io.dmxflux.ts.log.LogWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A log in a broker that speaks TLS and wants to know who asks. */
@Tag("kafka")
@ExtendWith({PatientAwaits.class, LeakCheck.class})
class KafkaSecurityTest {

    private static final int COUNT = 100;
    private static final String SECRET = "not-to-be-told";

    private static final String SETTINGS = """
        ssl.keystore.location=%1$s
        ssl.keystore.password=%2$s
        ssl.keystore.type=PKCS12
        sasl.enabled.mechanisms=PLAIN
        listener.name.secure.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \\
            user_relay="%2$s" user_guest="%2$s";
        authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
        super.users=User:ANONYMOUS;User:relay
        """;

    private static final String TLS = """
        ssl.truststore.location=%s
        ssl.truststore.password=%s
        ssl.truststore.type=PKCS12
        security.protocol=SASL_SSL
        """;

    private static final String SASL = """
        sasl.mechanism=PLAIN
        sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \\
            username="%s" password="%s";
        """;

    private static final String IMPATIENT = """
        request.timeout.ms=1000
        default.api.timeout.ms=1000
        """;

    @TempDir
    static Path directory;

    private static Path keys;
    private static KafkaCluster cluster;

    @BeforeAll
    static void startBroker() throws IOException, InterruptedException {
        keys = directory.resolve("keys.p12");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                keys.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                SECRET,
                "-alias",
                "broker",
                "-keyalg",
                "EC",
                "-dname",
                "CN=broker",
                "-ext",
                "SAN=ip:127.0.0.1");
        Process made = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start();
        assertThat(made.waitFor()).isZero();
        cluster = KafkaCluster.startSecured(directory, SETTINGS.formatted(keys, SECRET));
    }

    @AfterAll
    static void endBroker() {
        cluster.close();
    }

    private static KafkaLog log(String properties) throws IOException {
        return log(properties, event -> {});
    }

    private static KafkaLog log(String properties, Consumer<LogEvent> listener) throws IOException {
        Path file = Files.writeString(directory.resolve("client.properties"), properties);
        return KafkaLog.of(KafkaLogConfig.of(cluster.secured())
                .replicas(1, 1)
                .clientProperties(file)
                .onEvent(listener)
                .build());
    }

    private static String tls() {
        return TLS.formatted(keys, SECRET);
    }

    @Test
    void whatIsWrittenBySomeoneWhoMayIsRead() throws IOException {
        try (KafkaLog log = log(tls() + SASL.formatted("relay", SECRET))) {
            assertThat(log.missingToWrite("tv")).isEmpty();
            assertThat(log.missingToRead("tv")).contains("no such stream (expected: one that is, or was, written)");
            LogWriter writer = log.write("tv");
            List<String> appended = NumberedChunks.of(writer).append(writer, COUNT);
            NumberedChunks.assertRead(log, "tv", LogStart.OLDEST, appended);
            assertThat(log.missingToRead("tv")).isEmpty();
        }
    }

    /** One that may own the stream, and not write it, would keep the others from it. */
    @Test
    void aHostThatMayNotWriteLeavesItToAnother() throws Exception {
        try (Admin admin = cluster.admin()) {
            List<AclBinding> allowed = new ArrayList<>();
            for (AclOperation operation :
                    List.of(AclOperation.CREATE, AclOperation.DESCRIBE_CONFIGS, AclOperation.READ)) {
                allowed.add(allowed(ResourceType.TOPIC, "dmxflux.ts.shared", operation));
                allowed.add(allowed(ResourceType.TOPIC, "dmxflux.ts._owners", operation));
            }
            allowed.add(allowed(ResourceType.GROUP, "dmxflux.ts.shared", AclOperation.READ));
            admin.createAcls(allowed).all().get();
        }
        Queue<LogEvent> ofGuest = new ConcurrentLinkedQueue<>();
        Queue<LogEvent> ofOther = new ConcurrentLinkedQueue<>();
        ByteBuf packets = Unpooled.buffer().writeZero(TsPacket.LENGTH);
        try (KafkaLog guests = log(tls() + SASL.formatted("guest", SECRET), ofGuest::add);
                KafkaLog others = log(tls() + SASL.formatted("relay", SECRET), ofOther::add);
                KafkaStandby guest = KafkaStandby.hot(guests, "shared")) {
            await().until(() ->
                    guest.waitsFor().filter(why -> why.contains("permission")).isPresent());
            try (KafkaStandby other = KafkaStandby.hot(others, "shared")) {
                other.add(packets, 0, 0);
                await().until(() -> ofOther.stream().anyMatch(LogEvent.TookOver.class::isInstance));
                await().until(() -> ofGuest.stream().anyMatch(LogEvent.StandsBy.class::isInstance));
                assertThat(guest.waitsFor()).isEmpty();
            }
        } finally {
            packets.release();
        }
    }

    /** What a guest may. */
    private static AclBinding allowed(ResourceType type, String name, AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(type, name, PatternType.LITERAL),
                new AccessControlEntry("User:guest", "*", operation, AclPermissionType.ALLOW));
    }

    /**
     * Properties by the words "tls", which has those of TLS, "impatient", where no answer is to come, "USER:PASSWORD", and others
     * as they are.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        impatient                           | speaks TLS (expected: security.protocol=SSL or SASL_SSL among the properties
        tls security.protocol=SSL impatient | (expected: brokers that work,
        tls relay:wrong                     | Authentication failed
        tls guest:not-to-be-told            | (expected: permission to create, describe, read and write the topics)
        security.protocol=SSL               | (expected: TLS or SASL as the brokers have it, in the client's properties)
        """)
    void whoMayNotIsToldWhyInOneLineWithoutSecrets(String words, String expected) throws IOException {
        StringBuilder properties = new StringBuilder();
        for (String word : words.split(" ")) {
            properties.append(properties(word)).append('\n');
        }
        try (KafkaLog log = log(properties.toString())) {
            Optional<String> missing = log.missingToWrite("tv");
            assertThat(missing)
                    .hasValueSatisfying(
                            problem -> assertThat(problem).contains(expected).doesNotContain("\n", SECRET));
        }
    }

    private static String properties(String word) {
        int colon = word.indexOf(':');
        return switch (word) {
            case "tls" -> tls();
            case "impatient" -> IMPATIENT;
            default -> colon < 0 ? word : SASL.formatted(word.substring(0, colon), word.substring(colon + 1));
        };
    }
}
