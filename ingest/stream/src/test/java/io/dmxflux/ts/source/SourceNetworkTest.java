// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import static io.dmxflux.ts.OwnNetwork.cable;
import static io.dmxflux.ts.OwnNetwork.ip;
import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.ts.FollowedNetwork;
import io.dmxflux.ts.NetworkRecorder;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;

/** A source while interfaces, addresses and routes come and go. Its sender is on the same machine. */
class SourceNetworkTest extends FollowedNetwork {

    @TempDir
    private Path directory;

    /** A source with a subscriber that counts. */
    private final class Received implements AutoCloseable {

        private final UdpSource source;
        private final AtomicLong bytes = new AtomicLong();
        private final Disposable subscription;

        Received(UdpSourceConfig.Builder config) {
            source = UdpSource.of(config.build(), loop, watch, recorder);
            subscription = source.buffers().subscribe(this::take);
            loop.submit(() -> {}).syncUninterruptibly();
        }

        private void take(ByteBuf buffer) {
            bytes.addAndGet(buffer.readableBytes());
            buffer.release();
        }

        long datagrams() {
            return bytes.get() / 1316;
        }

        void await(long datagrams) {
            Awaitility.await().atMost(PATIENCE).until(() -> datagrams() == datagrams);
        }

        @Override
        public void close() {
            subscription.dispose();
        }
    }

    private static void send(String group, String from, int datagrams) throws IOException {
        try (MulticastSocket socket = new MulticastSocket()) {
            socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, NetworkInterface.getByName(from));
            byte[] datagram = CraftedPacket.run(0x100, 7);
            for (int i = 0; i < datagrams; i++) {
                socket.send(new DatagramPacket(
                        datagram, datagram.length, new InetSocketAddress(InetAddress.getByName(group), 5000)));
            }
        }
    }

    /** An interface and its IPv6 address can be sent from a moment after they are up. */
    private static void cableThatSends(String near, String far, String address) throws IOException {
        cable(near, far, address);
        Awaitility.await()
                .pollInSameThread()
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> {
                    send("ff05::99", near, 1);
                    return true;
                });
    }

    @ParameterizedTest
    @CsvSource({"239.1.1.1,", "232.1.1.1, 10.77.0.1", "ff05::1,", "ff02::7,"})
    void interfaceIsWaitedForAndJoinedOnAgainWhenItIsMadeAgain(String group, String sender) throws IOException {
        UdpSourceConfig.Builder config = UdpSourceConfig.on(group, 5000).networkInterface("v0");
        if (sender != null) {
            config.source(InetAddress.getByName(sender));
        }
        try (Received received = new Received(config)) {
            assertThat(received.source.waitsFor()).contains("interface v0 is not there");
            for (int round = 0; round < 2; round++) {
                cableThatSends("v0", "w" + round, "10.77.0.1/24");
                Awaitility.await()
                        .atMost(PATIENCE)
                        .until(() -> received.source.waitsFor().isEmpty());
                send(group, "v0", 10);
                received.await(10 * (round + 1));
                ip("link delete v0");
                Awaitility.await()
                        .atMost(PATIENCE)
                        .until(() -> received.source.waitsFor().isPresent());
            }
            recorder.await(
                    "interface v0 is not there",
                    "back",
                    "interface v0 is not there",
                    "back",
                    "interface v0 is not there");
            assertThat(received.source.stats()).isEqualTo(SourceStats.NONE);
            SourceLosses losses = received.source.book().losses();
            assertThat(losses.networkUnknown().bytes()).as("outages").isEqualTo(3);
            assertThat(losses.networkOutNanos()).isPositive();
        }
    }

    @Test
    void interfaceThatIsThereAgainUnderItsOldNumberIsJoinedOn() throws IOException {
        ip("link add v0 index 77 type veth peer name w0");
        ip("address add 10.77.0.1/24 dev v0");
        ip("link set w0 up");
        ip("link set v0 up");
        try (Received received =
                new Received(UdpSourceConfig.on("239.1.1.1", 5000).networkInterface("v0"))) {
            send("239.1.1.1", "v0", 10);
            received.await(10);
            Path atOnce = Files.writeString(directory.resolve("batch"), """
                    link delete v0
                    link add v0 index 77 type veth peer name w0
                    address add 10.77.0.1/24 dev v0
                    link set w0 up
                    link set v0 up
                    """);
            ip("-batch " + atOnce); // so that it is one change, and the number the same before and after
            Awaitility.await().pollInSameThread().atMost(PATIENCE).until(() -> {
                send("239.1.1.1", "v0", 1);
                return received.datagrams() > 10;
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"239.1.1.1", "ff05::1"})
    void oneGroupOnTwoInterfacesIsTwoInputs(String group) throws IOException {
        cableThatSends("v0", "w0", "10.77.0.1/24");
        cableThatSends("v1", "w1", "10.78.0.1/24");
        try (Received first = new Received(UdpSourceConfig.on(group, 5000).networkInterface("v0"));
                Received second = new Received(UdpSourceConfig.on(group, 5000).networkInterface("v1"))) {
            send(group, "v0", 10);
            send(group, "v1", 20);
            first.await(10);
            second.await(20);
            assertThat(first.source).hasToString("udp://" + written(group) + ":5000?iface=v0");
            assertThat(second.source).hasToString("udp://" + written(group) + ":5000?iface=v1");
        }
    }

    private static String written(String group) throws IOException {
        return group.contains(":") ? "[" + InetAddress.getByName(group).getHostAddress() + "]" : group;
    }

    @Test
    void loopbackIsUsedWhereThereIsNothingElseAndLeftForARoute() throws IOException {
        try (Received received = new Received(UdpSourceConfig.on("239.1.1.1", 5000))) {
            send("239.1.1.1", "lo", 10);
            received.await(10);
            cable("v0", "w0", "10.77.0.1/24");
            ip("route add 239.0.0.0/8 dev v0");
            Awaitility.await().pollInSameThread().atMost(PATIENCE).until(() -> {
                send("239.1.1.1", "v0", 1);
                return received.datagrams() > 10;
            });
            assertThat(recorder.told()).containsExactly("only loopback");
            ip("link delete v0");
            recorder.await("only loopback", "there is no interface but the loopback");
        }
    }

    @Test
    void routeIsWaitedForAndFollowedToAnotherInterface() throws IOException {
        cable("v0", "w0", "10.77.0.1/24");
        cable("v1", "w1", "10.78.0.1/24");
        try (Received received = new Received(UdpSourceConfig.on("239.1.1.1", 5000))) {
            assertThat(received.source.waitsFor()).contains("there is no route to 239.1.1.1");
            ip("route add 239.0.0.0/8 dev v0");
            recorder.await("there is no route to 239.1.1.1", "back");
            send("239.1.1.1", "v0", 10);
            received.await(10);
            ip("route replace 239.0.0.0/8 dev v1");
            Awaitility.await().pollInSameThread().atMost(PATIENCE).until(() -> {
                send("239.1.1.1", "v1", 1);
                return received.datagrams() > 10;
            });
        }
    }

    @Test
    void routeThatGoesTakesNothingFromWhatIsJoined() throws IOException {
        cable("v0", "w0", "10.77.0.1/24");
        ip("route add 239.0.0.0/8 dev v0");
        NetworkRecorder other = new NetworkRecorder();
        try (Received received = new Received(UdpSourceConfig.on("239.1.1.1", 5000))) {
            UdpSource seesIt =
                    UdpSource.of(UdpSourceConfig.on("10.99.0.1", 5001).build(), loop, watch, other);
            Disposable waiting = seesIt.buffers().subscribe(ByteBuf::release);
            ip("route delete 239.0.0.0/8 dev v0");
            ip("address add 10.99.0.1/24 dev v0");
            other.await("address 10.99.0.1 is not one of this machine's", "back");
            waiting.dispose();
            send("239.1.1.1", "v0", 10);
            received.await(10);
            assertThat(recorder.told()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.77.0.9", "fd77::9"})
    void addressIsWaitedForAndMayComeBack(String host) throws IOException {
        cable("v0", "w0", "10.77.0.1/24");
        String problem = "address " + InetAddress.getByName(host).getHostAddress() + " is not one of this machine's";
        String address = host + (host.contains(":") ? "/64 dev v0 nodad" : "/24 dev v0");
        try (Received received = new Received(UdpSourceConfig.on(host, 5000))) {
            assertThat(received.source.waitsFor()).contains(problem);
            for (int round = 1; round <= 2; round++) {
                ip("address add " + address);
                Awaitility.await()
                        .atMost(PATIENCE)
                        .until(() -> received.source.waitsFor().isEmpty());
                send(host, "lo", 10);
                received.await(10 * round);
                ip("address delete " + address.replace(" nodad", ""));
                Awaitility.await()
                        .atMost(PATIENCE)
                        .until(() -> received.source.waitsFor().isPresent());
            }
            recorder.await(problem, "back", problem, "back", problem);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.77.0.255", "255.255.255.255"})
    void whatIsSentToAllHostsIsReceivedThere(String host) throws IOException {
        cable("v0", "w0", "10.77.0.1/24");
        ip("route add default dev v0");
        try (Received received = new Received(UdpSourceConfig.on(host, 5000))) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> received.source.waitsFor().isEmpty());
            send(host, "v0", 10);
            received.await(10);
        }
    }

    @Test
    void interfaceThatIsDownOrHasNoCarrierIsTold() throws IOException {
        cable("v0", "w0", "10.77.0.1/24");
        try (Received received =
                new Received(UdpSourceConfig.on("239.1.1.1", 5000).networkInterface("v0"))) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> received.source.waitsFor().isEmpty());
            int before = recorder.told().size();
            ip("link set v0 down");
            Awaitility.await().atMost(PATIENCE).until(() -> recorder.told().size() == before + 1);
            assertThat(received.source.waitsFor()).contains("interface v0 is down");
            ip("link set v0 up");
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> received.source.waitsFor().isEmpty());
            ip("link set w0 down");
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> received.source.waitsFor().isPresent());
            assertThat(received.source.waitsFor()).contains("interface v0 has no carrier");
            ip("link set w0 up");
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> received.source.waitsFor().isEmpty());
            send("239.1.1.1", "v0", 10);
            received.await(10);
        }
    }

    @Test
    void nothingIsLostWhereTheChangeIsOfAnotherInterface() throws IOException {
        cable("v0", "w0", "10.77.0.1/24");
        try (Received received =
                new Received(UdpSourceConfig.on("239.1.1.1", 5000).networkInterface("v0"))) {
            for (int round = 1; round <= 20; round++) {
                cable("v1", "w1", "10.78.0.1/24");
                send("239.1.1.1", "v0", 10);
                ip("link delete v1");
                send("239.1.1.1", "v0", 10);
            }
            received.await(400);
            assertThat(received.source.stats()).isEqualTo(SourceStats.NONE);
        }
    }
}
