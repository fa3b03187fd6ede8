// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.soak;

import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.ts.CraftedSection;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** An endless stream of one service with tables, a clock and counters that rise, at a constant bit rate. */
final class ServiceStream {

    static final int DATAGRAM_PACKETS = 7;
    static final int DATAGRAM_BYTES = DATAGRAM_PACKETS * 188;

    private static final int VIDEO_PID = 0x100;
    private static final int PMT_PID = 0x1000;
    private static final double PCR_HERTZ = 27e6;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final byte[] PAT =
            CraftedSection.of(0).extension(7).body("0001 F000").bytes();
    private static final byte[] PMT =
            CraftedSection.of(2).extension(1).body("E100 F000 1B E100 F000").bytes();

    private final int bitsPerSecond;
    private long datagrams;
    private int tables;
    private int video;

    ServiceStream(int bitsPerSecond) {
        this.bitsPerSecond = bitsPerSecond;
    }

    long nanosPerDatagram() {
        return (long) (DATAGRAM_BYTES * 8 * NANOS_PER_SECOND / bitsPerSecond);
    }

    /** The tables are in each second datagram at 0.2 Mbit/s, and ten times a second at most. */
    byte[] nextDatagram() {
        byte[] datagram = new byte[DATAGRAM_BYTES];
        int packet = 0;
        long tablesEach = Math.max(2, (long) (NANOS_PER_SECOND / 10 / nanosPerDatagram()));
        if (datagrams % tablesEach == 0) {
            put(datagram, packet++, table(0, PAT));
            put(datagram, packet++, table(PMT_PID, PMT));
            tables++;
        }
        long ticks = (long) ((datagrams * DATAGRAM_BYTES + packet * 188) * 8 * PCR_HERTZ / bitsPerSecond);
        put(datagram, packet++, CraftedPacket.of(VIDEO_PID).continuity(video++).pcr(ticks));
        while (packet < DATAGRAM_PACKETS) {
            put(datagram, packet++, CraftedPacket.of(VIDEO_PID).continuity(video++));
        }
        datagrams++;
        return datagram;
    }

    private CraftedPacket table(int pid, byte[] section) {
        byte[] payload = new byte[section.length + 1]; // the pointer_field in front
        System.arraycopy(section, 0, payload, 1, section.length);
        return CraftedPacket.of(pid).continuity(tables).payloadUnitStart().payload(payload);
    }

    private static void put(byte[] datagram, int index, CraftedPacket packet) {
        System.arraycopy(packet.bytes(), 0, datagram, index * 188, 188);
    }

    /** Writes so much of it to a file. */
    static void write(Path file, int bitsPerSecond, long seconds) throws IOException {
        ServiceStream stream = new ServiceStream(bitsPerSecond);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            for (long bytes = 0; bytes < seconds * bitsPerSecond / 8; bytes += DATAGRAM_BYTES) {
                out.write(stream.nextDatagram());
            }
        }
    }
}
