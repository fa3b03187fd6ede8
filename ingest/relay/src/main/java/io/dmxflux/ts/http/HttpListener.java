// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.timeout.WriteTimeoutHandler;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import reactor.core.publisher.Mono;
import reactor.netty.ChannelBindException;
import reactor.netty.DisposableServer;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerRoutes;
import reactor.netty.resources.LoopResources;

/**
 * Serves areas at one address.
 *
 * <p><b>Threading:</b> a thread of its own, on which areas are asked.
 * <p><b>Holds:</b> {@value #MOST_CONNECTIONS} connections at most: with one more, the one that was opened first is closed, so
 * that clients which ask for nothing, or for ever, take neither descriptors nor the place of one that asks.
 * One that asks for nothing for two minutes, or does not take its answer for {@value #LONGEST_WRITE_SECONDS} s, is closed, and
 * each after {@value #MOST_REQUESTS} requests, or when it asks on and on without waiting for answers.
 * <p><b>Ownership:</b> owns its socket and thread, not the areas.
 */
public final class HttpListener implements AutoCloseable {

    /** Scrapers keep one each. */
    static final int MOST_CONNECTIONS = 32;

    static final int MOST_REQUESTS = 100;
    static final int LONGEST_WRITE_SECONDS = 10;

    private static final Duration LONGEST_IDLE = Duration.ofMinutes(2);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final LoopResources loop = LoopResources.create("dmxflux-http", 1, true);
    private final ChannelGroup connections = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);

    /** In the order in which they were opened; on the server's thread. */
    private final Set<Channel> opened = new LinkedHashSet<>();

    private final DisposableServer server;

    private HttpListener(HttpKey key, HttpAddress address, List<HttpArea> areas) {
        try {
            server = HttpServer.create()
                    .host(address.host())
                    .port(address.port())
                    .runOn(loop)
                    .channelGroup(connections)
                    .doOnChannelInit((observer, connection, client) -> limit(connection))
                    .compress((request, response) -> isText(request))
                    .idleTimeout(LONGEST_IDLE)
                    .maxKeepAliveRequests(MOST_REQUESTS)
                    .route(routes -> add(key, areas, routes))
                    .bindNow();
        } catch (ChannelBindException e) {
            loop.dispose();
            throw new RefusedServerException(key, refused(key, address, reason(e)), e);
        }
    }

    private static void add(HttpKey key, List<HttpArea> areas, HttpServerRoutes routes) {
        areas.forEach(area -> area.addTo(routes));
        if (!key.path().equals("/")) {
            routes.get("/", (request, response) -> response.sendString(Mono.just(key.path() + "\n")));
        }
        routes.route(
                any -> true,
                (request, response) -> PlainAnswer.refuse(
                        response,
                        HttpResponseStatus.NOT_FOUND,
                        request.fullPath() + ": not found (expected: a path that is served)"));
    }

    /** Streams are as small as they get, and so are their segments. */
    private static boolean isText(HttpServerRequest request) {
        return !request.path().startsWith("services/") && !request.path().equals("api/events");
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
    public static Optional<String> refusal(HttpAddress address) {
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
     * @param key what it is for
     * @param address where
     * @param areas what it serves
     * @return a server, the caller's to close
     * @throws RefusedServerException in one line, if it cannot have the address
     */
    static HttpListener open(HttpKey key, HttpAddress address, List<HttpArea> areas) {
        if (place(address).isUnresolved()) {
            throw new RefusedServerException(key, refused(key, address, unresolved(address)));
        }
        return new HttpListener(key, address, areas);
    }

    /**
     * Says that a server cannot be opened.
     *
     * @param key what it is for
     * @param address where
     * @param reason a phrase, as of {@link #refusal}
     * @return the line
     */
    public static String refused(HttpKey key, HttpAddress address, String reason) {
        return key + ": " + address + ": " + reason + " (expected: an address of this machine and a free port)";
    }

    private static InetSocketAddress place(HttpAddress address) {
        return new InetSocketAddress(address.host(), address.port());
    }

    private static String unresolved(HttpAddress address) {
        return "host " + address.host() + " does not resolve";
    }

    private static String reason(ChannelBindException failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return String.valueOf(cause.getMessage()).replaceFirst("^.*failed with error\\(-?\\d+\\): ", "");
    }

    /** Returns the port, also where any was asked for. */
    int port() {
        return server.port();
    }

    @Override
    public void close() {
        try {
            server.disposeNow(PATIENCE); // answers what has been asked
        } catch (IllegalStateException e) {
            // who does not read gets no more
        }
        connections.close().awaitUninterruptibly(PATIENCE.toMillis());
        loop.dispose();
    }
}
