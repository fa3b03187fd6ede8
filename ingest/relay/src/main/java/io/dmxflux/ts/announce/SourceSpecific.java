// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import io.dmxflux.ts.sink.UdpSinkConfig;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Groups that can be joined only together with a sender: 232.0.0.0/8 and ff3x::/32.
 *
 * <p><b>Source:</b> RFC 4607.
 */
final class SourceSpecific {

    private SourceSpecific() {}

    /** Returns the sender to join with; empty for groups of any sender, and where the user leaves it to the route. */
    static Optional<InetAddress> source(UdpSinkConfig config) {
        InetAddress group = config.destination().getAddress();
        byte[] bytes = group.getAddress();
        boolean specific = group instanceof Inet6Address
                ? bytes[0] == (byte) 0xFF && (bytes[1] & 0xF0) == 0x30 && bytes[2] == 0 && bytes[3] == 0
                : bytes[0] == (byte) 232;
        return specific ? Optional.ofNullable(config.sourceAddress()) : Optional.empty();
    }
}
