// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.soak;

import io.dmxflux.ts.wire.Command;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Receives all outputs: tcpdump's packet socket on every interface of a namespace, also on those that come and go. */
final class WireReceiver implements AutoCloseable {

    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;
    private static final int COOKED_HEADER = 16;
    private static final int UDP_HEADER = 8;
    private static final int RTP_HEADER = 12;
    private static final int PACKET_BYTES = 188;
    private static final byte SYNC_BYTE = 0x47;
    private static final int NULL_PID = 0x1FFF;

    private final Command tcpdump;
    private final Map<Integer, Received> outputs = new TreeMap<>();
    private final Thread thread = new Thread(this::receive, "wire receiver");

    WireReceiver(String namespace) throws IOException {
        String words = "ip netns exec " + namespace
                + " tcpdump -Z root -i any -y LINUX_SLL --immediate-mode -B 65536 -s 2048 -U -w - udp and dst portrange"
                + " 6000-6199";
        tcpdump = Command.start(List.of(words.split(" ")));
        tcpdump.awaitError("listening on");
        thread.start();
    }

    /** What has come to one port. */
    private static final class Received {

        private final int[] next = new int[NULL_PID + 1];
        private long packets;
        private long sinceError;

        Received() {
            Arrays.fill(next, -1);
        }

        void take(byte[] bytes, int from, int end) {
            for (int at = from; at + PACKET_BYTES <= end; at += PACKET_BYTES) {
                packets++;
                sinceError = follows(bytes, at) ? sinceError + 1 : 0;
            }
        }

        /** By ISO/IEC 13818-1 2.4.3.3, without duplicates and discontinuity_indicator. */
        private boolean follows(byte[] bytes, int at) {
            int pid = (bytes[at + 1] & 0x1F) << 8 | bytes[at + 2] & 0xFF;
            boolean payload = (bytes[at + 3] & 0x10) != 0;
            if (pid == NULL_PID || !payload) {
                return bytes[at] == SYNC_BYTE;
            }
            int counter = bytes[at + 3] & 0x0F;
            boolean follows = bytes[at] == SYNC_BYTE && (next[pid] < 0 || next[pid] == counter);
            next[pid] = counter + 1 & 0x0F;
            return follows;
        }
    }

    private void receive() {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(tcpdump.output()))) {
            in.readNBytes(FILE_HEADER);
            byte[] packet = new byte[1 << 16];
            for (byte[] record = new byte[RECORD_HEADER]; ; ) {
                in.readFully(record);
                int length =
                        ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN).getInt(8);
                in.readFully(packet, 0, length);
                datagram(packet, length);
            }
        } catch (EOFException e) {
            return; // ended
        } catch (IOException e) {
            throw new IllegalStateException("tcpdump has no more", e);
        }
    }

    private synchronized void datagram(byte[] packet, int length) {
        int udp = COOKED_HEADER + (packet[COOKED_HEADER] & 0x0F) * 4;
        int port = (packet[udp + 2] & 0xFF) << 8 | packet[udp + 3] & 0xFF;
        int payload = udp + UDP_HEADER;
        outputs.computeIfAbsent(port, first -> new Received())
                .take(packet, packet[payload] == SYNC_BYTE ? payload : payload + RTP_HEADER, length);
    }

    /** Packets that have come to a port. */
    synchronized long packets(int port) {
        Received received = outputs.get(port);
        return received == null ? 0 : received.packets;
    }

    /** Packets that have come to a port since the last counter that was not the next. */
    synchronized long packetsInOrder(int port) {
        Received received = outputs.get(port);
        return received == null ? 0 : received.sinceError;
    }

    synchronized void startAgain() {
        outputs.values().forEach(received -> received.sinceError = 0);
    }

    synchronized long packets() {
        return outputs.values().stream().mapToLong(received -> received.packets).sum();
    }

    @Override
    public void close() {
        tcpdump.close();
    }
}
