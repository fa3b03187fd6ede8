// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.unix.Buffer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The two calls that move all datagrams, from one socket of this machine to another. */
class DatagramCallsTest {

    private static final int EAGAIN = 11;
    private static final int SLOT = 100;
    private static final int SLOTS = 4;

    private final List<EpollDatagramChannel> sockets = new ArrayList<>();
    private final IncomingMessages receive = new IncomingMessages(SLOT, SLOTS);
    private final ByteBuffer content = ByteBuffer.allocateDirect(1_000);

    private EpollDatagramChannel socket(InetAddress host) throws Exception {
        EpollDatagramChannel socket = (EpollDatagramChannel) DatagramSockets.open(
                        host,
                        new InetSocketAddress(host, 0),
                        EpollLoops.shared(),
                        options -> options.setAutoRead(false),
                        new ChannelInboundHandlerAdapter())
                .sync()
                .channel();
        sockets.add(socket);
        return socket;
    }

    @AfterEach
    void closeSockets() throws Exception {
        for (EpollDatagramChannel socket : sockets) {
            socket.close().sync();
        }
    }

    private long put(String text) {
        long at = Buffer.memoryAddress(content) + content.position();
        for (char each : text.toCharArray()) {
            content.put((byte) each);
        }
        return at;
    }

    /** What lies in a slot; loopback has delivered before send returns. */
    private String received(int slot) {
        return receive.memory().toString(receive.start(slot), receive.length(slot), StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void partsAreOneDatagramOrAsManyAsTheyAreCutInto(String host) throws Exception {
        InetAddress address = InetAddress.getByName(host);
        EpollDatagramChannel to = socket(address);
        int from = socket(address).fd().intValue();
        OutgoingMessage message = new OutgoingMessage(to.localAddress(), 3);

        message.add(put("one, "), 5);
        message.add(put("two"), 3);
        assertThat(message.send(from, 0)).isEqualTo(8);
        message.add(put("abcd"), 4);
        message.add(put("efgh"), 4);
        message.add(put("ij"), 2);
        assertThat(message.send(from, 4)).isEqualTo(10);

        assertThat(receive.receive(to.fd().intValue(), 0)).isEqualTo(4);
        assertThat(List.of(received(0), received(1), received(2), received(3)))
                .containsExactly("one, two", "abcd", "efgh", "ij");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void theSenderOfTheFirstDatagramIsKnownAndTheSameWhileItIs(String host) throws Exception {
        InetAddress address = InetAddress.getByName(host);
        EpollDatagramChannel to = socket(address);
        EpollDatagramChannel one = socket(address);
        EpollDatagramChannel other = socket(address);
        MessageSender first = senderOf(one, to, null);
        assertThat(first).hasToString((host.equals("::1") ? "[::1]:" : "127.0.0.1:") + port(one));

        assertThat(first).isEqualTo(MessageSender.of(one.localAddress()));
        assertThat(senderOf(one, to, first)).isSameAs(first);
        MessageSender next = senderOf(other, to, first);
        assertThat(next).isNotEqualTo(first).asString().endsWith(":" + port(other));
        assertThat(senderOf(one, to, next)).isEqualTo(first);
        assertThat(receive.receive(to.fd().intValue(), 1)).isEqualTo(-EAGAIN);
        assertThat(receive.sender(first)).as("of nothing").isNull();
    }

    @Test
    void theSenderIsThatOfTheSlotThatIsAskedFor() throws Exception {
        InetAddress address = InetAddress.getLoopbackAddress();
        EpollDatagramChannel to = socket(address);
        EpollDatagramChannel[] from = {socket(address), socket(address), socket(address)};
        for (int slot : new int[] {2, 0, 1}) {
            for (EpollDatagramChannel each : from) {
                send(each, to);
            }
            assertThat(receive.receive(to.fd().intValue(), slot)).isEqualTo(from.length);
            assertThat(receive.sender(null)).asString().endsWith(":" + port(from[slot]));
        }
        send(from[0], to);
        assertThat(receive.receive(to.fd().intValue(), 3)).isEqualTo(1);
        assertThat(receive.sender(null)).isNull();
    }

    private static int port(EpollDatagramChannel socket) {
        return socket.localAddress().getPort();
    }

    private void send(EpollDatagramChannel from, EpollDatagramChannel to) {
        OutgoingMessage message = new OutgoingMessage(to.localAddress(), 1);
        content.clear();
        message.add(put("x"), 1);
        message.send(from.fd().intValue(), 0);
    }

    private @Nullable MessageSender senderOf(
            EpollDatagramChannel from, EpollDatagramChannel to, @Nullable MessageSender known) {
        send(from, to);
        assertThat(receive.receive(to.fd().intValue(), 0)).isEqualTo(1);
        return receive.sender(known);
    }

    @Test
    void thereAreAsManyAtATimeAsThereAreSlotsAndNothingIsAnErrorNumber() throws Exception {
        InetAddress address = InetAddress.getLoopbackAddress();
        EpollDatagramChannel to = socket(address);
        int from = socket(address).fd().intValue();
        OutgoingMessage message = new OutgoingMessage(to.localAddress(), 1);
        for (int i = 0; i < SLOTS + 1; i++) {
            message.add(put("datagram " + i), 10);
            message.send(from, 0);
        }

        assertThat(receive.receive(to.fd().intValue(), 0)).isEqualTo(SLOTS);
        assertThat(received(0)).isEqualTo("datagram 0");
        assertThat(receive.receive(to.fd().intValue(), 0)).isEqualTo(1);
        assertThat(received(0)).isEqualTo("datagram 4");
        assertThat(receive.receive(to.fd().intValue(), 0)).isEqualTo(-EAGAIN);
    }

    /** Those of Ethernet lie side by side; of longer ones only the beginning does. */
    @Test
    void datagramsOfAllLengthsAreInOnePieceEach() throws Exception {
        InetAddress address = InetAddress.getLoopbackAddress();
        EpollDatagramChannel to = socket(address);
        int from = socket(address).fd().intValue();
        IncomingMessages any = new IncomingMessages(65_536, SLOTS);
        ByteBuffer numbers = ByteBuffer.allocateDirect(65_507);
        for (int at = 0; at + Integer.BYTES <= numbers.capacity(); at += Integer.BYTES) {
            numbers.putInt(at, at);
        }
        OutgoingMessage message = new OutgoingMessage(to.localAddress(), 1);
        int[] lengths = {1_316, 65_507, 1_472, 1_473};
        for (int length : lengths) {
            message.add(Buffer.memoryAddress(numbers), length);
            assertThat(message.send(from, 0)).isEqualTo(length);
        }

        assertThat(any.receive(to.fd().intValue(), 0)).isEqualTo(lengths.length);
        for (int slot = 0; slot < lengths.length; slot++) {
            assertThat(any.length(slot)).isEqualTo(lengths[slot]);
            ByteBuffer received = any.memory().nioBuffer(any.start(slot), lengths[slot]);
            assertThat(received.mismatch(numbers.duplicate().limit(lengths[slot])))
                    .isEqualTo(-1);
        }
        any.memory().release();
        any.free();
    }

    @Test
    void aDatagramThatIsLongerThanItsSlotIsCutThere() throws Exception {
        InetAddress address = InetAddress.getLoopbackAddress();
        EpollDatagramChannel to = socket(address);
        OutgoingMessage message = new OutgoingMessage(to.localAddress(), 1);
        message.add(put("x".repeat(SLOT + 1)), SLOT + 1);
        message.send(socket(address).fd().intValue(), 0);

        assertThat(receive.receive(to.fd().intValue(), 0)).isEqualTo(1);
        assertThat(received(0)).isEqualTo("x".repeat(SLOT));
    }

    @Test
    void whatIsRefusedIsAnErrorNumberAndGoneFromTheMessage() throws Exception {
        int emsgsize = 90;
        InetAddress address = InetAddress.getLoopbackAddress();
        EpollDatagramChannel to = socket(address);
        int from = socket(address).fd().intValue();
        OutgoingMessage message = new OutgoingMessage(to.localAddress(), 1);
        ByteBuffer tooLong = ByteBuffer.allocateDirect(70_000);
        message.add(Buffer.memoryAddress(tooLong), tooLong.capacity());
        assertThat(message.send(from, 0)).isEqualTo(-emsgsize);

        message.add(put("short"), 5);
        assertThat(message.send(from, 0)).isEqualTo(5);
        assertThat(receive.receive(to.fd().intValue(), 0)).isEqualTo(1);
        assertThat(received(0)).isEqualTo("short");
    }
}
