// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.recording.Playback;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** A completion is the end of the file: no interrupt of a thread that reads looks like one. */
@ExtendWith(LeakCheck.class)
class InterruptedReadingTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private static Path directory;

    private static Path file;
    private static byte[] sample;

    enum Kind {
        FAST(FileSource::fast),
        PACED(FileSource::paced),
        RAW(FileSource::raw),
        PACED_PIPE(path -> PipeSource.of(path).paced(Duration.ofMillis(4)));

        private final Function<Path, Source> opened;

        Kind(Function<Path, Source> opened) {
            this.opened = opened;
        }

        Source open() {
            return opened.apply(file);
        }
    }

    @BeforeAll
    static void writeTheSampleToAFile() throws IOException {
        try (InputStream resource = Playback.class.getResourceAsStream("sample.ts")) {
            sample = resource.readAllBytes();
        }
        file = Files.write(directory.resolve("sample.ts"), sample);
    }

    private static Flux<Integer> released(Source source) {
        return source.buffers().map(InterruptedReadingTest::release);
    }

    private static int release(ByteBuf buffer) {
        int bytes = buffer.readableBytes();
        buffer.release();
        return bytes;
    }

    private static long unaccounted(SourceBook book) {
        return book.arrived().bytes()
                - book.handedOn().bytes()
                - book.foreign().bytes()
                - book.closed().bytes()
                - book.queuedBytes();
    }

    @ParameterizedTest
    @EnumSource
    void aSubscriberThatLeavesItsThreadInterruptedGetsAnError(Kind kind) throws Exception {
        Source source = kind.open();
        AtomicLong received = new AtomicLong();
        AtomicBoolean flagKept = new AtomicBoolean();
        CompletableFuture<Void> end = new CompletableFuture<>();
        Flux<Integer> stream =
                kind == Kind.RAW ? released(source).subscribeOn(Schedulers.newSingle("reading")) : released(source);
        stream.doOnNext(received::addAndGet)
                .subscribe(
                        bytes -> Thread.currentThread().interrupt(),
                        failure -> {
                            flagKept.set(Thread.interrupted());
                            end.completeExceptionally(failure);
                        },
                        () -> end.complete(null));

        assertThat(end)
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(UncheckedIOException.class)
                .withCauseInstanceOf(InterruptedIOException.class)
                .withMessageMatching(".*sample.ts: interrupted after [0-9]+ bytes, before its end"
                        + " \\(expected: a thread that is not interrupted; cancel the subscription to stop\\)");
        assertThat(received.get()).isPositive().isLessThan(sample.length);
        assertThat(flagKept).as("interrupt flag").isTrue();
        source.close();
        source.whenClosed().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        SourceBook book = source.book();
        assertThat(book.handedOn().bytes()).isEqualTo(received.get());
        assertThat(unaccounted(book)).isZero();
    }

    @Test
    void anExecutorThatIsShutDownEndsTheStreamWithAnError() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        FileSource source = FileSource.raw(file);
        CompletableFuture<Void> begun = new CompletableFuture<>();
        CompletableFuture<?> copied = released(source)
                .doOnNext(bytes -> {
                    begun.complete(null);
                    while (!Thread.currentThread().isInterrupted()) {
                        LockSupport.parkNanos(PATIENCE.toNanos());
                    }
                })
                .map(Integer::longValue)
                .reduce(0L, Long::sum)
                .subscribeOn(Schedulers.fromExecutorService(executor))
                .toFuture();
        begun.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        executor.shutdownNow();

        assertThat(copied)
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .havingRootCause()
                .isInstanceOf(InterruptedIOException.class);
    }

    @ParameterizedTest
    @EnumSource
    void aCancelThatInterruptsIsNoError(Kind kind) throws Exception {
        AtomicLong dropped = new AtomicLong();
        Source source = kind.open();
        CompletableFuture<Void> begun = new CompletableFuture<>();
        Disposable subscription = released(source)
                .subscribeOn(Schedulers.boundedElastic())
                .contextWrite(context -> context.put(
                        "reactor.onErrorDropped.local", (Consumer<Throwable>) failure -> dropped.incrementAndGet()))
                .subscribe(bytes -> begun.complete(null));
        begun.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        subscription.dispose();
        source.close();

        source.whenClosed().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(dropped).hasValue(0);
        assertThat(unaccounted(source.book())).isZero();
    }
}
