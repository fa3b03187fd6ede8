// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.PatientAwaits;
import io.dmxflux.packet.LoggedDatagrams;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.log.LogBook;
import io.dmxflux.ts.log.LogEvent;
import io.dmxflux.ts.log.LogStart;
import io.dmxflux.ts.log.Takeover;
import io.dmxflux.ts.log.TsChunk;
import io.dmxflux.ts.source.LogSource;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two hosts that receive one stream, of which one writes it, and a reader. */
@Tag("kafka")
@ExtendWith({PatientAwaits.class, LeakCheck.class})
class KafkaStandbyTest {

    @TempDir
    static Path directory;

    private static KafkaCluster cluster;

    private final long startMillis = System.currentTimeMillis();
    private final Queue<LogEvent> events = new ConcurrentLinkedQueue<>();

    /** What a reader has: for each chunk its numbers of datagrams, and those of its packets. */
    private final Queue<long[]> datagrams = new ConcurrentLinkedQueue<>();

    private final Queue<Integer> packets = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void startBrokers() throws IOException {
        cluster = KafkaCluster.start(directory);
    }

    @AfterAll
    static void endBrokers() {
        cluster.close();
    }

    private KafkaLog log() {
        return KafkaLog.of(
                KafkaLogConfig.of(cluster.bootstrap()).onEvent(events::add).build());
    }

    private Process other(String stream) throws IOException {
        return StandbyHost.start(cluster.bootstrap(), stream, startMillis, output(stream));
    }

    private static Path output(String stream) {
        return directory.resolve(stream + ".log");
    }

    private static void awaitOutput(String stream, String text) {
        await().until(() -> Files.readString(output(stream)).contains(text));
    }

    private void follow(KafkaLog log, String stream) {
        log.read(stream, LogStart.OLDEST).subscribe(this::read);
    }

    private void read(TsChunk chunk) {
        datagrams.add(new long[] {chunk.firstDatagram(), chunk.endDatagram()});
        packets.addAll(SharedStream.numbers(chunk));
        chunk.release();
    }

    private void awaitMore() {
        int before = packets.size();
        await().until(() -> packets.size() > before + 2_000);
    }

    private <E extends LogEvent> E awaitTold(Class<E> type) {
        await().until(() -> events.stream().anyMatch(type::isInstance));
        return events.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow();
    }

    private List<Integer> missing() {
        List<Integer> read = List.copyOf(packets);
        assertThat(read).isSorted().doesNotHaveDuplicates();
        List<Integer> all = new ArrayList<>(IntStream.rangeClosed(read.get(0), read.get(read.size() - 1))
                .boxed()
                .toList());
        all.removeAll(Set.copyOf(read));
        return all;
    }

    /** Positions that no chunk has, each of which is a loss to a reader. */
    private long leftOut() {
        long leftOut = 0;
        long next = -1;
        for (long[] chunk : datagrams) {
            assertThat(chunk[0]).isGreaterThanOrEqualTo(next);
            leftOut += next < 0 ? 0 : chunk[0] - next;
            next = chunk[1];
        }
        return leftOut;
    }

    private static void end(Process process) throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aHotStandbyClosesTheGapWhenTheOwnerIsKilled() throws Exception {
        Process owner = other("hot");
        try (KafkaLog log = log()) {
            awaitOutput("hot", "TookOver");
            follow(log, "hot");
            awaitMore();
            KafkaStandby hot;
            long ready;
            try (KafkaStandby standby = KafkaStandby.hot(log, "hot");
                    SharedStream stream = new SharedStream(standby, startMillis)) {
                stream.start();
                awaitTold(LogEvent.StandsBy.class);
                awaitMore();
                end(owner);
                LogEvent.TookOver told = awaitTold(LogEvent.TookOver.class);
                awaitMore();
                assertThat(told.how()).isInstanceOf(Takeover.Seamless.class);
                assertThat(told.from()).get().asString().endsWith(" " + owner.pid());
                assertThat(told.heldPackets()).isPositive();
                assertThat(standby.book().elsewhere().bytes())
                        .as("what the other had logged")
                        .isPositive();
                hot = standby;
                ready = told.heldPackets() * TsPacket.LENGTH;
            }
            LogBook book = hot.book();
            assertThat(book.heldBytes()).isZero();
            assertThat(book.written().bytes()).isGreaterThan(ready);
            assertThat(book.written().bytes() + book.elsewhere().bytes())
                    .isEqualTo(book.appended().bytes());
            assertThat(missing()).isEmpty();
            assertThat(leftOut()).isZero();
        } finally {
            end(owner);
        }
    }

    @Test
    void aColdStandbyLeavesAGapWithItsNumbers() throws Exception {
        Process owner = other("cold");
        try (KafkaLog log = log()) {
            awaitOutput("cold", "TookOver");
            follow(log, "cold");
            awaitMore();
            try (KafkaStandby standby = KafkaStandby.cold(log, "cold");
                    SharedStream stream = new SharedStream(standby, startMillis)) {
                stream.start();
                awaitTold(LogEvent.StandsBy.class);
                awaitMore();
                end(owner);
                LogEvent.TookOver told = awaitTold(LogEvent.TookOver.class);
                awaitMore();
                assertThat(told.how()).as("as soon as something comes").isNotInstanceOf(Takeover.Seamless.class);
                assertThat(missing()).isNotEmpty();
                assertThat(leftOut()).isPositive().isEqualTo(told.how().missingDatagrams());
            }
        } finally {
            end(owner);
        }
    }

    /** By what RTP is made of, so that a receiver merges what they send. */
    @Test
    void whoeverReadsHasTheSameDatagramsOverATakeover() throws Exception {
        Process owner = other("merged");
        SortedMap<Long, String> first = new ConcurrentSkipListMap<>();
        SortedMap<Long, String> later = new ConcurrentSkipListMap<>();
        try (KafkaLog log = log()) {
            awaitOutput("merged", "TookOver");
            try (KafkaStandby standby = KafkaStandby.hot(log, "merged");
                    SharedStream stream = new SharedStream(standby, startMillis);
                    LogSource reader = numbering(log, "merged", first)) {
                stream.start();
                awaitTold(LogEvent.StandsBy.class);
                await().until(() -> reader.position().isPresent() && first.size() > 100);
                try (LogSource other = numbering(log, "merged", later)) {
                    await().until(() -> other.position().isPresent() && later.size() > 100);
                    end(owner);
                    awaitTold(LogEvent.TookOver.class);
                    long before = first.lastKey();
                    await().until(() -> first.lastKey() - before > 500 && later.lastKey() - before > 500);
                }
            }
        } finally {
            end(owner);
        }
        long end = Math.min(first.lastKey(), later.lastKey()) + 1;
        assertThat(first.firstKey()).isLessThan(later.firstKey());
        assertThat(later.headMap(end)).isEqualTo(first.subMap(later.firstKey(), end));
        assertThat(later.headMap(end)).as("without a gap").hasSize((int) (end - later.firstKey()));
    }

    private static LogSource numbering(KafkaLog log, String stream, Map<Long, String> datagrams) {
        LogSource source = LogSource.paced(log, stream, LogStart.LIVE, 1);
        source.buffers().subscribe(buffer -> {
            LoggedDatagrams logged = Objects.requireNonNull(LoggedDatagrams.of(buffer));
            for (int i = 0; i < logged.count(); i++) {
                int bytes = Math.min(7 * TsPacket.LENGTH, buffer.readableBytes());
                String packets = ByteBufUtil.hexDump(buffer.readSlice(bytes));
                datagrams.put(logged.first() + i, logged.source() + " " + logged.timestamp(i) + " " + packets);
            }
            buffer.release();
        });
        return source;
    }

    /** As one does whose machine, or whose network, was away: it goes on as if nothing had been. */
    @Test
    void anOwnerThatComesBackDoesNotDisturbTheNextOne() throws Exception {
        Process owner = other("paused");
        try (KafkaLog log = log()) {
            awaitOutput("paused", "TookOver");
            follow(log, "paused");
            try (KafkaStandby standby = KafkaStandby.hot(log, "paused");
                    SharedStream stream = new SharedStream(standby, startMillis)) {
                stream.start();
                awaitTold(LogEvent.StandsBy.class);
                awaitMore();
                signal(owner, "STOP");
                awaitTold(LogEvent.TookOver.class);
                signal(owner, "CONT");
                awaitOutput("paused", "GaveUp");
                awaitMore();
            }
            assertThat(missing()).isEmpty();
            assertThat(leftOut()).isZero();
            assertThat(Files.readString(output("paused"))).doesNotContain("Exception");
        } finally {
            end(owner);
        }
    }

    private static void signal(Process process, String signal) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    @Test
    void anOwnerThatClosesHandsOverAtOnce() throws Exception {
        KafkaLog log = log();
        KafkaStandby first = KafkaStandby.hot(log, "handed");
        try (SharedStream stream = new SharedStream(first, startMillis)) {
            stream.start();
            awaitTold(LogEvent.TookOver.class);
            follow(log, "handed");
            Process standby = other("handed");
            try {
                awaitOutput("handed", "StandsBy");
                awaitMore();
                first.close();
                awaitOutput("handed", "Seamless");
                awaitMore();
            } finally {
                end(standby);
            }
            assertThat(missing()).isEmpty();
            assertThat(leftOut()).isZero();
            LogBook book = first.book();
            assertThat(book.refused().bytes()).isZero();
            assertThat(book.written().bytes())
                    .isEqualTo(book.appended().bytes())
                    .isPositive();
        } finally {
            first.close();
            log.close();
        }
    }

    @Test
    void theOwnerGoesOnOutOfItsRingWhenTheLeadingBrokerDies() throws Exception {
        try (KafkaLog log = log();
                KafkaStandby owner = KafkaStandby.hot(log, "broker");
                SharedStream stream = new SharedStream(owner, startMillis)) {
            stream.start();
            awaitTold(LogEvent.TookOver.class);
            follow(log, "broker");
            awaitMore();
            int leader = cluster.leader("dmxflux.ts.broker");
            cluster.kill(leader);
            await().until(() -> cluster.leader("dmxflux.ts.broker") != leader);
            awaitMore();
            awaitMore();
            cluster.start(leader);
            cluster.awaitAll();
            assertThat(missing()).isEmpty();
            assertThat(leftOut()).isZero();
        }
    }
}
