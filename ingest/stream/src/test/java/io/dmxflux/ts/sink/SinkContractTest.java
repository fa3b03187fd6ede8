// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.Fifo;
import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.ts.log.FileLog;
import io.dmxflux.ts.log.FileLogConfig;
import io.dmxflux.ts.net.EpollLoops;
import io.dmxflux.ts.net.NetworkFollower;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** What {@link Sink} promises of closing, asked of every sink. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ExtendWith(LeakCheck.class)
class SinkContractTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Enough to meet a buffer in the middle of a move. */
    private static final int SNAPSHOTS = 20_000;

    @TempDir
    private Path directory;

    private final EventLoopGroup loop = EpollLoops.create(1, "sink-contract");
    private final AtomicLong came = new AtomicLong();
    private final AtomicBoolean cancelled = new AtomicBoolean();

    /** Has no patience: what is to be done in ten seconds it does in two milliseconds. */
    private final Scheduler soon = new Scheduler() {

        private final Scheduler timed = Schedulers.newBoundedElastic(1, SNAPSHOTS, "sink-contract-soon");

        @Override
        public Disposable schedule(Runnable task) {
            return timed.schedule(task);
        }

        @Override
        public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
            return timed.schedule(task, 2, TimeUnit.MILLISECONDS);
        }

        @Override
        public Worker createWorker() {
            return timed.createWorker();
        }

        @Override
        public void dispose() {
            timed.dispose();
        }
    };

    @AfterEach
    void endLoop() {
        soon.dispose();
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private UdpMulticastSink udp(UdpSinkConfig.Builder config) throws IOException {
        return UdpMulticastSink.open(config.build(), loop);
    }

    private Sink open(String kind) throws Exception {
        return switch (kind) {
            case "udp" -> udp(UdpSinkConfig.to("127.0.0.1", 14_310));
            case "rtp" -> udp(UdpSinkConfig.to("127.0.0.1", 14_310).rtp(RtpSession.random()));
            case "paced" -> udp(UdpSinkConfig.to("127.0.0.1", 14_310).pacedBurst(2));
            case "nowhere" -> udp(UdpSinkConfig.to("239.255.77.9", 14_310).networkInterface("nowhere0"));
            case "host" -> HostSink.open(new Host(true), NetworkFollower.Listener.NONE);
            case "unknown host" -> HostSink.open(new Host(false), NetworkFollower.Listener.NONE);
            case "moving host" -> HostSink.open(new MovingHost(), NetworkFollower.Listener.NONE, soon);
            case "log" ->
                LogSink.to(
                        "log:hd",
                        FileLog.in(directory, FileLogConfig.builder().build()).write("hd"));
            case "full disk" -> FileSink.to(Path.of("/dev/full"));
            case "fifo that is read by nobody" -> FileSink.to(fifo());
            case "fifo that is full" -> {
                Path fifo = fifo();
                reader = FileChannel.open(fifo, StandardOpenOption.READ, StandardOpenOption.WRITE);
                yield FileSink.to(fifo);
            }
            default -> FileSink.to(directory.resolve("out.ts"));
        };
    }

    private @Nullable FileChannel reader;

    @AfterEach
    void endReader() throws IOException {
        if (reader != null) {
            reader.close();
        }
    }

    private Path fifo() throws Exception {
        return Fifo.make(directory.resolve("fifo"));
    }

    /** Without a pause: each buffer at once when it is asked for, on the sink's own thread from the third on. */
    private Flux<ByteBuf> endless() {
        return Flux.<ByteBuf>generate(sink -> {
                    ByteBuf buffer = CraftedPacket.buffer(CraftedPacket.run(0x100, 70));
                    came.addAndGet(buffer.readableBytes());
                    sink.next(buffer);
                })
                .doOnCancel(() -> cancelled.set(true));
    }

    private static long onAccounts(Sink sink) {
        return onAccounts(sink.book());
    }

    private static long onAccounts(SinkBook book) {
        return book.sent().bytes() + book.socket().bytes() + book.closed().bytes();
    }

    private void expectEnd(Sink sink, CompletableFuture<?> sending) {
        assertThat(sending)
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .withCauseExactlyInstanceOf(IOException.class)
                .withMessageContaining(": closed while sending");
        assertThat(cancelled).as("upstream cancelled").isTrue();
        await().atMost(PATIENCE).until(() -> sink.book().queuedBytes() == 0 && onAccounts(sink) == came.get());
    }

    private void expectCloseEndsIt(Sink sink) {
        CompletableFuture<?> sending = CompletableFuture.supplyAsync(
                        () -> sink.send(endless()).toFuture())
                .thenCompose(future -> future);
        await().atMost(PATIENCE).until(() -> came.get() > 0);
        sink.close();
        expectEnd(sink, sending);
    }

    private static void expectRefusal(Sink sink) {
        assertThat(sink.send(Flux.never()).toFuture())
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .withCauseExactlyInstanceOf(IOException.class)
                .withMessageContaining("the sink is closed");
        sink.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "udp",
                "rtp",
                "paced",
                "nowhere",
                "host",
                "unknown host",
                "disk",
                "log",
                "full disk",
                "fifo that is read by nobody",
                "fifo that is full"
            })
    void closeEndsAStreamThatNeverPauses(String kind) throws Exception {
        Sink sink = open(kind);
        expectCloseEndsIt(sink);
        expectRefusal(sink);
    }

    /** Its writer is interrupted, which is nothing that the program that reads it has done. */
    @Test
    void whatAFullFifoDoesNotTakeIsClosedAndNotRefused() throws Exception {
        Sink sink = open("fifo that is full");
        expectCloseEndsIt(sink);
        assertThat(sink.stats().failures()).isEmpty();
        assertThat(sink.book().socket().bytes()).isZero();
        assertThat(sink.waitsFor()).isEmpty();
    }

    /** What came is on one account, or waits, at each moment: never on two, and never on none. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "udp",
                "rtp",
                "paced",
                "nowhere",
                "host",
                "unknown host",
                "moving host",
                "disk",
                "log",
                "full disk",
                "fifo that is full"
            })
    void everyBookThatIsReadWhileBuffersMoveBalances(String kind) throws Exception {
        Sink sink = open(kind);
        // never on the loop: while a host moves, what refuses all that comes would not let it close the socket
        Flux<ByteBuf> buffers =
                kind.equals("moving host") ? endless().subscribeOn(Schedulers.boundedElastic()) : endless();
        CompletableFuture<?> sending = CompletableFuture.supplyAsync(
                        () -> sink.send(buffers).toFuture())
                .thenCompose(future -> future);
        await().atMost(PATIENCE).until(() -> came.get() > 0);
        CompletableFuture<?> closing = new CompletableFuture<>();
        long before = 0;
        try {
            for (int snapshot = 0; snapshot < SNAPSHOTS || !closing.isDone(); snapshot++) {
                if (snapshot == SNAPSHOTS / 2) {
                    closing = CompletableFuture.runAsync(sink::close);
                }
                SinkBook book = sink.book();
                long all = onAccounts(book) + book.queuedBytes();
                assertThat(all).as("%s after %s", book, before).isBetween(before, came.get());
                assertThat(book.queuedBytes()).as("%s", book).isNotNegative();
                before = all;
            }
        } finally {
            sink.close(); // or what is endless would keep the loop
        }
        expectEnd(sink, sending);
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "rtp", "paced", "nowhere", "host", "unknown host", "disk", "log", "full disk"})
    void closeEndsAStreamOfWhichNothingComes(String kind) throws Exception {
        Sink sink = open(kind);
        CompletableFuture<?> sending = sink.send(Flux.<ByteBuf>never().doOnCancel(() -> cancelled.set(true)))
                .toFuture();
        sink.close();
        expectEnd(sink, sending);
        expectRefusal(sink);
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "rtp", "paced", "nowhere", "disk", "log", "full disk"})
    void closeFromWithinTheStreamEndsIt(String kind) throws Exception {
        Sink sink = open(kind);
        CompletableFuture<?> sending = CompletableFuture.supplyAsync(() -> sink.send(
                                endless().index().map(each -> {
                                    if (each.getT1() == 20) {
                                        sink.close();
                                    }
                                    return each.getT2();
                                }))
                        .toFuture())
                .thenCompose(future -> future);
        expectEnd(sink, sending);
        expectRefusal(sink);
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "rtp", "paced", "host", "unknown host", "disk"})
    void closeAfterACancellationIsTheEndOfThat(String kind) throws Exception {
        Sink sink = open(kind);
        sink.send(Flux.never()).subscribe().dispose();
        sink.close();
        expectRefusal(sink);
    }

    private static final String GONE =
            "event loop group sink-contract is shut down (expected: one that runs for as long";

    @Test
    void aLoopThatWasShutDownOpensNoSink() {
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
        assertThatThrownBy(() -> open("udp")).isInstanceOf(IOException.class).hasMessageContaining(GONE);
    }

    /** A host that is elsewhere whenever it is looked for, which is as soon as it has been found. */
    private final class MovingHost implements HostSink.Host<Integer> {

        @Override
        public Integer find(@Nullable Integer before) {
            return before == null ? 14_311 : 14_311 + (before - 14_310) % 8;
        }

        @Override
        public Sink open(Integer place, NetworkFollower.Listener listener) throws IOException {
            return udp(UdpSinkConfig.to("127.0.0.1", place));
        }
    }

    /** A host that is found at once, or never. */
    private final class Host implements HostSink.Host<String> {

        private final boolean known;

        Host(boolean known) {
            this.known = known;
        }

        @Override
        public String find(@Nullable String before) throws UnknownHostException {
            if (!known) {
                throw new UnknownHostException("host player does not resolve");
            }
            return "127.0.0.1";
        }

        @Override
        public Sink open(String place, NetworkFollower.Listener listener) throws IOException {
            return udp(UdpSinkConfig.to("127.0.0.1", 14_310));
        }

        @Override
        public String toString() {
            return "udp://player:5";
        }
    }
}
