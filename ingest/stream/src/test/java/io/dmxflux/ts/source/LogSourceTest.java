// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.NumberedPackets;
import io.dmxflux.packet.Loss;
import io.dmxflux.packet.Pcr;
import io.dmxflux.ts.log.FileLog;
import io.dmxflux.ts.log.FileLogConfig;
import io.dmxflux.ts.log.LogEnd;
import io.dmxflux.ts.log.LogEvent;
import io.dmxflux.ts.log.LogFeed;
import io.dmxflux.ts.log.LogStart;
import io.dmxflux.ts.log.TimedStream;
import io.dmxflux.ts.log.TsChunk;
import io.dmxflux.ts.sink.FileSink;
import io.dmxflux.ts.sink.LogSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ReadOnlyBufferException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/** Streams into a log, and out of it again. */
@ExtendWith(LeakCheck.class)
class LogSourceTest {

    private static final int PACKETS = 5_000;
    private static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

    @TempDir
    private Path directory;

    private Path file() throws Exception {
        return Files.write(directory.resolve("in.ts"), NumberedPackets.of(0x100).next(PACKETS));
    }

    private void importFile(FileLog log, Path file) throws Exception {
        try (LogSink sink = LogSink.to("log:hd", log.write("hd"));
                FileSource source = FileSource.fast(file)) {
            sink.send(source.buffers()).block(Duration.ofMinutes(1));
            assertThat(sink.stats().bytes()).isEqualTo(PACKETS * 188L);
            assertThat(sink.book().queuedBytes()).isZero();
            assertThat(sink.log().appended().bytes()).isEqualTo(PACKETS * 188L);
        }
    }

    /** Import of a plain file, and export to one. */
    @Test
    void fileComesOutOfTheLogAsItWent() throws Exception {
        Path in = file();
        Path out = directory.resolve("out.ts");
        try (FileLog log =
                FileLog.in(directory.resolve("log"), FileLogConfig.builder().build())) {
            importFile(log, in);
            try (LogSource source = LogSource.fast(log, "hd", LogStart.OLDEST, NEVER);
                    FileSink sink = FileSink.to(out)) {
                sink.send(source.buffers().take(PACKETS * 188L, true).transform(this::untilAllIsThere))
                        .block(Duration.ofMinutes(1));
                assertThat(source.book().handedOn().bytes()).isEqualTo(PACKETS * 188L);
            }
        }
        assertThat(out).hasSameBinaryContentAs(in);
    }

    private Flux<ByteBuf> untilAllIsThere(Flux<ByteBuf> buffers) {
        long[] bytes = {0};
        return buffers.takeUntil(buffer -> {
            bytes[0] += buffer.readableBytes();
            return bytes[0] == PACKETS * 188L;
        });
    }

    /** As a relay does that opens its input again. */
    @Test
    void nextStreamGoesOnWhereTheOneBeforeWasCancelled() throws Exception {
        Path in = file();
        try (FileLog log =
                FileLog.in(directory.resolve("log"), FileLogConfig.builder().build())) {
            try (LogSink sink = LogSink.to("log:hd", log.write("hd"))) {
                sink.send(Flux.never()).subscribe().dispose();
                sink.send(FileSource.fast(in).buffers()).block(Duration.ofMinutes(1));
                sink.send(FileSource.fast(in).buffers()).block(Duration.ofMinutes(1));
                assertThat(sink.stats().bytes()).isEqualTo(2 * PACKETS * 188L);
            }
            log.write("hd").close(); // the lock is free
        }
    }

    /** What is on its way when another thread cancels is counted before the source says that it is closed. */
    @Test
    void isClosedWhenItsLastBufferHasPassed() throws Exception {
        Path in = file();
        CountDownLatch came = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (FileLog log =
                FileLog.in(directory.resolve("log"), FileLogConfig.builder().build())) {
            importFile(log, in);
            LogSource source = LogSource.fast(log, "hd", LogStart.OLDEST, NEVER);
            Disposable subscription = source.buffers().subscribe(buffer -> {
                buffer.release();
                came.countDown();
                awaitUninterruptibly(goOn);
            });
            came.await();
            subscription.dispose();
            source.close();
            assertThat(source.whenClosed().toCompletableFuture()).isNotDone();

            goOn.countDown();
            assertThat(source.whenClosed().toCompletableFuture()).succeedsWithin(Duration.ofMinutes(1));
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void exportEndsWithItsSpan() throws Exception {
        Path in = file();
        try (FileLog log =
                FileLog.in(directory.resolve("log"), FileLogConfig.builder().build())) {
            Instant before = Instant.now();
            importFile(log, in);
            try (LogSource source = LogSource.fast(log, "hd", LogStart.OLDEST, before)) {
                assertThat(source.buffers().doOnNext(ByteBuf::release).count().block(Duration.ofMinutes(1)))
                        .isZero();
            }
        }
    }

    @Test
    void closingEndsTheStream() throws Exception {
        Path in = file();
        try (FileLog log =
                FileLog.in(directory.resolve("log"), FileLogConfig.builder().build())) {
            importFile(log, in);
            LogSource source = LogSource.paced(log, "hd", LogStart.OLDEST, 1);
            Long buffers = source.buffers()
                    .doOnNext(buffer -> {
                        buffer.release();
                        source.close();
                    })
                    .count()
                    .block(Duration.ofMinutes(1));
            assertThat(buffers).isEqualTo(1);
            assertThat(source.whenClosed().toCompletableFuture()).succeedsWithin(Duration.ofMinutes(1));
        }
    }

    /** Others read the same memory. */
    @Test
    void nobodyCanWriteToWhatOthersRead() throws Exception {
        Path in = file();
        try (FileLog log =
                FileLog.in(directory.resolve("log"), FileLogConfig.builder().build())) {
            importFile(log, in);
            try (LogSource source = LogSource.fast(log, "hd", LogStart.OLDEST, LogEnd.THERE)) {
                assertThat(source.buffers()
                                .doOnNext(LogSourceTest::assertReadOnly)
                                .doOnNext(ByteBuf::release)
                                .count()
                                .block(Duration.ofMinutes(1)))
                        .isPositive();
            }
            TsChunk chunk =
                    Objects.requireNonNull(log.read("hd", LogStart.OLDEST).blockFirst(Duration.ofMinutes(1)));
            assertReadOnly(chunk.payload());
            assertReadOnly(chunk.bytes());
            chunk.release();
        }
    }

    /** Of two writers, an hour apart: a copy has the same packets at any moment. */
    @Test
    void aCopyHasTheTimesOfTheOriginal() throws Exception {
        List<LogEvent> events = new CopyOnWriteArrayList<>();
        try (FileLog log = FileLog.in(
                directory, FileLogConfig.builder().onEvent(events::add).build())) {
            TimedStream.write(log, "hd");
            try (LogSource source = LogSource.fast(log, "hd", LogStart.OLDEST, LogEnd.THERE);
                    LogSink sink = LogSink.to("log:copy", log.write("copy"))) {
                sink.send(source.buffers()).block(Duration.ofMinutes(1));
            }
            TimedStream.assertSame(log, "copy", "hd");
        }
        assertThat(events).doesNotHaveAnyElementsOfTypes(LogEvent.ClockStepped.class);
    }

    /** The writer's clock says so, or a reader that is too slow. */
    @Test
    void aLiveReaderThatLagsTellsItOnceAndWhenItIsOver() throws Exception {
        List<LogEvent> events = new CopyOnWriteArrayList<>();
        try (FileLog log = FileLog.in(directory, FileLogConfig.builder().build());
                LogFeed feed = LogFeed.to(log.write("hd"));
                LogSource source = LogSource.paced(log, "hd", LogStart.LIVE, 1).onEvent(events::add)) {
            Disposable reading = source.buffers().subscribe(ByteBuf::release);
            await().atMost(Duration.ofMinutes(1)).until(() -> {
                append(feed, 9_000);
                return !events.isEmpty();
            });
            await().atMost(Duration.ofMinutes(1)).until(() -> {
                append(feed, 0);
                return events.size() > 1;
            });
            reading.dispose();
        }
        assertThat(events).hasSize(2);
        assertThat(((LogEvent.Lags) events.get(0)).by()).isGreaterThanOrEqualTo(Duration.ofSeconds(9));
        assertThat(((LogEvent.IsLive) events.get(1)).most()).isGreaterThanOrEqualTo(Duration.ofSeconds(9));
    }

    private static void append(LogFeed feed, long agoMillis) {
        ByteBuf packets = Unpooled.wrappedBuffer(NumberedPackets.of(0x100).next(7));
        feed.add(packets, Pcr.fromNanos(System.nanoTime()), System.currentTimeMillis() - agoMillis);
        feed.flush();
        packets.release();
    }

    private static void assertReadOnly(ByteBuf buffer) {
        int at = buffer.readerIndex();
        assertThatThrownBy(() -> buffer.setByte(at, 0)).isInstanceOf(ReadOnlyBufferException.class);
        assertThatThrownBy(() -> buffer.slice().setInt(0, 0)).isInstanceOf(ReadOnlyBufferException.class);
        assertThat(buffer.nioBuffer().isReadOnly()).isTrue();
        assertThat(buffer.hasMemoryAddress()).as("as senders want it").isTrue();
    }

    /** One that is read again from its beginning, or goes on live: what came between is none of it. */
    @Test
    void nothingIsMissingBetweenTwoSubscriptions() throws Exception {
        try (FileLog log = FileLog.in(directory, FileLogConfig.builder().build());
                LogFeed feed = LogFeed.to(log.write("hd"));
                LogSource again = LogSource.fast(log, "hd", LogStart.OLDEST, LogEnd.THERE);
                LogSource live = LogSource.paced(log, "hd", LogStart.LIVE, 1)) {
            for (int i = 0; i < 3; i++) {
                append(feed, 0);
            }
            await().atMost(Duration.ofMinutes(1)).until(() -> !feed.isWriting());
            assertThat(again.buffers()
                            .doOnNext(ByteBuf::release)
                            .repeat(1)
                            .count()
                            .block(Duration.ofMinutes(1)))
                    .isEqualTo(6);
            assertThat(again.book().handedOn().bytes()).isEqualTo(6 * 7 * 188);
            for (int i = 1; i <= 2; i++) {
                long before = live.position().orElse(0);
                Disposable reading = live.buffers().subscribe(ByteBuf::release);
                await().atMost(Duration.ofMinutes(1)).until(() -> {
                    append(feed, 0);
                    return live.position().orElse(0) > before;
                });
                reading.dispose();
                append(feed, 0);
            }
            assertThat(live.stats().networkLosses()).isZero();
            assertThat(live.book().losses().network().bytes()).isZero();
        }
    }

    @Test
    void speedsThatAreNoneAreRefusedAtOnce() {
        FileLog log = FileLog.in(directory, FileLogConfig.builder().build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LogSource.paced(log, "hd", LogStart.OLDEST, 0))
                .withMessage("speed: 0.0 (expected: above 0, up to 1000)");
        assertThatIllegalArgumentException().isThrownBy(() -> LogSource.paced(log, "hd", LogStart.OLDEST, Double.NaN));
        log.close();
    }

    @Test
    void whatTheLogLacksIsCounted() throws Exception {
        byte[] packets = NumberedPackets.of(0x100).next(14);
        try (FileLog log =
                FileLog.in(directory.resolve("log"), FileLogConfig.builder().build())) {
            try (LogSink sink = LogSink.to("log:hd", log.write("hd"))) {
                ByteBuf first = Unpooled.wrappedBuffer(packets, 0, 7 * 188);
                ByteBuf behind = Unpooled.wrappedBuffer(packets, 7 * 188, 7 * 188);
                Loss gap = Loss.of(Loss.Account.KERNEL, 5 * 7 * 188);
                sink.send(Flux.just(first, Loss.mark(behind, gap))).block(Duration.ofMinutes(1));
            }
            try (LogSource source = LogSource.fast(log, "hd", LogStart.OLDEST, LogEnd.THERE)) {
                assertThat(source.buffers().doOnNext(ByteBuf::release).count().block(Duration.ofMinutes(1)))
                        .isEqualTo(2);
                assertThat(source.stats().networkLosses()).isEqualTo(5);
                assertThat(source.book().losses().network().bytes()).isEqualTo(5 * 7 * 188);
            }
        }
    }
}
