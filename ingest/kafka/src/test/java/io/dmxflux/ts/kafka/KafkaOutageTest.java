// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.PatientAwaits;
import io.dmxflux.ts.log.LogBook;
import io.dmxflux.ts.log.LogEvent;
import io.dmxflux.ts.log.LogStart;
import io.dmxflux.ts.log.LogWriter;
import io.dmxflux.ts.log.TsChunk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A log whose brokers die, while a chunk comes each 10 ms: 50 Mbit/s. */
@Tag("kafka")
@ExtendWith({PatientAwaits.class, LeakCheck.class})
class KafkaOutageTest {

    private static final long BIT_RATE = 52_000_000;

    @TempDir
    static Path directory;

    private static KafkaCluster cluster;

    private final Queue<LogEvent> events = new ConcurrentLinkedQueue<>();
    private final Queue<Long> appended = new ConcurrentLinkedQueue<>();
    private final Queue<Long> read = new ConcurrentLinkedQueue<>();
    private final ScheduledExecutorService input = Executors.newSingleThreadScheduledExecutor();

    @BeforeAll
    static void startBrokers() throws IOException {
        cluster = KafkaCluster.start(directory);
    }

    @AfterAll
    static void endBrokers() {
        cluster.close();
    }

    @AfterEach
    void endInput() {
        input.shutdownNow();
    }

    private KafkaLog log(Duration absence) {
        return KafkaLog.of(KafkaLogConfig.of(cluster.bootstrap())
                .buffer(BIT_RATE, absence)
                .onEvent(events::add)
                .build());
    }

    private void appendForEver(LogWriter writer) {
        NumberedChunks chunks = NumberedChunks.of(writer);
        input.scheduleAtFixedRate(
                () -> {
                    TsChunk chunk = chunks.next();
                    appended.add(chunk.firstDatagram());
                    writer.append(chunk);
                },
                0,
                NumberedChunks.MILLIS,
                TimeUnit.MILLISECONDS);
    }

    private void follow(KafkaLog log, String stream) {
        log.read(stream, LogStart.OLDEST).subscribe(chunk -> {
            read.add(chunk.firstDatagram());
            chunk.release();
        });
    }

    private void stopAppending() throws InterruptedException {
        input.shutdown();
        assertThat(input.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    private void awaitMore(int chunks) {
        int before = read.size();
        await().until(() -> read.size() >= before + chunks);
    }

    private <E extends LogEvent> List<E> told(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Some may be dropped while the cluster, which is back, takes what has waited. */
    private long toldAsLost() {
        return told(LogEvent.IsBack.class).stream()
                        .mapToLong(LogEvent.IsBack::lackingBytes)
                        .sum()
                + told(LogEvent.CaughtUp.class).stream()
                        .mapToLong(LogEvent.CaughtUp::lackingBytes)
                        .sum();
    }

    @Test
    void theLeaderDiesAndNothingIsLostNorRepeated() throws Exception {
        try (KafkaLog log = log(Duration.ofSeconds(60))) {
            LogWriter writer = log.write("leader");
            follow(log, "leader");
            appendForEver(writer);
            awaitMore(100);
            int leader = cluster.leader("dmxflux.ts.leader");
            cluster.kill(leader);
            await().until(() -> !told(LogEvent.IsBack.class).isEmpty());
            assertThat(cluster.leader("dmxflux.ts.leader")).isNotEqualTo(leader);
            awaitMore(500);
            stopAppending();
            await().until(() -> read.size() >= appended.size());
            await("the last acknowledgement, which comes behind what is read")
                    .until(() -> writer.book().heldBytes() == 0);

            assertThat(List.copyOf(read)).isEqualTo(List.copyOf(appended));
            assertThat(told(LogEvent.Waits.class)).isNotEmpty();
            assertThat(told(LogEvent.IsBack.class))
                    .allSatisfy(back -> assertThat(back.lackingBytes()).isZero());
            LogBook book = writer.book();
            assertThat(book.written().bytes()).isEqualTo(book.appended().bytes());
            cluster.start(leader);
            cluster.awaitAll();
        }
    }

    @Test
    void allBrokersAreAwayAndTheOldestThatWaitAreDropped() throws Exception {
        try (KafkaLog log = log(Duration.ofSeconds(5))) {
            LogWriter writer = log.write("all");
            follow(log, "all");
            appendForEver(writer);
            awaitMore(100);
            cluster.killAll();
            await("a second of it, behind the five that are kept")
                    .until(() -> writer.book().dropped().bytes() > BIT_RATE / 8);
            long appendedWhileAway = appended.size();
            assertThat(writer.waitsFor()).get().asString().contains("not acknowledged for");
            cluster.startAll();
            await().until(() -> writer.waitsFor().isEmpty());
            awaitMore(500);
            stopAppending();
            await().until(() -> writer.book().heldBytes() == 0);
            long last = appended.stream().mapToLong(Long::longValue).max().orElseThrow();
            await().until(() -> read.contains(last));

            assertThat((long) appended.size())
                    .as("appends that were not blocked")
                    .isGreaterThan(appendedWhileAway);
            assertThat(List.copyOf(read)).isSorted().doesNotHaveDuplicates();
            LogBook book = writer.book();
            assertThat(book.refused().bytes()).isZero();
            assertThat(book.appended().bytes())
                    .isEqualTo(book.written().bytes() + book.dropped().bytes());
            long chunkBytes = book.appended().bytes() / appended.size();
            assertThat((long) read.size())
                    .as("what was acknowledged is read, once")
                    .isEqualTo(book.written().bytes() / chunkBytes);
            await().untilAsserted(() -> assertThat(toldAsLost())
                    .as("what is told as lost")
                    .isEqualTo(book.dropped().bytes()));
            assertThat(told(LogEvent.IsBack.class))
                    .anySatisfy(back -> assertThat(back.lackingBytes()).isPositive());
        }
    }
}
