// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.Fifo;
import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

@ExtendWith(LeakCheck.class)
class FileSinkTest {

    @TempDir
    Path directory;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Not by a file, as root may write all of them. */
    @Test
    void aFileThatMayNotBeWrittenIsToldWithItsErrnoAndTheUser() throws IOException {
        Path there = Files.createFile(directory.resolve("there.ts"));
        Path missing = directory.resolve("missing.ts");
        String user = System.getProperty("user.name");
        assertThat(FileFailure.cannotOpen(there, new AccessDeniedException(there.toString())))
                .hasMessage("%s: cannot be opened (EACCES; expected: permission for user %s to write it)", there, user);
        assertThat(FileFailure.cannotOpen(missing, new AccessDeniedException(missing.toString())))
                .hasMessage(
                        "%s: cannot be opened (EACCES; expected: permission for user %s to write its folder)",
                        missing, user);
    }

    @Test
    void everyByteIsInTheFileWhenTheStreamHasCompleted() throws IOException {
        Path file = directory.resolve("out.ts");
        FileSink sink = FileSink.to(file);

        sink.send(Flux.range(0, 20).map(i -> buffer(i * 7, 7))).block();

        assertThat(Files.readAllBytes(file)).isEqualTo(CraftedPacket.run(1, 140));
        assertThat(sink.stats().bytes()).isEqualTo(140 * 188);
    }

    @Test
    void aClosedSinkOpensNoFile() {
        Path file = directory.resolve("out.ts");
        FileSink sink = FileSink.to(file);
        Mono<Void> sending = sink.send(Flux.just(1).map(any -> buffer(0, 1)));
        sink.close();

        assertThatThrownBy(sending::block)
                .hasRootCauseInstanceOf(IOException.class)
                .hasMessageContaining(sink + ": cannot send, the sink is closed (expected: an open one)");
        assertThat(file).doesNotExist();
    }

    @Test
    void anExistingFileIsOverwrittenIfTheUserSaysSo() throws IOException {
        Path file = Files.write(directory.resolve("out.ts"), new byte[5000]);
        FileSink sink =
                FileSink.builder(file).existing(FileSink.Existing.OVERWRITE).build();

        sink.send(Flux.just(buffer(0, 1))).block();

        assertThat(file).hasSize(188);
    }

    /** Also of a file that this process wrote before, by a sink that is closed. */
    @ParameterizedTest
    @CsvSource({"BESIDE, 7, 1", "APPEND, 15, 0", "OVERWRITE, 7, 0"})
    void aSinkDoesWithAFileOfAnEarlierOneWhatItSays(FileSink.Existing existing, int packets, int beside)
            throws IOException {
        Path file = directory.resolve("out.ts");
        for (int sink = 0; sink < 2; sink++) {
            try (FileSink written = FileSink.builder(file).existing(existing).build()) {
                written.send(Flux.just(CraftedPacket.buffer(CraftedPacket.run(0x100, 7))))
                        .block();
            }
        }
        assertThat(Files.size(file))
                .as("with a mark of the discontinuity where it goes on")
                .isEqualTo(packets * 188);
        assertThat(Files.exists(directory.resolve("out.2.ts"))).isEqualTo(beside == 1);
    }

    /** As a relay wants it whose configuration is read again. */
    @ParameterizedTest
    @EnumSource(FileSink.Existing.class)
    void sinksThatGoOnHaveOneFile(FileSink.Existing existing) throws IOException {
        Path file = directory.resolve("out.ts");
        for (int sink = 0; sink < 2; sink++) {
            try (FileSink written =
                    FileSink.builder(file).existing(existing).goesOn().build()) {
                written.send(Flux.just(CraftedPacket.buffer(CraftedPacket.run(0x100, 7))))
                        .block();
            }
        }
        assertThat(Files.size(file)).isEqualTo((7 + 1 + 7) * 188);
    }

    @Test
    void streamWithoutABufferLeavesAnEmptyFile() {
        Path file = directory.resolve("out.ts");

        FileSink.to(file).send(Flux.empty()).block();

        assertThat(file).isEmptyFile();
    }

    @Test
    void directoryThatIsNotThereAtTheEndIsOneLine() {
        Path file = directory.resolve("none/out.ts");
        TestPublisher<ByteBuf> source = TestPublisher.create();

        StepVerifier.create(FileSink.to(file).send(source.flux()))
                .then(() -> source.next(buffer(0, 1)))
                .then(source::complete)
                .verifyErrorMessage(file + ": cannot be opened (expected: a directory that exists)");
    }

    @Test
    void emptyStreamToADirectoryThatIsNotThereFailsOnce() {
        Path file = directory.resolve("none/out.ts");

        StepVerifier.create(FileSink.to(file).send(Flux.empty())).verifyError(IOException.class);
    }

    @Test
    void fullDiskIsOneLine() {
        List<ByteBuf> buffers = List.of(buffer(0, 7), buffer(7, 7));

        StepVerifier.create(FileSink.to(Path.of("/dev/full")).send(Flux.fromIterable(buffers)))
                .verifyErrorMessage("/dev/full: write failed after 0 bytes: No space left on device"
                        + " (expected: a disk with room; make some, or name another file)");
        Awaitility.await().untilAsserted(() -> assertThat(buffers).allMatch(buffer -> buffer.refCnt() == 0));
    }

    @Test
    void upstreamErrorIsPassedOnAfterWhatCameBefore() {
        Path file = directory.resolve("out.ts");
        Flux<ByteBuf> failing = Flux.concat(Flux.just(buffer(0, 3)), Flux.error(new IllegalStateException("gone")));

        StepVerifier.create(FileSink.to(file).send(failing)).verifyErrorMessage("gone");
        assertThat(file).hasSize(3 * 188);
    }

    @Test
    void upstreamErrorBeforeTheFirstBufferLeavesTheFileAsItWas() throws IOException {
        Path file = Files.writeString(directory.resolve("out.ts"), "recorded yesterday");

        StepVerifier.create(FileSink.to(file).send(Flux.error(new IllegalStateException("gone"))))
                .verifyErrorMessage("gone");
        assertThat(file).hasContent("recorded yesterday");
    }

    @Test
    void checkTellsWhatCannotBeWrittenAndLeavesWhatIsThere() throws IOException {
        Path file = Files.writeString(directory.resolve("out.ts"), "recorded yesterday");

        FileSink.to(file).check();
        assertThat(file).hasContent("recorded yesterday");
        assertThatIOException()
                .isThrownBy(() -> FileSink.to(directory).check())
                .withMessage(directory + ": cannot be opened: Is a directory");
    }

    @Test
    void twoBuffersAreAskedForAndThenOneForEachThatIsWritten() {
        List<Long> requests = new ArrayList<>();

        FileSink.to(directory.resolve("out.ts"))
                .send(Flux.range(0, 10).map(i -> buffer(i, 1)).doOnRequest(requests::add))
                .block();

        assertThat(requests).as("requests upstream").startsWith(2L, 1L, 1L).doesNotContain(Long.MAX_VALUE);
    }

    @Test
    void aSecondStreamIsRefusedWhileOneIsWritten() throws IOException {
        Path file = directory.resolve("out.ts");
        FileSink sink = FileSink.to(file);
        TestPublisher<ByteBuf> source = TestPublisher.create();
        CompletableFuture<?> writing = sink.send(source.flux()).toFuture();

        StepVerifier.create(sink.send(Flux.<ByteBuf>never()))
                .expectErrorSatisfies(refused -> assertThat(refused)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage(sink + ": is writing another stream (expected: one stream per sink at a time)"))
                .verify(PATIENCE);

        source.next(buffer(0, 7)).complete();
        assertThat(writing).succeedsWithin(PATIENCE);
        assertThat(Files.list(directory)).containsExactly(file);
        assertThat(Files.readAllBytes(file)).isEqualTo(CraftedPacket.run(1, 7));
    }

    @Test
    void theNextStreamGoesOnInTheFileHoweverTheLastOneEnded() throws IOException {
        Path file = directory.resolve("out.ts");
        FileSink sink = FileSink.to(file);
        for (int round = 0; round < 50; round++) {
            TestPublisher<ByteBuf> source = TestPublisher.create();
            Disposable writing = sink.send(source.flux()).subscribe();
            source.next(buffer(0, 7));
            if (round % 2 == 0) {
                source.complete();
                Awaitility.await().atMost(PATIENCE).until(writing::isDisposed);
            } else {
                writing.dispose();
            }
        }
        sink.send(Flux.range(0, 3).map(i -> buffer(0, 7))).repeat(2).blockLast(PATIENCE);
        assertThat(Files.list(directory)).containsExactly(file);
        SinkBook book = sink.book();
        assertThat(book.sent().bytes() + book.closed().bytes()).isEqualTo((50 + 9) * 7 * 188);
        assertThat(Files.size(file))
                .isEqualTo(book.sent().bytes() + book.added().bytes());
    }

    @Test
    void cancelKeepsWholeBuffers() throws IOException {
        Path file = directory.resolve("out.ts");
        FileSink sink = FileSink.to(file);
        TestPublisher<ByteBuf> source = TestPublisher.create();
        Disposable writing = sink.send(source.flux()).subscribe();

        source.next(buffer(0, 7));
        Awaitility.await().until(() -> sink.stats().bytes() == 7 * 188);
        writing.dispose();

        source.assertCancelled();
        assertThat(Files.readAllBytes(file)).isEqualTo(CraftedPacket.run(1, 7));
    }

    private static ByteBuf buffer(int first, int packets) {
        return CraftedPacket.buffer(CraftedPacket.run(1, first, packets));
    }

    @Test
    void aFolderThatTakesNoFilesIsNotTakenForMissing() {
        FileSink sink = FileSink.to(Path.of("/proc/rec.ts"));
        Sinks.Many<ByteBuf> source = Sinks.many().unicast().onBackpressureBuffer();
        Disposable writing = sink.send(source.asFlux()).subscribe();
        source.tryEmitNext(buffer(0, 7));

        await().atMost(Duration.ofSeconds(60)).until(() -> sink.waitsFor().isPresent());
        assertThat(sink.waitsFor())
                .hasValue(
                        "/proc/rec.ts: cannot be opened: its folder takes no new files (ENOENT; expected: one on a disk)");
        writing.dispose();
    }

    /** Without a reader it would wait for one until the sink is closed, and so would the next stream. */
    @Test
    void aFifoIsLetGoOfByAStreamThatIsCancelled(@TempDir Path fifos) throws Exception {
        Path fifo = Fifo.make(fifos.resolve("fifo"));
        byte[] first = CraftedPacket.run(0x100, 7);
        byte[] second = CraftedPacket.run(0x200, 7);
        try (FileSink sink = FileSink.to(fifo)) {
            Disposable sending = sink.send(
                            Flux.just(CraftedPacket.buffer(first)).concatWith(Flux.never()))
                    .subscribe();
            await().atMost(Duration.ofSeconds(60)).until(FileSinkTest::isOpeningAFifo);
            sending.dispose();
            await().atMost(Duration.ofSeconds(60)).until(() -> sink.book().queuedBytes() == 0);
            assertThat(sink.book().closed().bytes()).isEqualTo(first.length);

            CompletableFuture<byte[]> read = CompletableFuture.supplyAsync(() -> {
                try (InputStream reader = Files.newInputStream(fifo)) {
                    return reader.readAllBytes();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            sink.send(Flux.just(CraftedPacket.buffer(second))).block(Duration.ofSeconds(60));
            assertThat(read.get(60, TimeUnit.SECONDS)).isEqualTo(second);
        }
    }

    /** It cannot wait for the end of the stream. */
    @Test
    void aFifoIsLetGoOfByACloseOnAnInterruptedThread(@TempDir Path fifos) throws Exception {
        Path fifo = fifos.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        byte[] packets = CraftedPacket.run(0x100, 7);
        FileSink sink = FileSink.to(fifo);
        CompletableFuture<?> sending = sink.send(
                        Flux.just(CraftedPacket.buffer(packets)).concatWith(Flux.never()))
                .toFuture();
        await().atMost(Duration.ofSeconds(60)).until(FileSinkTest::isOpeningAFifo);
        Thread.currentThread().interrupt();
        sink.close();

        assertThat(Thread.interrupted()).as("interrupted").isTrue();
        assertThat(sending)
                .failsWithin(Duration.ofSeconds(60))
                .withThrowableThat()
                .withMessageContaining(sink + ": closed while sending");
        assertThat(sink.book().closed().bytes()).isEqualTo(packets.length);
    }

    private static boolean isOpeningAFifo() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().equals("dmxflux-file-fifo"))
                .flatMap(thread -> Stream.of(thread.getValue()))
                .anyMatch(frame -> frame.getClassName().endsWith(".RecordedFile"));
    }
}
