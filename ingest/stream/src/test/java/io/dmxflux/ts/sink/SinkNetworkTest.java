// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import static io.dmxflux.ts.OwnNetwork.cable;
import static io.dmxflux.ts.OwnNetwork.ip;
import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.ts.FollowedNetwork;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

/** A sink while interfaces, addresses and routes come and go. */
class SinkNetworkTest extends FollowedNetwork {

    private UdpMulticastSink open(UdpSinkConfig.Builder config) throws IOException {
        return UdpMulticastSink.open(config.build(), loop, watch, recorder);
    }

    private static void send(UdpMulticastSink sink, int datagrams) {
        sink.send(Flux.range(0, datagrams).map(i -> CraftedPacket.buffer(CraftedPacket.run(0x100, 7))))
                .block(PATIENCE);
    }

    private static MulticastSocket receiver(String group, String on) throws IOException {
        MulticastSocket socket = new MulticastSocket(5000);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.joinGroup(new InetSocketAddress(InetAddress.getByName(group), 0), NetworkInterface.getByName(on));
        return socket;
    }

    private static void receive(MulticastSocket socket, int datagrams) throws IOException {
        for (int i = 0; i < datagrams; i++) {
            DatagramPacket datagram = new DatagramPacket(new byte[2000], 2000);
            socket.receive(datagram);
            assertThat(datagram.getLength()).isEqualTo(1316);
        }
    }

    /** The kernel takes a moment to use an IPv6 address. */
    private static void sendOneThatIsTaken(UdpMulticastSink sink) {
        long before = sink.stats().datagrams();
        Awaitility.await().pollInSameThread().atMost(PATIENCE).until(() -> {
            send(sink, 1);
            return sink.stats().datagrams() > before;
        });
    }

    @ParameterizedTest
    @CsvSource({"239.1.1.1, 0", "239.1.1.1, 8", "ff05::1, 0", "ff02::7, 0", "ff02::7, 8"})
    void interfaceIsWaitedForAndFollowedWhenItIsMadeAgain(String group, int burst) throws IOException {
        try (UdpMulticastSink sink =
                open(UdpSinkConfig.to(group, 5000).networkInterface("v0").pacedBurst(burst))) {
            assertThat(sink.waitsFor()).contains("interface v0 is not there");
            send(sink, 100);
            assertThat(sink.stats()).isEqualTo(new SendStats(0, 0, Map.of("ENODEV", new FailedSends(100, 131_600))));

            for (int round = 0; round < 2; round++) {
                cable("v0", "w" + round, "10.77.0.1/24");
                Awaitility.await().atMost(PATIENCE).until(() -> sink.waitsFor().isEmpty());
                sendOneThatIsTaken(sink);
                try (MulticastSocket receiver = receiver(group, "v0")) {
                    send(sink, 40);
                    receive(receiver, 40);
                }
                ip("link delete v0");
                Awaitility.await().atMost(PATIENCE).until(() -> sink.waitsFor().isPresent());
            }
            recorder.await(
                    "interface v0 is not there",
                    "back",
                    "interface v0 is not there",
                    "back",
                    "interface v0 is not there");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ff05::1, 0, fd77:0:0:0:0:0:0:1",
        "ff05::1, 8, fd77:0:0:0:0:0:0:1",
        "ff02::7, 0, fe80",
        "ff02::7, 8, fe80"
    })
    void aGroupOfIpv6IsSentToWhileTheKernelLooksWhetherAnotherHasTheAddress(String group, int burst, String from)
            throws IOException {
        Files.writeString(Path.of("/proc/sys/net/ipv6/conf/default/dad_transmits"), "100");
        try (UdpMulticastSink sink =
                open(UdpSinkConfig.to(group, 5000).networkInterface("v0").pacedBurst(burst))) {
            ip("link add v0 type veth peer name w0");
            ip("address add fd77::1/64 dev v0");
            ip("link set w0 up");
            ip("link set v0 up");
            Awaitility.await().atMost(PATIENCE).until(() -> sink.waitsFor().isEmpty());
            sendOneThatIsTaken(sink);
            try (MulticastSocket receiver = receiver(group, "v0")) {
                send(sink, 40);
                DatagramPacket datagram = new DatagramPacket(new byte[2000], 2000);
                receiver.receive(datagram);
                assertThat(datagram.getAddress().getHostAddress()).startsWith(from);
                receive(receiver, 39);
            }
        }
    }

    @Test
    void allHostsOfANetworkAreSentToOnlyIfTheyAreMeant() throws IOException {
        try (UdpMulticastSink sink = open(UdpSinkConfig.to("10.77.0.255", 5000))) {
            recorder.await("there is no route to 10.77.0.255");
            cable("v0", "w0", "10.77.0.1/24");
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> sink.waitsFor().orElse("").endsWith("?broadcast sends to it"));
            send(sink, 10);
            assertThat(sink.stats().failures()).containsEntry("EACCES", new FailedSends(10, 13_160));
        }
        for (String host : List.of("10.77.0.255", "255.255.255.255")) {
            try (UdpMulticastSink sink = open(
                            UdpSinkConfig.to(host, 5000).networkInterface("v0").broadcast(true));
                    MulticastSocket receiver = new MulticastSocket(5000)) {
                receiver.setSoTimeout((int) PATIENCE.toMillis());
                send(sink, 10);
                receive(receiver, 10);
                assertThat(sink.stats().failures()).isEmpty();
            }
        }
    }

    @Test
    void interfaceThatIsRenamedIsNotFollowedAndTheNextOneOfItsNameIs() throws IOException {
        cable("v0", "w0", "10.77.0.1/24");
        try (UdpMulticastSink sink = open(UdpSinkConfig.to("239.1.1.1", 5000).networkInterface("v0"))) {
            send(sink, 10);
            ip("link set v0 name old0");
            recorder.await("interface v0 is not there");
            send(sink, 10);
            assertThat(sink.stats().failures()).containsExactly(Map.entry("ENODEV", new FailedSends(10, 13_160)));

            cable("v0", "w1", "10.78.0.1/24");
            recorder.await("interface v0 is not there", "back");
            try (MulticastSocket receiver = receiver("239.1.1.1", "v0")) {
                send(sink, 10);
                receive(receiver, 10);
            }
            assertThat(sink.stats().datagrams()).isEqualTo(20);
        }
    }

    @Test
    void loopbackIsUsedWhereThereIsNothingElseAndLeftForARoute() throws IOException {
        try (UdpMulticastSink sink = open(UdpSinkConfig.to("239.1.1.1", 5000))) {
            try (MulticastSocket receiver = receiver("239.1.1.1", "lo")) {
                send(sink, 10);
                receive(receiver, 10);
            }
            assertThat(recorder.told()).containsExactly("only loopback");

            cable("v0", "w0", "10.77.0.1/24");
            recorder.await("only loopback", "there is no route to 239.1.1.1");
            send(sink, 10);
            assertThat(sink.stats().failures()).containsOnlyKeys("ENETUNREACH");

            ip("route add 239.0.0.0/8 dev v0");
            recorder.await("only loopback", "there is no route to 239.1.1.1", "back");
            try (MulticastSocket receiver = receiver("239.1.1.1", "v0")) {
                send(sink, 10);
                receive(receiver, 10);
            }

            ip("link delete v0");
            recorder.await(
                    "only loopback",
                    "there is no route to 239.1.1.1",
                    "back",
                    "there is no interface but the loopback");
            send(sink, 10);
            assertThat(sink.stats().datagrams()).isEqualTo(20);
        }
    }

    @Test
    void sourceAddressIsWaitedForAndMayComeBack() throws IOException {
        cable("v0", "w0", "10.77.0.1/24");
        try (UdpMulticastSink sink = open(UdpSinkConfig.to("239.1.1.1", 5000)
                .networkInterface("v0")
                .sourceAddress(InetAddress.getByName("10.77.0.9")))) {
            String problem = "address 10.77.0.9 is not one of this machine's";
            send(sink, 10);
            assertThat(sink.stats().failures()).containsOnlyKeys("EADDRNOTAVAIL");
            ip("address add 10.77.0.9/24 dev v0");
            recorder.await(problem, "back");
            try (MulticastSocket receiver = receiver("239.1.1.1", "v0")) {
                send(sink, 10);
                receive(receiver, 10);
            }
            ip("address delete 10.77.0.9/24 dev v0");
            recorder.await(problem, "back", problem);
            send(sink, 10);
            ip("address add 10.77.0.9/24 dev v0");
            recorder.await(problem, "back", problem, "back");
            send(sink, 10);
            assertThat(sink.stats().datagrams()).isEqualTo(20);
            assertThat(sink.segmentation().active()).isTrue();
        }
    }

    /** Without a name of it the kernel sends by the interface of the address, and drops in silence while that is down. */
    @ParameterizedTest
    @ValueSource(ints = {0, 8})
    void aGroupFromAnAddressWaitsForTheInterfaceOfTheAddress(int burst) throws IOException {
        cable("v0", "w0", "10.77.0.1/24");
        try (UdpMulticastSink sink = open(UdpSinkConfig.to("239.1.1.1", 5000)
                .sourceAddress(InetAddress.getByName("10.77.0.1"))
                .pacedBurst(burst))) {
            ip("link set v0 down");
            recorder.await("interface v0 is down");
            send(sink, 10);
            assertThat(sink.stats()).isEqualTo(new SendStats(0, 0, Map.of("ENETUNREACH", new FailedSends(10, 13_160))));
            ip("link set v0 up");
            Awaitility.await().atMost(PATIENCE).until(() -> sink.waitsFor().isEmpty());
            try (MulticastSocket receiver = receiver("239.1.1.1", "v0")) {
                send(sink, 10);
                receive(receiver, 10);
            }
        }
    }

    @Test
    void hostThatDoesNotAnswerIsSentToAndOneWithoutARouteIsWaitedFor() throws IOException {
        cable("v0", "w0", "10.77.0.1/24");
        try (UdpMulticastSink sink = open(UdpSinkConfig.to("10.77.0.2", 5000))) {
            send(sink, 100);
            assertThat(sink.waitsFor()).isEmpty();
            ip("link delete v0");
            recorder.await("there is no route to 10.77.0.2");
            send(sink, 10);
            assertThat(sink.stats().failures()).containsOnlyKeys("ENETUNREACH");
            cable("v0", "w0", "10.77.0.1/24");
            recorder.await("there is no route to 10.77.0.2", "back");
            ip("address add 10.77.0.2/24 dev v0"); // the host is this machine now
            try (MulticastSocket receiver = new MulticastSocket(5000)) {
                receiver.setSoTimeout((int) PATIENCE.toMillis());
                send(sink, 10);
                receive(receiver, 10);
            }
        }
    }

    @Test
    void segmentationIsTriedAgainOnAnotherInterface() throws IOException {
        cable("v0", "w0", "10.77.0.1/24");
        ip("link set v0 mtu 1300");
        try (UdpMulticastSink sink = open(UdpSinkConfig.to("239.1.1.1", 5000).networkInterface("v0"))) {
            sink.send(Flux.just(CraftedPacket.buffer(CraftedPacket.run(0x100, 70))))
                    .block(PATIENCE);
            assertThat(sink.segmentation().active()).isFalse();
            ip("link delete v0");
            recorder.await("interface v0 is not there");
            cable("v0", "w0", "10.77.0.1/24");
            recorder.await("interface v0 is not there", "back");
            sink.send(Flux.just(CraftedPacket.buffer(CraftedPacket.run(0x100, 70))))
                    .block(PATIENCE);
            assertThat(sink.segmentation().active()).isTrue();
            assertThat(sink.stats().datagrams()).isEqualTo(20);
        }
    }

    @Test
    void closedSinkFollowsNothing() throws IOException {
        UdpMulticastSink sink = open(UdpSinkConfig.to("239.1.1.1", 5000).networkInterface("v0"));
        sink.close();
        try (UdpMulticastSink other = open(UdpSinkConfig.to("239.1.1.2", 5000).networkInterface("v0"))) {
            cable("v0", "w0", "10.77.0.1/24");
            Awaitility.await().atMost(PATIENCE).until(() -> other.waitsFor().isEmpty());
            assertThat(recorder.told())
                    .containsExactly("interface v0 is not there", "interface v0 is not there", "back");
        }
    }
}
