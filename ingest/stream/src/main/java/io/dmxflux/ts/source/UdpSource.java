// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.check.Check;
import io.dmxflux.ts.net.DatagramSockets;
import io.dmxflux.ts.net.EpollLoops;
import io.dmxflux.ts.net.Interfaces;
import io.dmxflux.ts.net.LinuxSocketOptions;
import io.dmxflux.ts.net.NetworkFollower;
import io.dmxflux.ts.net.NetworkWatch;
import io.dmxflux.ts.net.SocketErrors;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannelConfig;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * Receives a transport stream in datagrams, plain or RTP: multicast from any source or from one, or unicast.
 * <pre>
 *   UdpSource source = UdpSource.of(UdpSourceConfig.on("239.1.1.1", 5000).networkInterface("eth0").build());
 *   source.buffers().transform(new AlignPackets()) ...
 * </pre>
 *
 * <p><b>Shape:</b> the payloads of the datagrams of one read, as they came; put {@code AlignPackets} behind it where
 * the sender is not known to send whole packets. With RTP they are in the order of their sequence numbers: a datagram that
 * is early waits for its turn, 20 ms or the time between two datagrams. Plain or RTP, what comes is taken, see
 * {@link UdpSourceStats.Framing}: the kind only says which one is preferred if both come. Of RTP one sender is followed; what
 * is not of it is dropped, and every datagram counted. Plain packets do not tell of which sender they are: those of two are both
 * taken, which {@link UdpSourceStats#mixed} tells. The stream completes only if the source is closed.
 * <p><b>Ownership:</b> each buffer belongs to the subscriber, which must release it.
 * <p><b>Threading:</b> signals come on an event loop; {@link #stats()} and {@link #datagrams()} from any thread.
 * <p><b>Demand:</b> without demand, buffers are queued up to the configured bound; then the socket is not read, and what its
 * receive buffer has no room for is dropped by the kernel and counted. What the socket has when it is closed is counted as
 * discarded, in the book as closed. Dropping the oldest here instead was tried and lost 1 %
 * of 60 Mbit/s beside three busy neighbours, where multicat lost nothing: whatever waits behind a pause of the process was read
 * at once and dropped, although the sink would have sent it in time.
 * <p><b>Losses:</b> each buffer carries the loss before it: the datagrams that the kernel has dropped (SO_RXQ_OVFL), and with
 * RTP the sequence numbers lost by the network. A missing datagram is taken to be as long as the one behind it. What was sent
 * while the network did not have what the source needs, or of a kind that was not followed, is a loss of unknown size.
 * <p><b>Network:</b> what the machine does not have yet, or not any more, is waited for: the interface, a route to the group,
 * the address. The socket stays, and joins again within a second when the interface is there or is another; nothing is lost
 * of a stream that is not concerned. {@link #waitsFor} tells what is missing.
 * <p><b>Errors:</b> an {@link IOException} of one line if the socket cannot be opened: the port is taken. Its cause is what
 * {@link SocketErrors} reads.
 * <p><b>Source:</b> ip(7), ipv6(7), udp(7); RFC 3678 for source filters; RFC 2250 section 2; RFC 3550 5.1 and A.1.
 */
public final class UdpSource implements Source {

    private final String name;
    private final UdpSourceConfig config;
    private final EventLoop loop;
    private final NetworkWatch network;
    private final NetworkFollower.Listener listener;
    private final UdpSourceStats.Counters counters;
    private final AtomicReference<@Nullable UdpSubscription> active = new AtomicReference<>();

    /** What the last subscriber's socket waited for when it ended, for summaries. */
    private volatile Optional<String> waitedFor = Optional.empty();

    private final CompletableFuture<Void> whenClosed = new CompletableFuture<>();

    // guarded by active, as is the begin of a subscription
    private CompletionStage<Void> whenReleased = CompletableFuture.completedStage(null);
    private boolean closed;

    private volatile int grantedReceiveBufferBytes;

    private UdpSource(
            UdpSourceConfig config, EventLoopGroup loops, NetworkWatch network, NetworkFollower.Listener listener) {
        Check.given(config, "config");
        this.name = (config.framing() == UdpSourceStats.Framing.RTP ? "rtp://" : "udp://") + config;
        this.config = config;
        this.loop = Check.given(loops, "loops").next();
        this.network = network;
        this.listener = Check.given(listener, "listener");
        this.counters = new UdpSourceStats.Counters(config.framing());
    }

    /**
     * Creates a source on the event loop that all sockets share; it opens nothing.
     *
     * @param config what to listen to
     * @return a source
     * @throws IllegalStateException where there is no native epoll transport
     */
    public static UdpSource of(UdpSourceConfig config) {
        return of(config, NetworkFollower.Listener.NONE);
    }

    /**
     * Creates a source on the event loop that all sockets share; it opens nothing.
     *
     * @param config what to listen to
     * @param listener told when it has to wait for the network; must not block
     * @return a source
     * @throws IllegalStateException where there is no native epoll transport
     */
    public static UdpSource of(UdpSourceConfig config, NetworkFollower.Listener listener) {
        return of(config, EpollLoops.shared(), NetworkWatch.shared(), listener);
    }

    /**
     * Creates a source; it opens nothing.
     *
     * @param config what to listen to
     * @param loops epoll event loops, as {@link EpollLoops#create} makes them
     * @return a source
     */
    public static UdpSource of(UdpSourceConfig config, EventLoopGroup loops) {
        return of(config, loops, NetworkWatch.shared(), NetworkFollower.Listener.NONE);
    }

    static UdpSource of(
            UdpSourceConfig config, EventLoopGroup loops, NetworkWatch network, NetworkFollower.Listener listener) {
        return new UdpSource(config, loops, network, listener);
    }

    /**
     * Tells what a source would wait for if it were subscribed to now.
     *
     * @param config what to listen to
     * @return a phrase for a person, such as {@code interface eth7 is not there}; empty if nothing is missing
     */
    public static Optional<String> missing(UdpSourceConfig config) {
        return Optional.ofNullable(
                        ReceivingPlace.of(Check.given(config, "config")).problem())
                .or(() -> taken(config));
    }

    /** Binds a socket for a moment. What is wrong besides shows when the source is opened. */
    private static Optional<String> taken(UdpSourceConfig config) {
        boolean ipv6 = config.address().getAddress() instanceof Inet6Address;
        try (DatagramChannel probe =
                DatagramChannel.open(ipv6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET)) {
            probe.setOption(StandardSocketOptions.SO_REUSEADDR, config.isMulticast());
            probe.bind(bindAddress(config));
            return Optional.empty();
        } catch (BindException e) {
            int port = config.address().getPort();
            return String.valueOf(e.getMessage()).contains("in use")
                    ? Optional.of("port " + port + " is taken: another program has it and does not share it")
                    : Optional.empty();
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns the stream: a socket opened for each subscription, and closed when it is cancelled.
     *
     * @return buffers, one subscriber at a time
     */
    @Override
    public Flux<ByteBuf> buffers() {
        return new Flux<>() {
            @Override
            public void subscribe(CoreSubscriber<? super ByteBuf> actual) {
                UdpSource.this.subscribe(actual);
            }
        };
    }

    private void subscribe(CoreSubscriber<? super ByteBuf> actual) {
        UdpSubscription subscription = new UdpSubscription(
                this,
                actual,
                new FramingReader(config.framing(), counters),
                new DatagramQueue(config.queuedBuffers(), counters.accounts),
                counters,
                config.readInterval());
        String refusal = refusalOf(subscription);
        if (refusal != null) {
            Operators.error(actual, new IllegalStateException(name + refusal));
            return;
        }
        try {
            actual.onSubscribe(subscription);
        } catch (Throwable broken) { // which Reactive Streams 2.13 forbids
            subscription.cancel();
            throw broken;
        } finally {
            open(subscription); // also where it is cancelled: whose socket it is tells when it is closed
        }
    }

    private @Nullable String refusalOf(UdpSubscription subscription) {
        synchronized (active) {
            if (closed) {
                return ": closed (expected: open)";
            }
            if (!active.compareAndSet(null, subscription)) {
                return ": is being received already (expected: one subscriber at a time)";
            }
            whenReleased = subscription.whenReleased();
            return null;
        }
    }

    private void open(UdpSubscription subscription) {
        try {
            InetAddress host = config.address().getAddress();
            DatagramSockets.open(
                            host, bindAddress(config), loop, socket -> configure(socket, subscription), subscription)
                    .addListener((ChannelFuture bound) -> {
                        if (!bound.isSuccess()) {
                            subscription.fail(SocketErrors.describe(name + ": opening", bound.cause()));
                        }
                    });
        } catch (RuntimeException e) {
            subscription.fail(SocketErrors.describe(name + ": opening", e));
        }
    }

    /** An address of link-local scope can be bound only while its interface is there, and not again to the next one. */
    private static InetSocketAddress bindAddress(UdpSourceConfig config) {
        return Interfaces.needsScope(config.address().getAddress())
                ? new InetSocketAddress("::", config.address().getPort())
                : config.address();
    }

    private void configure(EpollDatagramChannelConfig socket, UdpSubscription subscription) {
        grantedReceiveBufferBytes = LinuxSocketOptions.setReceiveBuffer(socket, config.receiveBufferBytes());
        LinuxSocketOptions.tellReceiveDrops(socket);
        LinuxSocketOptions.allowMissingAddress(socket);
        socket.setAutoRead(false);
        socket.setOption(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, ReceiveSlots.DATAGRAM_BYTES);
        socket.setRecvByteBufAllocator(subscription.reading().makeReceiveBuffer(loop));
        if (config.isMulticast()) {
            socket.setOption(ChannelOption.SO_REUSEADDR, true); // each socket of a group's port receives every datagram
            socket.setOption(EpollChannelOption.IP_MULTICAST_ALL, false);
        }
        subscription.follow(
                new NetworkFollower(new ReceivingPlace(config, socket), loop, network, counted(subscription)));
    }

    /** Tells the listener, and keeps the account of outages; what the stream lacks behind one is on that. */
    private NetworkFollower.Listener counted(UdpSubscription subscription) {
        return new NetworkFollower.Listener() {
            @Override
            public void waiting(String problem) {
                counters.accounts.outages.begin();
                subscription.reading().interrupt();
                listener.waiting(problem);
            }

            @Override
            public void back(Duration waited) {
                counters.accounts.outages.end();
                listener.back(waited);
            }

            @Override
            public void onlyLoopback() {
                listener.onlyLoopback();
            }
        };
    }

    /**
     * Ends the stream of the subscriber with an error, for a caller that knows that nothing can arrive here any more.
     *
     * @param reason what the subscriber is told
     */
    public void fail(IOException reason) {
        Check.given(reason, "reason");
        UdpSubscription subscription = active.get();
        if (subscription != null) {
            subscription.endOnLoop(reason);
        }
    }

    /** Admits another subscriber. Its socket is opened on the same loop, and so after this one is closed. */
    void ended(UdpSubscription subscription) {
        waitedFor = subscription.waitsFor();
        active.compareAndSet(subscription, null);
    }

    /**
     * Returns the receive buffer that the kernel granted to the last subscription; {@code net.core.rmem_max} limits it
     * unless this process has {@code CAP_NET_ADMIN}.
     *
     * @return bytes; 0 before the first subscription
     */
    public int grantedReceiveBufferBytes() {
        return grantedReceiveBufferBytes;
    }

    /**
     * Returns the counts of datagrams, over all subscriptions.
     *
     * @return counts so far
     */
    public UdpSourceStats datagrams() {
        return counters.stats();
    }

    @Override
    public Optional<String> waitsFor() {
        UdpSubscription subscription = active.get();
        return subscription == null ? waitedFor : subscription.waitsFor();
    }

    @Override
    public Optional<UdpSourceStats> received() {
        return Optional.of(datagrams());
    }

    @Override
    public SourceStats stats() {
        UdpSourceStats all = datagrams();
        return new SourceStats(all.lostDatagrams(), all.kernelDroppedDatagrams(), 0, 0, 0);
    }

    @Override
    public void close() {
        UdpSubscription streaming;
        CompletionStage<Void> released;
        synchronized (active) {
            closed = true;
            streaming = active.get();
            released = whenReleased;
        }
        if (streaming != null) {
            streaming.complete();
        }
        released.thenRun(() -> whenClosed.complete(null));
    }

    /**
     * Completes when the source is closed, the socket of the last subscription as well, and the counts are final.
     *
     * @return completes after {@link #close}
     */
    @Override
    public CompletionStage<Void> whenClosed() {
        return whenClosed.minimalCompletionStage();
    }

    @Override
    public SourceBook book() {
        return counters.accounts.book();
    }

    @Override
    public String toString() {
        return name;
    }
}
