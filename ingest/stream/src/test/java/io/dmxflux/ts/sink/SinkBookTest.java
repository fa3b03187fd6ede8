// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.net.EpollLoops;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoopGroup;
import io.netty.util.IllegalReferenceCountException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** Each byte that came to a sink is sent, refused, thrown away or still held, whatever ends the stream, and when. */
@Timeout(300)
@ExtendWith(LeakCheck.class)
class SinkBookTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final EventLoopGroup loop = EpollLoops.create(1, "sink-book");

    @AfterEach
    void endLoop() {
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private Sink open(String kind) throws Exception {
        UdpSinkConfig.Builder udp = UdpSinkConfig.to("127.0.0.1", 14_300);
        return switch (kind) {
            case "at once" -> UdpMulticastSink.open(udp.build(), loop);
            case "paced" -> UdpMulticastSink.open(udp.pacedBurst(2).build(), loop);
            case "short" -> UdpMulticastSink.open(udp.shortDatagrams().build(), loop);
            case "nowhere" ->
                UdpMulticastSink.open(
                        UdpSinkConfig.to("239.255.77.9", 14_301)
                                .networkInterface("nowhere0")
                                .build(),
                        loop);
            case "full disk" -> FileSink.to(Path.of("/dev/full"));
            default -> FileSink.to(Path.of("/dev/null"));
        };
    }

    @Test
    void countingABufferMakesNoObjects() {
        SendCounters counters = new SendCounters();
        count(counters, 1_000);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        count(counters, 20_000);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(counters.book().queuedBytes()).isZero();
        assertThat(counters.book().sent().bytes()).isEqualTo(21_000 * 7L * TsPacket.LENGTH);
        assertThat(allocated).as("bytes for 20000 buffers").isLessThan(10_000);
    }

    private static void count(SendCounters counters, int buffers) {
        for (int buffer = 0; buffer < buffers; buffer++) {
            counters.queued(7 * TsPacket.LENGTH);
            counters.taken(7 * TsPacket.LENGTH);
            counters.sent(1, 7 * TsPacket.LENGTH);
            counters.done();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "at once, complete",
        "at once, cancel",
        "at once, fail",
        "at once, close",
        "paced, complete",
        "paced, cancel",
        "paced, fail",
        "paced, close",
        "short, complete",
        "short, cancel",
        "short, close",
        "nowhere, complete",
        "nowhere, cancel",
        "nowhere, close",
        "full disk, cancel",
        "full disk, fail",
        "full disk, close",
        "disk, complete",
        "disk, cancel",
        "disk, fail",
        "disk, close"
    })
    void everyByteIsOnOneAccount(String kind, String end) throws Exception {
        Random random = new Random(7);
        Sinks.Many<ByteBuf> source = Sinks.many().unicast().onBackpressureBuffer();
        AtomicLong came = new AtomicLong();
        AtomicBoolean ended = new AtomicBoolean();
        Sink sink = open(kind);
        try {
            Disposable sending = sink.send(source.asFlux().doOnNext(buffer -> came.addAndGet(buffer.readableBytes())))
                    .doFinally(signal -> ended.set(true))
                    .subscribe(nothing -> {}, failure -> {});
            for (int buffer = 0; buffer < 40; buffer++) {
                int packets = 1 + random.nextInt(100);
                source.tryEmitNext(CraftedPacket.buffer(CraftedPacket.run(0x100, packets)))
                        .orThrow();
            }
            switch (end) {
                case "complete" -> source.tryEmitComplete().orThrow();
                case "fail" ->
                    source.tryEmitError(new IllegalStateException("the end")).orThrow();
                case "cancel" -> sending.dispose();
                default -> sink.close();
            }
            await().atMost(PATIENCE)
                    .until(() -> ended.get() && sink.book().queuedBytes() == 0 && onAccounts(sink) == came.get());
            SinkBook book = sink.book();
            assertThat(book.sent().bytes()).isEqualTo(sink.stats().bytes());
            assertThat(book.socket().bytes()).isEqualTo(sink.stats().failedBytes());
            boolean refuses = kind.equals("nowhere") || kind.equals("full disk");
            assertThat(refuses ? book.sent().bytes() : 0).isZero();
            assertThat(end.equals("complete") ? book.closed().bytes() : 0)
                    .as("thrown away at an end in order")
                    .isZero();
        } finally {
            sink.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"at once", "paced", "short", "disk"})
    void aBufferThatWasReleasedByMistakeEndsTheStreamInBalance(String kind) throws Exception {
        int[] packets = {7, 10, 100};
        Sink sink = open(kind);
        try {
            for (int count : packets) {
                ByteBuf released = CraftedPacket.buffer(CraftedPacket.run(0x100, count));
                released.release();
                AtomicReference<Throwable> failure = new AtomicReference<>();
                sink.send(Flux.just(released)).subscribe(nothing -> {}, failure::set);
                await().atMost(PATIENCE).until(() -> failure.get() != null);
                assertThat(failure.get()).isInstanceOf(IllegalReferenceCountException.class);
                await().atMost(PATIENCE).until(() -> sink.book().queuedBytes() == 0);
            }
            assertThat(sink.book().closed().bytes()).isEqualTo((7 + 10 + 100) * TsPacket.LENGTH);
            assertThat(onAccounts(sink)).isEqualTo((7 + 10 + 100) * TsPacket.LENGTH);
        } finally {
            sink.close();
        }
    }

    private static long onAccounts(Sink sink) {
        SinkBook book = sink.book();
        return book.sent().bytes() + book.socket().bytes() + book.closed().bytes();
    }
}
