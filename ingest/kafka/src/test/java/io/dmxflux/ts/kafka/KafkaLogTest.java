// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.PatientAwaits;
import io.dmxflux.ts.log.LogEvent;
import io.dmxflux.ts.log.LogRetention;
import io.dmxflux.ts.log.LogStart;
import io.dmxflux.ts.log.LogWriter;
import io.dmxflux.ts.log.TsChunk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import reactor.test.StepVerifier;

/** A log in three brokers that work. */
@Tag("kafka")
@ExtendWith({PatientAwaits.class, LeakCheck.class})
class KafkaLogTest {

    private static final int COUNT = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path directory;

    private static KafkaCluster cluster;

    private final Queue<LogEvent> events = new ConcurrentLinkedQueue<>();
    private KafkaLog log;

    @BeforeAll
    static void startBrokers() throws IOException {
        cluster = KafkaCluster.start(directory);
    }

    @AfterAll
    static void endBrokers() {
        cluster.close();
    }

    @BeforeEach
    void open() {
        log = KafkaLog.of(
                KafkaLogConfig.of(cluster.bootstrap()).onEvent(events::add).build());
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void whatIsAppendedIsReadByteForByte() throws IOException {
        LogWriter writer = log.write("bytes");
        List<String> appended = NumberedChunks.of(writer).append(writer, COUNT);
        NumberedChunks.assertRead(log, "bytes", LogStart.OLDEST, appended);
        await().untilAsserted(() -> assertThat(writer.book().heldBytes()).isZero());
        assertThat(writer.book().written().bytes())
                .isEqualTo(writer.book().appended().bytes())
                .isEqualTo(log.readBook("bytes").delivered().bytes())
                .isEqualTo((long) COUNT * NumberedChunks.DATAGRAMS * 7 * 188);
    }

    @Test
    void aReaderBeginsAtAPosition() throws IOException {
        LogWriter writer = log.write("position");
        List<String> appended = NumberedChunks.of(writer).append(writer, COUNT);
        writer.close();
        for (int index : List.of(0, 1, 151, COUNT - 1)) {
            long datagram = (long) index * NumberedChunks.DATAGRAMS + NumberedChunks.DATAGRAMS / 2;
            NumberedChunks.assertRead(log, "position", new LogStart.Position(datagram), appended.subList(index, COUNT));
        }
    }

    @Test
    void aReaderBeginsAtAnInstant() throws IOException {
        LogWriter writer = log.write("instant");
        Instant start = Instant.ofEpochMilli(System.currentTimeMillis() - 60_000);
        NumberedChunks chunks = new NumberedChunks(writer.epoch(), writer.firstDatagram(), start.toEpochMilli());
        List<String> appended = chunks.append(writer, COUNT);
        writer.close();
        int index = 123;
        Instant between = start.plusMillis((long) index * NumberedChunks.MILLIS - NumberedChunks.MILLIS / 2);
        NumberedChunks.assertRead(log, "instant", new LogStart.At(between), appended.subList(index, index + 1));
        long datagram = (long) index * NumberedChunks.DATAGRAMS;
        assertThat(log.position("instant", between)).hasValue(datagram);
        assertThat(log.time("instant", datagram)).contains(start.plusMillis((long) index * NumberedChunks.MILLIS));
        assertThat(log.position("instant", start.plusSeconds(30)))
                .as("behind the end")
                .isEmpty();
    }

    @Test
    void aLiveReaderBeginsWithWhatComes() throws IOException {
        LogWriter writer = log.write("live");
        NumberedChunks chunks = NumberedChunks.of(writer);
        chunks.append(writer, COUNT);
        await().untilAsserted(() -> assertThat(writer.book().heldBytes()).isZero());
        Queue<Long> read = new ConcurrentLinkedQueue<>();
        log.read("live", LogStart.LIVE).subscribe(chunk -> {
            read.add(chunk.firstDatagram());
            chunk.release();
        });
        await().until(() -> {
            chunks.append(writer, 1);
            return read.size() >= 10;
        });
        assertThat(read.element()).isGreaterThanOrEqualTo((long) COUNT * NumberedChunks.DATAGRAMS);
        assertThat(List.copyOf(read)).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void withoutDemandNothingIsRead() throws IOException {
        LogWriter writer = log.write("demand");
        List<String> appended = NumberedChunks.of(writer).append(writer, COUNT);
        StepVerifier.create(log.read("demand", LogStart.OLDEST).map(NumberedChunks::released), 0)
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(700))
                .thenRequest(1)
                .expectNext(appended.get(0))
                .expectNoEvent(Duration.ofMillis(700))
                .thenRequest(2)
                .expectNext(appended.get(1), appended.get(2))
                .then(() -> assertThat(log.readBook("demand").delivered().bytes())
                        .isEqualTo(3L * NumberedChunks.DATAGRAMS * 7 * 188))
                .thenCancel()
                .verify(PATIENCE);
    }

    @Test
    void aReaderCompletesWhenTheLogIsClosed() throws IOException {
        log.write("closed");
        StepVerifier.create(log.read("closed", LogStart.LIVE))
                .then(log::close)
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void aWriterGoesOnBehindTheOneBefore() throws IOException {
        LogWriter first = log.write("next");
        NumberedChunks.of(first).append(first, 10);
        first.close();
        LogWriter second = log.write("next");
        assertThat(second.epoch()).isGreaterThan(first.epoch());
        assertThat(second.firstDatagram()).isEqualTo(10L * NumberedChunks.DATAGRAMS);
        assertThat(events).last().isInstanceOfSatisfying(LogEvent.Opened.class, opened -> {
            assertThat(opened.epoch()).isEqualTo(second.epoch());
            assertThat(opened.last()).isPresent();
        });
    }

    @Test
    void readersDropWhatAWriterAppendsAfterAnotherHasTakenOver() throws IOException {
        LogWriter stale = log.write("epochs");
        NumberedChunks staleChunks = NumberedChunks.of(stale);
        staleChunks.append(stale, 5);
        await().untilAsserted(() -> assertThat(stale.book().heldBytes()).isZero());
        try (KafkaLog other = KafkaLog.of(KafkaLogConfig.of(cluster.bootstrap()).build())) {
            LogWriter owner = other.write("epochs");
            NumberedChunks ownerChunks = NumberedChunks.of(owner);
            ownerChunks.append(owner, 5);
            await().untilAsserted(() -> assertThat(owner.book().heldBytes()).isZero());
            staleChunks.append(stale, 20);
            await().untilAsserted(() -> assertThat(stale.book().heldBytes()).isZero());
            ownerChunks.append(owner, 5);
            Queue<String> read = new ConcurrentLinkedQueue<>();
            log.read("epochs", LogStart.OLDEST).subscribe(chunk -> {
                read.add(chunk.epoch() + " " + chunk.firstDatagram() / NumberedChunks.DATAGRAMS);
                chunk.release();
            });
            await().until(() -> read.size() >= 15);
            int one = stale.epoch();
            int two = owner.epoch();
            assertThat(read)
                    .startsWith(one + " 0", one + " 1")
                    .endsWith(two + " 13", two + " 14")
                    .hasSize(15)
                    .doesNotHaveDuplicates();
            assertThat(log.readBook("epochs").stale().bytes()).isEqualTo(20L * NumberedChunks.DATAGRAMS * 7 * 188);
        }
    }

    /** What a writer that was taken over from appends, before the new one has appended anything, has the numbers of the new one. */
    @Test
    void nothingOfTheNewWriterIsLostByWhatTheOldOneStillAppends() throws IOException {
        LogWriter stale = log.write("fence");
        NumberedChunks staleChunks = NumberedChunks.of(stale);
        appendAll(stale, staleChunks, 5);
        try (KafkaLog other = KafkaLog.of(KafkaLogConfig.of(cluster.bootstrap()).build())) {
            LogWriter owner = other.write("fence");
            appendAll(stale, staleChunks, 20);
            appendAll(owner, NumberedChunks.of(owner), 10);
            List<Long> epochs = List.of((long) stale.epoch(), (long) owner.epoch());
            assertThat(owner.firstDatagram()).isEqualTo(5L * NumberedChunks.DATAGRAMS);
            for (int from : List.of(0, 5, 7, 14)) {
                List<String> expected = new ArrayList<>();
                for (int number = from; number < 15; number++) {
                    expected.add(epochs.get(number < 5 ? 0 : 1) + " " + number);
                }
                StepVerifier.create(log.read("fence", new LogStart.Position((long) from * NumberedChunks.DATAGRAMS))
                                .take(expected.size())
                                .map(KafkaLogTest::epochAndNumber)
                                .collectList())
                        .as("from " + from)
                        .expectNext(expected)
                        .expectComplete()
                        .verify(PATIENCE);
            }
        }
    }

    private static void appendAll(LogWriter writer, NumberedChunks chunks, int count) {
        chunks.append(writer, count);
        await().until(() -> writer.book().heldBytes() == 0);
    }

    private static String epochAndNumber(TsChunk chunk) {
        String text = chunk.epoch() + " " + chunk.firstDatagram() / NumberedChunks.DATAGRAMS;
        chunk.release();
        return text;
    }

    @Test
    void aWriterGoesOnBehindManyThatAppendedNothing() throws IOException {
        LogWriter first = log.write("silent");
        appendAll(first, NumberedChunks.of(first), 3);
        first.close();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", cluster.bootstrap()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < 2 * KafkaPlaces.LOOK_BACK; i++) {
                producer.send(new EpochMark(first.epoch()).record("dmxflux.ts.silent", "a writer"));
            }
        }
        assertThat(log.write("silent").firstDatagram()).isEqualTo(3L * NumberedChunks.DATAGRAMS);
        assertThat(log.time("silent", NumberedChunks.DATAGRAMS)).isPresent();
        assertThat(log.time("silent", 3L * NumberedChunks.DATAGRAMS)).isEmpty();
    }

    @Test
    void aRecordThatIsNoChunkIsToldAndPassedOver() throws IOException {
        LogWriter writer = log.write("foreign");
        List<String> appended = NumberedChunks.of(writer).append(writer, 1);
        await().untilAsserted(() -> assertThat(writer.book().heldBytes()).isZero());
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", cluster.bootstrap()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("dmxflux.ts.foreign", "hello".getBytes(StandardCharsets.UTF_8)));
        }
        LogWriter next = log.write("foreign");
        NumberedChunks nextChunks = NumberedChunks.of(next);
        TsChunk chunk = nextChunks.next();
        String behind = NumberedChunks.bytes(chunk);
        next.append(chunk);
        NumberedChunks.assertRead(log, "foreign", LogStart.OLDEST, List.of(appended.get(0), behind));
        assertThat(events)
                .filteredOn(LogEvent.Unreadable.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(LogEvent.Unreadable.class, damage -> {
                    assertThat(damage.place()).isEqualTo("dmxflux.ts.foreign-0");
                    assertThat(damage.offset()).as("behind a mark and a chunk").isEqualTo(2);
                    assertThat(damage.fault()).contains("no chunk begins here");
                });
    }

    @Test
    void aTopicWithOtherSettingsIsRefused() throws Exception {
        create("wrong", 2, Map.of("cleanup.policy", "compact", "min.insync.replicas", "1"));
        assertThatThrownBy(() -> log.write("wrong"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/wrong: topic dmxflux.ts.wrong: 2 partitions, cleanup.policy=compact,")
                .hasMessageContaining("min.insync.replicas=1")
                .hasMessageContaining("(expected: 1, delete,")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aTopicIsKeptAsTheLogIs() throws IOException {
        LogRetention kept = new LogRetention(Duration.ofDays(7), 1L << 40);
        try (KafkaLog keeping = KafkaLog.of(
                KafkaLogConfig.of(cluster.bootstrap()).retention(kept).build())) {
            keeping.write("kept").close();
            keeping.write("kept").close();
        }
        assertThatThrownBy(() -> log.write("kept"))
                .hasMessageContaining("retention.bytes=1099511627776, retention.ms=604800000 (expected: -1, -1;");
    }

    @Test
    void aStreamThatIsNotThereIsAnErrorOfOneLine() {
        StepVerifier.create(log.read("none", LogStart.LIVE))
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .hasMessageEndingWith("/none: no such stream (expected: one that is, or was, written)"))
                .verify(PATIENCE);
    }

    @Test
    void aThreadThatIsInterruptedIsToldWhyItIsNotAnswered() throws IOException {
        log.write("interrupted");
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> log.end("interrupted"))
                    .isInstanceOf(IOException.class)
                    .hasMessageEndingWith("/interrupted: the thread is interrupted (expected: a thread that is not)");
        } finally {
            assertThat(Thread.interrupted()).as("still").isTrue();
        }
    }

    private static void create(String stream, int partitions, Map<String, String> settings)
            throws ExecutionException, InterruptedException {
        try (Admin admin = cluster.admin()) {
            admin.createTopics(List.of(new NewTopic("dmxflux.ts." + stream, partitions, (short) 3).configs(settings)))
                    .all()
                    .get();
        }
    }
}
