// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What tcpdump sees on one interface of the receiver.
 * <pre>
 *   pcap file   24 bytes, then per frame: seconds, microseconds, captured, on the wire (4 bytes each); the frame
 * </pre>
 */
final class Capture implements AutoCloseable {

    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;
    private static final int ETHERNET_HEADER = 14;
    private static final int UDP_HEADER = 8;

    private final Command tcpdump;

    private Capture(Command tcpdump) {
        this.tcpdump = tcpdump;
    }

    /**
     * Starts to listen, and returns when it does; it ends by itself after that many datagrams to the port, or too long
     * a wait.
     */
    static Capture on(TwoNamespaces namespaces, String networkInterface, int port, int count) throws IOException {
        // short captures, because the ring that tcpdump shares with the kernel has few places for long ones
        String words = "timeout 60 tcpdump -i " + networkInterface + " --immediate-mode -U -s 96 -w - -c " + count;
        List<String> command = new ArrayList<>(Arrays.asList(words.split(" ")));
        command.add("udp and dst port " + port);
        Command tcpdump = TwoNamespaces.in(namespaces.receiver, command);
        tcpdump.awaitError("listening on");
        return new Capture(tcpdump);
    }

    List<Frame> frames() throws IOException {
        ByteBuffer file = ByteBuffer.wrap(tcpdump.readAll()).order(ByteOrder.LITTLE_ENDIAN);
        List<Frame> frames = new ArrayList<>();
        for (int at = FILE_HEADER; at + RECORD_HEADER < file.limit(); ) {
            int captured = file.getInt(at + 8);
            int wireBytes = file.getInt(at + 12);
            byte[] packet = new byte[captured - ETHERNET_HEADER];
            file.get(at + RECORD_HEADER + ETHERNET_HEADER, packet);
            frames.add(Frame.parse(packet, wireBytes - ETHERNET_HEADER));
            at += RECORD_HEADER + captured;
        }
        return frames;
    }

    @Override
    public void close() {
        tcpdump.close();
    }

    /** The fields of an IP header that a sink sets, and the bytes of UDP payload. */
    record Frame(int ttl, int dscp, String source, String destination, int payloadBytes) {

        static Frame parse(byte[] packet, int bytes) throws IOException {
            return packet[0] >>> 4 == 4 ? ipv4(packet, bytes) : ipv6(packet, bytes);
        }

        private static Frame ipv4(byte[] packet, int bytes) throws IOException {
            int headers = (packet[0] & 0x0F) * 4 + UDP_HEADER;
            int dscp = (packet[1] & 0xFF) >>> 2;
            return new Frame(packet[8] & 0xFF, dscp, host(packet, 12, 4), host(packet, 16, 4), bytes - headers);
        }

        private static Frame ipv6(byte[] packet, int bytes) throws IOException {
            int trafficClass = (packet[0] & 0x0F) << 4 | (packet[1] & 0xFF) >>> 4;
            int headers = 40 + UDP_HEADER;
            return new Frame(
                    packet[7] & 0xFF, trafficClass >>> 2, host(packet, 8, 16), host(packet, 24, 16), bytes - headers);
        }

        private static String host(byte[] packet, int offset, int length) throws IOException {
            byte[] address = Arrays.copyOfRange(packet, offset, offset + length);
            return InetAddress.getByAddress(address).getHostAddress();
        }
    }
}
