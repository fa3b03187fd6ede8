// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import io.netty.channel.Channel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import reactor.netty.ChannelBindException;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/**
 * Serves areas at one address.
 *
 * <p><b>Threading:</b> threads of its own, on which areas are asked.
 * <p><b>Holds:</b> {@value #MOST_CONNECTIONS} connections at most beside {@value #MOST_STREAMS} streams ({@value
 * #MOST_CONNECTIONS_OF_METRICS} and none where metrics alone are told): with one more, the one that asks for nothing longest is
 * closed, so that clients which ask for nothing, or for ever, take neither descriptors nor the place of one that asks. One that
 * asks for nothing for two minutes, or not for all of it in {@value HeadTimeout#LONGEST_SECONDS} s, or does not take its answer
 * for {@value ConnectionLimits#LONGEST_WRITE_SECONDS} s, is closed, and each after {@value #MOST_REQUESTS} requests, or when it
 * asks on and on without waiting for answers. Of what a client does not take, the kernel keeps {@value #MOST_UNSENT_BYTES} bytes
 * beside what is under way, and not the megabytes to which it lets a send buffer grow.
 * <p><b>Ownership:</b> owns its socket and threads, not the areas.
 */
public final class HttpListener implements AutoCloseable {

    static final int MOST_CONNECTIONS = 256;
    static final int MOST_STREAMS = 512;

    /** Scrapers keep one each. */
    static final int MOST_CONNECTIONS_OF_METRICS = 32;

    static final int MOST_REQUESTS = 1_000;

    /** More than a burst of segments, and less than a second of most services. */
    static final int MOST_UNSENT_BYTES = 128 << 10;

    private static final int MOST_THREADS = 4;
    private static final Duration LONGEST_IDLE = Duration.ofMinutes(2);
    private static final Duration LONGEST_BODY = Duration.ofSeconds(HeadTimeout.LONGEST_SECONDS);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final LoopResources loops;
    private final ChannelGroup connections = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);
    private final ConnectionLimits limits;
    private final @Nullable RenewedKeys keys;
    private final DisposableServer server;
    private volatile HttpPolicy policy;

    private HttpListener(HttpKey key, HttpAddress address, HttpPolicy policy, List<HttpArea> areas) {
        boolean isOfAll = key == HttpKey.HTTP;
        this.policy = policy;
        this.keys = policy.keys() == null ? null : new RenewedKeys(policy.keys());
        this.limits = isOfAll
                ? new ConnectionLimits(MOST_CONNECTIONS, MOST_CONNECTIONS / 2, MOST_STREAMS)
                : new ConnectionLimits(MOST_CONNECTIONS_OF_METRICS, MOST_CONNECTIONS_OF_METRICS, 0);
        this.loops = LoopResources.create("dmxflux-" + key, isOfAll ? threads() : 1, true);
        try {
            server = encrypted(keepingLittle(HttpServer.create()), key)
                    .host(address.host())
                    .port(address.port())
                    .runOn(loops)
                    .channelGroup(connections)
                    .doOnChannelInit((observer, connection, client) -> limits.opened(connection))
                    .httpRequestDecoder(decoder -> decoder.maxInitialLineLength(RequestCheck.LONGEST_LINE)
                            .maxHeaderSize(RequestCheck.LARGEST_HEAD))
                    .compress((request, response) -> RequestKind.isText(request.fullPath()))
                    .idleTimeout(LONGEST_IDLE)
                    .requestTimeout(LONGEST_BODY)
                    .maxKeepAliveRequests(MOST_REQUESTS)
                    .handle(new RequestGate(key, areas, () -> this.policy, limits))
                    .bindNow();
        } catch (ChannelBindException e) {
            loops.dispose();
            throw new RefusedServerException(key.option(), refused(address, reason(e)), e);
        }
    }

    /** Not fewer than two, as one may make an answer for some milliseconds while the other has streams. */
    private static int threads() {
        return Math.max(2, Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors() / 2));
    }

    /** The send buffer itself is left to the kernel, as a distant client needs a large one for what is under way. */
    private static HttpServer keepingLittle(HttpServer server) {
        return Epoll.isAvailable()
                ? server.childOption(EpollChannelOption.TCP_NOTSENT_LOWAT, (long) MOST_UNSENT_BYTES)
                : server;
    }

    private HttpServer encrypted(HttpServer plain, HttpKey key) {
        if (keys == null) {
            return plain;
        }
        try {
            SslContext context = SslContextBuilder.forServer(keys).build();
            return plain.secure(spec -> spec.sslContext(context));
        } catch (SSLException e) {
            throw new RefusedServerException(key.option(), "no TLS: " + e.getMessage(), e);
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
     * @param policy who may ask
     * @param areas what it serves
     * @return a server, the caller's to close
     * @throws RefusedServerException in one line, if it cannot have the address
     */
    static HttpListener open(HttpKey key, HttpAddress address, HttpPolicy policy, List<HttpArea> areas) {
        if (place(address).isUnresolved()) {
            throw new RefusedServerException(key.option(), refused(address, unresolved(address)));
        }
        return new HttpListener(key, address, policy, areas);
    }

    /**
     * Says that a server cannot be opened.
     *
     * @param address where
     * @param reason a phrase, as of {@link #refusal}
     * @return the line behind the option
     */
    public static String refused(HttpAddress address, String reason) {
        return address + ": " + reason + " (expected: an address of this machine and a free port)";
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

    /** Answers by another policy from now on; who was let in by a token that is none any more has to ask again. */
    void use(HttpPolicy next) {
        HttpPolicy before = policy;
        policy = next;
        X509ExtendedKeyManager renewed = next.keys();
        if (keys != null && renewed != null) {
            keys.renew(renewed);
        }
        if (next.isStricterThan(before)) { // which may be the answer of who asked for it
            limits.endless().forEach(Channel::close);
        }
    }

    /** Returns the port, also where any was asked for. */
    int port() {
        return server.port();
    }

    /** Takes no more connections, and ends those on which nothing is under way but streams. */
    void unbind() {
        server.channel().close().awaitUninterruptibly(PATIENCE.toMillis());
        limits.endless().forEach(Channel::close);
    }

    /** Answers what has been asked, but those that do not read get no more; streams end. */
    @Override
    public void close() {
        unbind();
        limits.awaitAnswers(PATIENCE);
        connections.close().awaitUninterruptibly(PATIENCE.toMillis());
        loops.dispose();
    }
}
