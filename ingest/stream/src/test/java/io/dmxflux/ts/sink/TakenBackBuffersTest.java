// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.Fifo;
import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.NumberedPackets;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.pool.BufferDrain;
import io.dmxflux.dmx.pool.DmxBufferPool;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.ts.DatagramReceiver;
import io.dmxflux.ts.net.DatagramSockets;
import io.dmxflux.ts.net.EpollLoops;
import io.dmxflux.ts.net.OutgoingMessage;
import io.dmxflux.ts.net.RtpHeader;
import io.dmxflux.ts.net.SendingPlace;
import io.dmxflux.ts.sink.DatagramSender.OpenSends;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** What a pool has taken back reads as zeros, and is neither sent nor written, but counted as closed. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ExtendWith(LeakCheck.class)
class TakenBackBuffersTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PID = 0x100;
    private static final int DATAGRAM = 1316;

    /** More than a pipe holds. */
    private static final int BUFFER = 60 * DATAGRAM;

    @TempDir
    private Path directory;

    private final EventLoopGroup loop = EpollLoops.create(1, "taken-back");
    private final SimulatedDmxDevice device = SimulatedDmxDevice.fedByWrites();
    private final DmxBufferPool pool = DmxBufferPool.negotiate(
            device,
            DmxBufferPoolConfig.builder()
                    .bufferCount(4)
                    .reserve(1)
                    .bufferSizeBytes(BUFFER)
                    .build());
    private final NumberedPackets packets = NumberedPackets.of(PID);

    @AfterEach
    void everythingIsHome() {
        pool.close();
        pool.whenClosed().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** Lends so many buffers, whose drain has ended then. */
    private ByteBuf[] lent(int buffers) {
        try (BufferDrain drain = pool.drain(() -> {})) {
            drain.start(PesFilter.fullTs());
            ByteBuf[] lent = new ByteBuf[buffers];
            for (int i = 0; i < buffers; i++) {
                device.write(ByteBuffer.wrap(packets.next(BUFFER / NumberedPackets.PACKET_BYTES)));
                drain.collect();
                lent[i] = Objects.requireNonNull(drain.lend());
            }
            return lent;
        }
    }

    private static void assertPackets(byte[] bytes) {
        for (int at = 0; at < bytes.length; at += NumberedPackets.PACKET_BYTES) {
            assertThat(bytes[at]).as("sync byte at %d", at).isEqualTo((byte) 0x47);
            assertThat(Arrays.copyOfRange(bytes, at + 4, at + NumberedPackets.PACKET_BYTES))
                    .as("payload at %d", at)
                    .isNotEqualTo(new byte[NumberedPackets.PACKET_BYTES - 4]);
        }
    }

    /**
     * The first buffers come 20 ms apart, so that the lent one is to leave within about a second: by the kernel, or by a
     * wake-up for each burst where the kernel does not pace.
     */
    @ParameterizedTest
    @CsvSource({"1, false", "8, false", "8, true"})
    void aPacedSinkSendsNothingThatIsTakenBack(int burst, boolean rtp) throws Exception {
        try (DatagramReceiver receiver = DatagramReceiver.on("127.0.0.1")) {
            UdpSinkConfig.Builder config =
                    UdpSinkConfig.to(receiver.host(), receiver.port()).pacedBurst(burst);
            UdpMulticastSink sink =
                    UdpMulticastSink.open((rtp ? config.rtp(new RtpSession(33, 7)) : config).build(), loop);
            CountDownLatch given = new CountDownLatch(1);
            Disposable sending = sink.send(Flux.range(0, 3)
                            .delayElements(Duration.ofMillis(20), Schedulers.fromExecutorService(loop))
                            .map(i -> CraftedPacket.buffer(CraftedPacket.run(PID, 7)))
                            .concatWith(Flux.just(lent(1)))
                            .concatWith(Flux.defer(() -> {
                                given.countDown();
                                return Flux.never();
                            })))
                    .subscribe();
            assertThat(given.await(60, TimeUnit.SECONDS)).isTrue();

            assertThat(pool.close(Duration.ZERO)).hasSize(1);
            pool.whenClosed()
                    .toCompletableFuture()
                    .orTimeout(60, TimeUnit.SECONDS)
                    .join();
            await().atMost(PATIENCE).until(() -> sink.book().queuedBytes() == 0);
            SinkBook book = sink.book();
            assertThat(book.sent().bytes() + book.closed().bytes()).isEqualTo(3 * DATAGRAM + BUFFER);
            assertThat(book.closed().bytes()).isPositive();
            assertThat(book.socket().bytes()).isZero();
            for (byte[] datagram : receiver.receive((int) book.sent().bytes() / DATAGRAM)) {
                assertPackets(rtp ? Arrays.copyOfRange(datagram, RtpHeader.LENGTH, datagram.length) : datagram);
            }
            sending.dispose();
            sink.close();
            assertThat(sink.book().sent()).isEqualTo(book.sent());
        }
    }

    /** A socket that has no room, so that all waits in Netty's queue. */
    private static OutgoingMessage full(InetSocketAddress to) {
        return new OutgoingMessage(to, SocketSender.MOST_PARTS) {
            @Override
            public int send(int descriptor, int datagramBytes) {
                clear();
                return -11; // EAGAIN
            }
        };
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void whatIsInTheChannelsQueueIsSentBeforeTheMemoryGoes(boolean segmentation) throws Exception {
        try (DatagramReceiver receiver = DatagramReceiver.on("127.0.0.1")) {
            UdpSinkConfig config = UdpSinkConfig.to(receiver.host(), receiver.port())
                    .segmentationOffload(segmentation)
                    .build();
            EpollDatagramChannel channel = (EpollDatagramChannel) DatagramSockets.open(
                            config.destination().getAddress(),
                            new InetSocketAddress(0),
                            loop,
                            socket -> socket.setAutoRead(false),
                            new ChannelInboundHandlerAdapter())
                    .sync()
                    .channel();
            SendCounters counters = new SendCounters();
            SocketSender sender = new SocketSender(
                    channel,
                    config,
                    counters,
                    new SendingPlace(config.route(), channel.config()),
                    full(config.destination()));
            AtomicInteger done = new AtomicInteger();
            ByteBuf[] lent = lent(2);
            counters.queued(2 * BUFFER);
            counters.taken(2 * BUFFER);
            channel.eventLoop()
                    .submit(() -> {
                        OpenSends sends = new OpenSends(done::incrementAndGet).begin();
                        sender.send(null, lent[0].readRetainedSlice(49 * DATAGRAM), sends);
                        if (!segmentation) { // the first segmented send is flushed by itself
                            assertThat(pool.close(Duration.ZERO)).hasSize(2);
                            assertThat(device.isClosed())
                                    .as("while it is queued")
                                    .isFalse();
                        } else {
                            assertThat(pool.close(Duration.ZERO)).hasSize(2);
                        }
                        sender.send(null, lent[1].readRetainedSlice(DATAGRAM), sends);
                        sender.flush();
                        sends.done();
                    })
                    .sync();
            await().atMost(PATIENCE).until(() -> done.get() == 1);
            for (byte[] datagram : receiver.receive(49)) {
                assertPackets(datagram);
            }
            assertThat(counters.book().sent().bytes()).isEqualTo(49 * DATAGRAM);
            assertThat(counters.book().closed().bytes()).isEqualTo(DATAGRAM);
            await().atMost(PATIENCE).until(device::isClosed);
            lent[0].release();
            lent[1].release();
            channel.close().sync();
        }
    }

    private Path fifo() throws Exception {
        return Fifo.make(directory.resolve("fifo"));
    }

    /** The writer of a FIFO is in the middle of the first buffer when both are taken back. */
    @Test
    void aFileSinkWritesWhatItHasBegunAndNothingElse() throws Exception {
        Path fifo = fifo();
        FileSink sink = FileSink.to(fifo);
        Disposable sending =
                sink.send(Flux.just(lent(2)).concatWith(Flux.never())).subscribe();
        try (InputStream reader = Files.newInputStream(fifo)) {
            byte[] first = reader.readNBytes(NumberedPackets.PACKET_BYTES); // it is being written, and finds no room
            assertThat(pool.close(Duration.ZERO)).hasSize(2);
            assertThat(device.isClosed())
                    .as("within a call that reads the memory")
                    .isFalse();
            byte[] rest = reader.readNBytes(BUFFER - first.length);
            assertPackets(first);
            assertPackets(rest);
            await().atMost(PATIENCE).until(() -> sink.book().queuedBytes() == 0);
            assertThat(sink.book().sent().bytes()).isEqualTo(BUFFER);
            assertThat(sink.book().closed().bytes()).isEqualTo(BUFFER);
            await().atMost(PATIENCE).until(device::isClosed);
            sending.dispose();
            sink.close();
            assertThat(reader.readAllBytes()).isEmpty();
        }
    }

    /** A FIFO without a reader has its writer wait for one, which keeps no memory. */
    @Test
    void aFileThatCannotBeOpenedKeepsNoMemory() throws Exception {
        Path fifo = fifo();
        FileSink sink = FileSink.to(fifo);
        Disposable sending =
                sink.send(Flux.just(lent(2)).concatWith(Flux.never())).subscribe();
        assertThat(pool.close(Duration.ZERO)).hasSize(2);
        await().atMost(PATIENCE).until(device::isClosed);
        try (InputStream reader = Files.newInputStream(fifo)) {
            await().atMost(PATIENCE).until(() -> sink.book().queuedBytes() == 0);
            sending.dispose();
            sink.close();
            assertThat(reader.readAllBytes()).isEmpty();
        }
        assertThat(sink.book().closed().bytes()).isEqualTo(2 * BUFFER);
        assertThat(List.of(sink.book().sent().bytes(), sink.book().socket().bytes()))
                .containsOnly(0L);
    }
}
