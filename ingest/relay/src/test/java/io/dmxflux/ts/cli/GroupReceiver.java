// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * A receiver that shares nothing with the code it watches: the JDK's socket, and continuity counters checked by code of its own from ISO/IEC
 * 13818-1 2.4.3.3, without duplicates and discontinuity_indicator, which the streams watched do not have. What does not
 * begin with a sync byte is RTP, whose sequence numbers and source are checked as well.
 */
public final class GroupReceiver implements AutoCloseable {

    private static final int PACKET_BYTES = 188;
    private static final byte SYNC_BYTE = 0x47;
    private static final int RTP_HEADER_BYTES = 12;
    private static final int NULL_PID = 0x1FFF;
    private static final int RECEIVE_BUFFER_BYTES = 16 << 20;

    private final MulticastSocket socket;
    private final DatagramPacket datagram = new DatagramPacket(new byte[2048], 2048);
    private final int[] next = new int[NULL_PID + 1];
    private long packets;
    private long continuityErrors;
    private int nextSequence = -1;
    private long sequenceGaps;
    private final Set<Integer> sources = new HashSet<>();

    /** Joins a group on an interface. */
    public GroupReceiver(String group, int port, String networkInterface) throws IOException {
        // bound to the group: a socket bound to the port alone gets every group that anybody on the machine has joined
        socket = new MulticastSocket(new InetSocketAddress(group, port));
        socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
        socket.joinGroup(
                new InetSocketAddress(InetAddress.getByName(group), port),
                NetworkInterface.getByName(networkInterface));
        Arrays.fill(next, -1);
    }

    void awaitFirst(Duration patience) throws IOException {
        socket.setSoTimeout((int) patience.toMillis());
        receive();
    }

    void receiveFor(Duration time) throws IOException {
        socket.setSoTimeout(5_000);
        for (long end = System.nanoTime() + time.toNanos(); System.nanoTime() < end; ) {
            receive();
        }
    }

    /** Receives at least so many packets. */
    public void receivePackets(long wanted, Duration patience) throws IOException {
        socket.setSoTimeout((int) patience.toMillis());
        while (packets < wanted) {
            receive();
        }
    }

    void startAgain() {
        packets = 0;
        continuityErrors = 0;
    }

    private void receive() throws IOException {
        try {
            socket.receive(datagram);
        } catch (SocketTimeoutException e) {
            throw new IOException("nothing arrived any more after " + packets + " packets", e);
        }
        for (int at = payloadOffset(); at + PACKET_BYTES <= datagram.getLength(); at += PACKET_BYTES) {
            check(datagram.getData(), at);
        }
    }

    private int payloadOffset() {
        ByteBuffer header = ByteBuffer.wrap(datagram.getData());
        if (header.get(0) == SYNC_BYTE) {
            return 0;
        }
        int sequence = header.getShort(2) & 0xFFFF;
        if (nextSequence >= 0 && sequence != nextSequence) {
            sequenceGaps++;
        }
        nextSequence = sequence + 1 & 0xFFFF;
        sources.add(header.getInt(8));
        return RTP_HEADER_BYTES;
    }

    private void check(byte[] bytes, int at) {
        packets++;
        int pid = (bytes[at + 1] & 0x1F) << 8 | bytes[at + 2] & 0xFF;
        boolean payload = (bytes[at + 3] & 0x10) != 0;
        int counter = bytes[at + 3] & 0x0F;
        if (pid == NULL_PID || !payload) {
            return;
        }
        if (next[pid] >= 0 && next[pid] != counter) {
            continuityErrors++;
        }
        next[pid] = counter + 1 & 0x0F;
    }

    /** Packets so far. */
    public long packets() {
        return packets;
    }

    /** Places at which a counter was not the next. */
    public long continuityErrors() {
        return continuityErrors;
    }

    /** Places at which an RTP sequence number was not the next. */
    public long sequenceGaps() {
        return sequenceGaps;
    }

    /** RTP synchronisation sources seen. */
    public int sources() {
        return sources.size();
    }

    @Override
    public void close() {
        socket.close();
    }
}
