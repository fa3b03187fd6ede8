// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.net.DatagramSockets;
import io.dmxflux.ts.net.EpollLoops;
import io.dmxflux.ts.net.LinuxSocketOptions;
import io.dmxflux.ts.net.SocketErrors;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannelConfig;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
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
 * the sender is not known to send whole packets. With RTP they are in the order of their sequence numbers: a datagram up to
 * 15 early waits for its turn, datagrams that are not RTP are dropped, and all of that is counted. The stream never
 * completes.
 * <p><b>Ownership:</b> each buffer belongs to the subscriber, which must release it.
 * <p><b>Threading:</b> signals come on an event loop; {@link #stats()} and {@link #datagrams()} from any thread.
 * <p><b>Demand:</b> without demand, buffers are queued up to the configured bound, then the oldest are dropped and counted.
 * <p><b>Losses:</b> each buffer carries the loss before it: the datagrams that the kernel has dropped (SO_RXQ_OVFL), the
 * buffers dropped here, and with RTP the sequence numbers lost by the network. A missing datagram is taken to be as long as
 * the one behind it.
 * <p><b>Errors:</b> an {@link java.io.IOException} of one line if the socket cannot be opened: the port is taken, there
 * is no route to the group, the address is not one of this machine's.
 * <p><b>Source:</b> ip(7), ipv6(7), udp(7); RFC 3678 for source filters; RFC 2250 section 2; RFC 3550 5.1 and A.1.
 */
public final class UdpSource implements Source {

    private final String name;
    private final UdpSourceConfig config;
    private final EventLoop loop;
    private final Function<UdpSourceStats.Counters, DatagramReader> readers;
    private final UdpSourceStats.Counters counters = new UdpSourceStats.Counters();
    private final AtomicReference<@Nullable UdpSubscription> active = new AtomicReference<>();
    private volatile int grantedReceiveBufferBytes;

    private UdpSource(
            String scheme,
            UdpSourceConfig config,
            EventLoopGroup loops,
            Function<UdpSourceStats.Counters, DatagramReader> readers) {
        this.name = scheme + "://" + config;
        this.config = config;
        this.loop = loops.next();
        this.readers = readers;
    }

    /**
     * Creates a source of plain datagrams on the event loop that all sockets share; it opens nothing.
     *
     * @param config what to listen to
     * @return a source
     * @throws IllegalStateException where there is no native epoll transport
     */
    public static UdpSource of(UdpSourceConfig config) {
        return of(config, EpollLoops.shared());
    }

    /**
     * Creates a source of plain datagrams; it opens nothing.
     *
     * @param config what to listen to
     * @param loops epoll event loops, as {@link EpollLoops#create} makes them
     * @return a source
     */
    public static UdpSource of(UdpSourceConfig config, EventLoopGroup loops) {
        return new UdpSource("udp", config, loops, DatagramReader::plain);
    }

    /**
     * Creates a source of RTP datagrams on the event loop that all sockets share; it opens nothing.
     *
     * @param config what to listen to
     * @return a source
     * @throws IllegalStateException where there is no native epoll transport
     */
    public static UdpSource rtp(UdpSourceConfig config) {
        return rtp(config, EpollLoops.shared());
    }

    /**
     * Creates a source of RTP datagrams; it opens nothing.
     *
     * @param config what to listen to
     * @param loops epoll event loops, as {@link EpollLoops#create} makes them
     * @return a source
     */
    public static UdpSource rtp(UdpSourceConfig config, EventLoopGroup loops) {
        return new UdpSource("rtp", config, loops, RtpReader::new);
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
                readers.apply(counters),
                new DatagramQueue(config.queuedBuffers(), counters),
                counters,
                config.readInterval());
        if (!active.compareAndSet(null, subscription)) {
            Operators.error(
                    actual,
                    new IllegalStateException(
                            name + ": is being received already (expected: one subscriber at a time)"));
            return;
        }
        actual.onSubscribe(subscription);
        open(subscription);
    }

    private void open(UdpSubscription subscription) {
        try {
            InetAddress host = config.address().getAddress();
            DatagramSockets.open(host, config.address(), loop, socket -> configure(socket, subscription), subscription)
                    .addListener((ChannelFuture bound) -> {
                        if (!bound.isSuccess()) {
                            subscription.fail(SocketErrors.describe(name + ": opening", bound.cause()));
                        }
                    });
        } catch (RuntimeException e) {
            subscription.fail(SocketErrors.describe(name + ": opening", e));
        }
    }

    private void configure(EpollDatagramChannelConfig socket, UdpSubscription subscription) {
        grantedReceiveBufferBytes = LinuxSocketOptions.setReceiveBuffer(socket, config.receiveBufferBytes());
        LinuxSocketOptions.tellReceiveDrops(socket);
        socket.setAutoRead(false);
        socket.setOption(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, UdpSubscription.MAX_DATAGRAM_BYTES);
        socket.setRecvByteBufAllocator(subscription.makeReceiveBuffer());
        if (config.isMulticast()) {
            join(socket, config.networkInterface());
        }
    }

    /** Only for a group: its port can be shared, and each socket receives every datagram. */
    private void join(EpollDatagramChannelConfig socket, @Nullable NetworkInterface on) {
        socket.setOption(ChannelOption.SO_REUSEADDR, true);
        socket.setOption(EpollChannelOption.IP_MULTICAST_ALL, false);
        LinuxSocketOptions.joinGroup(
                socket, config.address().getAddress(), config.source(), on == null ? 0 : on.getIndex());
    }

    /** Admits another subscriber. Its socket is opened on the same loop, and so after this one is closed. */
    void ended(UdpSubscription subscription) {
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
    public SourceStats stats() {
        UdpSourceStats all = datagrams();
        return new SourceStats(
                all.lostDatagrams(), all.kernelDroppedDatagrams(), 0, 0, all.droppedBytes() / TsPacket.LENGTH);
    }

    @Override
    public String toString() {
        return name;
    }
}
