// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.ts.net.EpollLoops;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoopGroup;
import reactor.core.publisher.Flux;

/**
 * Receives a transport stream as plain UDP datagrams: of a group, of any sender or of one, or sent to this machine.
 * <pre>
 *   UdpSource source = UdpSource.of(UdpSourceConfig.on("239.1.1.1", 5000).networkInterface("eth0").build());
 *   source.buffers().transform(new AlignPackets()) ...
 * </pre>
 *
 * <p><b>Shape:</b> the payloads of the datagrams of one read, as they came; put {@code AlignPackets} behind it where
 * the sender is not known to send whole packets.
 * <p><b>Ownership:</b> each buffer belongs to the subscriber, who must release it.
 * <p><b>Threading:</b> signals come on an event loop; {@link #totals()} from any thread.
 * <p><b>Demand:</b> what comes without demand is kept up to the configured bound, then the oldest is dropped and
 * counted.
 * <p><b>Errors:</b> an {@link java.io.IOException} of one line if the socket cannot be opened: the port is taken, there
 * is no route to the group, the address is not one of this machine's.
 * <p><b>Source:</b> ip(7), ipv6(7), udp(7); RFC 3678 for source filters.
 */
public final class UdpSource implements Source {

    private final ReceiveLedger ledger = new ReceiveLedger();
    private final DatagramFlux flux;

    private UdpSource(UdpSourceConfig config, EventLoopGroup loops) {
        flux = new DatagramFlux("udp", config, loops, ledger, () -> new UdpReader(ledger));
    }

    /**
     * Names what to receive, on the event loop that all sockets share; nothing is opened yet.
     *
     * @param config what to listen to
     * @return a source
     * @throws IllegalStateException where there is no native epoll transport
     */
    public static UdpSource of(UdpSourceConfig config) {
        return of(config, EpollLoops.shared());
    }

    /**
     * Names what to receive; nothing is opened yet.
     *
     * @param config what to listen to
     * @param loops epoll event loops, as {@link EpollLoops#create} makes them
     * @return a source
     */
    public static UdpSource of(UdpSourceConfig config, EventLoopGroup loops) {
        return new UdpSource(config, loops);
    }

    /**
     * Returns the stream: a socket opened for each subscription, and closed when it is cancelled. It never completes.
     *
     * @return buffers, one subscriber at a time
     */
    @Override
    public Flux<ByteBuf> buffers() {
        return flux;
    }

    /**
     * Returns what became of the datagrams, over all subscriptions.
     *
     * @return totals so far
     */
    public ReceiveTotals totals() {
        return flux.totals();
    }

    /**
     * Returns the receive buffer that the kernel granted to the last subscription; {@code net.core.rmem_max} limits it
     * unless this process has {@code CAP_NET_ADMIN}.
     *
     * @return bytes; 0 before the first subscription
     */
    public int grantedReceiveBufferBytes() {
        return flux.grantedReceiveBufferBytes();
    }

    @Override
    public SourceLosses losses() {
        return flux.totals().losses();
    }

    @Override
    public String toString() {
        return flux.toString();
    }
}
