// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import static io.dmxflux.ts.OwnNetwork.cable;
import static io.dmxflux.ts.OwnNetwork.ip;
import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.Loss;
import io.dmxflux.ts.FollowedNetwork;
import io.dmxflux.ts.op.CheckContinuity;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;

/** What is sent while an interface is away is on one account, and the stream says where it is missing. */
class InterfaceLossTest extends FollowedNetwork {

    private static final int PACKETS = 7;
    private static final String HOST = "239.1.1.1";
    private static final int PORT = 5000;

    private final CheckContinuity check = new CheckContinuity();
    private final List<Loss> losses = new CopyOnWriteArrayList<>();
    private final AtomicLong bytes = new AtomicLong();

    /** Of the next datagram, whether it can be sent or not. */
    private int number;

    private void take(ByteBuf buffer) {
        Loss loss = Loss.before(buffer);
        if (loss != null) {
            losses.add(loss);
        }
        bytes.addAndGet(buffer.readableBytes());
        buffer.release();
    }

    private void sendUntilReceived(UdpSourceStats.Framing framing, int datagrams) {
        long enough = bytes.get() + datagrams * PACKETS * 188L;
        Awaitility.await().pollInSameThread().atMost(PATIENCE).until(() -> {
            send(framing);
            return bytes.get() >= enough;
        });
    }

    /** While the interface is down nothing can be sent there, which is a loss like any other before this machine. */
    private void send(UdpSourceStats.Framing framing) {
        byte[] payload = CraftedPacket.run(0x100, number * PACKETS, PACKETS);
        byte[] datagram = framing == UdpSourceStats.Framing.PLAIN
                ? payload
                : CraftedPacket.drain(RtpReaderTest.RtpHeaders.datagram(1, number, 33, payload));
        number++;
        try (MulticastSocket socket = new MulticastSocket()) {
            socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, NetworkInterface.getByName("v0"));
            socket.send(new DatagramPacket(
                    datagram, datagram.length, new InetSocketAddress(InetAddress.getByName(HOST), PORT)));
        } catch (IOException e) {
            // lost
        }
    }

    private void awaitWaiting(UdpSource source, boolean waits) {
        Awaitility.await().atMost(PATIENCE).until(() -> source.waitsFor().isPresent() == waits);
    }

    /** The first datagrams behind it come before the kernel's news of it. */
    @ParameterizedTest
    @EnumSource(names = {"PLAIN", "RTP"})
    void whatIsMissingBehindAnOutageIsOfUnknownSizeAndNotOfTheSignalAsWell(UdpSourceStats.Framing framing)
            throws IOException {
        cable("v0", "w0", "10.77.0.1/24");
        UdpSource source = UdpSource.of(
                UdpSourceConfig.on(HOST, PORT).networkInterface("v0").build(), loop, watch, recorder);
        Disposable subscription = source.buffers().transform(check).subscribe(this::take);
        try {
            awaitWaiting(source, false);
            sendUntilReceived(framing, 20);
            for (int outage = 1; outage <= 2; outage++) {
                assertThat(losses).hasSize(outage - 1);
                ip("link set v0 down");
                awaitWaiting(source, true);
                number += 50;
                ip("link set v0 up");
                sendUntilReceived(framing, 20);
                awaitWaiting(source, false);
                sendUntilReceived(framing, 20);
            }
        } finally {
            subscription.dispose();
        }
        assertThat(losses)
                .hasSize(2)
                .allSatisfy(loss -> assertThat(loss.bytes(Loss.Account.NETWORK)).isEqualTo(Loss.UNKNOWN));
        assertThat(check.stats().continuityErrors()).isZero();
        assertThat(source.stats().networkLosses()).isZero();
        assertThat(source.book().losses().networkUnknown().bytes())
                .as("outages")
                .isEqualTo(2);
    }
}
