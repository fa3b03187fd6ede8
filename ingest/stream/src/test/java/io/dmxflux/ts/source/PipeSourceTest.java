// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.Fifo;
import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.recording.Playback;
import io.dmxflux.dmx.sys.ErrnoException;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

@ExtendWith(LeakCheck.class)
class PipeSourceTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PIPE_BYTES = 65_536;
    private static final int WRITTEN_AT_A_TIME = 4096;

    private static byte[] sample;

    @TempDir
    private Path directory;

    private Path fifo;
    private final AtomicLong written = new AtomicLong();

    @BeforeAll
    static void readTheSample() throws IOException {
        try (InputStream resource = Playback.class.getResourceAsStream("sample.ts")) {
            sample = resource.readAllBytes();
        }
    }

    @BeforeEach
    void makeAFifo() throws Exception {
        fifo = Fifo.make(directory.resolve("fifo"));
    }

    @Test
    void aFileThatIsNotThereIsOneLineWithTheCureOfAFile() {
        Path missing = directory.resolve("nothing");
        StepVerifier.create(PipeSource.of(missing).buffers())
                .verifyErrorMessage(
                        "open(" + missing + ") failed: ENOENT (2), no such file or device: check the path, or"
                                + " create it: mkfifo makes a FIFO");
        StepVerifier.create(PipeSource.of(Path.of("/dev/dvb/adapter255/dvr0")).buffers())
                .verifyErrorSatisfies(error -> assertThat(error).hasMessageContaining("plug the adapter in"));
    }

    private CompletableFuture<Void> write(int atATime) {
        return CompletableFuture.runAsync(
                () -> {
                    try (OutputStream out = Files.newOutputStream(fifo)) {
                        for (int at = 0; at < sample.length; at += atATime) {
                            int length = Math.min(atATime, sample.length - at);
                            out.write(sample, at, length);
                            written.addAndGet(length);
                        }
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                },
                work -> new Thread(work).start());
    }

    private static byte[] take(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes).release();
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {1316, 4096, 131_072})
    void everythingArrivesInWholePacketsUntilTheWriterCloses(int atATime) {
        CompletableFuture<Void> writer = write(atATime);
        List<Integer> lengths = new ArrayList<>();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        StepVerifier.create(PipeSource.of(fifo).buffers().map(PipeSourceTest::take))
                .thenConsumeWhile(bytes -> {
                    lengths.add(bytes.length);
                    all.writeBytes(bytes);
                    return true;
                })
                .expectComplete()
                .verify(PATIENCE);
        assertThat(all.toByteArray()).isEqualTo(sample);
        assertThat(lengths)
                .allSatisfy(length -> assertThat(length % TsPacket.LENGTH).isZero());
        writer.join();
    }

    @Test
    void theWriterWaitsForDemand() {
        CompletableFuture<Void> writer = write(WRITTEN_AT_A_TIME);
        AtomicLong arrived = new AtomicLong();
        StepVerifier.create(PipeSource.of(fifo).buffers().map(PipeSourceTest::take), 0)
                .thenRequest(2)
                .consumeNextWith(bytes -> arrived.addAndGet(bytes.length))
                .consumeNextWith(bytes -> arrived.addAndGet(bytes.length))
                .then(() -> {
                    long full = arrived.get() + PIPE_BYTES - WRITTEN_AT_A_TIME;
                    await().atMost(PATIENCE).until(() -> written.get() >= full);
                    assertThat(written.get())
                            .as("what arrived, the pipe's, and part of a packet")
                            .isLessThan(arrived.get() + PIPE_BYTES + TsPacket.LENGTH);
                    assertThat(writer).isNotDone();
                })
                .thenRequest(Long.MAX_VALUE)
                .thenConsumeWhile(bytes -> arrived.addAndGet(bytes.length) > 0)
                .expectComplete()
                .verify(PATIENCE);
        assertThat(arrived).hasValue(sample.length);
    }

    @Test
    void anEndWithinAPacketLosesNothing() throws Exception {
        Disposable writer = Schedulers.boundedElastic().schedule(() -> {
            try (OutputStream out = Files.newOutputStream(fifo)) {
                out.write(sample, 0, 1000);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        StepVerifier.create(PipeSource.of(fifo)
                        .buffers()
                        .map(PipeSourceTest::take)
                        .reduce(0, (sum, bytes) -> sum + bytes.length))
                .expectNext(1000)
                .expectComplete()
                .verify(PATIENCE);
        writer.dispose();
    }

    @Test
    void aFifoWithoutAWriterIsWaitedForAndLetGo() {
        Disposable reading = PipeSource.of(fifo).buffers().subscribe(ByteBuf::release);
        await().atMost(PATIENCE).until(PipeSourceTest::isReaderThere);
        reading.dispose();
        await().atMost(PATIENCE).until(() -> !isReaderThere());
    }

    private static boolean isReaderThere() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith("dmxflux-pipe"));
    }

    @Test
    void whatCannotBeOpenedIsOneLine() {
        StepVerifier.create(PipeSource.of(directory.resolve("missing")).buffers())
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(ErrnoException.class)
                        .hasMessageContaining("missing")
                        .hasMessageContaining("ENOENT"))
                .verify(PATIENCE);
    }
}
