// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import io.dmxflux.ts.DatagramReceiver;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.unix.Buffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;

/** Datagrams that the kernel of this machine sends at their times; passed over where it does not let anybody have that. */
class TimedMessagesTest {

    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    private final ByteBuffer content = ByteBuffer.allocateDirect(10_000);
    private EpollDatagramChannel socket;
    private DatagramReceiver receiver;
    private TimedMessages messages;

    @BeforeEach
    void open() throws Exception {
        open("127.0.0.1");
    }

    private void open(String host) throws Exception {
        receiver = DatagramReceiver.on(host);
        InetSocketAddress to = new InetSocketAddress(InetAddress.getByName(host), receiver.port());
        socket = (EpollDatagramChannel) DatagramSockets.open(
                        to.getAddress(),
                        new InetSocketAddress(0),
                        EpollLoops.shared(),
                        options -> options.setAutoRead(false),
                        new ChannelInboundHandlerAdapter())
                .sync()
                .channel();
        try {
            messages = new TimedMessages(socket.fd().intValue(), to, 2);
        } catch (ErrnoException e) {
            socket.close().sync();
            throw new TestAbortedException(e.getMessage(), e);
        }
    }

    @AfterEach
    void close() throws Exception {
        cancelAll();
        messages.close();
        socket.close().sync();
        receiver.close();
    }

    private long put(String text) {
        long at = Buffer.memoryAddress(content) + content.position();
        content.put(text.getBytes(StandardCharsets.US_ASCII));
        return at;
    }

    private int add(long nanoTime, String text) {
        messages.message().add(put(text), text.length());
        return messages.schedule(nanoTime, 0);
    }

    private List<String> received(int count) throws IOException {
        List<String> texts = new ArrayList<>();
        for (byte[] datagram : receiver.receive(count)) {
            texts.add(new String(datagram, StandardCharsets.US_ASCII));
        }
        return texts;
    }

    private List<Integer> results() {
        List<Integer> results = new ArrayList<>();
        while (messages.pending() > 0) {
            while (messages.next()) {
                results.add(messages.result());
            }
            if (messages.pending() > 0) {
                messages.await();
            }
        }
        return results;
    }

    private List<Integer> cancelAll() {
        messages.cancelAll();
        return results();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void eachLeavesInItsTurnWhateverTheOrderTheyWereHandedOverIn(String host) throws Exception {
        close();
        open(host);
        long now = System.nanoTime();
        add(now + 30 * MILLISECOND, "third");
        add(now + 20 * MILLISECOND, "second");
        add(now + 10 * MILLISECOND, "first");
        messages.submit();

        assertThat(results()).containsExactly(5, 6, 5);
        assertThat(System.nanoTime() - now).as("none is early").isGreaterThan(30 * MILLISECOND);
        assertThat(received(3)).containsExactly("first", "second", "third");
    }

    @Test
    void whatIsDueAlreadyLeavesAtOnceAndInOrder() throws Exception {
        long now = System.nanoTime();
        List<String> all = new ArrayList<>();
        for (int i = 0; i < TimedMessages.SLOTS; i++) {
            all.add("number " + i);
            add(now - MILLISECOND, all.get(i));
        }
        assertThat(messages.hasRoom()).isFalse();
        messages.submit();

        assertThat(results()).hasSize(TimedMessages.SLOTS).allMatch(result -> result > 0);
        assertThat(received(TimedMessages.SLOTS)).isEqualTo(all);
    }

    @Test
    void partsAreOneDatagram() throws Exception {
        messages.message().add(put("header, "), 8);
        messages.message().add(put("payload"), 7);
        messages.schedule(System.nanoTime(), 0);
        messages.submit();

        assertThat(results()).containsExactly(15);
        assertThat(received(1)).containsExactly("header, payload");
    }

    @Test
    void orAsManyAsTheyAreCutInto() throws Exception {
        messages.message().add(put("abcdef"), 6);
        messages.message().add(put("ghij"), 4);
        messages.schedule(System.nanoTime(), 4);
        messages.submit();

        assertThat(results()).containsExactly(10);
        assertThat(received(3)).containsExactly("abcd", "efgh", "ij");
    }

    @Test
    void slotsAreUsedAgain() throws Exception {
        for (int i = 0; i < 3 * TimedMessages.SLOTS; i++) {
            assertThat(messages.hasRoom()).isTrue();
            add(System.nanoTime(), "again");
            messages.submit();
            assertThat(results()).containsExactly(5);
        }
        assertThat(received(3 * TimedMessages.SLOTS)).containsOnly("again");
    }

    @Test
    void whatIsCancelledDoesNotLeave() throws Exception {
        int first = add(System.nanoTime() + HOUR, "in an hour");
        int second = add(System.nanoTime() + 2 * HOUR, "in two hours");
        messages.submit();
        assertThat(messages.next()).isFalse();
        assertThat(first).isNotEqualTo(second);

        assertThat(cancelAll()).containsExactly(-Errno.ECANCELED.number(), -Errno.ECANCELED.number());
        add(System.nanoTime(), "now");
        messages.submit();
        assertThat(received(1)).containsExactly("now");
    }

    @Test
    void whatIsNotSubmittedYetCanBeCancelledAsWell() {
        add(System.nanoTime() + HOUR, "in an hour");
        assertThat(cancelAll()).containsExactly(-Errno.ECANCELED.number());
    }

    @Test
    void aRefusalIsAnErrorNumberAndOthersLeave() throws Exception {
        int emsgsize = 90;
        long now = System.nanoTime();
        ByteBuffer tooLong = ByteBuffer.allocateDirect(70_000);
        messages.message().add(Buffer.memoryAddress(tooLong), tooLong.capacity());
        messages.schedule(now + MILLISECOND, 0);
        add(now + 2 * MILLISECOND, "short");
        messages.submit();

        assertThat(results()).containsExactly(-emsgsize, 5);
        assertThat(received(1)).containsExactly("short");
    }

    /** Else its number could be another's by the time that the datagram leaves. */
    @Test
    void aSocketThatIsClosedMeanwhileStaysOpenForPendingMessages() throws Exception {
        add(System.nanoTime() + 20 * MILLISECOND, "after the end");
        messages.submit();
        socket.close().sync();

        assertThat(results()).containsExactly(13);
        assertThat(received(1)).containsExactly("after the end");
    }
}
