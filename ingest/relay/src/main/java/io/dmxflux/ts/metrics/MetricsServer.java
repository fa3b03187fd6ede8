// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.metrics;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.timeout.WriteTimeoutHandler;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ChannelBindException;
import reactor.netty.DisposableServer;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/**
 * Tells metrics by HTTP: {@code GET /metrics}, in OpenMetrics' format or in Prometheus' older one, as is asked for.
 *
 * <p><b>Threading:</b> a thread of its own, on which the counters are read as well: a scrape delays no stream.
 * <p><b>Holds:</b> {@value #MOST_CONNECTIONS} connections at most: with one more, the one that was opened first is closed, so
 * that clients which ask for nothing, or for ever, take neither descriptors nor the place of one that asks.
 * One that asks for nothing for two minutes, or does not take its answer for {@value #LONGEST_WRITE_SECONDS} s, is closed, and
 * each after {@value #MOST_REQUESTS} requests, or when it asks on and on without waiting for answers. What was read is told
 * again for a quarter of a second.
 * <p><b>Ownership:</b> owns its socket and thread, not the meters.
 */
public final class MetricsServer implements AutoCloseable {

    static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    static final String PLAIN = "text/plain; version=0.0.4; charset=utf-8";

    /** Scrapers keep one each. */
    static final int MOST_CONNECTIONS = 32;

    static final int MOST_REQUESTS = 100;
    static final int LONGEST_WRITE_SECONDS = 10;

    private static final long FRESH_NANOS = 250_000_000;
    private static final Duration LONGEST_IDLE = Duration.ofMinutes(2);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final LoopResources loop = LoopResources.create("dmxflux-metrics", 1, true);
    private final ChannelGroup connections = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);

    /** In the order in which they were opened; on the server's thread. */
    private final Set<Channel> opened = new LinkedHashSet<>();

    /** What was read last, by format; on the server's thread. */
    private final Map<String, Answer> answers = new HashMap<>();

    private final Function<String, String> scrape;
    private final LongSupplier nanoTime;
    private final DisposableServer server;
    private final Disposable looking;

    private record Answer(byte[] text, long readNanos) {}

    MetricsServer(MetricsAddress address, Function<String, String> scrape, Runnable look, LongSupplier nanoTime) {
        this.scrape = scrape;
        this.nanoTime = nanoTime;
        try {
            server = HttpServer.create()
                    .host(address.host())
                    .port(address.port())
                    .runOn(loop)
                    .channelGroup(connections)
                    .doOnChannelInit((observer, connection, client) -> limit(connection))
                    .compress(true)
                    .idleTimeout(LONGEST_IDLE)
                    .maxKeepAliveRequests(MOST_REQUESTS)
                    .route(routes -> routes.get("/metrics", this::metrics)
                            .head(
                                    "/metrics",
                                    (request, response) -> response.header(
                                                    HttpHeaderNames.CONTENT_TYPE, format(request))
                                            .send())
                            .get("/", (request, response) -> response.sendString(Mono.just("/metrics\n"))))
                    .bindNow();
        } catch (ChannelBindException e) {
            loop.dispose();
            throw new IllegalStateException(refused(address, reason(e)), e);
        }
        looking = Flux.interval(Duration.ofSeconds(1)).subscribe(second -> look.run());
    }

    private void limit(Channel connection) {
        connection.pipeline().addFirst(new WriteTimeoutHandler(LONGEST_WRITE_SECONDS));
        connection.pipeline().addAfter(NettyPipeline.HttpCodec, null, new RequestLimit());
        opened.add(connection);
        connection.closeFuture().addListener(closed -> opened.remove(connection));
        if (opened.size() > MOST_CONNECTIONS) {
            opened.iterator().next().close();
        }
    }

    /**
     * Tells what a server at an address would fail with, by taking the address for a moment.
     *
     * @param address where
     * @return a phrase, such as {@code Address already in use}; empty if nothing
     */
    public static Optional<String> refusal(MetricsAddress address) {
        InetSocketAddress place = place(address);
        if (place.isUnresolved()) {
            return Optional.of(unresolved(address));
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(place);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()).replaceFirst(" \\(Bind failed\\)", ""));
        }
    }

    /**
     * Opens a server.
     *
     * @param address where
     * @param metrics what it tells
     * @return a server, the caller's to close
     * @throws IllegalStateException in one line, if it cannot have the address
     */
    public static MetricsServer open(MetricsAddress address, RelayMetrics metrics) {
        if (place(address).isUnresolved()) {
            throw new IllegalStateException(refused(address, unresolved(address)));
        }
        return new MetricsServer(address, metrics::scrape, metrics::look, System::nanoTime);
    }

    /**
     * Says that a server cannot be opened.
     *
     * @param address where
     * @param reason a phrase, as of {@link #refusal}
     * @return the line
     */
    public static String refused(MetricsAddress address, String reason) {
        return "metrics: " + address + ": " + reason + " (expected: an address of this machine and a free port)";
    }

    private static InetSocketAddress place(MetricsAddress address) {
        return new InetSocketAddress(address.host(), address.port());
    }

    private static String unresolved(MetricsAddress address) {
        return "host " + address.host() + " does not resolve";
    }

    private static String reason(ChannelBindException failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return String.valueOf(cause.getMessage()).replaceFirst("^.*failed with error\\(-?\\d+\\): ", "");
    }

    private static String format(HttpServerRequest request) {
        String accepted = request.requestHeaders().get(HttpHeaderNames.ACCEPT, "");
        return accepted.contains("application/openmetrics-text") ? OPEN_METRICS : PLAIN;
    }

    private Publisher<Void> metrics(HttpServerRequest request, HttpServerResponse response) {
        String format = format(request);
        return response.header(HttpHeaderNames.CONTENT_TYPE, format)
                .sendByteArray(Mono.fromCallable(() -> answer(format)));
    }

    private byte[] answer(String format) {
        Answer last = answers.get(format);
        long now = nanoTime.getAsLong();
        if (last == null || now - last.readNanos > FRESH_NANOS) {
            last = new Answer(scrape.apply(format).getBytes(StandardCharsets.UTF_8), now);
            answers.put(format, last);
        }
        return last.text;
    }

    /**
     * Returns where it listens.
     *
     * @return the port, also where any was asked for
     */
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        looking.dispose();
        try {
            server.disposeNow(PATIENCE); // answers what has been asked
        } catch (IllegalStateException e) {
            // who does not read gets no more
        }
        connections.close().awaitUninterruptibly(PATIENCE.toMillis());
        loop.dispose();
    }
}
