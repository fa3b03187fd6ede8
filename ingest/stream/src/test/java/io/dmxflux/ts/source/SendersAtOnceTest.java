// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.ts.net.MessageSender;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SendersAtOnceTest {

    private static final MessageSender ONE = new MessageSender(1, 0, 0);
    private static final MessageSender OTHER = new MessageSender(2, 0, 0);
    private static final MessageSender THIRD = new MessageSender(2, 0, 1);

    private final SendersAtOnce senders = new SendersAtOnce();

    private @Nullable MessageSender heard(MessageSender sender, long millis) {
        return senders.heard(sender, TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Test
    void oneThatIsHeardAgainBehindAnotherSendsBesideIt() {
        assertThat(heard(ONE, 0)).isNull();
        assertThat(heard(ONE, 8)).isNull();
        assertThat(heard(OTHER, 16)).as("may have taken its place").isNull();
        assertThat(heard(OTHER, 24)).isNull();
        assertThat(heard(ONE, 32)).as("the other may be a stray").isNull();
        assertThat(heard(OTHER, 40)).isEqualTo(ONE);
        assertThat(heard(ONE, 48)).isEqualTo(OTHER);
        assertThat(heard(THIRD, 56)).isNull();
    }

    @Test
    void straysBesideOneSenderAreNoSecondOne() {
        for (int stray = 0; stray < 5; stray++) {
            int millis = stray * 2_000;
            assertThat(heard(ONE, millis)).isNull();
            assertThat(heard(OTHER, millis + 8)).isNull();
            assertThat(heard(ONE, millis + 16)).isNull();
            assertThat(heard(ONE, millis + 1_900)).isNull();
        }
    }

    @Test
    void oneThatTakesItsPlaceBackIsAlone() {
        assertThat(heard(ONE, 0)).isNull();
        assertThat(heard(OTHER, 8)).isNull();
        assertThat(heard(ONE, 1_001)).isNull();
        assertThat(heard(ONE, 1_500)).isNull();
        assertThat(heard(OTHER, 1_900)).as("last heard long before").isNull();
    }

    @Test
    void thoseOfPlainPacketsAreNamedAndOneThatTakesOverIsNot() throws Exception {
        InetAddress host = InetAddress.getLoopbackAddress();
        UdpSource source =
                UdpSource.of(UdpSourceConfig.on("127.0.0.1", freePort(host)).build());
        source.buffers().subscribe(ByteBuf::release);
        try (DatagramSocket one = new DatagramSocket(0, host);
                DatagramSocket other = new DatagramSocket(0, host)) {
            sendUntil(source, 100, one);
            sendUntil(source, 200, other);
            assertThat(source.datagrams().mixed()).isEqualTo(UdpSourceStats.Mixed.NONE);

            List<DatagramSocket> both = Arrays.asList(one, other);
            soon().until(() -> {
                Collections.reverse(both); // the first one behind a pause is read by Netty
                for (DatagramSocket each : both) {
                    send(source, each);
                }
                return source.datagrams().mixed().times() > 0;
            });
            assertThat(source.datagrams().mixed().senders())
                    .containsExactlyInAnyOrder("127.0.0.1:" + one.getLocalPort(), "127.0.0.1:" + other.getLocalPort());
        } finally {
            source.close();
        }
        assertThat(source.whenClosed().toCompletableFuture()).succeedsWithin(Duration.ofSeconds(60));
    }

    private static int freePort(InetAddress host) throws IOException {
        try (DatagramSocket free = new DatagramSocket(0, host)) {
            return free.getLocalPort();
        }
    }

    private static ConditionFactory soon() {
        return await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(60));
    }

    private static void sendUntil(UdpSource source, long datagrams, DatagramSocket from) {
        soon().until(() -> {
            send(source, from);
            return source.datagrams().datagrams() >= datagrams;
        });
    }

    private static void send(UdpSource source, DatagramSocket from) throws IOException {
        byte[] packets = CraftedPacket.run(1, 7);
        int port =
                Integer.parseInt(source.toString().substring(source.toString().lastIndexOf(':') + 1));
        from.send(new DatagramPacket(packets, packets.length, InetAddress.getLoopbackAddress(), port));
    }
}
