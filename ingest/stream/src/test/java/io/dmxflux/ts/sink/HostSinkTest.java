// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.ts.NetworkRecorder;
import io.dmxflux.ts.net.EpollLoops;
import io.dmxflux.ts.net.HostLookup;
import io.dmxflux.ts.net.NetworkFollower;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A host that is not known at first, and moves from one receiver to another, in virtual time. */
@ExtendWith(LeakCheck.class)
class HostSinkTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int BUFFER_BYTES = 7 * 188;

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final NetworkRecorder recorder = new NetworkRecorder();
    private final List<Integer> places = new CopyOnWriteArrayList<>();
    private final List<DatagramSocket> receivers = new ArrayList<>();
    private final Sinks.Many<ByteBuf> upstream = Sinks.many().unicast().onBackpressureBuffer();
    private int lookups;
    private int fed;

    private final HostSink.Host<Integer> host = new HostSink.Host<>() {
        @Override
        public Integer find(@Nullable Integer before) throws UnknownHostException {
            lookups++;
            if (places.isEmpty()) {
                throw new UnknownHostException("host player does not resolve");
            }
            return before != null && places.contains(before) ? before : places.get(0);
        }

        @Override
        public Sink open(Integer place, NetworkFollower.Listener listener) throws IOException {
            return UdpMulticastSink.open(UdpSinkConfig.to("127.0.0.1", place).build(), listener);
        }

        @Override
        public String toString() {
            return "udp://player:5";
        }
    };

    @BeforeEach
    void bind() throws IOException {
        for (int i = 0; i < 2; i++) {
            DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
            socket.setSoTimeout((int) PATIENCE.toMillis());
            receivers.add(socket);
        }
    }

    @AfterEach
    void close() {
        receivers.forEach(DatagramSocket::close);
        time.dispose();
    }

    private int port(int receiver) {
        return receivers.get(receiver).getLocalPort();
    }

    private void feed(int buffers) {
        for (int i = 0; i < buffers; i++) {
            fed++;
            upstream.tryEmitNext(CraftedPacket.buffer(CraftedPacket.run(0x100, 7)))
                    .orThrow();
        }
    }

    private void expect(int receiver, int datagrams) throws IOException {
        for (int i = 0; i < datagrams; i++) {
            DatagramPacket datagram = new DatagramPacket(new byte[2000], 2000);
            receivers.get(receiver).receive(datagram);
            assertThat(datagram.getLength()).isEqualTo(BUFFER_BYTES);
        }
    }

    private static long refused(Sink sink, String reason) {
        FailedSends failed = sink.stats().failures().get(reason);
        return failed == null ? 0 : failed.bytes() / BUFFER_BYTES;
    }

    @Test
    void aHostIsWaitedForAndFollowed() throws IOException {
        HostSink<Integer> sink = HostSink.open(host, recorder, time);
        CompletableFuture<?> sending = sink.send(upstream.asFlux()).toFuture();
        feed(5);
        recorder.await("host player does not resolve");
        assertThat(sink.waitsFor()).contains("host player does not resolve");
        assertThat(refused(sink, HostSink.NO_ADDRESS)).isEqualTo(5);

        places.add(port(0));
        time.advanceTimeBy(Duration.ofMillis(250));
        recorder.await("host player does not resolve", "back");
        feed(40);
        expect(0, 40);

        places.clear();
        time.advanceTimeBy(HostLookup.PERIOD);
        places.addAll(List.of(port(1), port(0)));
        time.advanceTimeBy(HostLookup.PERIOD);
        feed(10);
        expect(0, 10);

        places.remove(1);
        time.advanceTimeBy(HostLookup.PERIOD);
        feed(40);
        expect(1, 40);

        upstream.tryEmitComplete().orThrow();
        assertThat(sending).succeedsWithin(PATIENCE);
        sink.close();
        assertThat(sink.stats().datagrams()).isEqualTo(90);
        assertThat(sink.stats().failures()).containsOnlyKeys(HostSink.NO_ADDRESS);
        recorder.await("host player does not resolve", "back");
    }

    /** So that what is told to be lacking then is all that is. */
    @Test
    void nothingIsRefusedOnceTheHostIsToldToBeThere() throws IOException {
        NetworkFollower.Listener feedsWhenItIsBack = new NetworkFollower.Listener() {
            @Override
            public void waiting(String what) {}

            @Override
            public void back(Duration waited) {
                feed(3);
            }

            @Override
            public void onlyLoopback() {}
        };
        HostSink<Integer> sink = HostSink.open(host, feedsWhenItIsBack, time);
        CompletableFuture<?> sending = sink.send(upstream.asFlux()).toFuture();
        feed(5);
        places.add(port(0));
        time.advanceTimeBy(Duration.ofMillis(250));
        expect(0, 3);
        assertThat(refused(sink, HostSink.NO_ADDRESS)).isEqualTo(5);

        upstream.tryEmitComplete().orThrow();
        assertThat(sending).succeedsWithin(PATIENCE);
        sink.close();
    }

    @Test
    void lookupsOfAnUnknownHostBecomeSeldom() throws IOException {
        HostSink<Integer> sink = HostSink.open(host, recorder, time);
        time.advanceTimeBy(Duration.ofMinutes(1));
        assertThat(lookups)
                .as("after 0, 0.25, 0.75, 1.75, 3.75, 7.75, 15.75, 25.75, 35.75, 45.75, 55.75 s")
                .isEqualTo(11);
        sink.close();
        time.advanceTimeBy(Duration.ofMinutes(1));
        assertThat(lookups).isEqualTo(11);
    }

    @Test
    void aStreamThatEndsWhileTheHostIsUnknownEnds() throws IOException {
        HostSink<Integer> sink = HostSink.open(host, recorder, time);
        CompletableFuture<?> sending = sink.send(upstream.asFlux()).toFuture();
        feed(5);
        upstream.tryEmitComplete().orThrow();
        assertThat(sending).succeedsWithin(PATIENCE);
        sink.close();
        assertThat(refused(sink, HostSink.NO_ADDRESS)).isEqualTo(5);
    }

    @Test
    void closingFailsTheStreamWithOrWithoutAPlace() throws IOException {
        HostSink<Integer> unknown = HostSink.open(host, recorder, time);
        CompletableFuture<?> waiting = unknown.send(upstream.asFlux()).toFuture();
        unknown.close();
        assertThat(waiting).failsWithin(PATIENCE).withThrowableThat().withMessageContaining("udp://player:5: closed");

        places.add(port(0));
        HostSink<Integer> known = HostSink.open(host, recorder, time);
        Sinks.Many<ByteBuf> second = Sinks.many().unicast().onBackpressureBuffer();
        CompletableFuture<?> sending = known.send(second.asFlux()).toFuture();
        known.close();
        assertThat(sending).failsWithin(PATIENCE);
    }

    @Test
    void aSecondStreamAndOneAfterTheCloseAreRefused() throws IOException {
        for (boolean known : new boolean[] {false, true}) {
            if (known) {
                places.add(port(0));
            }
            HostSink<Integer> sink = HostSink.open(host, recorder, time);
            Sinks.Many<ByteBuf> buffers = Sinks.many().unicast().onBackpressureBuffer();
            Disposable cancelled = sink.send(Flux.never()).subscribe();
            cancelled.dispose();
            CompletableFuture<?> sending = sink.send(buffers.asFlux()).toFuture();
            assertThat(sink.send(Flux.<ByteBuf>never()).toFuture())
                    .failsWithin(PATIENCE)
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(IllegalStateException.class)
                    .withMessageContaining("is sending another stream (expected: one stream per sink at a time)");
            buffers.tryEmitComplete().orThrow();
            assertThat(sending).succeedsWithin(PATIENCE);
            assertThat(sink.send(Flux.<ByteBuf>empty()).repeat(2).then().toFuture())
                    .succeedsWithin(PATIENCE);
            sink.close();
            assertThat(sink.send(Flux.<ByteBuf>never()).toFuture())
                    .failsWithin(PATIENCE)
                    .withThrowableThat()
                    .withMessageContaining("cannot send, the sink is closed (expected: an open one)");
        }
    }

    @Test
    void cancellingEndsTheSendingOfThePlaceAndTheNextStreamIsSent() throws IOException {
        places.add(port(0));
        try (HostSink<Integer> sink = HostSink.open(host, recorder, time)) {
            for (int round = 0; round < 20; round++) {
                sink.send(Flux.never()).subscribe().dispose();
                CompletableFuture<?> sending = sink.send(Flux.just(CraftedPacket.buffer(CraftedPacket.run(0x100, 7))))
                        .toFuture();
                assertThat(sending).succeedsWithin(PATIENCE);
                expect(0, 1);
            }
            assertThat(sink.stats().datagrams()).isEqualTo(20);
        }
    }

    @Test
    void aStreamThatIsRefusedIsNotSubscribedTo() throws IOException {
        List<String> subscribed = new CopyOnWriteArrayList<>();
        Flux<ByteBuf> refused = Flux.<ByteBuf>never().doOnSubscribe(any -> subscribed.add("refused"));
        HostSink<Integer> sink = HostSink.open(host, recorder, time);
        CompletableFuture<?> sending = sink.send(upstream.asFlux()).toFuture();
        assertThat(sink.send(refused).toFuture()).failsWithin(PATIENCE);
        assertThat(sending).as("the one before").isNotDone();
        sink.close();
        assertThat(sending).failsWithin(PATIENCE);
        assertThat(sink.send(refused).toFuture()).failsWithin(PATIENCE);
        assertThat(subscribed).isEmpty();
    }

    @Test
    void aSinkThatRefusesTheStreamEndsIt() throws IOException {
        for (boolean known : new boolean[] {true, false}) {
            places.clear();
            if (known) {
                places.add(port(0));
            }
            HostSink<Integer> sink = HostSink.open(new Refusing(), recorder, time);
            List<String> cancelled = new CopyOnWriteArrayList<>();
            CompletableFuture<?> sending = sink.send(Flux.<ByteBuf>never().doOnCancel(() -> cancelled.add("upstream")))
                    .toFuture();
            places.add(port(0));
            time.advanceTimeBy(HostLookup.PERIOD);
            assertThat(sending).failsWithin(PATIENCE).withThrowableThat().withMessageContaining("refused at once");
            assertThat(cancelled).containsOnly("upstream");
            sink.close();
        }
    }

    @Test
    void everyBufferIsCountedThoughTheHostMovesAllTheTime() throws IOException {
        places.add(port(0));
        HostSink<Integer> sink = HostSink.open(host, recorder, time);
        CompletableFuture<?> sending = sink.send(upstream.asFlux()).toFuture();
        CompletableFuture<Void> moves = CompletableFuture.runAsync(() -> {
            for (int move = 1; move <= 20; move++) {
                places.set(0, port(move % 2));
                time.advanceTimeBy(HostLookup.PERIOD);
            }
        });
        while (!moves.isDone()) {
            feed(10);
            Awaitility.await().atMost(PATIENCE).until(() -> counted(sink) >= fed - 100);
        }
        moves.join();
        upstream.tryEmitComplete().orThrow();
        assertThat(sending).succeedsWithin(PATIENCE);
        sink.close();
        assertThat(counted(sink)).isEqualTo(fed);
    }

    private static long counted(Sink sink) {
        SendStats stats = sink.stats();
        return (stats.bytes() + stats.failedBytes()) / BUFFER_BYTES;
    }

    /** Whose sinks fail before they subscribe to what they are to send. */
    private final class Refusing implements HostSink.Host<Integer> {

        @Override
        public Integer find(@Nullable Integer before) throws UnknownHostException {
            return host.find(before);
        }

        @Override
        public Sink open(Integer place, NetworkFollower.Listener listener) throws IOException {
            Sink sink = host.open(place, listener);
            return new Sink() {
                @Override
                public Mono<Void> send(Publisher<? extends ByteBuf> buffers) {
                    return Mono.error(new IOException("refused at once"));
                }

                @Override
                public SendStats stats() {
                    return sink.stats();
                }

                @Override
                public void close() {
                    sink.close();
                }
            };
        }
    }

    /** The loop has to open the sink, and is kept by an upstream that is asked for more with each buffer that is refused. */
    @Test
    void anUpstreamThatNeverPausesLeavesItsLoopTimeToOpenTheSink() {
        EventLoopGroup loop = EpollLoops.create(1, "never-pauses");
        AtomicInteger lookups = new AtomicInteger();
        HostSink.Host<Integer> late = new HostSink.Host<>() {
            @Override
            public Integer find(@Nullable Integer before) throws UnknownHostException {
                if (lookups.getAndIncrement() == 0) {
                    throw new UnknownHostException("not yet");
                }
                return port(0);
            }

            @Override
            public Sink open(Integer place, NetworkFollower.Listener listener) throws IOException {
                return UdpMulticastSink.open(
                        UdpSinkConfig.to("127.0.0.1", place).build(), loop);
            }
        };
        try (Sink sink = HostSink.open(late, NetworkFollower.Listener.NONE)) {
            Disposable sending = sink.send(
                            Flux.<ByteBuf>generate(next -> next.next(CraftedPacket.buffer(CraftedPacket.run(0x100, 7))))
                                    .subscribeOn(Schedulers.fromExecutor(loop), false))
                    .subscribe();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> sink.book().sent().bytes() > 0);
            sending.dispose();
        } finally {
            loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }
}
