// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import static io.dmxflux.packet.CraftedPacket.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.ts.DatagramReceiver;
import io.dmxflux.ts.net.EpollLoops;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

@ExtendWith(LeakCheck.class)
class UdpMulticastSinkTest {

    private static final int PID = 0x100;
    private static final String GROUP = "239.255.77.1";

    @ParameterizedTest
    @CsvSource({"true, 7", "false, 7", "true, 1", "false, 3"})
    void groupReceivesEveryByteInFullDatagrams(boolean segmentation, int packetsPerDatagram) throws IOException {
        byte[] stream = run(PID, 420);
        try (DatagramReceiver receiver = DatagramReceiver.joining(GROUP);
                UdpMulticastSink sink = UdpMulticastSink.open(to(receiver)
                        .networkInterface("lo")
                        .segmentationOffload(segmentation)
                        .packetsPerDatagram(packetsPerDatagram)
                        .build())) {
            sink.send(buffers(stream, 140)).block();

            List<byte[]> datagrams = receiver.receive(420 / packetsPerDatagram);
            assertThat(datagrams).allMatch(datagram -> datagram.length == packetsPerDatagram * 188);
            assertThat(Arrays.equals(DatagramReceiver.join(datagrams), stream)).isTrue();
            assertThat(sink.segmentation().active()).isEqualTo(segmentation);
            assertThat(sink.stats()).isEqualTo(new SendStats(420 / packetsPerDatagram, stream.length, Map.of()));
        }
    }

    @Test
    void aLargeBufferIsSeveralSends() throws IOException {
        byte[] stream = run(PID, 7 * 49 * 5 + 7);
        try (DatagramReceiver receiver = DatagramReceiver.on("127.0.0.1");
                UdpMulticastSink sink = UdpMulticastSink.open(to(receiver).build())) {
            sink.send(buffers(stream, 7 * 49 * 5 + 7)).block();

            List<byte[]> datagrams = receiver.receive(49 * 5 + 1);
            assertThat(Arrays.equals(DatagramReceiver.join(datagrams), stream)).isTrue();
            assertThat(sink.segmentation().active()).as("none was too long").isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 8, 13, 50, 345})
    void packetsThatDoNotFillADatagramWaitForTheNextBuffer(int packetsPerBuffer) throws IOException {
        byte[] stream = run(PID, 352);
        try (DatagramReceiver receiver = DatagramReceiver.on("127.0.0.1");
                UdpMulticastSink sink = UdpMulticastSink.open(
                        to(receiver).longestFill(Duration.ofMinutes(10)).build())) {
            sink.send(buffers(stream, packetsPerBuffer)).block();

            List<byte[]> datagrams = receiver.receive(51);
            assertThat(datagrams.subList(0, 50)).allMatch(datagram -> datagram.length == 1316);
            assertThat(datagrams.get(50)).hasSize(2 * 188);
            assertThat(Arrays.equals(DatagramReceiver.join(datagrams), stream)).isTrue();
        }
    }

    /** A sender that pauses, or ends without a word: what it has sent is not kept until it goes on. */
    @ParameterizedTest
    @ValueSource(ints = {0, 4})
    void packetsThatDoNotFillADatagramLeaveWhenNothingMoreComes(int pacedBurst) throws IOException {
        LongAdder requested = new LongAdder();
        TestPublisher<ByteBuf> source = TestPublisher.create();
        List<ByteBuf> buffers = List.of(buffer(12), buffer(9));
        try (DatagramReceiver receiver = DatagramReceiver.on("127.0.0.1");
                UdpMulticastSink sink = UdpMulticastSink.open(
                        to(receiver).pacedBurst(pacedBurst).build())) {
            CompletableFuture<?> sent =
                    sink.send(source.flux().doOnRequest(requested::add)).toFuture();
            long window = requested.sum();
            for (ByteBuf buffer : buffers) {
                int packets = buffer.readableBytes() / 188;
                source.next(buffer);
                assertThat(receiver.receive(2))
                        .extracting(datagram -> datagram.length)
                        .containsExactly(1316, (packets - 7) * 188);
            }
            source.complete();

            sent.join();
            assertThat(sink.stats()).isEqualTo(new SendStats(4, 21 * 188, Map.of()));
            assertThat(buffers).as("references").allMatch(buffer -> buffer.refCnt() == 0);
            assertThat(requested.sum()).as("requests, one for a buffer").isLessThanOrEqualTo(window + 2);
        }
    }

    /** The second waits for others that do not come. */
    @Test
    void aBufferThatStaysAloneLeavesAlsoWhereSeveralAreTakenAtOnce() throws IOException {
        TestPublisher<ByteBuf> source = TestPublisher.create();
        try (DatagramReceiver receiver = DatagramReceiver.on("127.0.0.1");
                UdpMulticastSink sink = UdpMulticastSink.open(
                        to(receiver).buffersInFlight(16, 4).build())) {
            CompletableFuture<?> sent = sink.send(source.flux()).toFuture();
            for (int i = 0; i < 3; i++) {
                source.next(buffer(14));
                assertThat(receiver.receive(2)).allMatch(datagram -> datagram.length == 1316);
            }
            source.next(buffer(7)).complete();

            sent.join();
            assertThat(sink.stats()).isEqualTo(new SendStats(7, 49 * 188, Map.of()));
        }
    }

    @Test
    void ipv6HostReceivesEveryByte() throws IOException {
        byte[] stream = run(PID, 70);
        try (DatagramReceiver receiver = DatagramReceiver.on("::1");
                UdpMulticastSink sink = UdpMulticastSink.open(to(receiver).build())) {
            sink.send(buffers(stream, 70)).block();

            assertThat(Arrays.equals(DatagramReceiver.join(receiver.receive(10)), stream))
                    .isTrue();
            assertThat(sink.config()).hasToString("udp://[0:0:0:0:0:0:0:1]:" + receiver.port());
        }
    }

    @Test
    void heapBuffersAreSentToo() throws IOException {
        byte[] stream = run(PID, 14);
        try (DatagramReceiver receiver = DatagramReceiver.on("127.0.0.1");
                UdpMulticastSink sink = UdpMulticastSink.open(to(receiver).build())) {
            sink.send(Flux.just(Unpooled.wrappedBuffer(stream))).block();

            assertThat(Arrays.equals(DatagramReceiver.join(receiver.receive(2)), stream))
                    .isTrue();
        }
    }

    @Test
    void twoBuffersAreAskedForAndThenOneForEachThatIsSent() throws IOException {
        List<Long> requests = new ArrayList<>();
        List<ByteBuf> buffers = List.of(buffer(7), buffer(7), buffer(7), buffer(7), buffer(7));
        try (DatagramReceiver receiver = DatagramReceiver.on("127.0.0.1");
                UdpMulticastSink sink = UdpMulticastSink.open(to(receiver).build())) {
            sink.send(Flux.fromIterable(buffers).doOnRequest(requests::add)).block();

            assertThat(requests).as("requests upstream").startsWith(2L, 1L, 1L).doesNotContain(Long.MAX_VALUE);
            assertThat(buffers).as("references").allMatch(buffer -> buffer.refCnt() == 0);
        }
    }

    @Test
    void orderIsKeptWhateverThreadTheBuffersComeOn() throws IOException {
        byte[] stream = run(PID, 7 * 200);
        try (DatagramReceiver receiver = DatagramReceiver.on("127.0.0.1");
                UdpMulticastSink sink = UdpMulticastSink.open(to(receiver).build())) {
            sink.send(buffers(stream, 7)).block();

            assertThat(Arrays.equals(DatagramReceiver.join(receiver.receive(200)), stream))
                    .isTrue();
        }
    }

    @Test
    void whatTheNetworkRefusesIsCountedByErrnoAndTheStreamGoesOn() throws IOException {
        UdpSinkConfig broadcast = UdpSinkConfig.to("127.255.255.255", 5000).build();
        try (UdpMulticastSink sink = UdpMulticastSink.open(broadcast)) {
            sink.send(buffers(run(PID, 142), 71)).block();

            assertThat(sink.stats()).isEqualTo(new SendStats(0, 0, Map.of("EACCES", new FailedSends(21, 142 * 188))));
            assertThat(sink.stats().failedDatagrams()).isEqualTo(21);
            assertThat(sink.stats().failedBytes()).isEqualTo(142 * 188);
            assertThat(sink.segmentation().active())
                    .as("a refusal by the network is not one by the kernel")
                    .isTrue();
        }
    }

    @Test
    void upstreamErrorIsPassedOnAfterWhatCameBefore() throws IOException {
        try (DatagramReceiver receiver = DatagramReceiver.on("127.0.0.1");
                UdpMulticastSink sink = UdpMulticastSink.open(to(receiver).build())) {
            Flux<ByteBuf> failing = Flux.concat(buffers(run(PID, 8), 8), Flux.error(new IllegalStateException("gone")));

            StepVerifier.create(sink.send(failing)).verifyErrorMessage("gone");
            assertThat(receiver.receive(2))
                    .extracting(datagram -> datagram.length)
                    .containsExactly(1316, 188);
        }
    }

    @Test
    void bufferThatIsNotWholePacketsEndsTheStream() throws IOException {
        try (UdpMulticastSink sink =
                UdpMulticastSink.open(UdpSinkConfig.to("127.0.0.1", 5000).build())) {
            TestPublisher<ByteBuf> source = TestPublisher.create();
            ByteBuf odd = CraftedPacket.buffer(new byte[1000]);

            StepVerifier.create(sink.send(source.flux()))
                    .then(() -> source.next(odd))
                    .verifyErrorMessage(
                            "buffer: 1000 bytes (expected: a multiple of 188; put AlignPackets before the sink)");
            source.assertCancelled();
            assertThat(odd.refCnt()).as("references").isZero();
        }
    }

    @Test
    void cancelStopsUpstreamAndReleasesWhatWaits() throws IOException {
        try (DatagramReceiver receiver = DatagramReceiver.on("127.0.0.1");
                UdpMulticastSink sink = UdpMulticastSink.open(
                        to(receiver).longestFill(Duration.ofMinutes(10)).build())) {
            TestPublisher<ByteBuf> source = TestPublisher.create();
            Disposable sending = sink.send(source.flux()).subscribe();
            source.next(buffer(10));
            assertThat(receiver.receive(1)).hasSize(1);

            sending.dispose();

            source.assertCancelled();
            sink.send(buffers(run(PID, 14), 14)).block();
            assertThat(Arrays.equals(DatagramReceiver.join(receiver.receive(2)), run(PID, 14)))
                    .as("the three packets that waited are gone")
                    .isTrue();
        }
    }

    @Test
    void upstreamThatSendsMoreThanItWasAskedForEndsTheStream() throws IOException {
        CountDownLatch blocked = new CountDownLatch(1);
        EventLoopGroup loop = EpollLoops.create(1, "sink-test");
        try (UdpMulticastSink sink =
                UdpMulticastSink.open(UdpSinkConfig.to("127.0.0.1", 5000).build(), loop)) {
            TestPublisher<ByteBuf> source = TestPublisher.createNoncompliant(TestPublisher.Violation.REQUEST_OVERFLOW);
            loop.execute(() -> await(blocked));

            StepVerifier.create(sink.send(source.flux()))
                    .then(() -> IntStream.range(0, 20)
                            .takeWhile(i -> !source.wasCancelled())
                            .forEach(i -> source.next(buffer(7))))
                    .then(blocked::countDown)
                    .verifyErrorMessage("upstream sent more buffers than the 2 asked for");
            source.assertCancelled();
        }
        loop.shutdownGracefully().syncUninterruptibly();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void oneStreamAtATime() throws IOException {
        try (UdpMulticastSink sink =
                UdpMulticastSink.open(UdpSinkConfig.to("127.0.0.1", 5000).build())) {
            Disposable first = sink.send(Flux.never()).subscribe();

            assertThatThrownBy(() -> sink.send(Flux.empty()).block())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("expected: one stream per sink at a time");
            first.dispose();
        }
    }

    @Test
    void closingWhileSendingFailsTheStream() throws IOException {
        UdpMulticastSink sink =
                UdpMulticastSink.open(UdpSinkConfig.to("127.0.0.1", 5000).build());
        TestPublisher<ByteBuf> source = TestPublisher.create();

        StepVerifier.create(sink.send(source.flux()))
                .then(() -> source.next(buffer(3)))
                .then(sink::close)
                .verifyErrorMessage("udp://127.0.0.1:5000: closed while sending");
        source.assertCancelled();
        sink.close();
    }

    @Test
    void sourceAddressOfAnotherMachineIsWaitedFor() throws IOException {
        UdpSinkConfig config = UdpSinkConfig.to("127.0.0.1", 5000)
                .sourceAddress(InetAddress.getByName("203.0.113.9"))
                .build();

        try (UdpMulticastSink sink = UdpMulticastSink.open(config)) {
            assertThat(sink.waitsFor()).contains("address 203.0.113.9 is not one of this machine's");
            sink.send(Flux.just(CraftedPacket.buffer(CraftedPacket.run(0x100, 14))))
                    .block();
            assertThat(sink.stats()).isEqualTo(new SendStats(0, 0, Map.of("EADDRNOTAVAIL", new FailedSends(2, 2632))));
        }
    }

    @Test
    void grantedSendBufferIsToldApart() throws IOException {
        try (UdpMulticastSink sink = UdpMulticastSink.open(
                UdpSinkConfig.to("127.0.0.1", 5000).sendBufferBytes(100_000).build())) {
            assertThat(sink.grantedSendBufferBytes()).isEqualTo(100_000);
        }
    }

    private static UdpSinkConfig.Builder to(DatagramReceiver receiver) {
        return UdpSinkConfig.to(receiver.host(), receiver.port());
    }

    private static ByteBuf buffer(int packets) {
        return CraftedPacket.buffer(run(PID, packets));
    }

    private static Flux<ByteBuf> buffers(byte[] stream, int packetsPerBuffer) {
        int bytes = packetsPerBuffer * 188;
        return Flux.range(0, (stream.length + bytes - 1) / bytes)
                .map(i -> CraftedPacket.buffer(
                        Arrays.copyOfRange(stream, i * bytes, Math.min(stream.length, i * bytes + bytes))));
    }

    /** A paced one would register its descriptor's number with io_uring, which may be another socket's by now. */
    @ParameterizedTest
    @ValueSource(ints = {0, 4})
    void nothingCanBeSentToAClosedSink(int pacedBurst) throws IOException {
        try (DatagramReceiver receiver = DatagramReceiver.on("127.0.0.1")) {
            UdpSinkConfig.Builder config = to(receiver);
            UdpSinkConfig closed = pacedBurst == 0
                    ? config.build()
                    : config.pacedBurst(pacedBurst).build();
            UdpMulticastSink sink = UdpMulticastSink.open(closed);
            int granted = sink.grantedSendBufferBytes();
            sink.close();

            StepVerifier.create(sink.send(Flux.defer(() -> Flux.just(buffer(7)))))
                    .verifyErrorSatisfies(failure -> assertThat(failure)
                            .isInstanceOf(IOException.class)
                            .hasMessage(sink + ": cannot send, the sink is closed (expected: an open one)"));
            assertThat(sink.stats().failures()).isEmpty();
            assertThat(sink.grantedSendBufferBytes()).isEqualTo(granted).isPositive();
        }
    }

    @Test
    void whatComesAfterTheEventLoopHasEndedIsReleased() throws Exception {
        EventLoopGroup loops = EpollLoops.create(1, "short-lived");
        UdpMulticastSink sink =
                UdpMulticastSink.open(UdpSinkConfig.to("127.0.0.1", 9).build(), loops);
        loops.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
        Flux<ByteBuf> buffers = Flux.from(subscriber -> subscriber.onSubscribe(new Subscription() {
            @Override
            public void request(long n) {
                subscriber.onNext(CraftedPacket.buffer(run(PID, 7)));
                subscriber.onNext(CraftedPacket.buffer(run(PID, 7)));
            }

            @Override
            public void cancel() {}
        }));

        StepVerifier.create(sink.send(buffers))
                .verifyErrorMessage(
                        sink + ": its event loop has ended (expected: a group that is shut down after its sinks"
                                + " are closed)");
    }

    @Test
    void aLoopThatEndsWhileNothingComesEndsTheStream() throws IOException {
        EventLoopGroup group = EpollLoops.create(1, "ends");
        try (DatagramReceiver receiver = DatagramReceiver.on("127.0.0.1");
                UdpMulticastSink sink = UdpMulticastSink.open(
                        UdpSinkConfig.to(receiver.host(), receiver.port()).build(), group)) {
            CompletableFuture<?> sending = sink.send(Flux.never()).toFuture();
            group.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
            assertThat(sending)
                    .failsWithin(Duration.ofSeconds(60))
                    .withThrowableOfType(ExecutionException.class)
                    .havingCause()
                    .isInstanceOf(IOException.class)
                    .withMessage(sink + ": its event loop has ended (expected: a group that is shut down after its"
                            + " sinks are closed)");
        }
    }

    @Test
    void anInterruptedOpeningIsOneLineAndLeavesNoSocket() throws IOException {
        EventLoopGroup loop = EpollLoops.create(1, "busy");
        UdpSinkConfig config = UdpSinkConfig.to("127.0.0.1", 9).build();
        UdpMulticastSink.open(config, loop).close(); // opens what lives as long as the process
        long before = openSockets();
        CountDownLatch blocked = new CountDownLatch(1);
        loop.execute(() -> await(blocked));
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> UdpMulticastSink.open(config, loop))
                    .isInstanceOf(IOException.class)
                    .hasCauseInstanceOf(InterruptedIOException.class)
                    .hasMessage(config + ": opening failed: interrupted while its event loop opened it"
                            + " (expected: a thread that is not interrupted)");
        } finally {
            assertThat(Thread.interrupted()).as("interrupt flag").isTrue();
            blocked.countDown();
        }
        Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> openSockets() <= before);
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static long openSockets() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.filter(UdpMulticastSinkTest::isSocket).count();
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException e) {
            return false; // closed since it was listed
        }
    }
}
