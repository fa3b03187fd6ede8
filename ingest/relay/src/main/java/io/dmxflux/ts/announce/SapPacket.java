// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Messages of the Session Announcement Protocol.
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-----+-+-+-+-+-+---------------+-------------------------------+
 *   | V=1 |A|R|T|E|C| auth len = 0  |     message identifier hash   |
 *   +-----+-+-+-+-+-+---------------+-------------------------------+
 *   |         originating source: 32 bits, or 128 where A is 1      |
 *   +---------------------------------------------------------------+
 *   |         "application/sdp", 0                                  |
 *   +---------------------------------------------------------------+
 *   |         SDP; where T is 1, its o= line only                   |
 *   +----------------------------------------------------------------
 * </pre>
 *
 * <p><b>Source:</b> RFC 2974 section 6.
 */
final class SapPacket {

    private static final int VERSION_1 = 0x20;
    private static final int IPV6_SOURCE = 0x10;
    private static final int DELETION = 0x04;
    private static final int HEADER_LENGTH = 4;
    private static final byte[] PAYLOAD_TYPE = "application/sdp\0".getBytes(StandardCharsets.US_ASCII);

    private SapPacket() {}

    static byte[] announcement(int hash, SessionDescription description) {
        return message(VERSION_1, hash, description.origin(), description.text());
    }

    static byte[] deletion(int hash, SessionDescription description) {
        return message(VERSION_1 | DELETION, hash, description.origin(), description.originLine());
    }

    private static byte[] message(int flags, int hash, InetAddress origin, String sdp) {
        byte[] source = origin.getAddress();
        byte[] payload = sdp.getBytes(StandardCharsets.UTF_8);
        ByteBuffer message = ByteBuffer.allocate(HEADER_LENGTH + source.length + PAYLOAD_TYPE.length + payload.length);
        message.put((byte) (origin instanceof Inet6Address ? flags | IPV6_SOURCE : flags));
        message.put((byte) 0).putShort((short) hash);
        return message.put(source).put(PAYLOAD_TYPE).put(payload).array();
    }
}
