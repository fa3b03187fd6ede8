// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.net.OutgoingMessage;
import io.dmxflux.ts.net.RtpHeader;

/**
 * What a sink's datagrams consist of.
 *
 * @param headerBytes 0 without RTP
 * @param payloadBytes of all but the last of a run, which may be shorter
 */
record DatagramShape(int headerBytes, int payloadBytes) {

    static DatagramShape of(UdpSinkConfig config) {
        return new DatagramShape(
                config.rtp() == null ? 0 : RtpHeader.LENGTH, config.packetsPerDatagram() * TsPacket.LENGTH);
    }

    int datagramBytes() {
        return headerBytes + payloadBytes;
    }

    /** Returns how many it takes for so much payload. */
    int datagrams(int bytes) {
        return (bytes + payloadBytes - 1) / payloadBytes;
    }

    /** Returns how much payload so many bytes of datagrams carry. */
    int payloadIn(int bytes) {
        return bytes - (bytes + datagramBytes() - 1) / datagramBytes() * headerBytes;
    }

    /** Returns what a segmented send is told; 0 if all fits into one datagram. */
    int segmentBytes(int bytes) {
        return bytes > payloadBytes ? datagramBytes() : 0;
    }

    /**
     * Adds datagrams to a message.
     *
     * @param message where to
     * @param headers where the first header lies, the others behind it; meaningless if there are none
     * @param payload where the payload lies
     * @param bytes of payload
     */
    void addTo(OutgoingMessage message, long headers, long payload, int bytes) {
        if (headerBytes == 0) {
            message.add(payload, bytes);
            return;
        }
        long header = headers;
        for (int at = 0; at < bytes; at += payloadBytes) {
            message.add(header, headerBytes);
            message.add(payload + at, Math.min(payloadBytes, bytes - at));
            header += headerBytes;
        }
    }
}
