// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.timeout.WriteTimeoutHandler;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import reactor.netty.NettyPipeline;

/**
 * How many connections there are, and what they may do.
 *
 * <pre>
 *   waiting   asks for nothing, or not yet for all of it: with one connection too many, the one that waits longest is closed
 *   asking    is being answered: never closed for another
 *   stream    is being answered for long: counted apart, so that viewers keep nobody from asking
 * </pre>
 *
 * <p><b>Threading:</b> any event loop.
 */
final class ConnectionLimits {

    static final int LONGEST_WRITE_SECONDS = 10;

    private static final String WRITES = "dmxflux.writes";

    private final int most;
    private final int mostAsking;
    private final int mostStreams;

    /** In the order in which they began to wait. */
    private final Set<Channel> waiting = new LinkedHashSet<>();

    private final Set<Channel> asking = new LinkedHashSet<>();
    private final Set<Channel> streams = new LinkedHashSet<>();

    /**
     * Limits.
     *
     * @param most connections that are no streams
     * @param mostAsking of those that are answered at once
     * @param mostStreams beside them
     */
    ConnectionLimits(int most, int mostAsking, int mostStreams) {
        this.most = most;
        this.mostAsking = mostAsking;
        this.mostStreams = mostStreams;
    }

    /** Limits a new connection, whose pipeline is made. */
    void opened(Channel channel) {
        HeadTimeout head = new HeadTimeout();
        channel.pipeline().addFirst(WRITES, new WriteTimeoutHandler(LONGEST_WRITE_SECONDS));
        channel.pipeline().addFirst(head);
        channel.pipeline().addAfter(NettyPipeline.HttpCodec, null, new RequestCheck(head));
        channel.closeFuture().addListener(closed -> forget(channel));
        add(channel).ifPresent(Channel::close);
    }

    /** Returns what is to be closed for it, which may be itself. */
    private synchronized Optional<Channel> add(Channel channel) {
        waiting.add(channel);
        Optional<Channel> tooLong =
                waiting.size() + asking.size() > most ? waiting.stream().findFirst() : Optional.empty();
        tooLong.ifPresent(waiting::remove); // it takes a while to close, and is not to be found again meanwhile
        return tooLong;
    }

    private synchronized void forget(Channel channel) {
        waiting.remove(channel);
        asking.remove(channel);
        streams.remove(channel);
        notifyAll();
    }

    /** Begins an answer; returns why not if there are too many. */
    Optional<Refusal> begin(Channel channel, RequestKind kind) {
        boolean isStream = kind == RequestKind.STREAM;
        if (!count(channel, isStream ? streams : asking, isStream ? mostStreams : mostAsking)) {
            return Optional.of(new Refusal(
                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                    (isStream ? "streams: " + mostStreams : "requests: " + mostAsking)
                            + " at once already (expected: fewer, or again in a second)",
                    Map.of(HttpHeaderNames.RETRY_AFTER, "1")));
        }
        if (isStream) {
            waitForWrites(channel, new StalledWrites());
        }
        return Optional.empty();
    }

    private synchronized boolean count(Channel channel, Set<Channel> kind, int limit) {
        if (kind.size() >= limit) {
            return false;
        }
        waiting.remove(channel);
        kind.add(channel);
        return true;
    }

    /** Ends an answer: the connection may ask again. */
    void end(Channel channel, RequestKind kind) {
        synchronized (this) {
            boolean begun = asking.remove(channel) | streams.remove(channel);
            if (begun && channel.isOpen()) {
                waiting.add(channel);
            }
            notifyAll(); // of awaitAnswers
        }
        if (kind == RequestKind.STREAM && channel.isOpen()) {
            waitForWrites(channel, new WriteTimeoutHandler(LONGEST_WRITE_SECONDS));
        }
    }

    private static void waitForWrites(Channel channel, ChannelHandler handler) {
        if (channel.pipeline().get(WRITES) != null) {
            channel.pipeline().replace(WRITES, WRITES, handler);
        }
    }

    /** Returns the connections on which nothing is under way that ends by itself. */
    synchronized List<Channel> endless() {
        return Stream.concat(waiting.stream(), streams.stream()).toList();
    }

    /** Waits until every answer that ends by itself has ended, but not longer. */
    synchronized void awaitAnswers(Duration longest) {
        long end = System.nanoTime() + longest.toNanos();
        try {
            for (long left = longest.toMillis(); !asking.isEmpty() && left > 0; ) {
                wait(left);
                left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
