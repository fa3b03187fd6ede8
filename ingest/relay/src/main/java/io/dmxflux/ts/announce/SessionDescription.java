// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import io.dmxflux.ts.net.RtpHeader;
import io.dmxflux.ts.plan.EveryService;
import io.dmxflux.ts.sink.RtpSession;
import io.dmxflux.ts.sink.UdpSinkConfig;
import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * A service as SDP.
 * <pre>
 *   v=0
 *   o=- ID VERSION IN IP4 ORIGIN
 *   s=France 5
 *   c=IN IP4 239.255.2.1/64
 *   t=0 0
 *   a=tool:dmxflux
 *   a=type:broadcast
 *   m=video 5004 RTP/AVP 33        or  m=video 5004 udp 33, which has no name of its own and which VLC and MuMuDVB write so
 *   a=rtpmap:33 MP2T/90000
 * </pre>
 *
 * <p>The ID follows from where the service is sent, so that it is the same session after a restart.
 *
 * @param service what is announced
 * @param origin the address of who announces
 * @param version greater than that of any earlier description of the session
 */
record SessionDescription(EveryService.Announced service, InetAddress origin, long version) {

    private static final String END = "\r\n";
    private static final int MPEG_CLOCK_HZ = 90_000;

    /** The line that names the session, which is all that its deletion says. */
    String originLine() {
        return "o=- " + sessionId() + " " + version + " IN " + family(origin) + " " + host(origin) + END;
    }

    String text() {
        return "v=0" + END + originLine() + content();
    }

    /** What makes a new version when it changes: everything but the version. */
    String content() {
        return "s=" + ServiceTitle.of(service) + END + connection() + "t=0 0" + END + "a=tool:dmxflux" + END
                + "a=type:broadcast" + END + sourceFilter() + media();
    }

    private long sessionId() {
        byte[] group = config().destination().getAddress().getAddress();
        // an IPv6 group differs from others in its last bytes, those of its group identifier
        long address = new BigInteger(1, group).longValue() << Short.SIZE;
        return (address | config().destination().getPort()) & Long.MAX_VALUE;
    }

    private String connection() {
        InetAddress group = config().destination().getAddress();
        String hops = group instanceof Inet6Address ? "" : "/" + config().ttl();
        return "c=IN " + family(group) + " " + host(group) + hops + END;
    }

    private String sourceFilter() {
        return SourceSpecific.source(config())
                .map(source -> "a=source-filter: incl IN " + family(source) + " "
                        + host(config().destination().getAddress()) + " " + host(source) + END)
                .orElse("");
    }

    private String media() {
        RtpSession rtp = config().rtp();
        int port = config().destination().getPort();
        if (rtp == null) {
            return "m=video " + port + " udp " + RtpHeader.PAYLOAD_TYPE_MP2T + END;
        }
        int type = rtp.payloadType();
        return "m=video " + port + " RTP/AVP " + type + END + "a=rtpmap:" + type + " MP2T/" + MPEG_CLOCK_HZ + END;
    }

    private UdpSinkConfig config() {
        return service.to().config();
    }

    private static String family(InetAddress address) {
        return address instanceof Inet6Address ? "IP6" : "IP4";
    }

    /** An address without the interface that it has here, which means nothing elsewhere. */
    static String host(InetAddress address) {
        return address.getHostAddress().split("%", 2)[0];
    }
}
