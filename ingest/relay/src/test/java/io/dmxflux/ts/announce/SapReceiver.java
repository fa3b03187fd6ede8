// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Hears announcements on the loopback interface with the JDK's socket, and reads them by RFC 2974 alone. What does not
 * speak of this process's own groups is another test run's.
 */
final class SapReceiver implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 10_000;
    private static final int QUIET_MILLIS = 300;

    private final MulticastSocket socket;
    private final String groups;
    private final Set<String> own = new HashSet<>();

    SapReceiver(String group, String groups) throws IOException {
        this.groups = groups;
        socket = new MulticastSocket(9875);
        socket.joinGroup(new InetSocketAddress(InetAddress.getByName(group), 9875), NetworkInterface.getByName("lo"));
    }

    List<Heard> hear(int count) throws IOException {
        List<Heard> heard = new ArrayList<>();
        socket.setSoTimeout(PATIENCE_MILLIS);
        while (heard.size() < count) {
            hearOne(heard);
        }
        return heard;
    }

    /** Hears what there still is: nothing else is under way on this interface after a moment. */
    List<Heard> hearTheRest() throws IOException {
        List<Heard> heard = new ArrayList<>();
        socket.setSoTimeout(QUIET_MILLIS);
        try {
            while (true) {
                hearOne(heard);
            }
        } catch (SocketTimeoutException e) {
            return heard;
        }
    }

    private void hearOne(List<Heard> heard) throws IOException {
        DatagramPacket datagram = new DatagramPacket(new byte[2048], 2048);
        socket.receive(datagram);
        Heard message = Heard.parse(ByteBuffer.wrap(datagram.getData(), 0, datagram.getLength()));
        if (message.sdp().contains(groups)) {
            own.add(message.originLine());
        }
        if (own.contains(message.originLine())) {
            heard.add(message);
        }
    }

    @Override
    public void close() {
        socket.close();
    }

    /** One message. */
    record Heard(boolean deletion, int hash, String origin, String type, String sdp) {

        static Heard parse(ByteBuffer message) throws IOException {
            int flags = message.get() & 0xFF;
            int authenticationWords = message.get();
            int hash = message.getShort() & 0xFFFF;
            byte[] origin = new byte[(flags & 0x10) == 0 ? 4 : 16];
            message.get(origin);
            String text = StandardCharsets.UTF_8.decode(message).toString();
            if (flags >>> 5 != 1 || (flags & 0x03) != 0 || authenticationWords != 0) {
                throw new IOException("not an announcement that everybody can read: flags " + flags);
            }
            int end = text.indexOf('\0');
            return new Heard(
                    (flags & 0x04) != 0,
                    hash,
                    InetAddress.getByAddress(origin).getHostAddress(),
                    text.substring(0, end),
                    text.substring(end + 1));
        }

        String name() {
            return sdp.lines()
                    .filter(line -> line.startsWith("s="))
                    .findFirst()
                    .map(line -> line.substring(2))
                    .orElse("");
        }

        String originLine() {
            return sdp.lines().filter(line -> line.startsWith("o=")).findFirst().orElse("") + "\r\n";
        }
    }
}
