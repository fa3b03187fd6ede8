// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.pool.DmxBufferPool;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.pool.OverloadPolicy;
import io.dmxflux.dmx.recording.Playback;
import io.dmxflux.ts.sink.FileSink;
import io.dmxflux.ts.sink.UdpSinkConfig;
import io.dmxflux.ts.source.FileSource;
import io.dmxflux.ts.split.ServiceSelection;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

@ExtendWith(LeakCheck.class)
class ExamplesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String GROUP = "239.255.78.1";
    private static final int PORT = 42_004;

    private static SimulatedDmxDevice unpaced() {
        return SimulatedDmxDevice.playing(Playback.ofSample().looped().unpaced().open());
    }

    private static SimulatedDmxDevice paced() {
        return SimulatedDmxDevice.playing(Playback.ofSample().looped().open());
    }

    @Test
    void countPacketsCountsTenBuffers() {
        assertThat(CountPackets.count(unpaced())).isEqualTo(10 * 49 * 7);
    }

    @Test
    void relayToMulticastSendsTheSample() throws Exception {
        InetSocketAddress group = new InetSocketAddress(InetAddress.getByName(GROUP), PORT);
        try (MulticastSocket receiver = new MulticastSocket(PORT)) {
            receiver.joinGroup(group, NetworkInterface.getByName("lo"));
            receiver.setSoTimeout((int) PATIENCE.toMillis());
            UdpSinkConfig to =
                    UdpSinkConfig.to(GROUP, PORT).networkInterface("lo").build();
            SimulatedDmxDevice device = paced();
            Disposable relay = RelayToMulticast.relay(device, to).subscribe();
            DatagramPacket datagram = new DatagramPacket(new byte[2048], 2048);
            receiver.receive(datagram);
            relay.dispose();
            assertThat(datagram.getLength()).isEqualTo(7 * 188);
            await().atMost(PATIENCE).until(device::isClosed);
        }
    }

    @Test
    void relayToMulticastOpensItsSocketNoSoonerThanItIsSubscribedTo() throws Exception {
        UdpSinkConfig to = UdpSinkConfig.to(GROUP, PORT).networkInterface("lo").build();
        SimulatedDmxDevice device = paced();
        Set<String> before = openSockets();
        Mono<Void> relay = RelayToMulticast.relay(device, to);
        assertThat(before).containsAll(openSockets());

        Disposable running = relay.subscribe();
        assertThat(before.containsAll(openSockets())).isFalse();
        running.dispose();
        await().atMost(PATIENCE).until(device::isClosed);
    }

    /** The sockets of this process, such as {@code socket:[4711]}. */
    private static Set<String> openSockets() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .flatMap(ExamplesTest::target)
                    .filter(target -> target.startsWith("socket:"))
                    .collect(Collectors.toSet());
        }
    }

    private static Stream<String> target(Path descriptor) {
        try {
            return Stream.of(Files.readSymbolicLink(descriptor).toString());
        } catch (IOException closedMeanwhile) {
            return Stream.empty();
        }
    }

    @Test
    void sendAndReceiveReceivesWholePackets() throws Exception {
        assertThat(SendAndReceive.received(PATIENCE))
                .isPositive()
                .satisfies(bytes -> assertThat(bytes % 188).isZero());
    }

    @Test
    void relayOneServiceWritesItsStreamsAndNoOthers(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("one.ts");
        Path sample = directory.resolve("sample.ts");
        try (InputStream in = Playback.class.getResourceAsStream("sample.ts")) {
            Files.write(sample, Objects.requireNonNull(in).readAllBytes());
        }
        RelayOneService.relay(FileSource.fast(sample), ServiceSelection.parse("dmxflux two"), FileSink.to(file))
                .block(PATIENCE);
        assertThat(pids(file)).containsExactlyInAnyOrder(0, 0x11, 0x12, 0x14, 0x102, 0x103, 0x1001);
        assertThat(pids(sample)).hasSizeGreaterThan(8);
    }

    private static Set<Integer> pids(Path file) throws IOException {
        ByteBuffer packets = ByteBuffer.wrap(Files.readAllBytes(file));
        return IntStream.range(0, packets.capacity() / 188)
                .mapToObj(packet -> packets.getShort(packet * 188 + 1) & 0x1FFF)
                .collect(Collectors.toSet());
    }

    @Test
    void withoutReactorCopiesBuffers(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("copy.ts");
        DmxBufferPoolConfig config = DmxBufferPoolConfig.builder()
                .bufferCount(8)
                .bufferSizeBytes(1316)
                .reserve(2)
                .overload(OverloadPolicy.HOLD)
                .build();
        try (DmxBufferPool pool = DmxBufferPool.negotiate(unpaced(), config);
                FileChannel target = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            WithoutReactor.copy(pool, target, 5);
        }
        assertThat(Files.size(file)).isEqualTo(5 * 1316);
    }

    @Test
    void poolStatTellsWhereTheBuffersAre() {
        DmxBufferPoolConfig config = DmxBufferPoolConfig.builder()
                .bufferCount(8)
                .bufferSizeBytes(1316)
                .reserve(2)
                .overload(OverloadPolicy.DROP_OLDEST)
                .build();
        try (DmxBufferPool pool = DmxBufferPool.negotiate(paced(), config)) {
            assertThat(PoolStat.lines(pool, Duration.ofMillis(1)).blockFirst(PATIENCE))
                    .isEqualTo("kernel 0  waiting 0  lent 0  received 0 B  dropped 0 B  overflows 0  starved 0 ms");
        }
    }
}
