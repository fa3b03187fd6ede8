// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx;

import java.nio.ByteBuffer;

/**
 * Transport packets that tell their place in the stream: a header with PID and continuity_counter, then a running number
 * and a payload made from it, so that one byte lost or moved shows.
 */
public final class NumberedPackets {

    /** Bytes of a packet. */
    public static final int PACKET_BYTES = 188;

    private static final int HEADER_BYTES = 4;
    private static final int PAYLOAD_ONLY = 0x10;

    private final int pid;
    private int number;

    private NumberedPackets(int pid) {
        this.pid = pid;
    }

    /** Starts to number the packets of a PID at 0. */
    public static NumberedPackets of(int pid) {
        return new NumberedPackets(pid);
    }

    /** Goes on with a number. */
    public static NumberedPackets of(int pid, int number) {
        NumberedPackets packets = new NumberedPackets(pid);
        packets.number = number;
        return packets;
    }

    /** Makes the next packets. */
    public byte[] next(int packets) {
        ByteBuffer made = ByteBuffer.allocate(packets * PACKET_BYTES);
        while (made.hasRemaining()) {
            put(made);
        }
        return made.array();
    }

    /** Writes the next packet. */
    public void put(ByteBuffer target) {
        target.put((byte) 0x47).put((byte) (pid >> 8)).put((byte) pid).put((byte) (PAYLOAD_ONLY | number & 0xF));
        target.putInt(number);
        for (int at = HEADER_BYTES + Integer.BYTES; at < PACKET_BYTES; at++) {
            target.put((byte) (number * 31 + at));
        }
        number++;
    }
}
