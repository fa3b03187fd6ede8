// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import static io.dmxflux.packet.CraftedPacket.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.ts.DatagramReceiver;
import io.dmxflux.ts.net.EpollLoops;
import io.dmxflux.ts.net.RtpHeader;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.util.context.Context;

/** A sink that sends each datagram by itself: the same as any other, but for when they leave. */
@ExtendWith(LeakCheck.class)
class PacedSinkTest {

    private static final int PID = 0x100;
    private static final Duration APART = Duration.ofMillis(20);

    private final EventLoopGroup loop = EpollLoops.create(1, "paced");

    @AfterEach
    void endLoop() {
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private UdpMulticastSink open(UdpSinkConfig.Builder config) throws IOException {
        return open(config, 1);
    }

    private UdpMulticastSink open(UdpSinkConfig.Builder config, int burst) throws IOException {
        return UdpMulticastSink.open(config.pacedBurst(burst).build(), loop);
    }

    private static UdpSinkConfig.Builder to(DatagramReceiver receiver) {
        return UdpSinkConfig.to(receiver.host(), receiver.port());
    }

    private static Flux<ByteBuf> buffers(byte[] stream, int packetsPerBuffer) {
        int bytes = packetsPerBuffer * 188;
        return Flux.range(0, (stream.length + bytes - 1) / bytes)
                .map(i -> CraftedPacket.buffer(
                        Arrays.copyOfRange(stream, i * bytes, Math.min(stream.length, i * bytes + bytes))));
    }

    /**
     * Comes so slowly that the long buffer at its end takes seconds to leave; tells when the sink has been given that. Each
     * comes on the sink's own thread and at least so long after the one before, however late that was, as the sink takes what
     * comes together for a fast stream.
     */
    private Flux<ByteBuf> slow(ByteBuf last, Runnable given) {
        return Flux.range(0, 3)
                .delayElements(APART, Schedulers.fromExecutorService(loop))
                .map(i -> CraftedPacket.buffer(run(PID, 7)))
                .concatWith(Flux.just(last))
                .concatWith(Flux.defer(() -> {
                    given.run();
                    return Flux.never();
                }));
    }

    private void afterAllThatTheLoopHasToDo() {
        loop.submit(() -> {}).syncUninterruptibly();
    }

    @ParameterizedTest
    @CsvSource({
        "7, 140, 1, true", "7, 49, 1, true", "7, 50, 1, true", "3, 140, 1, true", "1, 343, 1, true",
        "7, 140, 8, true", "7, 50, 3, true", "1, 343, 49, true", "7, 140, 8, false", "1, 343, 49, false"
    })
    void everyByteArrivesInOrderAndInFullDatagrams(
            int packetsPerDatagram, int packetsPerBuffer, int burst, boolean segmentation) throws IOException {
        byte[] stream = run(PID, 4 * 420);
        try (DatagramReceiver receiver = DatagramReceiver.on("127.0.0.1");
                UdpMulticastSink sink = open(
                        to(receiver).packetsPerDatagram(packetsPerDatagram).segmentationOffload(segmentation), burst)) {
            sink.send(buffers(stream, packetsPerBuffer)).block();

            List<byte[]> datagrams = receiver.receive(4 * 420 / packetsPerDatagram);
            assertThat(datagrams).allMatch(datagram -> datagram.length == packetsPerDatagram * 188);
            assertThat(Arrays.equals(DatagramReceiver.join(datagrams), stream)).isTrue();
            assertThat(sink.stats())
                    .usingRecursiveComparison()
                    .ignoringFields("lateness") // of this machine
                    .isEqualTo(new SendStats(4 * 420 / packetsPerDatagram, stream.length, Map.of()));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void rtpHeadersAreNumberedInOrder(int burst) throws IOException {
        byte[] stream = run(PID, 420);
        try (DatagramReceiver receiver = DatagramReceiver.on("127.0.0.1");
                UdpMulticastSink sink = open(to(receiver).rtp(new RtpSession(33, 7)), burst)) {
            sink.send(buffers(stream, 140)).block();

            List<byte[]> datagrams = receiver.receive(60);
            int first = sequence(datagrams.get(0));
            for (int i = 0; i < datagrams.size(); i++) {
                assertThat(sequence(datagrams.get(i))).isEqualTo((first + i) & 0xFFFF);
            }
            List<byte[]> payloads = datagrams.stream()
                    .map(datagram -> Arrays.copyOfRange(datagram, RtpHeader.LENGTH, datagram.length))
                    .toList();
            assertThat(Arrays.equals(DatagramReceiver.join(payloads), stream)).isTrue();
        }
    }

    private static int sequence(byte[] rtp) {
        return (rtp[2] & 0xFF) << 8 | rtp[3] & 0xFF;
    }

    @Test
    void whatTheNetworkRefusesIsCountedByErrnoAndTheStreamGoesOn() throws IOException {
        try (UdpMulticastSink sink = open(UdpSinkConfig.to("127.255.255.255", 5000))) {
            sink.send(buffers(run(PID, 142), 71)).block();

            assertThat(sink.stats()).isEqualTo(new SendStats(0, 0, Map.of("EACCES", new FailedSends(21, 142 * 188))));
        }
    }

    @Test
    void cancellingTheStreamCancelsWhatHasNotLeft() throws Exception {
        CountDownLatch given = new CountDownLatch(1);
        try (DatagramReceiver receiver = DatagramReceiver.on("127.0.0.1");
                UdpMulticastSink sink = open(to(receiver))) {
            assumeTrue(sink.pacing().active());
            ByteBuf last = CraftedPacket.buffer(run(PID, 7 * 300));
            Disposable sending = sink.send(slow(last, given::countDown)).subscribe();
            given.await();
            afterAllThatTheLoopHasToDo();
            sending.dispose();
            afterAllThatTheLoopHasToDo();

            assertThat(last.refCnt()).as("references").isZero();
            assertThat(sink.stats().failures()).as("refused by nobody").isEmpty();
            assertThat(sink.book().closed().bytes()).isPositive();
            assertThat(sink.stats().datagrams() * 1316 + sink.book().closed().bytes())
                    .isEqualTo(303 * 1316);
            int before = (int) sink.stats().datagrams();
            receiver.receive(before);
            sink.send(buffers(run(PID, 14), 14)).block();
            assertThat(Arrays.equals(DatagramReceiver.join(receiver.receive(2)), run(PID, 14)))
                    .as("nothing of the stream before")
                    .isTrue();
        }
    }

    @Test
    void closingCancelsWhatHasNotLeftAndCountsIt() throws Exception {
        try (DatagramReceiver receiver = DatagramReceiver.on("127.0.0.1")) {
            UdpMulticastSink sink = open(to(receiver));
            assumeTrue(sink.pacing().active());
            ByteBuf last = CraftedPacket.buffer(run(PID, 7 * 300));
            StepVerifier.create(sink.send(slow(last, () -> {}).doOnNext(buffer -> {
                        if (buffer == last) {
                            loop.next().execute(() -> loop.next().execute(sink::close));
                        }
                    })))
                    .verifyErrorMessage(sink + ": closed while sending");
            afterAllThatTheLoopHasToDo();

            assertThat(last.refCnt()).as("references").isZero();
            SendStats totals = sink.stats();
            assertThat(totals.failures()).as("refused by nobody").isEmpty();
            assertThat(sink.book().closed().bytes()).isPositive();
            assertThat(totals.datagrams() * 1316 + sink.book().closed().bytes()).isEqualTo(303 * 1316);
            assertThat(totals.bytes() + sink.book().closed().bytes()).isEqualTo(303 * 1316);
        }
    }

    @Test
    void aLoopThatShutsDownLetsGoOfWhatHasNotLeft() throws Exception {
        ByteBuf last = CraftedPacket.buffer(run(PID, 7 * 300));
        CountDownLatch given = new CountDownLatch(1);
        UdpMulticastSink sink = open(UdpSinkConfig.to("127.0.0.1", 5000));
        List<Throwable> dropped = new CopyOnWriteArrayList<>();
        Consumer<Throwable> hook = dropped::add;
        Disposable sending = sink.send(slow(last, given::countDown))
                .contextWrite(Context.of("reactor.onErrorDropped.local", hook))
                .subscribe();
        given.await();
        afterAllThatTheLoopHasToDo();
        endLoop();

        sending.dispose();
        sink.close();
        // a loop that ends without closing its sockets has their streams end on another thread
        Awaitility.await()
                .untilAsserted(() -> assertThat(last.refCnt()).as("references").isZero());
        assertThat(dropped)
                .as("but for what a loop that is gone refuses")
                .allSatisfy(error -> assertThat(error).isInstanceOf(RejectedExecutionException.class));
    }

    @Test
    void buffersAreAskedForAsFastAsTheyLeave() throws IOException {
        List<Long> requests = new ArrayList<>();
        byte[] stream = run(PID, 7 * 14 * 20);
        try (DatagramReceiver receiver = DatagramReceiver.on("127.0.0.1");
                UdpMulticastSink sink = open(to(receiver))) {
            sink.send(buffers(stream, 7 * 14).doOnRequest(requests::add)).block();

            assertThat(requests).as("requests upstream").doesNotContain(Long.MAX_VALUE);
            assertThat(requests.get(0)).isLessThanOrEqualTo(6);
            assertThat(requests.stream().mapToLong(Long::longValue).sum()).isBetween(20L, 26L);
            assertThat(Arrays.equals(DatagramReceiver.join(receiver.receive(14 * 20)), stream))
                    .isTrue();
        }
    }
}
