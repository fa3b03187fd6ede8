// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.recording.BundledSample;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.books.InputBook;
import io.dmxflux.ts.books.OutputBook;
import io.dmxflux.ts.event.RelayStats;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.split.ServiceEdit;
import io.dmxflux.ts.split.ServiceSelection;
import io.dmxflux.ts.split.StreamFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What came and what went can be added up: each packet is on one account, of the input and of each output. */
@Timeout(300)
@ExtendWith(LeakCheck.class)
class RelayBalanceTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private Path sample = Path.of("");

    @BeforeEach
    void copySample() {
        sample = BundledSample.at(directory.resolve("sample.ts"));
    }

    private RelayPlan.Output service(int id, String file, String... drop) {
        ServiceEdit edit = new ServiceEdit(
                OptionalInt.empty(),
                OptionalInt.empty(),
                Map.of(),
                List.of(drop).stream().map(StreamFilter::parse).toList(),
                false);
        return RelayPlan.Output.service(
                OutputUri.parse("file:" + directory.resolve(file)), ServiceSelection.parse("" + id), edit);
    }

    private RelayPlan.Output whole(String file) {
        return RelayPlan.Output.whole(OutputUri.parse("file:" + directory.resolve(file)));
    }

    private static Relay run(Relay relay) {
        relay.run().block(PATIENCE);
        relay.close(PATIENCE);
        return relay;
    }

    private Relay open(String options, RelayPlan.Output... outputs) {
        RelayPlan plan = new RelayPlan(InputUri.parse("file:" + sample + options), List.of(outputs), Optional.empty());
        return MultiplexRelay.open(plan, event -> {});
    }

    private void assertBalanced(Relay relay) throws IOException {
        InputBook book = relay.book();
        assertThat(book.queuedBytes()).as("waiting at the end").isZero();
        assertThat(relay.stats().packetsIn())
                .as("in")
                .isEqualTo(book.routed().packets()
                        + book.unwanted().packets()
                        + book.replaced().packets()
                        + book.policy().packets());
        assertThat(book.imbalanceBytes()).as("%s", book).isZero();
        for (OutputBook output : book.outputs()) {
            assertThat(output.queuedBytes()).as("waiting at the end").isZero();
            assertThat(output.routed().packets() + output.generated().packets())
                    .as(output.output())
                    .isEqualTo(output.sent().packets()
                            + output.policy().packets()
                            + output.socket().packets()
                            + output.closed().packets());
            Path file = Path.of(output.destination().replaceFirst("^file:", ""));
            assertThat(Files.size(file)).isEqualTo(output.sent().bytes());
        }
        assertThat(relay.stats().outputs())
                .as("the counters")
                .allSatisfy(output -> assertThat(output.queuedPackets()).isZero())
                .extracting(RelayStats.OutputStats::packetsOut)
                .containsExactlyElementsOf(book.outputs().stream()
                        .map(output -> output.sent().packets())
                        .toList());
    }

    @Test
    void ofServicesWithWhatNoOutputWants() throws IOException {
        Relay relay = run(open("?fast", service(1, "one.ts"), service(2, "two.ts", "audio")));
        assertBalanced(relay);
        InputBook book = relay.book();
        assertThat(book.arrived().bytes()).isEqualTo(Files.size(sample));
        assertThat(book.unwanted().bytes()).isPositive();
        assertThat(book.replaced().bytes()).as("PAT, SDT, EIT and PMTs").isPositive();
        assertThat(book.outputs())
                .allSatisfy(output -> assertThat(output.generated().bytes()).isPositive())
                .allSatisfy(output -> assertThat(output.closed().bytes()).isZero());
        assertThat(book.outputs().stream()
                        .mapToLong(output -> output.routed().packets())
                        .sum())
                .as("these services have no packet in common but those of the time")
                .isGreaterThanOrEqualTo(book.routed().packets());
    }

    @Test
    void besideAWholeMultiplexEveryPacketIsWanted() throws IOException {
        Relay relay = run(open("?fast", service(1, "one.ts"), whole("all.ts")));
        assertBalanced(relay);
        InputBook book = relay.book();
        assertThat(book.routed().bytes()).isEqualTo(Files.size(sample));
        assertThat(book.unwanted().bytes()).isZero();
        assertThat(book.replaced().bytes()).isZero();
    }

    @Test
    void ofAStraightRelay() throws IOException {
        Relay relay = run(Relay.open(
                InputUri.parse("file:" + sample + "?fast"),
                OutputUri.parse("file:" + directory.resolve("all.ts")),
                event -> {}));
        assertBalanced(relay);
        assertThat(relay.stats().packetsOut()).isEqualTo(Files.size(sample) / TsPacket.LENGTH);
    }

    /** Its discontinuity is marked in packets of its own, where the first of a PID has no adaptation field. */
    @Test
    void ofARecordingThatGoesOnBehindAnother() throws IOException {
        run(open("?fast", whole("all.ts")));
        assertGoesOnBehindWhatIsThere(open("?fast", whole("all.ts?append")));
        assertGoesOnBehindWhatIsThere(Relay.open(
                InputUri.parse("file:" + sample + "?fast"),
                OutputUri.parse("file:" + directory.resolve("all.ts?append")),
                event -> {}));
    }

    private void assertGoesOnBehindWhatIsThere(Relay relay) throws IOException {
        long before = Files.size(directory.resolve("all.ts"));
        RelayStats.OutputStats output = run(relay).stats().outputs().get(0);
        assertThat(output.generatedPackets()).as("marks").isPositive();
        assertThat(output.packetsOut()).isEqualTo(output.routedPackets() + output.generatedPackets());
        assertThat(Files.size(directory.resolve("all.ts")) - before).isEqualTo(output.packetsOut() * TsPacket.LENGTH);
    }

    /** What was in the splitter or on its way to a file is sent, or on the account of the end. */
    @Test
    void ofARelayThatIsClosedInTheMiddle() throws IOException {
        Relay relay = open("", service(1, "one.ts"), whole("all.ts"));
        relay.run().subscribe();
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> relay.stats().outputs().stream().allMatch(output -> output.packetsOut() > 0));
        relay.close(PATIENCE);
        assertBalanced(relay);
    }

    @Test
    void theStreamsOfAServiceAreCountedByTheirPids() {
        RelayStats stats =
                run(open("?fast", service(1, "one.ts"), whole("all.ts"))).stats();
        assertThat(stats.outputs().get(0).streams()).isNotEmpty().allSatisfy(stream -> {
            assertThat(stream.packets()).isPositive();
            assertThat(stream.sentPid()).isEqualTo(stream.pid());
            assertThat(stream.scrambledPackets()).isZero();
        });
        assertThat(stats.outputs().get(1).streams()).isEmpty();
    }
}
