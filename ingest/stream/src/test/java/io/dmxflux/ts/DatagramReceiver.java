// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A receiver that knows nothing of Netty: one blocking socket of the JDK. */
public final class DatagramReceiver implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 60_000;

    private final MulticastSocket socket;
    private final InetAddress address;

    private DatagramReceiver(MulticastSocket socket, InetAddress address) throws IOException {
        this.socket = socket;
        this.address = address;
        socket.setReceiveBufferSize(4 << 20);
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    /** Joins a group on the loopback interface, on a port of the kernel's choice. */
    public static DatagramReceiver joining(String group) throws IOException {
        MulticastSocket socket = new MulticastSocket(0);
        InetAddress address = InetAddress.getByName(group);
        socket.joinGroup(new InetSocketAddress(address, 0), NetworkInterface.getByName("lo"));
        return new DatagramReceiver(socket, address);
    }

    /** Listens on one address of this machine, on a port of the kernel's choice. */
    public static DatagramReceiver on(String host) throws IOException {
        InetAddress address = InetAddress.getByName(host);
        return new DatagramReceiver(new MulticastSocket(new InetSocketAddress(address, 0)), address);
    }

    public String host() {
        return address.getHostAddress();
    }

    public int port() {
        return socket.getLocalPort();
    }

    /** Waits for that many datagrams. */
    public List<byte[]> receive(int count) throws IOException {
        List<byte[]> datagrams = new ArrayList<>();
        byte[] space = new byte[65_536];
        while (datagrams.size() < count) {
            DatagramPacket datagram = new DatagramPacket(space, space.length);
            socket.receive(datagram);
            datagrams.add(Arrays.copyOf(space, datagram.getLength()));
        }
        return datagrams;
    }

    public static byte[] join(List<byte[]> datagrams) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        datagrams.forEach(all::writeBytes);
        return all.toByteArray();
    }

    @Override
    public void close() {
        socket.close();
    }
}
