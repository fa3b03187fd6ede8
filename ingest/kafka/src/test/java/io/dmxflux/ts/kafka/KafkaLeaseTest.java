// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.PatientAwaits;
import io.dmxflux.ts.log.LeaseState;
import io.dmxflux.ts.log.LeaseState.Away;
import io.dmxflux.ts.log.LeaseState.Lost;
import io.dmxflux.ts.log.LeaseState.Owner;
import io.dmxflux.ts.log.LeaseState.Standby;
import io.dmxflux.ts.log.LogStart;
import io.dmxflux.ts.log.TsChunk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;

/** Hosts that take over a stream from each other. */
@Tag("kafka")
@ExtendWith(PatientAwaits.class)
class KafkaLeaseTest {

    @TempDir
    static Path directory;

    private static KafkaCluster cluster;
    private static KafkaLogConfig config;

    @BeforeAll
    static void startBrokers() throws IOException {
        cluster = KafkaCluster.start(directory);
        config = KafkaLogConfig.of(cluster.bootstrap()).build();
        try (KafkaLog log = KafkaLog.of(config)) {
            log.write("tv").close(); // makes the topic
        }
    }

    @AfterAll
    static void endBrokers() {
        cluster.close();
    }

    /** A host of this process. */
    private static final class Host {

        final Queue<LeaseState> states = new ConcurrentLinkedQueue<>();
        final Disposable lease = KafkaLease.of(config, "tv").subscribe(states::add);

        Owner awaitOwner() {
            await().until(() -> last() instanceof Owner);
            return (Owner) last();
        }

        boolean hears(Process owner) {
            return last() instanceof Standby standby
                    && standby.owner()
                            .filter(host -> host.endsWith(" " + owner.pid()))
                            .isPresent();
        }

        LeaseState last() {
            return List.copyOf(states).stream().reduce(new Standby(), (before, next) -> next);
        }
    }

    @Test
    void aHostThatJoinsIsAStandbyUntilTheOwnerLeaves() {
        Host first = new Host();
        Owner before = first.awaitOwner();
        Host second = new Host();
        await().until(() -> second.states.contains(new Standby()));
        first.lease.dispose();
        Owner after = second.awaitOwner();
        assertThat(after.term()).isGreaterThan(before.term());
        assertThat(first.last()).as("kept while the other joined").isEqualTo(before);
        second.lease.dispose();
    }

    @Test
    void aHostTakesOverFromOneThatIsKilled() throws Exception {
        Path output = directory.resolve("holder.log");
        Process holder = LeaseHolder.start(cluster.bootstrap(), output);
        try {
            await().until(() -> Files.readString(output).contains("owner"));
            Host standby = new Host();
            await().until(() -> standby.hears(holder));
            assertThat(standby.states).doesNotHaveAnyElementsOfTypes(Owner.class);
            holder.destroyForcibly();
            standby.awaitOwner();
            theNextWriterGoesOnBehindTheLastChunk();
            standby.lease.dispose();
        } finally {
            holder.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    private void theNextWriterGoesOnBehindTheLastChunk() throws IOException {
        try (KafkaLog log = KafkaLog.of(config)) {
            Queue<Long> read = new ConcurrentLinkedQueue<>();
            NumberedChunks chunks = NumberedChunks.of(log.write("tv"));
            TsChunk next = chunks.next();
            long last = next.firstDatagram();
            next.release();
            log.read("tv", LogStart.OLDEST).subscribe(chunk -> {
                read.add(chunk.endDatagram());
                chunk.release();
            });
            await().until(() -> read.contains(last));
            assertThat(List.copyOf(read)).doesNotHaveDuplicates().isSorted();
        }
    }

    @Test
    void anOwnerWithoutBrokersGivesUpAndOwnsAgainWhenTheyAreBack() throws IOException {
        Host host = new Host();
        Owner before = host.awaitOwner();
        cluster.killAll();
        await().until(() -> host.last() instanceof Away);
        assertThat(host.states)
                .anySatisfy(state -> assertThat(state)
                        .isInstanceOfSatisfying(
                                Lost.class, lost -> assertThat(lost.problem()).contains("(expected: ")));
        cluster.startAll();
        Owner after = host.awaitOwner();
        assertThat(after.term()).isGreaterThanOrEqualTo(before.term());
        host.lease.dispose();
    }
}
