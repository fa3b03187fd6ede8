// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.wire;

import io.dmxflux.ts.ReceivedStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** All that tcpdump sees of some IPv4 groups on one interface of the receiver, put together again. */
final class GroupStreams implements AutoCloseable {

    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;
    private static final int ETHERNET_HEADER = 14;
    private static final int UDP_HEADER = 8;

    private final Path file;
    private final Command tcpdump;

    private GroupStreams(Path file, Command tcpdump) {
        this.file = file;
        this.tcpdump = tcpdump;
    }

    /** Starts to listen, and returns when it does. */
    static GroupStreams on(TwoNamespaces namespaces, String networkInterface, String network, Path file)
            throws IOException {
        String words = "timeout 180 tcpdump -Z root -i " + networkInterface + " -B 131072 -s 2048 -w " + file;
        List<String> command = new ArrayList<>(Arrays.asList(words.split(" ")));
        command.add("udp and dst net " + network);
        Command tcpdump = TwoNamespaces.in(namespaces.receiver, command);
        tcpdump.awaitError("listening on");
        return new GroupStreams(file, tcpdump);
    }

    /** Ends listening, and tells what a group got. */
    Function<String, ReceivedStream> end() throws IOException {
        tcpdump.close();
        Map<String, ByteArrayOutputStream> groups = new TreeMap<>();
        ByteBuffer records = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = FILE_HEADER; at + RECORD_HEADER < records.limit(); ) {
            int captured = records.getInt(at + 8);
            add(groups, records.array(), at + RECORD_HEADER + ETHERNET_HEADER, captured - ETHERNET_HEADER);
            at += RECORD_HEADER + captured;
        }
        return group -> new ReceivedStream(
                groups.getOrDefault(group, new ByteArrayOutputStream()).toByteArray());
    }

    private static void add(Map<String, ByteArrayOutputStream> groups, byte[] bytes, int packet, int length)
            throws IOException {
        int headers = (bytes[packet] & 0x0F) * 4 + UDP_HEADER;
        byte[] destination = Arrays.copyOfRange(bytes, packet + 16, packet + 20);
        groups.computeIfAbsent(
                        InetAddress.getByAddress(destination).getHostAddress(), none -> new ByteArrayOutputStream())
                .write(bytes, packet + headers, length - headers);
    }

    @Override
    public void close() {
        tcpdump.close();
    }
}
