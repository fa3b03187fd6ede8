// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.AdaptationField;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** Which files a recording has, and what is in them. */
@ExtendWith(LeakCheck.class)
class RecordingTest {

    private static final int PACKETS = 7;
    private static final int BYTES = PACKETS * TsPacket.LENGTH;

    @TempDir
    private Path directory;

    private final SettableTime time = new SettableTime();
    private final List<FileEvent> events = new ArrayList<>();

    private Path file(String name) {
        return directory.resolve(name);
    }

    /** A sink of a process that has written nothing yet. */
    private FileSink started(String name, Consumer<FileSink.Builder> more) {
        return sink(name, new RecordedFiles(), more);
    }

    private FileSink sink(String name, RecordedFiles process, Consumer<FileSink.Builder> more) {
        FileSink.Builder builder =
                FileSink.builder(file(name)).process(process, time).onEvent(events::add);
        more.accept(builder);
        return builder.build();
    }

    private static void write(FileSink sink, int from, int packets) {
        sink.send(Flux.just(buffer(from, packets))).block();
    }

    private static ByteBuf buffer(int from, int packets) {
        return CraftedPacket.buffer(CraftedPacket.run(0x100, from, packets));
    }

    @Test
    void startWritesBesideWhatIsThere() throws IOException {
        Files.writeString(file("rec.ts"), "yesterday");
        Files.writeString(file("rec.2.ts"), "the day before");

        write(started("rec.ts", builder -> {}), 0, PACKETS);
        write(started("rec.ts", builder -> {}), 0, PACKETS);

        assertThat(file("rec.ts")).hasContent("yesterday");
        assertThat(file("rec.2.ts")).hasContent("the day before");
        assertThat(file("rec.3.ts")).hasBinaryContent(CraftedPacket.run(0x100, PACKETS));
        assertThat(file("rec.4.ts")).hasBinaryContent(CraftedPacket.run(0x100, PACKETS));
        assertThat(events)
                .containsExactly(
                        new FileEvent.Opened(file("rec.3.ts"), false), new FileEvent.Opened(file("rec.4.ts"), false));
    }

    @Test
    void aStreamThatEndsWithoutAPacketIsNotToldToGoOnBehindWhatIsThere() throws IOException {
        Files.write(file("rec.ts"), CraftedPacket.run(0x100, PACKETS));
        started("rec.ts", builder -> builder.existing(FileSink.Existing.APPEND))
                .send(Flux.empty())
                .block();

        assertThat(file("rec.ts")).hasBinaryContent(CraftedPacket.run(0x100, PACKETS));
        assertThat(events).isEmpty();
        started("new.ts", builder -> {}).send(Flux.empty()).block();
        assertThat(events).containsExactly(new FileEvent.Opened(file("new.ts"), false));
    }

    @Test
    void theLastCauseIsWhatItWaitsFor() throws Exception {
        Files.createDirectory(file("disk"));
        FileSink sink = started("disk/rec.ts", builder -> {});
        Sinks.Many<ByteBuf> source = Sinks.many().unicast().onBackpressureBuffer();
        Disposable writing = sink.send(source.asFlux()).subscribe(nothing -> {}, failure -> {});
        source.tryEmitNext(buffer(0, PACKETS));
        Awaitility.await().until(() -> sink.stats().bytes() == BYTES);

        Files.delete(file("disk/rec.ts"));
        Files.delete(file("disk"));
        time.pass(Duration.ofSeconds(1));
        source.tryEmitNext(buffer(PACKETS, PACKETS));
        Awaitility.await().until(() -> sink.stats().failedBytes() == BYTES);
        assertThat(sink.waitsFor())
                .hasValueSatisfying(cause -> assertThat(cause).contains("a directory that exists"));

        Files.writeString(file("disk"), "a file where a directory was");
        time.pass(Duration.ofSeconds(1));
        source.tryEmitNext(buffer(2 * PACKETS, PACKETS));
        Awaitility.await().until(() -> sink.stats().failedBytes() == 2 * BYTES);
        assertThat(sink.waitsFor())
                .hasValueSatisfying(cause -> assertThat(cause).contains("Not a directory"));
        source.tryEmitComplete();
        Awaitility.await().until(writing::isDisposed);
        sink.close();
    }

    @Test
    void nameWithoutAnExtensionGetsItsNumberAtTheEnd() {
        assertThat(RecordedFile.numbered(Path.of("/a.b/rec"), 2)).hasToString("/a.b/rec.2");
        assertThat(RecordedFile.numbered(Path.of("/a.b/.rec"), 3)).hasToString("/a.b/.rec.3");
        assertThat(RecordedFile.numbered(Path.of("rec.hd.ts"), 4)).hasToString("rec.hd.4.ts");
    }

    @Test
    void appendingMarksTheDiscontinuityOnce() throws IOException {
        Files.write(file("rec.ts"), CraftedPacket.run(0x100, PACKETS));

        FileSink sink = started("rec.ts", builder -> builder.existing(FileSink.Existing.APPEND));
        sink.send(Flux.just(buffer(12, PACKETS), buffer(12 + PACKETS, PACKETS))).block();

        ByteBuf all = Unpooled.wrappedBuffer(Files.readAllBytes(file("rec.ts")));
        assertThat(all.slice(0, BYTES)).isEqualTo(Unpooled.wrappedBuffer(CraftedPacket.run(0x100, PACKETS)));
        assertThat(TsPacket.pid(all, BYTES)).isEqualTo(0x100);
        assertThat(TsPacket.hasPayload(all, BYTES)).isFalse();
        assertThat(TsPacket.continuityCounter(all, BYTES)).as("of the mark").isEqualTo(11);
        assertThat(AdaptationField.discontinuityIndicator(all, BYTES)).isTrue();
        assertThat(all.slice(BYTES + TsPacket.LENGTH, 2 * BYTES))
                .isEqualTo(Unpooled.wrappedBuffer(CraftedPacket.run(0x100, 12, 2 * PACKETS)));
        assertThat(all.readableBytes()).isEqualTo(3 * BYTES + TsPacket.LENGTH);
        assertThat(sink.stats().bytes()).as("without the mark").isEqualTo(2 * BYTES);
    }

    /** As a crash leaves it. */
    @ParameterizedTest
    @CsvSource({"7, 1", "7, 2", "7, 3", "7, 4", "7, 88", "7, 187", "2, 100", "400, 5"})
    void aPacketThatIsCutIsFilledUpBeforeTheStreamGoesOn(int packets, int cutBytes) throws IOException {
        int cut = packets * TsPacket.LENGTH + cutBytes;
        byte[] before = Arrays.copyOf(CraftedPacket.run(0x100, packets + 1), cut);
        Files.write(file("rec.ts"), before);

        FileSink sink = started("rec.ts", builder -> builder.existing(FileSink.Existing.APPEND));
        write(sink, 12, PACKETS);

        byte[] all = Files.readAllBytes(file("rec.ts"));
        assertThat(Arrays.copyOf(all, cut)).isEqualTo(before);
        assertThat(all).hasSize((packets + 1 + 1 + PACKETS) * TsPacket.LENGTH); // filled up, a mark, the stream
        for (int packet = 0; packet < all.length; packet += TsPacket.LENGTH) {
            assertThat(all[packet]).as("at %d", packet).isEqualTo(TsPacket.SYNC_BYTE);
        }
        assertThat(sink.book().sent().bytes() + sink.book().added().bytes()).isEqualTo(all.length - cut);
        assertThat(events)
                .containsExactly(
                        new FileEvent.Opened(file("rec.ts"), true, OptionalInt.of(cutBytes), Optional.empty()));
    }

    @Test
    void anEmptyFileIsBegunWithAPacket() throws IOException {
        Files.createFile(file("rec.ts"));

        write(started("rec.ts", builder -> builder.existing(FileSink.Existing.APPEND)), 0, PACKETS);

        assertThat(file("rec.ts")).hasBinaryContent(CraftedPacket.run(0x100, PACKETS));
        assertThat(events)
                .containsExactly(new FileEvent.Opened(file("rec.ts"), false, OptionalInt.empty(), Optional.empty()));
    }

    @Test
    void whatAPowerFailureLeavesOfBlocksIsNoReasonToBeginAnotherFile() throws IOException {
        byte[] before = Arrays.copyOf(CraftedPacket.run(0x100, 1000), 1_000_000); // the rest is zeros
        Files.write(file("rec.ts"), before);

        write(started("rec.ts", builder -> builder.existing(FileSink.Existing.APPEND)), 12, PACKETS);

        byte[] all = Files.readAllBytes(file("rec.ts"));
        assertThat(Arrays.copyOf(all, before.length)).isEqualTo(before);
        assertThat(all.length % TsPacket.LENGTH).isZero();
        assertThat(all[all.length - PACKETS * TsPacket.LENGTH]).isEqualTo(TsPacket.SYNC_BYTE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a text, and no stream", "G", "GGGGGGGG", "long"})
    void whatIsNoStreamIsNotAppendedTo(String text) throws IOException {
        String content = text.equals("long") ? "All work and no play makes Gus a dull boy.\n".repeat(10_000) : text;
        Files.writeString(file("rec.ts"), content);

        write(started("rec.ts", builder -> builder.existing(FileSink.Existing.APPEND)), 0, PACKETS);

        assertThat(file("rec.ts")).hasContent(content);
        assertThat(file("rec.2.ts")).hasBinaryContent(CraftedPacket.run(0x100, PACKETS));
        assertThat(events)
                .containsExactly(new FileEvent.Opened(
                        file("rec.2.ts"), false, OptionalInt.empty(), Optional.of(file("rec.ts"))));
    }

    /** Over a reload, or after the disk was away. */
    @Test
    void aStreamThatComesBackLooksAtItsFileAsWell() throws IOException {
        RecordedFiles process = new RecordedFiles();
        write(sink("rec.ts", process, builder -> {}), 0, PACKETS);
        Files.write(file("rec.ts"), Arrays.copyOf(CraftedPacket.run(0x100, PACKETS), BYTES - 40));
        write(sink("rec.ts", process, builder -> {}), PACKETS, PACKETS);
        assertThat(Files.size(file("rec.ts"))).isEqualTo((PACKETS + 1 + PACKETS) * TsPacket.LENGTH);

        Files.move(file("rec.ts"), file("old.ts"));
        Files.writeString(file("rec.ts"), "what somebody noted of it");
        write(sink("rec.ts", process, builder -> {}), 2 * PACKETS, PACKETS);

        assertThat(file("rec.ts")).hasContent("what somebody noted of it");
        assertThat(file("rec.2.ts")).hasBinaryContent(CraftedPacket.run(0x100, 2 * PACKETS, PACKETS));
    }

    @Test
    void firstPcrBehindAnAppendedPlaceIsMarked() throws IOException {
        Files.write(file("rec.ts"), CraftedPacket.run(0x100, 1));
        byte[] plain = CraftedPacket.run(0x100, 1);
        byte[] clock = CraftedPacket.of(0x100).continuity(1).pcr(2_700_000).bytes();

        started("rec.ts", builder -> builder.existing(FileSink.Existing.APPEND))
                .send(Flux.just(CraftedPacket.buffer(plain), CraftedPacket.buffer(clock), CraftedPacket.buffer(clock)))
                .block();

        ByteBuf all = Unpooled.wrappedBuffer(Files.readAllBytes(file("rec.ts")));
        List<Boolean> marked = new ArrayList<>();
        for (int packet = 0; packet < all.readableBytes(); packet += TsPacket.LENGTH) {
            marked.add(AdaptationField.discontinuityIndicator(all, packet));
        }
        assertThat(marked).as("before, mark, plain, clock, clock").containsExactly(false, true, false, true, false);
        assertThat(AdaptationField.pcrTicks(all, 3 * TsPacket.LENGTH)).isEqualTo(2_700_000);
    }

    @Test
    void overwritingEmptiesOncePerProcess() throws IOException {
        Files.writeString(file("rec.ts"), "yesterday");
        RecordedFiles process = new RecordedFiles();

        write(sink("rec.ts", process, builder -> builder.existing(FileSink.Existing.OVERWRITE)), 0, PACKETS);
        write(sink("rec.ts", process, builder -> builder.existing(FileSink.Existing.OVERWRITE)), PACKETS, PACKETS);

        assertThat(file("rec.ts")).hasSize(2 * BYTES + TsPacket.LENGTH);
    }

    @Test
    void streamThatComesBackInTheSameProcessGoesOnInItsFile() throws IOException {
        Files.writeString(file("rec.ts"), "yesterday");
        RecordedFiles process = new RecordedFiles();

        write(sink("rec.ts", process, builder -> {}), 0, PACKETS);
        write(sink("rec.ts", process, builder -> {}), PACKETS, PACKETS);

        assertThat(file("rec.ts")).hasContent("yesterday");
        assertThat(file("rec.2.ts")).hasSize(2 * BYTES + TsPacket.LENGTH);
        assertThat(file("rec.3.ts")).doesNotExist();
        assertThat(events)
                .containsExactly(
                        new FileEvent.Opened(file("rec.2.ts"), false), new FileEvent.Opened(file("rec.2.ts"), true));
    }

    @Test
    void twoStreamsToOneNameDoNotShareAFile() {
        RecordedFiles process = new RecordedFiles();
        Sinks.Many<ByteBuf> first = Sinks.many().unicast().onBackpressureBuffer();
        FileSink one = sink("rec.ts", process, builder -> builder.existing(FileSink.Existing.APPEND));
        Disposable writing = one.send(first.asFlux()).subscribe();
        first.tryEmitNext(buffer(0, PACKETS));
        Awaitility.await().until(() -> one.stats().bytes() == BYTES);

        write(sink("rec.ts", process, builder -> builder.existing(FileSink.Existing.APPEND)), 0, 1);
        first.tryEmitNext(buffer(PACKETS, PACKETS));
        Awaitility.await().until(() -> one.stats().bytes() == 2 * BYTES);
        writing.dispose();

        assertThat(file("rec.ts")).hasBinaryContent(CraftedPacket.run(0x100, 2 * PACKETS));
        assertThat(file("rec.2.ts")).hasSize(TsPacket.LENGTH);
    }

    @Test
    void rotationBySizeCutsBetweenPacketsAndLosesNothing() throws IOException {
        Files.writeString(file("rec.2.ts"), "yesterday");
        FileRotation tenPackets = new FileRotation(10 * TsPacket.LENGTH + 100, Duration.ZERO);

        started("rec.ts", builder -> builder.rotation(tenPackets))
                .send(Flux.range(0, 4).map(i -> buffer(i * PACKETS, PACKETS)))
                .block();

        assertThat(file("rec.ts")).hasBinaryContent(CraftedPacket.run(0x100, 0, 10));
        assertThat(file("rec.2.ts")).hasContent("yesterday");
        assertThat(file("rec.3.ts")).hasBinaryContent(CraftedPacket.run(0x100, 10, 10));
        assertThat(file("rec.4.ts")).hasBinaryContent(CraftedPacket.run(0x100, 20, 8));
    }

    @Test
    void rotationByTimeCutsAtTheFullHourOfLocalTime() {
        FileRotation hourly = new FileRotation(Long.MAX_VALUE, Duration.ofHours(1));
        Flux<ByteBuf> stream = Flux.range(0, 4).map(half -> {
            time.pass(half == 0 ? Duration.ZERO : Duration.ofMinutes(30));
            return buffer(half * PACKETS, PACKETS);
        });

        // at 12:59, 13:29, 13:59 and 14:29, each as a stream that comes back
        FileSink sink = started("rec-{time}.ts", builder -> builder.rotation(hourly));
        stream.concatMap(buffer -> sink.send(Flux.just(buffer)), 0).blockLast();

        assertThat(file("rec-20261126-125900.ts")).hasSize(BYTES);
        assertThat(file("rec-20261126-132900.ts")).hasSize(2L * (TsPacket.LENGTH + BYTES));
        assertThat(file("rec-20261126-142900.ts")).hasSize(TsPacket.LENGTH + BYTES);
    }

    @Test
    void fileThatIsMovedAwayIsWrittenAgainUnderItsName() throws IOException {
        Sinks.Many<ByteBuf> source = Sinks.many().unicast().onBackpressureBuffer();
        FileSink sink = started("rec.ts", builder -> {});
        Disposable writing = sink.send(source.asFlux()).subscribe();
        source.tryEmitNext(buffer(0, PACKETS));
        Awaitility.await().until(() -> sink.stats().bytes() == BYTES);

        Files.move(file("rec.ts"), file("rec.ts.1"));
        time.pass(Duration.ofSeconds(1));
        source.tryEmitNext(buffer(PACKETS, PACKETS));
        source.tryEmitComplete();
        Awaitility.await().until(writing::isDisposed);

        assertThat(file("rec.ts.1")).hasBinaryContent(CraftedPacket.run(0x100, PACKETS));
        assertThat(file("rec.ts")).hasBinaryContent(CraftedPacket.run(0x100, PACKETS, PACKETS));
        assertThat(events)
                .filteredOn(FileEvent.Replaced.class::isInstance)
                .as("told once, with what the new file lacks")
                .containsExactly(new FileEvent.Replaced(file("rec.ts"), file("rec.ts"), BYTES));
    }

    /** The one with the time at which it began is gone, and not the one that has begun since. */
    @Test
    void aFileWithATimeThatIsRemovedIsNamedAndSoIsTheNext() throws IOException {
        Sinks.Many<ByteBuf> source = Sinks.many().unicast().onBackpressureBuffer();
        FileSink sink = started("rec-{time}.ts", builder -> {});
        Disposable writing = sink.send(source.asFlux()).subscribe();
        written(sink, source, 1);
        Files.delete(file("rec-20261126-125900.ts"));
        time.pass(Duration.ofSeconds(1));
        written(sink, source, 2);
        source.tryEmitComplete();
        Awaitility.await().until(writing::isDisposed);

        assertThat(events)
                .contains(
                        new FileEvent.Replaced(file("rec-20261126-125900.ts"), file("rec-20261126-125901.ts"), BYTES));
    }

    /** What is written until that is seen goes to its end as well, and leaves no hole. */
    @Test
    void aFileThatAnotherProgramTruncatesIsToldAndGoesOnAtItsEnd() throws IOException {
        Files.writeString(file("over.ts"), "yesterday");
        aTruncatedFileGoesOn("rec.ts", FileSink.Existing.BESIDE, 0);
        aTruncatedFileGoesOn("to-a-part.ts", FileSink.Existing.BESIDE, 2 * TsPacket.LENGTH + 88);
        aTruncatedFileGoesOn("over.ts", FileSink.Existing.OVERWRITE, TsPacket.LENGTH);
        aTruncatedFileGoesOn("behind.ts", FileSink.Existing.APPEND, 0);
    }

    private void aTruncatedFileGoesOn(String name, FileSink.Existing existing, int left) throws IOException {
        events.clear();
        Sinks.Many<ByteBuf> source = Sinks.many().unicast().onBackpressureBuffer();
        FileSink sink = started(name, builder -> builder.existing(existing));
        Disposable writing = sink.send(source.asFlux()).subscribe();
        written(sink, source, 1);
        try (FileChannel other = FileChannel.open(file(name), StandardOpenOption.WRITE)) {
            other.truncate(left);
        }
        time.pass(Duration.ofMillis(500));
        written(sink, source, 2);
        assertThat(file(name)).as("no hole in " + name).hasSize((long) left + BYTES);
        time.pass(Duration.ofMillis(500));
        written(sink, source, 3);
        source.tryEmitComplete();
        Awaitility.await().until(writing::isDisposed);

        assertThat(events)
                .as(name)
                .contains(new FileEvent.Truncated(file(name), BYTES - left))
                .noneMatch(FileEvent.Replaced.class::isInstance);
        assertThat(Files.size(file(name))).as("is all that came since").isGreaterThan((long) left + 2 * BYTES);
    }

    @Test
    void aRotationMakesNoFileBeforeThereIsAPacketForIt() throws IOException {
        FileRotation everyTwoSeconds = new FileRotation(Long.MAX_VALUE, Duration.ofSeconds(2));
        Sinks.Many<ByteBuf> source = Sinks.many().unicast().onBackpressureBuffer();
        FileSink sink = started("rec-{time}.ts", builder -> builder.rotation(everyTwoSeconds));
        Disposable writing = sink.send(source.asFlux()).subscribe();
        written(sink, source, 1);
        time.pass(Duration.ofSeconds(3));
        source.tryEmitComplete();
        Awaitility.await().until(writing::isDisposed);

        assertThat(file("rec-20261126-125900.ts")).hasSize(BYTES);
        assertThat(directory).isDirectoryNotContaining("glob:**03.ts");
    }

    @Test
    void directoryThatIsNotThereYetIsWaitedForWithBackOff() throws IOException {
        Sinks.Many<ByteBuf> source = Sinks.many().unicast().onBackpressureBuffer();
        FileSink sink = started("mnt/rec.ts", builder -> {});
        Disposable writing = sink.send(source.asFlux()).subscribe();
        refused(sink, source, 1);
        assertThat(sink.waitsFor())
                .contains(file("mnt/rec.ts") + ": cannot be opened (expected: a directory that exists)");

        Files.createDirectory(file("mnt"));
        time.pass(Duration.ofMillis(249));
        refused(sink, source, 2); // too early to try again
        time.pass(Duration.ofMillis(1));
        written(sink, source, 1);
        time.pass(Duration.ofSeconds(2));
        written(sink, source, 2);
        source.tryEmitComplete();
        Awaitility.await().until(writing::isDisposed);

        assertThat(sink.waitsFor()).isEmpty();
        assertThat(file("mnt/rec.ts")).hasSize(2L * BYTES);
        assertThat(sink.stats().failures()).containsExactly(Map.entry("ENOENT", new FailedSends(0, 2L * BYTES)));
        assertThat(events)
                .containsExactly(
                        new FileEvent.Waits(
                                file("mnt/rec.ts") + ": cannot be opened (expected: a directory that exists)"),
                        new FileEvent.Opened(file("mnt/rec.ts"), false),
                        new FileEvent.IsBack(Duration.ofMillis(250), 2L * BYTES));
    }

    private void refused(FileSink sink, Sinks.Many<ByteBuf> source, int buffers) {
        source.tryEmitNext(buffer(0, PACKETS));
        Awaitility.await().until(() -> sink.stats().failedBytes() == (long) buffers * BYTES);
    }

    private void written(FileSink sink, Sinks.Many<ByteBuf> source, int buffers) {
        source.tryEmitNext(buffer(0, PACKETS));
        Awaitility.await().until(() -> sink.stats().bytes() == (long) buffers * BYTES);
    }
}
