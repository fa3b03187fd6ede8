// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.ts.net.EpollLoops;
import io.netty.channel.EventLoopGroup;

/**
 * Receives a transport stream as RTP datagrams (RFC 2250), and puts them back into order.
 * <pre>
 *   RtpSource source = RtpSource.of(UdpSourceConfig.on("239.1.1.1", 5000).networkInterface("eth0").build());
 *   source.buffers().transform(new AlignPackets()) ...
 * </pre>
 *
 * <p><b>Shape:</b> the payloads of the datagrams of one read, in the order of their sequence numbers; a datagram up to
 * 15 ahead of its turn waits for it, anything that is not RTP is dropped, and all of that is counted.
 * <p><b>Ownership:</b> each buffer belongs to the subscriber, who must release it.
 * <p><b>Threading:</b> signals come on an event loop; {@link #totals()} from any thread.
 * <p><b>Demand:</b> what comes without demand is kept up to the configured bound, then the oldest is dropped and
 * counted.
 * <p><b>Errors:</b> an {@link java.io.IOException} of one line if the socket cannot be opened: the port is taken, there
 * is no route to the group, the address is not one of this machine's.
 * <p><b>Source:</b> RFC 2250 section 2; RFC 3550 5.1 and A.1.
 */
public final class RtpSource extends DatagramSource {

    private RtpSource(UdpSourceConfig config, EventLoopGroup loops) {
        super("rtp", config, loops, RtpReader::new);
    }

    /**
     * Names what to receive, on the event loop that all sockets share; nothing is opened yet.
     *
     * @param config what to listen to
     * @return a source
     * @throws IllegalStateException where there is no native epoll transport
     */
    public static RtpSource of(UdpSourceConfig config) {
        return of(config, EpollLoops.shared());
    }

    /**
     * Names what to receive; nothing is opened yet.
     *
     * @param config what to listen to
     * @param loops epoll event loops, as {@link EpollLoops#create} makes them
     * @return a source
     */
    public static RtpSource of(UdpSourceConfig config, EventLoopGroup loops) {
        return new RtpSource(config, loops);
    }
}
