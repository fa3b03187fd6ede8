// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.ts.net.DatagramSockets;
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
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * A socket for each subscription, one subscription at a time, and the counts over all of them.
 *
 * <p><b>Errors:</b> a socket that cannot be opened, joined or bound is an {@link java.io.IOException} of one line to
 * the subscriber.
 */
final class DatagramFlux extends Flux<ByteBuf> {

    /** Place for one datagram: what fits a jumbo frame. A longer one is cut there, and counted as odd. */
    private static final int MAX_DATAGRAM_BYTES = 9_216;

    /**
     * Datagrams that one system call fetches. Runs of them in one piece (UDP_GRO) would be cheaper still, but Netty
     * 4.2.18 passes on their segment size only where it fetches one at a time.
     */
    static final int DATAGRAMS_PER_READ = 64;

    private final String name;
    private final UdpSourceConfig config;
    private final EventLoop loop;
    private final ReceiveLedger ledger;
    private final Supplier<DatagramReader> readers;
    private final AtomicReference<@Nullable DatagramSubscription> active = new AtomicReference<>();

    private volatile int grantedReceiveBufferBytes;
    private final AtomicLong kernelDroppedBefore = new AtomicLong();

    DatagramFlux(
            String scheme,
            UdpSourceConfig config,
            EventLoopGroup loops,
            ReceiveLedger ledger,
            Supplier<DatagramReader> readers) {
        this.name = scheme + "://" + config;
        this.config = config;
        this.loop = loops.next();
        this.ledger = ledger;
        this.readers = readers;
    }

    @Override
    public void subscribe(CoreSubscriber<? super ByteBuf> actual) {
        DatagramSubscription subscription = new DatagramSubscription(
                this,
                actual,
                readers.get(),
                new Gathering(config.queuedBuffers(), ledger),
                ledger,
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

    private void open(DatagramSubscription subscription) {
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

    private void configure(EpollDatagramChannelConfig socket, DatagramSubscription subscription) {
        grantedReceiveBufferBytes = LinuxSocketOptions.setReceiveBuffer(socket, config.receiveBufferBytes());
        socket.setAutoRead(false);
        socket.setOption(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, MAX_DATAGRAM_BYTES);
        socket.setRecvByteBufAllocator(subscription.readInto(MAX_DATAGRAM_BYTES, DATAGRAMS_PER_READ));
        if (config.isMulticast()) {
            join(socket, config.networkInterface());
        }
    }

    /** A port of a group can be shared, each socket getting all of it; one of a host cannot. */
    private void join(EpollDatagramChannelConfig socket, @Nullable NetworkInterface on) {
        socket.setOption(ChannelOption.SO_REUSEADDR, true);
        socket.setOption(EpollChannelOption.IP_MULTICAST_ALL, false);
        LinuxSocketOptions.joinGroup(
                socket, config.address().getAddress(), config.source(), on == null ? 0 : on.getIndex());
    }

    /** Makes room for another subscriber, whose socket is opened on the same loop and so after this one is closed. */
    void ended(DatagramSubscription subscription) {
        if (active.compareAndSet(subscription, null)) {
            kernelDroppedBefore.addAndGet(subscription.kernelDropped());
        }
    }

    int grantedReceiveBufferBytes() {
        return grantedReceiveBufferBytes;
    }

    ReceiveTotals totals() {
        DatagramSubscription subscription = active.get();
        long now = subscription == null ? 0 : subscription.kernelDropped();
        return ledger.totals(kernelDroppedBefore.get() + now);
    }

    @Override
    public String toString() {
        return name;
    }
}
