// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.NumberedPackets;
import io.dmxflux.packet.Pcr;
import io.dmxflux.ts.DatagramReceiver;
import io.dmxflux.ts.log.ChunkCutter;
import io.dmxflux.ts.log.FileLog;
import io.dmxflux.ts.log.FileLogConfig;
import io.dmxflux.ts.log.LogEnd;
import io.dmxflux.ts.log.LogStart;
import io.dmxflux.ts.log.LogWriter;
import io.dmxflux.ts.log.TsChunk;
import io.dmxflux.ts.net.RtpHeader;
import io.dmxflux.ts.op.AlignPackets;
import io.dmxflux.ts.source.LogSource;
import io.dmxflux.ts.split.MultiplexSplitter;
import io.dmxflux.ts.split.SplitOutput;
import io.dmxflux.ts.split.SplitOutputConfig;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** Relays on several hosts that read one log, which two writers have written: what they send is to be merged by a receiver. */
@ExtendWith(LeakCheck.class)
class LoggedRtpTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private Path directory;

    private final NumberedPackets packets = NumberedPackets.of(0x100);
    private final ExecutorService readers = Executors.newCachedThreadPool();
    private long datagrams;
    private long lastOfFirst;

    @AfterEach
    void endReaders() {
        readers.shutdown();
    }

    @BeforeEach
    void writeTwice() throws IOException {
        try (FileLog log = open()) {
            lastOfFirst = write(log, new Random(1), 65_500);
            datagrams = write(log, new Random(2), 0);
        }
    }

    private FileLog open() throws IOException {
        return FileLog.in(directory, FileLogConfig.builder().build());
    }

    /**
     * Writes what came in buffers of any length, in 400 ms, with numbers that are missing in between. Some chunks end with a few packets
     * of a PID that is new.
     */
    private long write(FileLog log, Random random, long missing) throws IOException {
        try (LogWriter writer = log.write("tv")) {
            ChunkCutter cutter = new ChunkCutter(writer.epoch(), writer.firstDatagram(), writer::append);
            if (missing > 0) {
                cutter.skip(missing);
            }
            long startMillis = System.currentTimeMillis();
            for (int millis = 0; millis < 400; millis += 4) {
                boolean isNew = millis % 40 == 0;
                ByteBuf buffer = Unpooled.wrappedBuffer(
                        isNew
                                ? NumberedPackets.of(0x200 + millis).next(1 + random.nextInt(5))
                                : packets.next(1 + random.nextInt(60)));
                cutter.add(buffer, (random.nextInt(3) + millis) * Pcr.TICKS_PER_MILLI, startMillis + millis);
                buffer.release();
                if (isNew || random.nextInt(5) == 0) {
                    cutter.flush();
                }
            }
            cutter.close();
            Awaitility.await().atMost(PATIENCE).until(() -> writer.book().heldBytes() == 0);
            return cutter.nextDatagram();
        }
    }

    private List<byte[]> send(FileLog log, LogStart from, UdpSinkConfig.Builder config, DatagramReceiver receiver)
            throws IOException {
        long first = first(log, from);
        try (LogSource source = LogSource.paced(log, "tv", from, 1, LogEnd.THERE);
                UdpMulticastSink sink = UdpMulticastSink.open(config.build())) {
            CompletableFuture<@Nullable Void> sent =
                    sink.send(source.buffers().transform(new AlignPackets())).toFuture();
            List<byte[]> received = receiver.receive((int) (datagrams - first));
            sent.join();
            return received;
        }
    }

    private static long first(FileLog log, LogStart from) {
        return Objects.requireNonNull(
                log.read("tv", from).map(LoggedRtpTest::firstDatagram).blockFirst(PATIENCE));
    }

    private static long firstDatagram(TsChunk chunk) {
        long first = chunk.firstDatagram();
        chunk.release();
        return first;
    }

    private static UdpSinkConfig.Builder to(DatagramReceiver receiver) {
        return UdpSinkConfig.to(receiver.host(), receiver.port());
    }

    private static UdpSinkConfig.Builder rtp(DatagramReceiver receiver) {
        return to(receiver).rtp(RtpSession.of(new InetSocketAddress(receiver.host(), receiver.port())));
    }

    private static List<String> text(List<byte[]> datagrams) {
        return datagrams.stream().map(ByteBufUtil::hexDump).toList();
    }

    @Test
    void readersOfOneLogSendTheSameByteForByte() throws Exception {
        try (FileLog log = open();
                DatagramReceiver one = DatagramReceiver.on("127.0.0.1");
                DatagramReceiver other = DatagramReceiver.on("127.0.0.1");
                DatagramReceiver late = DatagramReceiver.on("127.0.0.1")) {
            List<byte[]> sent = send(log, LogStart.OLDEST, rtp(one), one);
            assertThat(text(sent)).doesNotHaveDuplicates();
            assertThat(text(send(log, LogStart.OLDEST, rtp(other).pacedBurst(3), other)))
                    .as("spread in another way")
                    .isEqualTo(text(sent));
            List<byte[]> later = send(log, new LogStart.Position(lastOfFirst - 60), rtp(late), late);
            assertThat(later).hasSizeBetween(100, sent.size() - 100);
            assertThat(text(later)).isEqualTo(text(sent.subList(sent.size() - later.size(), sent.size())));
            assertThat(text(send(log, LogStart.OLDEST, rtp(late), late)))
                    .as("by one that begins again")
                    .isEqualTo(text(sent));
        }
    }

    /** As a relay with several outputs, or one that is watched, sends. */
    private List<List<byte[]>> split(FileLog log, LogStart from, int count, DatagramReceiver... receivers)
            throws IOException {
        MultiplexSplitter splitter = MultiplexSplitter.builder().build();
        List<UdpMulticastSink> sinks = new ArrayList<>();
        try (LogSource source = LogSource.paced(log, "tv", from, 1, LogEnd.THERE)) {
            List<Mono<Void>> sent = new ArrayList<>();
            for (DatagramReceiver receiver : receivers) {
                sinks.add(UdpMulticastSink.open(rtp(receiver).shortDatagrams().build()));
                SplitOutput output = splitter.addWhole(SplitOutputConfig.DATAGRAMS.cutAsLog());
                sent.add(sinks.get(sinks.size() - 1).send(output.batches()));
            }
            sent.add(splitter.split(source.buffers().transform(new AlignPackets())));
            CompletableFuture<@Nullable Void> all = Mono.when(sent).toFuture();
            List<CompletableFuture<List<byte[]>>> received = Stream.of(receivers)
                    .map(receiver -> CompletableFuture.supplyAsync(() -> receive(receiver, count), readers))
                    .toList();
            all.join();
            return received.stream().map(CompletableFuture::join).toList();
        } finally {
            sinks.forEach(UdpMulticastSink::close);
        }
    }

    private static List<byte[]> receive(DatagramReceiver receiver, int count) {
        try {
            return receiver.receive(count);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatIsSentBesideOthersIsTheSame() throws Exception {
        try (FileLog log = open();
                DatagramReceiver alone = DatagramReceiver.on("127.0.0.1");
                DatagramReceiver one = DatagramReceiver.on("127.0.0.1");
                DatagramReceiver other = DatagramReceiver.on("127.0.0.1");
                DatagramReceiver late = DatagramReceiver.on("127.0.0.1")) {
            List<String> sent = text(send(log, LogStart.OLDEST, rtp(alone), alone));
            assertThat(split(log, LogStart.OLDEST, sent.size(), one, other))
                    .extracting(LoggedRtpTest::text)
                    .containsExactly(sent, sent);
            LogStart later = new LogStart.Position(lastOfFirst - 60);
            int rest = (int) (datagrams - first(log, later));
            assertThat(split(log, later, rest, late))
                    .extracting(LoggedRtpTest::text)
                    .containsExactly(sent.subList(sent.size() - rest, sent.size()));
        }
    }

    @Test
    void numbersAreThoseOfTheLog() throws Exception {
        try (FileLog log = open();
                DatagramReceiver receiver = DatagramReceiver.on("127.0.0.1")) {
            List<ByteBuf> sent = send(log, LogStart.OLDEST, rtp(receiver), receiver).stream()
                    .map(Unpooled::wrappedBuffer)
                    .toList();
            assertThat(RtpHeader.sequence(sent.get(0))).isEqualTo(65_500);
            assertThat(RtpHeader.sequence(sent.get(sent.size() - 1))).isEqualTo((datagrams - 1) & 0xFFFF);
            assertThat(sent.stream().filter(RtpHeader::marker).map(RtpHeader::sequence))
                    .as("where a writer begins")
                    .containsExactly(65_500, (int) (lastOfFirst & 0xFFFF));
            assertThat(sent.stream().map(RtpHeader::ssrc).distinct()).hasSize(1);
            for (int i = 1; i < sent.size(); i++) {
                assertThat(RtpHeader.sequence(sent.get(i))).isEqualTo(RtpHeader.sequence(sent.get(i - 1)) + 1 & 0xFFFF);
            }
            assertThat(RtpHeader.timestamp(sent.get(100)) - RtpHeader.timestamp(sent.get(0)))
                    .as("90 kHz, of 400 ms")
                    .isBetween(1, 36_000);
        }
    }

    @Test
    void aSourceThatIsGivenIsKept() throws Exception {
        try (FileLog log = open();
                DatagramReceiver receiver = DatagramReceiver.on("127.0.0.1")) {
            List<byte[]> sent = send(log, LogStart.OLDEST, to(receiver).rtp(new RtpSession(33, 4711)), receiver);
            assertThat(sent.stream().map(Unpooled::wrappedBuffer).map(RtpHeader::ssrc))
                    .containsOnly(4711);
        }
    }
}
