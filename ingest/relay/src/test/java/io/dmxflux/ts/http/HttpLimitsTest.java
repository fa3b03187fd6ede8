// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that are slow, mistaken, or many. */
class HttpLimitsTest {

    private final List<String> told = new ArrayList<>();
    private final List<RawClient> clients = new ArrayList<>();
    private final ServedTexts texts = new ServedTexts();
    private final HttpEndpoint endpoint = new HttpEndpoint(HttpKey.HTTP, () -> List.of(texts), told::add);

    private int port;

    @BeforeEach
    void serve() {
        endpoint.move(ServedTexts.OPEN);
        port = Integer.parseInt(told.get(0).replaceFirst("http: http://.*:(\\d+)/", "$1"));
    }

    @AfterEach
    void close() throws Exception {
        for (RawClient client : clients) {
            client.close();
        }
        endpoint.close();
    }

    private RawClient client(String text) throws Exception {
        RawClient client = new RawClient(port);
        clients.add(client);
        client.send(text);
        return client;
    }

    @Test
    void thousandsThatAskForNothingKeepNobodyFromAsking() throws Exception {
        for (int count = 0; count < 1_000; count++) {
            client(count % 2 == 0 ? "" : "GET /text HTTP/1.1\r\nX: ");
        }
        assertThat(RawClient.ask(port, "GET /text")).startsWith("HTTP/1.1 200 ");
        for (RawClient first : clients.subList(0, 1_000 - HttpListener.MOST_CONNECTIONS)) {
            assertThat(first.isEnded()).isTrue();
        }
    }

    @Test
    void viewersAreCountedApartAndNotClosedForOthers() throws Exception {
        String watch = "GET /services/a.ts HTTP/1.1\r\nHost: localhost\r\n\r\n";
        for (int count = 0; count < HttpListener.MOST_STREAMS; count++) {
            assertThat(client(watch).line()).isEqualTo("HTTP/1.1 200 OK");
        }
        assertThat(client(watch).line()).isEqualTo("HTTP/1.1 503 Service Unavailable");
        for (int count = 0; count < 2 * HttpListener.MOST_CONNECTIONS; count++) {
            client("");
        }
        assertThat(RawClient.ask(port, "GET /text")).startsWith("HTTP/1.1 200 ");
        clients.get(0).close();
        assertThat(clients.get(1).line()).as("a header, and no end").isNotEmpty();
    }

    @Test
    void ofWhatAViewerDoesNotReadTheKernelKeepsLittle() throws Exception {
        client("GET /services/long.ts HTTP/1.1\r\nHost: localhost\r\n\r\n");
        await().until(() -> texts.longBytes.get() > 0);
        await().during(Duration.ofMillis(500)).until(() -> texts.longBytes.get() < 1 << 20);
    }

    @Test
    void whatIsNoRequestIsOneLineAndTheEnd() throws Exception {
        assertThat(client("nonsense\r\n\r\n").rest())
                .startsWith("HTTP/1.1 400 ")
                .endsWith("\r\n\r\nrequest: none (expected: one of HTTP/1.1)\n");
        assertThat(client("GET /" + "a".repeat(5_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .line())
                .startsWith("HTTP/1.1 414 ");
        assertThat(client("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "a".repeat(20_000) + "\r\n\r\n")
                        .line())
                .startsWith("HTTP/1.1 431 ");
        assertThat(client("GET / HTTP/1.1\r\n\r\n").rest())
                .startsWith("HTTP/1.1 400 ")
                .endsWith("host: none, or several (expected: one, RFC 9112 3.2)\n");
        assertThat(client("GET / HTTP/1.1\r\nHost: a\r\nHost: localhost\r\n\r\n")
                        .line())
                .startsWith("HTTP/1.1 400 ");
        assertThat(client("POST /api/reload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n")
                        .line())
                .startsWith("HTTP/1.1 413 ");
        assertThat(client("POST /api/reload HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
                        .line())
                .startsWith("HTTP/1.1 413 ");
        assertThat(client("GET /text HTTP/1.0\r\n\r\n").line()).isEqualTo("HTTP/1.0 200 OK");
    }

    /** A byte now and then, as of a slow reader's request that never ends; in the time of the channel. */
    @Test
    void aRequestThatComesByteByByteIsNotWaitedForLong() {
        EmbeddedChannel channel = new EmbeddedChannel(new HeadTimeout());
        channel.freezeTime();
        for (int second = 0; second < HeadTimeout.LONGEST_SECONDS; second++) {
            assertThat(channel.isOpen()).as("second %d", second).isTrue();
            channel.writeInbound(octets("X"));
            channel.advanceTimeBy(1, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
        }
        assertThat(channel.isOpen()).isFalse();
        channel.finishAndReleaseAll();
    }

    @Test
    void betweenRequestsThereIsTime() {
        HeadTimeout head = new HeadTimeout();
        EmbeddedChannel channel = new EmbeddedChannel(head);
        channel.freezeTime();
        for (int request = 0; request < 3; request++) {
            channel.writeInbound(octets("GET ..."));
            head.isThere();
            channel.advanceTimeBy(2L * HeadTimeout.LONGEST_SECONDS, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
        }
        assertThat(channel.isOpen()).isTrue();
        channel.finishAndReleaseAll();
    }

    @Test
    void aViewerThatTakesNothingIsNotWaitedForLong() {
        EmbeddedChannel channel = new EmbeddedChannel(new StalledWrites());
        channel.freezeTime();
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 2));
        channel.write(octets("more than is good"));
        channel.advanceTimeBy(StalledWrites.LONGEST_SECONDS - 1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isTrue();
        channel.flush(); // it takes something, late
        channel.advanceTimeBy(2L * StalledWrites.LONGEST_SECONDS, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isTrue();
        channel.write(octets("more than is good"));
        channel.advanceTimeBy(StalledWrites.LONGEST_SECONDS, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isFalse();
        channel.finishAndReleaseAll();
    }

    private static ByteBuf octets(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }
}
