// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import static io.dmxflux.packet.CraftedPacket.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.Loss;
import io.dmxflux.ts.DatagramReceiver;
import io.dmxflux.ts.net.EpollLoops;
import io.dmxflux.ts.net.RtpHeader;
import io.dmxflux.ts.op.CheckContinuity;
import io.dmxflux.ts.sink.RtpSession;
import io.dmxflux.ts.sink.UdpMulticastSink;
import io.dmxflux.ts.sink.UdpSinkConfig;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoopGroup;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

@ExtendWith(LeakCheck.class)
class UdpSourceTest {

    private static final String GROUP = "239.255.78.1";
    private static final EventLoopGroup LOOP = EpollLoops.create(1, "source-test");

    @AfterAll
    static void shutDown() {
        LOOP.shutdownGracefully().syncUninterruptibly();
    }

    @ParameterizedTest
    @CsvSource({GROUP + ", lo", "127.0.0.1,", "::1,"})
    void everyDatagramArrivesInOrder(String host, String networkInterface) throws IOException {
        int port = freePort();
        UdpSourceConfig.Builder config = UdpSourceConfig.on(host, port);
        UdpSource source = source(networkInterface == null ? config : config.networkInterface(networkInterface));
        byte[] stream = run(1, 700);
        try (Collector collector = collect(source.buffers(), Long.MAX_VALUE);
                DatagramSocket sender = sender(host.contains(":") ? "::1" : "127.0.0.1")) {
            send(sender, host, port, stream);

            Awaitility.await().until(() -> collector.size() == stream.length);
            assertThat(Arrays.equals(collector.bytes(), stream)).isTrue();
            UdpSourceStats.Framing plain = UdpSourceStats.Framing.PLAIN;
            assertThat(source.datagrams())
                    .isEqualTo(new UdpSourceStats(
                            100,
                            100,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            stream.length,
                            0,
                            0,
                            0,
                            0,
                            plain,
                            plain,
                            0,
                            0,
                            0,
                            UdpSourceStats.Mixed.NONE));
        }
    }

    /** The socket is bound while it is registered, or after it: both come to happen. */
    @Test
    void allSubscriptionsHaveTheTimerOfTheirLoop() throws Exception {
        long before = openTimers();
        for (int i = 0; i < 30; i++) {
            UdpSource source = source(UdpSourceConfig.on("127.0.0.1", freePort()));
            Disposable subscription = source.buffers().subscribe(ByteBuf::release);
            Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> source.grantedReceiveBufferBytes() > 0);
            subscription.dispose();
            source.close();
            source.whenClosed().toCompletableFuture().get(60, TimeUnit.SECONDS);
        }
        Awaitility.await()
                .untilAsserted(() -> assertThat(openTimers()).as("timers").isLessThanOrEqualTo(before + 1));
    }

    private static long openTimers() throws IOException {
        long timers = 0;
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                try {
                    timers += Files.readSymbolicLink(descriptor).toString().contains("timerfd") ? 1 : 0;
                } catch (NoSuchFileException e) {
                    continue; // closed meanwhile
                }
            }
        }
        return timers;
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, 0})
    void aSubscriberThatThrowsOrAsksForNothingGetsTheErrorAndTheSocketIsClosed(long demand) throws IOException {
        int port = freePort();
        UdpSource source = source(UdpSourceConfig.on("127.0.0.1", port));
        List<String> signals = new CopyOnWriteArrayList<>();
        source.buffers().subscribe(new CoreSubscriber<>() {
            @Override
            public void onSubscribe(Subscription subscription) {
                subscription.request(demand);
            }

            @Override
            public void onNext(ByteBuf buffer) {
                buffer.release();
                throw new IllegalStateException("thrown in onNext");
            }

            @Override
            public void onError(Throwable failure) {
                signals.add(failure.getClass().getSimpleName());
            }

            @Override
            public void onComplete() {
                signals.add("complete");
            }
        });
        try (DatagramSocket sender = sender("127.0.0.1")) {
            Awaitility.await().until(() -> {
                send(sender, "127.0.0.1", port, run(1, 7));
                return !signals.isEmpty();
            });
        }

        assertThat(signals).containsExactly(demand == 0 ? "IllegalArgumentException" : "IllegalStateException");
        Awaitility.await().until(() -> {
            try (DatagramSocket again = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
                return again.isBound();
            } catch (IOException e) {
                return false;
            }
        });
    }

    @Test
    void onlyTheSourceAskedForIsHeard() throws IOException {
        int port = freePort();
        UdpSource source = source(
                UdpSourceConfig.on(GROUP, port).networkInterface("lo").source(InetAddress.getByName("127.0.0.2")));
        try (Collector collector = collect(source.buffers(), Long.MAX_VALUE);
                DatagramSocket other = sender("127.0.0.1");
                DatagramSocket wanted = sender("127.0.0.2")) {
            send(other, GROUP, port, run(1, 7));
            send(wanted, GROUP, port, run(1, 100, 7));

            Awaitility.await().until(() -> collector.size() > 0);
            assertThat(Arrays.equals(collector.bytes(), run(1, 100, 7))).isTrue();
            assertThat(source.datagrams().datagrams()).isEqualTo(1);
        }
    }

    @Test
    void groupsThatOthersJoinedOnTheSamePortAreNotHeard() throws IOException {
        try (DatagramReceiver neighbour = DatagramReceiver.joining("239.255.78.2")) {
            UdpSource source =
                    source(UdpSourceConfig.on(GROUP, neighbour.port()).networkInterface("lo"));
            try (Collector collector = collect(source.buffers(), Long.MAX_VALUE);
                    DatagramSocket sender = sender("127.0.0.1")) {
                send(sender, "239.255.78.2", neighbour.port(), run(1, 7));
                send(sender, GROUP, neighbour.port(), run(1, 100, 7));

                assertThat(neighbour.receive(1)).hasSize(1);
                Awaitility.await().until(() -> collector.size() > 0);
                assertThat(Arrays.equals(collector.bytes(), run(1, 100, 7))).isTrue();
            }
        }
    }

    @Test
    void withoutDemandTheSocketIsNotReadAndNothingIsLost() throws IOException {
        int port = freePort();
        UdpSource source =
                source(UdpSourceConfig.on("127.0.0.1", port).queuedBuffers(1).readInterval(Duration.ZERO));
        byte[] stream = run(1, 7 * 500);
        try (Collector collector = collect(source.buffers(), 0);
                DatagramSocket sender = sender("127.0.0.1")) {
            send(sender, "127.0.0.1", port, stream);
            Awaitility.await().until(() -> source.datagrams().datagrams() >= 49);
            barrier();
            long read = source.datagrams().datagrams();
            assertThat(read).as("a full buffer, and the rest of the read").isLessThan(49 + 2 * 64);
            collector.request(Long.MAX_VALUE);

            Awaitility.await()
                    .until(() ->
                            source.datagrams().datagrams() + source.datagrams().kernelDroppedDatagrams() == 500);
            Awaitility.await()
                    .until(() -> collector.size() >= source.datagrams().datagrams() * 1316);
            byte[] oldest = Arrays.copyOf(stream, collector.bytes().length);
            assertThat(Arrays.equals(collector.bytes(), oldest)).isTrue();
        }
    }

    @Test
    void cancelReleasesWhatIsKeptAndCountsItAsDiscarded() throws IOException {
        int port = freePort();
        UdpSource source = source(UdpSourceConfig.on("127.0.0.1", port));
        try (Collector collector = collect(source.buffers(), 1);
                DatagramSocket sender = sender("127.0.0.1")) {
            send(sender, "127.0.0.1", port, run(1, 7));
            Awaitility.await().until(() -> collector.size() > 0);
            send(sender, "127.0.0.1", port, run(1, 7 * 100));
            Awaitility.await().until(() -> source.datagrams().datagrams() == 101);
        }
        source.close();
        source.whenClosed().toCompletableFuture().join();

        UdpSourceStats counts = source.datagrams();
        assertThat(counts.datagrams()).isEqualTo(101);
        assertThat(counts.payloadDatagrams()).isEqualTo(1);
        assertThat(counts.bytes()).isEqualTo(1316);
        assertThat(counts.discardedDatagrams()).isEqualTo(100);
    }

    @Test
    void whatTheSocketStillHasWhenTheSourceIsClosedIsCounted() throws IOException {
        int port = freePort();
        UdpSource source =
                source(UdpSourceConfig.on("127.0.0.1", port).queuedBuffers(1).readInterval(Duration.ZERO));
        try (Collector collector = collect(source.buffers(), 0);
                DatagramSocket sender = sender("127.0.0.1")) {
            send(sender, "127.0.0.1", port, run(1, 7 * 500));
            Awaitility.await().until(() -> source.datagrams().datagrams() >= 49);
            barrier();
            source.close();
            source.whenClosed().toCompletableFuture().join();
            assertThat(collector.size()).isZero();
        }

        UdpSourceStats counts = source.datagrams();
        assertThat(counts.datagrams() + counts.kernelDroppedDatagrams()).isEqualTo(500);
        assertThat(counts.discardedDatagrams()).isEqualTo(counts.datagrams());
        SourceBook book = source.book();
        assertThat(book.arrived().bytes()).isEqualTo(counts.datagrams() * 1316);
        assertThat(book.closed().bytes()).isEqualTo(book.arrived().bytes());
        assertThat(book.queuedBytes()).isZero();
    }

    @Test
    void demandIsKept() throws IOException {
        int port = freePort();
        UdpSource source = source(UdpSourceConfig.on("127.0.0.1", port));
        try (Collector collector = collect(source.buffers(), 1);
                DatagramSocket sender = sender("127.0.0.1")) {
            send(sender, "127.0.0.1", port, run(1, 7));
            Awaitility.await().until(() -> collector.size() == 1316);
            send(sender, "127.0.0.1", port, run(1, 7));
            Awaitility.await().until(() -> source.datagrams().datagrams() == 2);
            barrier();
            assertThat(collector.size()).as("one was asked for").isEqualTo(1316);

            collector.request(1);
            Awaitility.await().until(() -> collector.size() == 2 * 1316);
        }
    }

    @Test
    void whatTheKernelDropsIsCounted() throws IOException {
        int port = freePort();
        UdpSource source = source(UdpSourceConfig.on("127.0.0.1", port).receiveBufferBytes(20_000));
        CountDownLatch blocked = new CountDownLatch(1);
        try (Collector collector = collectWhileItOverflows(source, port, blocked)) {
            blocked.countDown();

            Awaitility.await()
                    .until(() ->
                            source.datagrams().datagrams() + source.datagrams().kernelDroppedDatagrams() == 200);
            assertThat(source.datagrams().kernelDroppedDatagrams()).isPositive();
            assertThat(source.datagrams().bytes()).isEqualTo(source.datagrams().datagrams() * 1316);
            barrier();
            assertThat(collector.size()).isEqualTo((int) source.datagrams().bytes());
            assertThat(source.grantedReceiveBufferBytes()).isEqualTo(20_000);
        }
        assertThat(source.datagrams().kernelDroppedDatagrams())
                .as("after the socket is closed")
                .isPositive();
    }

    /** On any other thread its descriptor's number may be another file's by the time that the kernel is asked. */
    @Test
    void onlyTheLoopAsksTheKernelAndItDoesSoLastWhenItClosesTheSocket() throws IOException {
        int port = freePort();
        UdpSource source = source(UdpSourceConfig.on("127.0.0.1", port).receiveBufferBytes(20_000));
        CountDownLatch blocked = new CountDownLatch(1);
        try (Collector collector = collectWhileItOverflows(source, port, blocked)) {
            assertThat(source.datagrams().kernelDroppedDatagrams())
                    .as("asked on this thread")
                    .isZero();
            collector.dispose();
            assertThat(source.datagrams().kernelDroppedDatagrams())
                    .as("asked on this thread when it cancels")
                    .isZero();
        } finally {
            blocked.countDown();
        }
        barrier();
        assertThat(source.datagrams().payloadDatagrams()).isZero();
        assertThat(source.datagrams().discardedDatagrams())
                .as("taken out of the socket before it is closed")
                .isEqualTo(source.datagrams().datagrams())
                .isPositive();
        assertThat(source.datagrams().kernelDroppedDatagrams())
                .as("asked before the socket is closed")
                .isPositive();
    }

    /** Sent while the loop stands still, so that the socket overflows; what is sent after it tells the gap. */
    @ParameterizedTest
    @CsvSource({"8, false", "0, false", "8, true", "0, true"})
    void whatTheKernelDropsIsMissingWhereItWasDropped(int intervalMillis, boolean rtp) throws IOException {
        int port = freePort();
        UdpSourceConfig config = UdpSourceConfig.on("127.0.0.1", port)
                .receiveBufferBytes(100_000)
                .readInterval(Duration.ofMillis(intervalMillis))
                .framing(rtp ? UdpSourceStats.Framing.RTP : UdpSourceStats.Framing.PLAIN)
                .build();
        UdpSource source = UdpSource.of(config, LOOP);
        CheckContinuity check = new CheckContinuity();
        CountDownLatch blocked = new CountDownLatch(1);
        try (Collector collector = collect(source.buffers().transform(check), Long.MAX_VALUE);
                DatagramSocket sender = sender("127.0.0.1")) {
            hold(blocked);
            sendNumbered(sender, port, rtp, 0, 403);
            blocked.countDown();
            Awaitility.await()
                    .until(() ->
                            source.datagrams().datagrams() + source.datagrams().kernelDroppedDatagrams() == 403);
            long dropped = source.datagrams().kernelDroppedDatagrams();
            sendNumbered(sender, port, rtp, 403, 20);
            Awaitility.await().until(() -> collector.size() == (423 - dropped) * 1316);

            assertThat(dropped).isPositive();
            assertThat(collector.losses()).containsExactly("missing: kernel " + dropped * 1316 + " bytes");
            assertThat(check.stats().continuityErrors())
                    .as("on the signal's account")
                    .isZero();
            assertThat(check.stats().packets() + dropped * 7).isEqualTo(423 * 7);
            assertThat(source.stats()).isEqualTo(new SourceStats(0, dropped, 0, 0, 0));
        }
    }

    /** Has 200 datagrams sent, of which 20 000 bytes take some, while the loop stands still. */
    private static Collector collectWhileItOverflows(UdpSource source, int port, CountDownLatch letGo)
            throws IOException {
        Collector collector = collect(source.buffers(), Long.MAX_VALUE);
        try (DatagramSocket sender = sender("127.0.0.1")) {
            hold(letGo);
            send(sender, "127.0.0.1", port, run(1, 7 * 200));
        }
        return collector;
    }

    /** Keeps the loop until it is let go, from before this returns. */
    private static void hold(CountDownLatch letGo) {
        CountDownLatch held = new CountDownLatch(1);
        LOOP.execute(() -> {
            held.countDown();
            await(letGo);
        });
        await(held);
    }

    private static void sendNumbered(DatagramSocket sender, int port, boolean rtp, int first, int count)
            throws IOException {
        for (int number = first; number < first + count; number++) {
            ByteBuf datagram = Unpooled.buffer();
            if (rtp) {
                RtpHeader.write(datagram, false, 33, number, 0, 3);
            }
            datagram.writeBytes(run(1, number * 7, 7));
            sendOne(sender, "127.0.0.1", port, CraftedPacket.drain(datagram));
        }
    }

    @Test
    void oddDatagramsArePassedOnAndRtpIsTaken() throws IOException {
        int port = freePort();
        UdpSource source = source(UdpSourceConfig.on("127.0.0.1", port));
        ByteBuf rtp = Unpooled.buffer();
        RtpHeader.write(rtp, false, 33, 1, 2, 3);
        rtp.writeBytes(run(1, 7));
        try (Collector collector = collect(source.buffers(), Long.MAX_VALUE);
                DatagramSocket sender = sender("127.0.0.1")) {
            sendOne(sender, "127.0.0.1", port, new byte[1000]);
            sendOne(sender, "127.0.0.1", port, CraftedPacket.drain(rtp));

            Awaitility.await().until(() -> collector.size() == 1000 + 1316);
            assertThat(source.datagrams().oddDatagrams()).isEqualTo(1);
            assertThat(source.datagrams().payloadDatagrams()).isEqualTo(2);
            assertThat(source.datagrams().framing()).isEqualTo(UdpSourceStats.Framing.RTP);
        }
    }

    /** A packet's sequence number is missing, and nothing comes behind: it is emitted by time. */
    @ParameterizedTest
    @ValueSource(ints = {8, 0})
    void whatWaitsForAMissingDatagramIsEmittedThoughNothingMoreArrives(int intervalMillis) throws IOException {
        int port = freePort();
        UdpSource source = source(UdpSourceConfig.on("127.0.0.1", port)
                .readInterval(Duration.ofMillis(intervalMillis))
                .framing(UdpSourceStats.Framing.RTP));
        try (Collector collector = collect(source.buffers(), Long.MAX_VALUE);
                DatagramSocket sender = sender("127.0.0.1")) {
            sendNumbered(sender, port, true, 0, 3);
            sendNumbered(sender, port, true, 5, 2);

            Awaitility.await().until(() -> collector.size() == 5 * 1316);
            assertThat(collector.losses()).containsExactly("missing: network " + 2 * 1316 + " bytes");
        }
    }

    /** 348 packets, the longest datagram of IPv4. */
    @ParameterizedTest
    @CsvSource({"8, 348", "0, 348", "8, 50"})
    void longDatagramsArriveWhole(int intervalMillis, int packets) throws IOException {
        int port = freePort();
        UdpSource source =
                source(UdpSourceConfig.on("127.0.0.1", port).readInterval(Duration.ofMillis(intervalMillis)));
        byte[] stream = run(1, packets * 12);
        try (Collector collector = collect(source.buffers(), Long.MAX_VALUE);
                DatagramSocket sender = sender("127.0.0.1")) {
            for (int at = 0; at < stream.length; at += packets * 188) {
                sendOne(sender, "127.0.0.1", port, Arrays.copyOfRange(stream, at, at + packets * 188));
            }

            Awaitility.await().until(() -> collector.size() == stream.length);
            assertThat(Arrays.equals(collector.bytes(), stream)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatOurSinkSendsOurSourceReceives(boolean rtp) throws IOException {
        int port = freePort();
        UdpSourceConfig.Builder config = UdpSourceConfig.on(GROUP, port).networkInterface("lo");
        UdpSinkConfig.Builder to = UdpSinkConfig.to(GROUP, port).networkInterface("lo");
        Flux<ByteBuf> received = source(rtp ? config.framing(UdpSourceStats.Framing.RTP) : config)
                .buffers();
        byte[] stream = run(1, 7 * 49 * 10);
        try (Collector collector = collect(received, Long.MAX_VALUE);
                UdpMulticastSink sink =
                        UdpMulticastSink.open(rtp ? to.rtp(RtpSession.random()).build() : to.build())) {
            sink.send(Flux.range(0, 10)
                            .map(i -> CraftedPacket.buffer(Arrays.copyOfRange(stream, i * 64_484, (i + 1) * 64_484))))
                    .block();

            Awaitility.await().until(() -> collector.size() == stream.length);
            assertThat(Arrays.equals(collector.bytes(), stream)).isTrue();
        }
    }

    @Test
    void oneSubscriberAtATime() throws IOException {
        int port = freePort();
        UdpSource source = source(UdpSourceConfig.on("127.0.0.1", port));
        try (Collector first = collect(source.buffers(), 1)) {
            StepVerifier.create(source.buffers())
                    .verifyErrorMessage("udp://127.0.0.1:" + port
                            + ": is being received already (expected: one subscriber at a time)");
            assertThat(first.isDisposed()).isFalse();
        }
    }

    @Test
    void nextSubscriptionNeedNotWaitForTheSocketOfTheLastOneToClose() throws IOException {
        int port = freePort();
        UdpSource source = source(UdpSourceConfig.on("127.0.0.1", port));
        CountDownLatch blocked = new CountDownLatch(1);
        Collector first = collect(source.buffers(), 1);
        hold(blocked);
        first.cancel();
        try (Collector second = new Collector(1);
                DatagramSocket sender = sender("127.0.0.1")) {
            source.buffers().subscribe(second);
            blocked.countDown();
            barrier();

            send(sender, "127.0.0.1", port, run(1, 7));
            Awaitility.await().until(() -> second.size() == 1316);
        }
    }

    @Test
    void portThatIsTakenIsOneLine() throws IOException {
        try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            UdpSource source = source(UdpSourceConfig.on("127.0.0.1", taken.getLocalPort()));

            StepVerifier.create(source.buffers())
                    .verifyErrorMessage(
                            "udp://127.0.0.1:" + taken.getLocalPort()
                                    + ": opening failed: EADDRINUSE (98), address already in use: another program has the port and does not share it");
        }
    }

    @Test
    void addressOfAnotherMachineIsWaitedFor() {
        UdpSource source = source(UdpSourceConfig.on("203.0.113.9", 5000));
        assertThat(source.waitsFor()).isEmpty();
        try (Collector collector = collect(source.buffers(), 1)) {
            assertThat(source.waitsFor()).contains("address 203.0.113.9 is not one of this machine's");
            assertThat(collector.isDisposed()).isFalse();
        }
    }

    @Test
    void cancelBeforeTheSocketIsOpenClosesIt() throws IOException {
        int port = freePort();
        UdpSource source = source(UdpSourceConfig.on("127.0.0.1", port));
        StepVerifier.create(source.buffers()).thenCancel().verify();
        barrier();

        new DatagramSocket(port, InetAddress.getByName("127.0.0.1")).close();
    }

    @Test
    void aLoopThatWasShutDownRefusesTheStream() throws IOException {
        EventLoopGroup loop = EpollLoops.create(1, "short-lived");
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
        UdpSource source =
                UdpSource.of(UdpSourceConfig.on("127.0.0.1", freePort()).build(), loop);

        StepVerifier.create(source.buffers())
                .verifyErrorSatisfies(error -> assertThat(error)
                        .hasMessage(source + ": opening failed: event loop group short-lived is shut down"
                                + " (expected: one that runs for as long as its sockets)"));
        source.close();
        assertThat(source.whenClosed().toCompletableFuture()).isCompleted();
    }

    @Test
    void loopThatIsShutDownEndsTheStream() throws IOException {
        EventLoopGroup loop = EpollLoops.create(1, "short-lived");
        UdpSource source =
                UdpSource.of(UdpSourceConfig.on("127.0.0.1", freePort()).build(), loop);

        StepVerifier.create(source.buffers())
                .then(() -> loop.submit(() -> {}).syncUninterruptibly())
                .then(loop::shutdownGracefully)
                .verifyErrorSatisfies(error -> assertThat(error)
                        .hasMessage(source + ": socket closed: event loop group short-lived is shut down"
                                + " (expected: one that runs for as long as its sockets)"));
    }

    /** Also one that ends without closing its sockets. */
    @RepeatedTest(30) // of ten loops that are shut down at once one or two do
    void aLoopThatEndsAtOnceEndsTheStreamAndClosesTheSocket() throws IOException {
        EventLoopGroup loop = EpollLoops.create(1, "short-lived");
        int port = freePort();
        UdpSource source = UdpSource.of(UdpSourceConfig.on("127.0.0.1", port).build(), loop);
        CompletableFuture<?> receiving = source.buffers().then().toFuture();
        loop.submit(() -> {}).syncUninterruptibly();

        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
        assertThat(receiving)
                .failsWithin(Duration.ofSeconds(60))
                .withThrowableThat()
                .withMessageContaining("event loop group short-lived is shut down (expected: one that runs");
        source.close();
        assertThat(source.whenClosed().toCompletableFuture()).succeedsWithin(Duration.ofSeconds(60));
        Awaitility.await().untilAsserted(() -> new DatagramSocket(port, InetAddress.getByName("127.0.0.1")).close());
    }

    private static UdpSource source(UdpSourceConfig.Builder config) {
        return UdpSource.of(config.build(), LOOP);
    }

    /**
     * Subscribes, and returns when the socket is bound: registration and binding are tasks that the loop had before
     * this one.
     */
    private static Collector collect(Flux<ByteBuf> buffers, long demand) {
        Collector collector = new Collector(demand);
        buffers.subscribe(collector);
        barrier();
        return collector;
    }

    private static void barrier() {
        LOOP.submit(() -> {}).syncUninterruptibly();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static DatagramSocket sender(String address) throws IOException {
        MulticastSocket socket = new MulticastSocket(new InetSocketAddress(address, 0));
        socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, NetworkInterface.getByName("lo"));
        return socket;
    }

    private static void send(DatagramSocket sender, String host, int port, byte[] stream) throws IOException {
        for (int at = 0; at < stream.length; at += 1316) {
            sendOne(sender, host, port, Arrays.copyOfRange(stream, at, at + 1316));
        }
    }

    private static void sendOne(DatagramSocket sender, String host, int port, byte[] datagram) throws IOException {
        sender.send(new DatagramPacket(datagram, datagram.length, InetAddress.getByName(host), port));
    }

    /** Keeps every byte; asks for as many buffers as it is told to. */
    private static final class Collector extends BaseSubscriber<ByteBuf> implements AutoCloseable {

        private final long demand;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final List<String> losses = new CopyOnWriteArrayList<>();

        Collector(long demand) {
            this.demand = demand;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            if (demand > 0) {
                request(demand);
            }
        }

        @Override
        protected void hookOnNext(ByteBuf buffer) {
            Loss loss = Loss.before(buffer);
            if (loss != null) {
                losses.add(loss.toString());
            }
            bytes.writeBytes(CraftedPacket.drain(buffer));
        }

        List<String> losses() {
            return losses;
        }

        int size() {
            return bytes.size();
        }

        byte[] bytes() {
            return bytes.toByteArray();
        }

        @Override
        public void close() {
            cancel();
        }
    }
}
