// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * Brokers of Kafka, which are controllers as well, each a process of its own, on loopback unless told otherwise: three, or one
 * that wants TLS and SASL.
 */
final class KafkaCluster implements AutoCloseable {

    static final int BROKERS = 3;
    private static final String LOOPBACK = "127.0.0.1";
    private static final int CLOSING_SECONDS = 10;

    private final Path directory;
    private final String host;
    private final int brokers;
    private final String settings;
    private final List<Integer> ports;
    private final @Nullable Process[] processes;

    private KafkaCluster(Path directory, String host, int brokers, String settings) {
        this.directory = directory;
        this.host = host;
        this.brokers = brokers;
        this.settings = settings;
        this.ports = freePorts(3 * brokers);
        this.processes = new Process[brokers];
    }

    /** Starts all, and waits until they know each other. */
    static KafkaCluster start(Path directory) throws IOException {
        return start(directory, LOOPBACK);
    }

    /** The same on an address that others can reach as well. */
    static KafkaCluster start(Path directory, String host) throws IOException {
        return start(new KafkaCluster(
                directory, host, BROKERS, "listeners=BROKER://" + host + ":%d,CONTROLLER://127.0.0.1:%d"));
    }

    /**
     * Starts one broker, which has another address for clients, and waits until it serves.
     *
     * @param settings of the listener SECURE, which speaks TLS and wants SASL
     */
    static KafkaCluster startSecured(Path directory, String settings) throws IOException {
        return start(new KafkaCluster(
                directory,
                LOOPBACK,
                1,
                "listeners=BROKER://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d,SECURE://127.0.0.1:%d\n" + settings));
    }

    private static KafkaCluster start(KafkaCluster cluster) throws IOException {
        try {
            String id = Uuid.randomUuid().toString();
            for (int broker = 0; broker < cluster.brokers; broker++) {
                cluster.format(broker, id);
                cluster.start(broker);
            }
            cluster.awaitAll();
            return cluster;
        } catch (IOException | RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    private static List<Integer> freePorts(int count) {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            List<Integer> free =
                    sockets.stream().map(ServerSocket::getLocalPort).toList();
            for (ServerSocket socket : sockets) {
                socket.close();
            }
            return free;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void format(int broker, String clusterId) throws IOException {
        String voters = IntStream.range(0, brokers)
                .mapToObj(i -> i + "@127.0.0.1:" + ports.get(brokers + i))
                .collect(Collectors.joining(","));
        Path config = Files.writeString(config(broker), """
            process.roles=broker,controller
            node.id=%1$d
            controller.quorum.voters=%2$s
            %3$s
            listener.security.protocol.map=BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURE:SASL_SSL
            inter.broker.listener.name=BROKER
            controller.listener.names=CONTROLLER
            log.dirs=%4$s
            offsets.topic.replication.factor=%5$d
            auto.create.topics.enable=false
            broker.session.timeout.ms=3000
            broker.heartbeat.interval.ms=500
            group.initial.rebalance.delay.ms=0
            controlled.shutdown.enable=false
            log.cleaner.dedupe.buffer.size=4194304
            num.network.threads=1
            num.io.threads=2
            """.formatted(
                broker,
                voters,
                settings.formatted(ports.get(broker), ports.get(brokers + broker), ports.get(2 * brokers + broker)),
                directory.resolve("data" + broker),
                brokers));
        String[] arguments = {"format", "-t", clusterId, "-c", config.toString()};
        int status = StorageTool.execute(arguments, new PrintStream(OutputStream.nullOutputStream()));
        assertThat(status).as("status of " + String.join(" ", arguments)).isZero();
    }

    private Path config(int broker) {
        return directory.resolve("broker" + broker + ".properties");
    }

    /** Starts a broker that was killed. */
    void start(int broker) throws IOException {
        processes[broker] = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx200m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "kafka.Kafka",
                        config(broker).toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("broker" + broker + ".log").toFile()))
                .start();
    }

    /** Ends a broker as a power failure would, but for what the kernel has of its files. */
    void kill(int broker) {
        Process process = processes[broker];
        if (process != null) {
            process.destroyForcibly();
            awaitEnd(process);
        }
    }

    private static void awaitEnd(Process process) {
        try {
            assertThat(process.waitFor(CLOSING_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void killAll() {
        for (int broker = 0; broker < brokers; broker++) {
            kill(broker);
        }
    }

    void startAll() throws IOException {
        for (int broker = 0; broker < brokers; broker++) {
            start(broker);
        }
    }

    /** Waits until all brokers serve. */
    void awaitAll() {
        try (Admin admin = admin()) {
            await().atMost(120, TimeUnit.SECONDS)
                    .ignoreExceptions()
                    .untilAsserted(
                            () -> assertThat(admin.describeCluster().nodes().get(5, TimeUnit.SECONDS))
                                    .hasSize(brokers));
        }
    }

    /** Returns the broker that leads the only partition of a topic. */
    int leader(String topic) {
        try (Admin admin = admin()) {
            TopicDescription described = Objects.requireNonNull(
                    admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic));
            return described.partitions().get(0).leader().id();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrap(), "request.timeout.ms", 5_000));
    }

    /** Returns the addresses of all. */
    String bootstrap() {
        return ports.subList(0, brokers).stream().map(port -> host + ":" + port).collect(Collectors.joining(","));
    }

    /** Returns where the only broker speaks TLS. */
    String secured() {
        return "127.0.0.1:" + ports.get(2);
    }

    @Override
    public void close() {
        killAll();
    }
}
