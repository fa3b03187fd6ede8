// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.ts.net.EpollLoops;
import io.netty.channel.EventLoopGroup;

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
public final class UdpSource extends DatagramSource {

    private UdpSource(UdpSourceConfig config, EventLoopGroup loops) {
        super("udp", config, loops, UdpReader::new);
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
}
