// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import io.dmxflux.dmx.sys.StructMemory;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Where the fields of {@code struct sockaddr_in} and {@code sockaddr_in6} lie.
 *
 * <pre>
 *   0        2      4                8                  24         28
 *   | family | port | in_addr        |                                      AF_INET, 16 bytes
 *   | family | port | flowinfo       | in6_addr         | scope_id |        AF_INET6
 *     native   big    big                                native
 * </pre>
 *
 * <p><b>Source:</b> linux/in.h, linux/in6.h.
 */
final class SocketAddressLayout {

    static final int MOST_BYTES = 28;

    private static final int INET_BYTES = 16;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int PORT = 2;
    private static final int INET_ADDRESS = 4;
    private static final int INET6_ADDRESS = 8;
    private static final int SCOPE_ID = 24;

    private SocketAddressLayout() {}

    /** Writes a resolved address, in its own family, and returns how many bytes it takes. */
    static int put(StructMemory memory, int offset, InetSocketAddress address) {
        InetAddress host = address.getAddress();
        int port = address.getPort();
        memory.putBytes(offset + PORT, new byte[] {(byte) (port >>> Byte.SIZE), (byte) port});
        if (host instanceof Inet6Address inet6) {
            memory.putShort(offset, AF_INET6).putInt(offset + SCOPE_ID, inet6.getScopeId());
            memory.putBytes(offset + INET6_ADDRESS, host.getAddress());
            return MOST_BYTES;
        }
        memory.putShort(offset, AF_INET).putBytes(offset + INET_ADDRESS, host.getAddress());
        return INET_BYTES;
    }
}
