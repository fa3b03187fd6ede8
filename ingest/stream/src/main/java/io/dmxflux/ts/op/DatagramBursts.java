// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import io.dmxflux.packet.TsPacket;

/**
 * Cuts a buffer into as few bursts of whole datagrams as it takes, all about as long: 14 datagrams as 7 and 7 where 8 are
 * allowed, not as 8 and 6.
 *
 * <p>The default sizes of datagrams and bursts for sinks, {@link Pace} and the splitter are here.
 *
 * @param datagramBytes the unit that is never cut, positive
 * @param mostDatagrams the longest burst, 1 or more
 */
public record DatagramBursts(int datagramBytes, int mostDatagrams) {

    /**
     * Packets in a full datagram: 7 x 188 = 1316 bytes, the most that fits a 1500-byte MTU with IP, UDP and RTP headers
     * (SMPTE 2022-2, RFC 2250).
     */
    public static final int PACKETS_PER_DATAGRAM = 7;

    /** Full datagrams in the longest burst: what fits the 65507 bytes that one send may have. */
    public static final int MOST_DATAGRAMS = 49;

    /** Datagrams that a paced multiplex sends at once: 8 are 2.2 ms of 38 Mbit/s. */
    public static final int OF_A_MULTIPLEX = 8;

    /**
     * Datagrams that a service sends at once. Up to 9 Mbit/s a burst is ended by the time that a packet may wait, not by
     * this length; at 7 Mbit/s it has ten datagrams. Bursts of eight would be ended by their length, which is a third more
     * sends.
     */
    public static final int OF_A_SERVICE = 16;

    /**
     * Checks both.
     *
     * @param datagramBytes positive
     * @param mostDatagrams 1 or more
     * @throws IllegalArgumentException if a burst has no length
     */
    public DatagramBursts {
        if (datagramBytes <= 0 || mostDatagrams <= 0) {
            throw new IllegalArgumentException("burst: " + mostDatagrams + " datagrams of " + datagramBytes
                    + " bytes (expected: more than 0 of both)");
        }
    }

    /**
     * Cuts full datagrams of {@value #PACKETS_PER_DATAGRAM} packets, which have 1316 bytes.
     *
     * @param mostDatagrams the longest burst, 1 or more
     * @return the cut
     */
    public static DatagramBursts ofFullDatagrams(int mostDatagrams) {
        return new DatagramBursts(PACKETS_PER_DATAGRAM * TsPacket.LENGTH, mostDatagrams);
    }

    /**
     * Returns how long the next burst is.
     *
     * @param leftBytes the rest of the buffer
     * @return bytes: whole datagrams, or all that is left
     */
    public int bytes(int leftBytes) {
        int datagrams = divideUp(leftBytes, datagramBytes);
        int bursts = Math.max(1, divideUp(datagrams, mostDatagrams));
        return Math.min(leftBytes, divideUp(datagrams, bursts) * datagramBytes);
    }

    /**
     * Divides, and rounds up.
     *
     * @param bytes of all, 0 or more
     * @param pieceBytes of one, positive
     * @return pieces
     */
    public static int divideUp(int bytes, int pieceBytes) {
        return (bytes + pieceBytes - 1) / pieceBytes;
    }
}
