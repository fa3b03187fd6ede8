// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dmxflux.book.BookEntry;
import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.recording.BundledSample;
import io.dmxflux.ts.books.Books;
import io.dmxflux.ts.books.InputBook;
import io.dmxflux.ts.books.Missing;
import io.dmxflux.ts.books.OutputBook;
import io.dmxflux.ts.event.InputEvent;
import io.dmxflux.ts.event.OutputEvent;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.WaitEvent;
import io.dmxflux.ts.log.FileLog;
import io.dmxflux.ts.log.FileLogConfig;
import io.dmxflux.ts.log.TimedStream;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.text.EventText;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;

/** A stream that goes into a log, and comes out of it. */
@ExtendWith(LeakCheck.class)
class LogRelayTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ALL = "?at=2000-01-01T00:00:00Z&until=end&speed=1000";

    @TempDir
    private Path directory;

    private String log() {
        return "log:hd@" + directory.resolve("log");
    }

    private static RelayPlan plan(String from, String to) {
        return new RelayPlan(
                InputUri.parse(from), List.of(RelayPlan.Output.whole(OutputUri.parse(to))), Optional.empty());
    }

    private static Relays open(String from, String to, RelayEvent.Listener listener) {
        return Relays.open(List.of(plan(from, to)), listener);
    }

    private static Books relay(String from, String to) {
        Relays relays = open(from, to, event -> {});
        try {
            relays.run().block(PATIENCE);
        } finally {
            relays.close(PATIENCE);
        }
        return relays.books();
    }

    @Test
    void aReplayIsWhatWasRecordedAndEndsWithIt() throws Exception {
        Path in = BundledSample.at(directory.resolve("in.ts"));
        long bytes = Files.size(in);
        Books recorded = relay("file:" + in + "?fast", log());
        OutputBook written = recorded.inputs().get(0).outputs().get(0);
        assertThat(written.sent().bytes()).isEqualTo(bytes);
        assertThat(recorded.isBalanced()).isTrue();

        Path out = directory.resolve("out.ts");
        Books replayed = relay(log() + ALL, "file:" + out);
        InputBook read = replayed.inputs().get(0);
        assertThat(read.arrived().bytes()).isEqualTo(bytes);
        assertThat(replayed.isBalanced()).isTrue();
        assertThat(out).hasSameBinaryContentAs(in);
    }

    @Test
    void aCopyHasTheTimesOfTheOriginal() throws Exception {
        try (FileLog log =
                FileLog.in(directory.resolve("log"), FileLogConfig.builder().build())) {
            TimedStream.write(log, "hd");
            Books copied = relay(log() + ALL, "log:copy@" + directory.resolve("log"));
            assertThat(copied.isBalanced()).isTrue();
            TimedStream.assertSame(log, "copy", "hd");
        }
    }

    /** Its file system was away, as an unmounted disk is. */
    @Test
    void aReplayThatIsInterruptedGoesOnWhereItWas() throws Exception {
        Path in = BundledSample.at(directory.resolve("in.ts"));
        relay("file:" + in + "?fast", log());
        Path out = directory.resolve("out.ts");
        List<RelayEvent> events = new CopyOnWriteArrayList<>();
        Relays relays = open(log() + "?at=2000-01-01T00:00:00Z&speed=1000", "file:" + out, events::add);
        Disposable running = relays.run().subscribe();
        try {
            await().atMost(PATIENCE).until(() -> sent(relays) == Files.size(in));
            Path stream = directory.resolve("log/hd");
            Path away = Files.move(stream, directory.resolve("log/away"));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(events).hasAtLeastOneElementOfType(WaitEvent.InputWaits.class));
            Files.move(away, stream);
            relay("file:" + in + "?fast", log());
            await().atMost(PATIENCE).until(() -> sent(relays) >= 2 * Files.size(in));
        } finally {
            relays.close(PATIENCE);
            running.dispose();
        }
        assertThat(Files.size(out)).isEqualTo(2 * Files.size(in));
        InputBook book = relays.books().inputs().get(0);
        assertThat(book.outputs().get(0).sent().bytes()).isEqualTo(2 * Files.size(in));
        assertThat(events)
                .filteredOn(WaitEvent.InputWaits.class::isInstance)
                .singleElement()
                .extracting("problem")
                .asString()
                .contains("No such file or directory")
                .doesNotContain("log:hd@");
    }

    /** What is written meanwhile is lost to a live reader: once, however often it is opened. */
    @Test
    void aLiveReaderOfALogThatWasAwayLosesToTheNetworkOnce() throws Exception {
        Path in = BundledSample.at(directory.resolve("in.ts"));
        relay("file:" + in + "?fast", log());
        List<RelayEvent> events = new CopyOnWriteArrayList<>();
        Relays relays = open(log(), "file:" + directory.resolve("out.ts"), events::add);
        Disposable running = relays.run().subscribe();
        try {
            writeUntilRead(in, relays);
            Path stream = directory.resolve("log/hd");
            Path away = Files.move(stream, directory.resolve("log/away"));
            await().atMost(PATIENCE)
                    .until(() -> missing(relays).stream()
                            .anyMatch(missing -> missing.out().toMillis() > 1_000)); // of more than one try
            Files.move(away, stream);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(events).hasAtLeastOneElementOfType(WaitEvent.InputIsBack.class));
            writeUntilRead(in, relays);
        } finally {
            relays.close(PATIENCE);
            running.dispose();
        }
        assertThat(missing(relays)).singleElement().satisfies(missing -> {
            assertThat(missing.cause()).isEqualTo(Missing.Cause.SIGNAL);
            assertThat(missing.events()).as("times").isEqualTo(1);
        });
        assertThat(relays.books().isBalanced()).isTrue();
    }

    /** Again and again, as a live reader may not have begun yet. */
    private void writeUntilRead(Path file, Relays reader) {
        long before = sent(reader);
        await().atMost(PATIENCE).until(() -> {
            relay("file:" + file + "?fast", log());
            return sent(reader) > before;
        });
    }

    /** Numbers of a log go on, so that what is known to be missing has an amount. */
    private static List<Missing> missing(Relays relays) {
        return relays.books().inputs().get(0).missing().stream()
                .filter(missing -> missing.certainty() == Missing.Certainty.UNKNOWN)
                .toList();
    }

    /** The one writer of a stream makes way for that with the new options, and no packet is between the two. */
    @Test
    void aReloadChangesTheOptionsOfALog() {
        List<RelayEvent> events = new CopyOnWriteArrayList<>();
        Relays relays = open("sim:", log() + "?keep=1d", events::add);
        Disposable running = relays.run().subscribe();
        try {
            await().atMost(PATIENCE).until(() -> sent(relays) > 0);
            BookEntry unwanted = relays.books().inputs().get(0).unwanted();
            for (String options : List.of("?keep=2d&sync=1s", "?keep=3d", "?keep=4d")) {
                relays.change(List.of(plan("sim:", log() + options)));
                long before = sent(relays);
                await().atMost(PATIENCE).until(() -> sent(relays) > before);
            }
            InputBook book = relays.books().inputs().get(0);
            assertThat(book.unwanted()).isEqualTo(unwanted);
            assertThat(book.outputs().get(0).policy().bytes()).isZero();
        } finally {
            relays.close(PATIENCE);
            running.dispose();
        }
        assertThat(relays.books().isBalanced()).isTrue();
        assertThat(relays.hasFailed()).isFalse();
        assertThat(events).doesNotHaveAnyElementsOfTypes(WaitEvent.OutputWaits.class);
    }

    /** As one without permission, which there is not for root. */
    @Test
    void aLogThatCannotBeOpenedIsWaitedForAndOtherOutputsGoOn() throws Exception {
        Path other = Files.createFile(
                Files.createDirectories(directory.resolve("log")).resolve("hd"));
        Path out = directory.resolve("out.ts");
        List<RelayEvent> events = new CopyOnWriteArrayList<>();
        RelayPlan plan = new RelayPlan(
                InputUri.parse("sim:"),
                List.of(
                        RelayPlan.Output.whole(OutputUri.parse(log())),
                        RelayPlan.Output.whole(OutputUri.parse("file:" + out))),
                Optional.empty());
        String problem = other + ": no directory (expected: a directory, or a name that is free)";
        assertThat(OutputUri.parse(log()).missing()).as("what a check says").contains(problem);
        Relays relays = Relays.open(List.of(plan), events::add);
        Disposable running = relays.run().subscribe();
        try {
            await().atMost(PATIENCE).until(() -> events.contains(new WaitEvent.OutputWaits(log(), problem)));
            await().atMost(PATIENCE).until(() -> Files.exists(out) && Files.size(out) > 0);
            Files.delete(other);
            await().atMost(PATIENCE).until(() -> sent(relays) > 0);
        } finally {
            relays.close(PATIENCE);
            running.dispose();
        }
        assertThat(relays.books().isBalanced()).isTrue();
        assertThat(events).filteredOn(WaitEvent.OutputWaits.class::isInstance).hasSize(1);
    }

    /** Each is told of, and counted, by its own name. */
    @Test
    void readersOfOneStreamAreInputsOfTheirOwn() throws Exception {
        relay("file:" + BundledSample.at(directory.resolve("in.ts")) + "?fast", log());
        List<String> inputs = List.of(log() + ALL, log() + "?at=2000-01-01T00:00:00Z&until=end&speed=999.5");
        Relays relays = Relays.open(
                List.of(
                        plan(inputs.get(0), "file:" + directory.resolve("one.ts")),
                        plan(inputs.get(1), "file:" + directory.resolve("other.ts"))),
                event -> {});
        try {
            relays.run().block(PATIENCE);
        } finally {
            relays.close(PATIENCE);
        }
        assertThat(relays.books().inputs()).extracting(InputBook::input).containsExactlyInAnyOrderElementsOf(inputs);
    }

    /** A log that feeds itself grows without end. */
    @Test
    void aStreamIsNotWrittenWhereItIsReadByAnotherName() throws Exception {
        Path link =
                Files.createSymbolicLink(directory.resolve("link"), Files.createDirectory(directory.resolve("log")));
        for (String made : List.of("not there", "there")) {
            assertThatThrownBy(() -> relay(log() + "?at=-1h", "log:hd@" + link))
                    .as(made)
                    .hasMessageContaining("log:hd@" + link + ": is the input as well");
            Files.createDirectories(directory.resolve("log/hd"));
        }
    }

    private static long sent(Relays relays) {
        return relays.books().inputs().get(0).outputs().get(0).sent().bytes();
    }

    /** A line for each, with what it costs. */
    @Test
    void damageIsToldByWhoReadsIt() throws Exception {
        relay("file:" + BundledSample.at(directory.resolve("in.ts")) + "?fast", log());
        Path segment = directory.resolve("log/hd/0000000000000000000.chunks");
        byte[] bytes = Files.readAllBytes(segment);
        bytes[100_000] ^= 1;
        Files.write(segment, bytes);
        List<RelayEvent> events = new CopyOnWriteArrayList<>();
        Relays relays = open(log() + ALL, "file:" + directory.resolve("out.ts"), events::add);
        relays.run().block(PATIENCE);
        relays.close(PATIENCE);
        assertThat(events)
                .filteredOn(InputEvent.LogRead.class::isInstance)
                .singleElement()
                .satisfies(event -> assertThat(EventText.lines(event))
                        .singleElement()
                        .asString()
                        .startsWith("input " + log() + ALL + ": " + segment + ": ")
                        .containsPattern(
                                " bytes from \\d+ on cannot be read \\(.+\\); up to \\d+ packets are missing$"));
    }

    @Test
    void whatWasThereWhenALogIsWrittenIsTold() throws Exception {
        Path in = BundledSample.at(directory.resolve("in.ts"));
        relay("file:" + in + "?fast", log());
        List<RelayEvent> events = new CopyOnWriteArrayList<>();
        Relays relays = open("file:" + in + "?fast", log(), events::add);
        relays.run().block(PATIENCE);
        relays.close(PATIENCE);
        assertThat(events)
                .filteredOn(OutputEvent.LogWritten.class::isInstance)
                .singleElement()
                .satisfies(event -> assertThat(EventText.lines(event))
                        .singleElement()
                        .asString()
                        .startsWith("output " + log() + ": goes on behind what came until 20"));
    }

    @Test
    void aSpanOfNothingEndsAtOnce() throws Exception {
        relay("file:" + BundledSample.at(directory.resolve("in.ts")) + "?fast", log());
        Path out = directory.resolve("out.ts");
        relay(log() + "?at=2099-01-01T00:00:00Z&until=end", "file:" + out);
        assertThat(out).isEmptyFile();
    }

    @Test
    void aSpanOfNoStreamFailsInOneLine() {
        assertThatThrownBy(() -> relay(log() + ALL, "file:" + directory.resolve("out.ts")))
                .hasMessageContaining(log() + ": no such stream (expected: one that is, or was, written)");
    }

    @Test
    void aStreamIsNotWrittenWhereItIsRead() {
        assertThatThrownBy(() -> relay(log() + "?at=-1h", log()))
                .hasMessageContaining(log() + ": is the input as well (expected: another stream of the log)");
    }

    @Test
    void brokersThatAreAwayAreWaitedForAndOtherOutputsGoOn() throws Exception {
        Path in = BundledSample.at(directory.resolve("in.ts"));
        Path out = directory.resolve("out.ts");
        String broker;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            broker = "127.0.0.1:" + taken.getLocalPort();
        }
        String cluster = "kafka://" + broker + "/hd";
        RelayPlan plan = new RelayPlan(
                InputUri.parse("file:" + in + "?fast"),
                List.of(
                        RelayPlan.Output.whole(OutputUri.parse(cluster)),
                        RelayPlan.Output.whole(OutputUri.parse("file:" + out))),
                Optional.empty());
        Queue<RelayEvent> events = new ConcurrentLinkedQueue<>();
        Relays relays = Relays.open(List.of(plan), events::add);
        try {
            relays.run().block(PATIENCE);
        } finally {
            relays.close(PATIENCE);
        }
        assertThat(events)
                .filteredOn(WaitEvent.OutputWaits.class::isInstance)
                .containsExactly(new WaitEvent.OutputWaits(
                        cluster,
                        "no broker: " + broker + " refuses connections (expected: one that runs, at that address and"
                                + " port, and a network to it)"));
        List<OutputBook> books = relays.books().inputs().get(0).outputs();
        assertThat(books.get(0).socket().bytes()).isEqualTo(Files.size(in));
        assertThat(relays.books().isBalanced()).isTrue();
        assertThat(out).hasSameBinaryContentAs(in);
    }
}
