// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.dmxflux.book.BookAccount;
import io.dmxflux.book.BookEntry;
import io.dmxflux.check.Closing;
import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.Arrivals;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.Pcr;
import io.dmxflux.ts.log.LogBook;
import io.dmxflux.ts.log.LogFeed;
import io.dmxflux.ts.log.LogIntake;
import io.dmxflux.ts.log.LogWriter;
import io.dmxflux.ts.log.TsChunk;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;

/** A log that has no room, as its disk is slower than the stream, or hangs. */
@ExtendWith(LeakCheck.class)
class LogSinkTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int BUFFERS = 200;
    private static final int BUFFER_BYTES = 700 * 188;

    private final AtomicLong came = new AtomicLong();
    private final SlowWriter writer = new SlowWriter();
    private final LogSink sink = LogSink.to("log:hd", writer);

    private Flux<ByteBuf> buffers() {
        return Flux.range(0, BUFFERS).map(number -> {
            came.addAndGet(BUFFER_BYTES);
            return CraftedPacket.buffer(CraftedPacket.run(0x100, BUFFER_BYTES / 188));
        });
    }

    private static long all(SinkBook book) {
        return book.sent().bytes()
                + book.socket().bytes()
                + book.elsewhere().bytes()
                + book.closed().bytes()
                + book.queuedBytes();
    }

    /** What is before the sink waits, or drops what it thinks best. */
    @Test
    void aStreamWaitsForALogWithoutRoomAndNothingIsDropped() {
        CompletableFuture<?> sending = sink.send(buffers()).toFuture();
        await().atMost(PATIENCE).until(() -> !writer.hasRoom());
        while (!sending.isDone()) {
            SinkBook book = sink.book();
            assertThat(all(book)).isLessThanOrEqualTo(came.get());
            writer.write(true);
        }
        assertThat(sending).isCompleted();
        assertThat(writer.book().heldBytes()).as("at its end").isZero();
        assertThat(writer.book().dropped().bytes()).isZero();
        SinkBook book = sink.book();
        assertThat(book.sent().bytes()).isEqualTo((long) BUFFERS * BUFFER_BYTES).isEqualTo(came.get());
        assertThat(book.queuedBytes()).isZero();
        assertThat(sink.stats().bytes()).isEqualTo(book.sent().bytes());
        sink.close();
    }

    @Test
    void whatAStandbyKeepsReadyIsQueuedAndItsStreamEndsWithoutIt() {
        try (StandbyFeed standby = new StandbyFeed();
                LogSink sink = LogSink.to("kafka://10.0.0.1:9092/hd", standby)) {
            sink.send(buffers().take(5)).block(PATIENCE);
            assertThat(came).hasValue(5L * BUFFER_BYTES);
            assertThat(sink.book().queuedBytes()).isEqualTo(came.get());
            standby.drop(2 * BUFFER_BYTES);
            SinkBook book = sink.book();
            assertThat(book.elsewhere().bytes()).isEqualTo(2L * BUFFER_BYTES);
            assertThat(book.sent().bytes() + book.socket().bytes()).isZero();
            assertThat(all(book)).isEqualTo(came.get());
            assertThat(sink.stats().failedBytes()).isZero();
        }
    }

    /** As behind the {@code shutdownNow} of an application that ends. */
    @Test
    void closingOnAnInterruptedThreadWaitsForTheLog() throws InterruptedException {
        CountDownLatch answers = new CountDownLatch(1);
        AtomicBoolean closed = new AtomicBoolean();
        LogSink slow = LogSink.to("log:hd", new StandbyFeed() {
            @Override
            public void close() {
                assertThat(Closing.await(answers::await, PATIENCE.toMillis())).isTrue();
                closed.set(true);
            }
        });
        AtomicBoolean stays = new AtomicBoolean();
        Thread closing = new Thread(() -> {
            Thread.currentThread().interrupt();
            slow.close();
            stays.set(Thread.currentThread().isInterrupted());
        });
        closing.start();
        await().until(() -> closing.getState() != Thread.State.RUNNABLE);
        assertThat(closing.getState()).as("waits").isEqualTo(Thread.State.TIMED_WAITING);
        answers.countDown();
        closing.join();
        assertThat(stays).as("the interrupt").isTrue();
        await().untilTrue(closed);
    }

    @Test
    void whatTheLogRefusesIsOnTheSinksBook() {
        CompletableFuture<?> sending = sink.send(buffers().take(2)).toFuture();
        await().atMost(PATIENCE).until(() -> {
            writer.write(false);
            return sending.isDone() && writer.book().heldBytes() == 0;
        });
        SinkBook book = sink.book();
        assertThat(book.sent().bytes()).isZero();
        assertThat(book.socket().bytes()).isEqualTo(came.get());
        assertThat(sink.stats().failedBytes()).isEqualTo(came.get());
        sink.close();
    }

    /** What is in a chunk that the log does not take is refused, and nothing of it is counted twice. */
    @Test
    void aLogThatIsClosedMeanwhileEndsTheStreamWithEachPacketOnOneAccount() {
        CompletableFuture<?> sending = sink.send(Flux.range(0, BUFFERS)
                        .map(number -> {
                            came.addAndGet(70 * 188);
                            if (number == 11) {
                                writer.close();
                            }
                            return CraftedPacket.buffer(CraftedPacket.run(0x100, 70));
                        })
                        .doOnNext(buffer -> writer.write(true)))
                .toFuture();
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> sending.get(60, TimeUnit.SECONDS))
                .withCauseInstanceOf(IllegalStateException.class);
        while (writer.write(true)) {
            assertThat(writer.intake.isClosed()).isTrue();
        }
        sink.close();
        SinkBook book = sink.book();
        assertThat(book.queuedBytes()).isZero();
        assertThat(book.socket().bytes()).isPositive();
        assertThat(all(book)).isEqualTo(came.get());
        assertThat(sink.log().appended().bytes() + book.closed().bytes()).isEqualTo(came.get());
    }

    @Test
    void oneWriterHasOneSink() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LogSink.to("log:hd", writer))
                .withMessageEndingWith("(expected: one that has no feed yet)");
        sink.close();
    }

    /** Nobody has ended its chunk. */
    @Test
    void aFeedThatIsClosedAppendsWhatItHas() {
        SlowWriter slow = new SlowWriter();
        LogFeed feed = LogFeed.to(slow);
        ByteBuf packets = CraftedPacket.buffer(CraftedPacket.run(0x100, 7));
        feed.add(packets, 27_000, 1_800_000_000_000L);
        assertThat(feed.book().appended().bytes()).isEqualTo(7 * 188);
        assertThat(feed.book().heldBytes()).isEqualTo(7 * 188);
        feed.close();
        assertThat(feed.book().appended().bytes()).isEqualTo(7 * 188);
        assertThat(slow.write(true)).isTrue();
        assertThat(feed.book().written().bytes()).isEqualTo(7 * 188);
        assertThat(feed.book().heldBytes()).isZero();
        assertThatIllegalStateException().isThrownBy(() -> feed.add(packets, 54_000, 1_800_000_000_001L));
        packets.release();
        feed.close();
    }

    @Test
    void cancellingOneThatWaitsReleasesWhatItHas() {
        var sending = sink.send(buffers()).subscribe();
        await().atMost(PATIENCE).until(() -> !writer.hasRoom());
        sending.dispose();
        sink.close();
        await().atMost(PATIENCE).until(() -> sink.book().closed().bytes() > 0 && all(sink.book()) == came.get());
        while (writer.write(true)) {
            assertThat(writer.intake.isClosed()).isTrue();
        }
        assertThat(sink.book().queuedBytes()).isZero();
    }

    /** One that began since the timer was set would be short, and a log of twice as many chunks. */
    @Test
    void noChunkIsEndedBeforeItsTime() {
        try (ChunkOfEachBuffer feed = new ChunkOfEachBuffer();
                LogSink sink = LogSink.to("log:hd", feed)) {
            var sending = sink.send(Flux.interval(Duration.ofMillis(1))
                            .take(BUFFERS)
                            .onBackpressureBuffer()
                            .map(number -> CraftedPacket.buffer(CraftedPacket.run(0x100, 7)))
                            .concatWith(Flux.never()))
                    .subscribe();
            await().atMost(PATIENCE).until(() -> feed.ageMicros.get() >= 0);
            assertThat(feed.ageMicros).hasValueGreaterThanOrEqualTo(19_990);
            sending.dispose();
        }
    }

    /** A process that is stopped has stamped a buffer before, and keeps it behind. */
    @Test
    void bothClocksOfABufferAreThoseOfItsArrival() {
        long now = System.nanoTime();
        try (ClocksOfEachBuffer feed = new ClocksOfEachBuffer();
                LogSink sink = LogSink.to("log:hd", feed)) {
            sink.send(Flux.just(Duration.ofMinutes(1), Duration.ZERO)
                            .map(ago -> Arrivals.mark(
                                    CraftedPacket.buffer(CraftedPacket.run(0x100, 7)),
                                    Arrivals.at(now - ago.toNanos()))))
                    .block(PATIENCE);
            assertThat(feed.ticks.get(1) - feed.ticks.get(0)).isEqualTo(60 * Pcr.TICKS_PER_SECOND);
            assertThat(feed.wallMillis.get(1) - feed.wallMillis.get(0)).isCloseTo(60_000, within(1_000L));
        }
    }

    /** Notes when each came, by both clocks. */
    private static final class ClocksOfEachBuffer extends StandbyFeed {

        private final List<Long> ticks = new CopyOnWriteArrayList<>();
        private final List<Long> wallMillis = new CopyOnWriteArrayList<>();

        @Override
        public void add(ByteBuf buffer, long arrivalTicks, long wallMillis) {
            ticks.add(arrivalTicks);
            this.wallMillis.add(wallMillis);
        }
    }

    /** Begins a chunk with each buffer, and notes how old the first is that is ended. */
    private static final class ChunkOfEachBuffer extends StandbyFeed {

        private final AtomicLong ageMicros = new AtomicLong(-1);
        private long openNanos;

        @Override
        public void add(ByteBuf buffer, long arrivalTicks, long wallMillis) {
            openNanos = System.nanoTime();
        }

        @Override
        public long openTicks() {
            return Pcr.fromNanos(openNanos);
        }

        @Override
        public void flush() {
            ageMicros.compareAndSet(-1, (System.nanoTime() - openNanos) / 1_000);
        }
    }

    /** Writes what it is told to. */
    private static final class SlowWriter implements LogWriter {

        private final LogIntake intake = new LogIntake("log:hd", 1, 0, 5 * 63_652, Long.MAX_VALUE);

        /** Writes, or refuses, the next chunk; tells whether there was one. */
        boolean write(boolean takes) {
            @Nullable TsChunk chunk = intake.take(0);
            if (chunk == null) {
                return false;
            }
            int bytes = chunk.payload().readableBytes();
            intake.settle(chunk.length(), bytes, takes);
            chunk.release();
            return true;
        }

        @Override
        public int epoch() {
            return intake.epoch();
        }

        @Override
        public long firstDatagram() {
            return intake.firstDatagram();
        }

        @Override
        public void append(TsChunk chunk) {
            intake.append(chunk);
        }

        @Override
        public boolean hasRoom() {
            return intake.hasRoom();
        }

        @Override
        public LogBook book() {
            return intake.book();
        }

        @Override
        public Optional<String> waitsFor() {
            return Optional.empty();
        }

        @Override
        public void close() {
            intake.close();
        }
    }

    /** Another host writes. */
    private static class StandbyFeed implements LogFeed {

        private final BookAccount appended = new BookAccount();
        private final BookAccount elsewhere = new BookAccount();

        void drop(long bytes) {
            elsewhere.add(bytes);
        }

        @Override
        public void add(ByteBuf buffer, long arrivalTicks, long wallMillis) {
            appended.add(buffer.readableBytes());
        }

        @Override
        public void skip(long missing) {
            // nobody reads
        }

        @Override
        public void flush() {
            // no chunk is cut
        }

        @Override
        public long openTicks() {
            return NONE_OPEN;
        }

        @Override
        public boolean hasRoom() {
            return true;
        }

        @Override
        public boolean isWriting() {
            return false;
        }

        @Override
        public LogBook book() {
            BookEntry none = BookEntry.NONE;
            BookEntry gone = elsewhere.entry();
            return new LogBook(appended.entry(), none, none, none, gone, appended.bytes() - gone.bytes());
        }

        @Override
        public Optional<String> waitsFor() {
            return Optional.empty();
        }

        @Override
        public void close() {
            // nothing waits
        }
    }
}
