// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.dmxflux.dmx.LeakCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/** Times that are meant as for ever, and a reader that fails in a way that none expects. */
@ExtendWith(LeakCheck.class)
class LogLimitsTest {

    private static final Duration EVER = Duration.ofSeconds(Long.MAX_VALUE);
    private static final int SEGMENT_BYTES = 1 << 20;

    @TempDir
    private Path directory;

    private final FileLogConfig.Builder config = FileLogConfig.builder();

    private long written(int chunks) throws Exception {
        try (FileLog log = FileLog.in(directory, config.build());
                LogWriter writer = log.write("hd")) {
            LoggedStream stream = new LoggedStream(writer.epoch(), writer.firstDatagram());
            for (int i = 0; i < chunks; i++) {
                writer.append(stream.next());
            }
            Awaitility.await().until(() -> writer.book().heldBytes() == 0);
            return writer.book().written().packets();
        }
    }

    @Test
    void segmentsThatLastForEverAreWritten() throws Exception {
        config.segment(SEGMENT_BYTES, EVER);
        assertThat(written(40)).isEqualTo(40 * 48 * 7);
    }

    @Test
    void whatIsKeptForEverIsWritten() throws Exception {
        config.segment(SEGMENT_BYTES, Duration.ofHours(1)).retention(new LogRetention(EVER, Long.MAX_VALUE));
        assertThat(written(40)).isEqualTo(40 * 48 * 7);
    }

    @Test
    void furthestTimesAreTheBeginningAndTheEnd() throws Exception {
        written(2);
        try (FileLog log = FileLog.in(directory, config.build())) {
            assertThat(log.position("hd", Instant.MIN)).hasValue(0);
            assertThat(log.position("hd", Instant.MAX)).isEmpty();
        }
    }

    @Test
    void aThreadThatIsInterruptedIsToldWhyItReadsNothing() throws Exception {
        written(2);
        try (FileLog log = FileLog.in(directory, config.build())) {
            Thread.currentThread().interrupt();
            assertThatIOException()
                    .isThrownBy(() -> log.end("hd"))
                    .withMessageEndingWith(
                            "cannot be read: the thread is interrupted (expected: a thread that is not)");
            assertThatIOException()
                    .isThrownBy(() -> log.write("hd"))
                    .withMessageContaining("cannot be opened: the thread is interrupted");
        } finally {
            assertThat(Thread.interrupted()).as("still").isTrue();
        }
    }

    @Test
    void errorThatIsNoExceptionEndsTheReaderAsWell() throws Exception {
        written(1);
        CompletableFuture<Throwable> told = new CompletableFuture<>();
        try (FileLog log = FileLog.in(directory, config.build())) {
            log.read("hd", LogStart.OLDEST).subscribe(new Failing(told));
            assertThat(told).succeedsWithin(Duration.ofSeconds(30));
        }
        assertThat(told.join()).isInstanceOf(NoClassDefFoundError.class);
    }

    private record Failing(CompletableFuture<Throwable> told) implements CoreSubscriber<TsChunk> {

        @Override
        public void onSubscribe(Subscription subscription) {
            subscription.request(1);
        }

        @Override
        public void onNext(TsChunk chunk) {
            chunk.release();
            throw new NoClassDefFoundError("of the application");
        }

        @Override
        public void onError(Throwable thrown) {
            told.complete(thrown);
        }

        @Override
        public void onComplete() {
            told.completeExceptionally(new IllegalStateException("completed"));
        }
    }
}
