// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.PatientAwaits;
import io.dmxflux.packet.LoggedDatagrams;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.log.LeaseState;
import io.dmxflux.ts.log.LogBook;
import io.dmxflux.ts.log.LogEvent;
import io.dmxflux.ts.log.LogStart;
import io.dmxflux.ts.log.Takeover;
import io.dmxflux.ts.source.LogSource;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Hooks;

/** Two hosts that receive one stream, of which one writes it, and a reader. */
@Tag("kafka")
@ExtendWith({PatientAwaits.class, LeakCheck.class})
class KafkaStandbyTest {

    private static final Duration AWAY = Duration.ofSeconds(20);

    @TempDir
    static Path directory;

    private static KafkaCluster cluster;

    /** To another host; none where that cannot be. */
    private static Optional<HostLink> link;

    private final long startMillis = System.currentTimeMillis();
    private final Queue<LogEvent> events = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void startBrokers() throws IOException {
        link = HostLink.open();
        cluster = link.isPresent() ? KafkaCluster.start(directory, HostLink.ADDRESS) : KafkaCluster.start(directory);
    }

    @AfterAll
    static void endBrokers() throws IOException {
        try {
            cluster.close();
        } finally {
            if (link.isPresent()) {
                link.get().close();
            }
        }
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

    private <E extends LogEvent> List<E> told(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private <E extends LogEvent> E awaitTold(Class<E> type) {
        await().until(() -> !told(type).isEmpty());
        return told(type).get(0);
    }

    private static void end(Process process) throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aHotStandbyClosesTheGapWhenTheOwnerIsKilled() throws Exception {
        Process owner = other("hot");
        try (KafkaLog log = log()) {
            awaitOutput("hot", "TookOver");
            ReadStream read = ReadStream.of(log, "hot");
            read.awaitMore();
            KafkaStandby hot;
            long ready;
            try (KafkaStandby standby = KafkaStandby.hot(log, "hot");
                    SharedStream stream = new SharedStream(standby, startMillis)) {
                stream.start();
                awaitTold(LogEvent.StandsBy.class);
                read.awaitMore();
                end(owner);
                LogEvent.TookOver told = awaitTold(LogEvent.TookOver.class);
                read.awaitMore();
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
            assertThat(read.missing()).isEmpty();
            assertThat(read.leftOut()).isZero();
        } finally {
            end(owner);
        }
    }

    @Test
    void aColdStandbyLeavesAGapWithItsNumbers() throws Exception {
        Process owner = other("cold");
        try (KafkaLog log = log()) {
            awaitOutput("cold", "TookOver");
            ReadStream read = ReadStream.of(log, "cold");
            read.awaitMore();
            try (KafkaStandby standby = KafkaStandby.cold(log, "cold");
                    SharedStream stream = new SharedStream(standby, startMillis)) {
                stream.start();
                awaitTold(LogEvent.StandsBy.class);
                read.awaitMore();
                end(owner);
                LogEvent.TookOver told = awaitTold(LogEvent.TookOver.class);
                read.awaitMore();
                assertThat(told.how()).as("as soon as something comes").isNotInstanceOf(Takeover.Seamless.class);
                assertThat(read.missing()).isNotEmpty();
                assertThat(read.leftOut()).isPositive().isEqualTo(told.how().missingDatagrams());
            }
        } finally {
            end(owner);
        }
    }

    /** By what RTP is made of, so that a receiver merges what they send. */
    @Test
    void allReadersHaveTheSameDatagramsOverATakeover() throws Exception {
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
            ReadStream read = ReadStream.of(log, "paused");
            try (KafkaStandby standby = KafkaStandby.hot(log, "paused");
                    SharedStream stream = new SharedStream(standby, startMillis)) {
                stream.start();
                awaitTold(LogEvent.StandsBy.class);
                read.awaitMore();
                signal(owner, "STOP");
                awaitTold(LogEvent.TookOver.class);
                signal(owner, "CONT");
                awaitOutput("paused", "GaveUp");
                read.awaitMore();
            }
            assertThat(read.missing()).isEmpty();
            assertThat(read.leftOut()).isZero();
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
            int epoch = awaitTold(LogEvent.TookOver.class).epoch();
            ReadStream read = ReadStream.of(log, "handed");
            Process standby = other("handed");
            try {
                awaitOutput("handed", "StandsBy");
                read.awaitMore();
                first.close();
                awaitOutput("handed", "Seamless");
                read.awaitMore();
            } finally {
                end(standby);
            }
            assertThat(read.missing()).isEmpty();
            assertThat(read.leftOut()).isZero();
            LogBook book = first.book();
            assertThat(book.refused().bytes()).isZero();
            assertThat(book.written().bytes())
                    .isEqualTo(book.appended().bytes())
                    .as("can be read")
                    .isEqualTo((long) read.of(epoch).size() * TsPacket.LENGTH);
        } finally {
            first.close();
            log.close();
        }
    }

    /** It is interrupted while it asks brokers for the stream. */
    @Test
    void anOwnerThatClosesAtOnceLeavesNoErrorBehind() {
        String thread = "dmxflux-kafka-standby-brief";
        Queue<Throwable> dropped = new ConcurrentLinkedQueue<>();
        Hooks.onErrorDropped(failure -> {
            if (Thread.currentThread().getName().startsWith(thread)) {
                dropped.add(failure);
            }
        });
        KafkaLog log = log();
        KafkaStandby owner = KafkaStandby.hot(log, "brief");
        try {
            await().pollInterval(Duration.ofMillis(1)).until(() -> owner.state() instanceof LeaseState.Owner);
            owner.close();
            assertThat(owner.state()).isInstanceOf(LeaseState.Lost.class);
            await().until(() -> Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(alive -> alive.getName().startsWith(thread)));
            assertThat(dropped).isEmpty();
        } finally {
            owner.close();
            log.close();
            Hooks.resetOnErrorDropped();
        }
    }

    @Test
    void anOwnerWithoutMoreInputWritesWhatItHas() {
        ByteBuf packets = Unpooled.buffer().writeZero(70 * TsPacket.LENGTH);
        KafkaLog log = log();
        KafkaStandby owner = KafkaStandby.hot(log, "quiet");
        try {
            owner.add(packets, 0, startMillis);
            await().until(() -> owner.book().written().bytes() == 70 * TsPacket.LENGTH);
            log.close();
            assertThat(owner.state()).isInstanceOf(LeaseState.Lost.class);
            assertThat(owner.book().appended().bytes()).isEqualTo(70 * TsPacket.LENGTH);
            assertThat(owner.book().heldBytes()).isZero();
        } finally {
            packets.release();
            owner.close();
            log.close();
        }
    }

    @Test
    void whatATopicWithOtherSettingsLacksIsRefused() throws Exception {
        try (Admin admin = cluster.admin()) {
            NewTopic other = new NewTopic("dmxflux.ts.other", 1, (short) KafkaCluster.BROKERS);
            admin.createTopics(List.of(other.configs(Map.of("cleanup.policy", "compact"))))
                    .all()
                    .get();
        }
        KafkaStandby cold;
        try (KafkaLog log = log();
                KafkaStandby standby = KafkaStandby.cold(log, "other");
                SharedStream stream = new SharedStream(standby, startMillis)) {
            stream.start();
            assertThat(awaitTold(LogEvent.Waits.class).problem())
                    .contains("cleanup.policy=compact", "(expected: delete");
            await().until(() -> standby.book().refused().bytes() > 0);
            cold = standby;
        }
        assertThat(cold.book().refused().bytes())
                .isEqualTo(cold.book().appended().bytes());
    }

    @Test
    void theOwnerGoesOnOutOfItsRingWhenTheLeadingBrokerDies() throws Exception {
        try (KafkaLog log = log();
                KafkaStandby owner = KafkaStandby.hot(log, "broker");
                SharedStream stream = new SharedStream(owner, startMillis)) {
            stream.start();
            awaitTold(LogEvent.TookOver.class);
            ReadStream read = ReadStream.of(log, "broker");
            read.awaitMore();
            int leader = cluster.leader("dmxflux.ts.broker");
            cluster.kill(leader);
            await().until(() -> cluster.leader("dmxflux.ts.broker") != leader);
            read.awaitMore();
            read.awaitMore();
            cluster.start(leader);
            cluster.awaitAll();
            assertThat(read.missing()).isEmpty();
            assertThat(read.leftOut()).isZero();
        }
    }

    /** Nothing is refused there, as if a switch were dead; the owner does not know of the other. */
    @Test
    void anOwnerThatIsCutOffGivesUpAndTheNextGoesOn() throws Exception {
        assumeThat(link).as("a network namespace, which needs root").isPresent();
        HostLink cable = link.orElseThrow();
        Process owner = StandbyHost.start(cable.there(), cluster.bootstrap(), "cut", startMillis, output("cut"));
        try (KafkaLog log = log()) {
            awaitOutput("cut", "TookOver");
            ReadStream read = ReadStream.of(log, "cut");
            try (KafkaStandby standby = KafkaStandby.hot(log, "cut");
                    SharedStream stream = new SharedStream(standby, startMillis)) {
                stream.start();
                awaitTold(LogEvent.StandsBy.class);
                read.awaitMore();
                cable.cut();
                awaitOutput("cut", "GaveUp");
                assertThat(awaitTold(LogEvent.TookOver.class).how()).isInstanceOf(Takeover.Seamless.class);
                read.awaitMore();
                cable.plug();
                awaitOutput("cut", "StandsBy");
                read.awaitMore();
                assertThat(standby.book().refused().bytes()).isZero();
            }
            assertThat(read.missing()).isEmpty();
            assertThat(read.leftOut()).isZero();
            assertThat(Files.readString(output("cut"))).contains("IsBack").doesNotContain("Exception");
        } finally {
            cable.plug();
            end(owner);
        }
    }

    @Test
    void allBrokersAreAwayAndWhatTheLogLacksIsOnAnAccount() throws Exception {
        try (KafkaLog log = log();
                KafkaStandby hot = KafkaStandby.hot(log, "away-hot");
                KafkaStandby cold = KafkaStandby.cold(log, "away-cold");
                SharedStream toHot = new SharedStream(hot, startMillis);
                SharedStream toCold = new SharedStream(cold, startMillis)) {
            toHot.start();
            toCold.start();
            await().until(() -> told(LogEvent.TookOver.class).size() == 2);
            ReadStream ofHot = ReadStream.of(log, "away-hot");
            ReadStream ofCold = ReadStream.of(log, "away-cold");
            ofHot.awaitMore();
            ofCold.awaitMore();
            long unwritten = cold.book().refused().bytes();
            cluster.killAll();
            long sinceNanos = System.nanoTime();
            await().until(() -> told(LogEvent.GaveUp.class).size() == 2);
            await().untilAsserted(
                            () -> assertThat(hot.waitsFor()).get().asString().contains("(expected: "));
            await().until(() -> System.nanoTime() - sinceNanos > AWAY.toNanos());
            cluster.startAll();
            cluster.awaitAll();
            await().until(() -> told(LogEvent.TookOver.class).size() == 4);
            ofHot.awaitMore();
            ofCold.awaitMore();

            assertThat(ofCold.missing()).isNotEmpty();
            long lost = cold.book().refused().bytes() - unwritten;
            assertThat(lost).isPositive();
            assertThat(told(LogEvent.IsBack.class))
                    .anySatisfy(back -> assertThat(back.lackingBytes()).isEqualTo(lost));
            assertThat(hot.book().refused().bytes() == 0)
                    .as("lost, as the cluster was away for longer than is kept")
                    .isEqualTo(ofHot.missing().isEmpty());
            await().until(() -> hot.waitsFor().isEmpty());
        }
    }
}
