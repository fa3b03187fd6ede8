// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import io.dmxflux.dmx.recording.Playback;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Transport packets written bit by bit, by ISO/IEC 13818-1 2.4.3 and not by the code under test. */
public final class HandmadeStream {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** A packet of the PID with nothing but payload. */
    public HandmadeStream packet(int pid, int counter) {
        return append(header(pid, false, 1, counter));
    }

    public HandmadeStream packets(int pid, int firstCounter, int count) {
        for (int i = 0; i < count; i++) {
            packet(pid, firstCounter + i & 15);
        }
        return this;
    }

    public HandmadeStream nullPacket() {
        return packet(0x1FFF, 0);
    }

    /** A packet with a PCR and payload. */
    public HandmadeStream pcr(int pid, int counter, long ticks) {
        return append(withPcr(header(pid, false, 3, counter), 0x10, ticks));
    }

    /** A packet with a PCR and no payload. */
    public HandmadeStream pcrOnly(int pid, int counter, long ticks) {
        byte[] packet = withPcr(header(pid, false, 2, counter), 0x10, ticks);
        packet[4] = (byte) 183;
        return append(packet);
    }

    /** A packet with a PCR behind a discontinuity_indicator. */
    public HandmadeStream restartedPcr(int pid, int counter, long ticks) {
        return append(withPcr(header(pid, false, 3, counter), 0x90, ticks));
    }

    /** A packet in which a PES packet of video begins, with PTS and DTS. */
    public HandmadeStream pes(int pid, int counter, long pts, long dts) {
        byte[] packet = header(pid, true, 1, counter);
        byte[] pes = {0, 0, 1, (byte) 0xE0, 0, 0, (byte) 0x80, (byte) 0xC0, 10};
        System.arraycopy(pes, 0, packet, 4, pes.length);
        timestamp(packet, 13, 3, pts);
        timestamp(packet, 18, 1, dts);
        return append(packet);
    }

    /** A packet in which a section begins, with bytes that count up. */
    public HandmadeStream section(int pid, int counter) {
        byte[] packet = header(pid, true, 1, counter);
        for (int i = 5; i < packet.length; i++) {
            packet[i] = (byte) i;
        }
        packet[4] = 0;
        return append(packet);
    }

    public HandmadeStream append(byte... raw) {
        bytes.writeBytes(raw);
        return this;
    }

    public byte[] toBytes() {
        return bytes.toByteArray();
    }

    public ByteBuffer toBuffer() {
        return ByteBuffer.wrap(toBytes());
    }

    public Playback playback() {
        return Playback.ofBytes(toBuffer());
    }

    /** The same packets with bytes before and behind each. */
    public byte[] spaced(int before, int behind) {
        byte[] packets = toBytes();
        ByteBuffer spaced = ByteBuffer.allocate(packets.length / 188 * (before + 188 + behind));
        for (int packet = 0; packet < packets.length; packet += 188) {
            spaced.put(new byte[before]).put(packets, packet, 188).put(new byte[behind]);
        }
        return spaced.array();
    }

    /** A packet filled with ones: 0xFF behind its header, adaptationFieldControl 1 payload, 2 adaptation field, 3 both. */
    public static byte[] header(int pid, boolean begins, int adaptationFieldControl, int counter) {
        byte[] packet = new byte[188];
        Arrays.fill(packet, (byte) 0xFF);
        packet[0] = 0x47;
        packet[1] = (byte) ((begins ? 0x40 : 0) | pid >> 8);
        packet[2] = (byte) pid;
        packet[3] = (byte) (adaptationFieldControl << 4 | counter);
        return packet;
    }

    private static byte[] withPcr(byte[] packet, int flags, long ticks) {
        packet[4] = 7;
        packet[5] = (byte) flags;
        long bits = ticks / 300 << 15 | 0x3F << 9 | ticks % 300;
        for (int i = 0; i < 6; i++) {
            packet[6 + i] = (byte) (bits >> 40 - 8 * i);
        }
        return packet;
    }

    private static void timestamp(byte[] packet, int at, int prefix, long ticks) {
        long bits = (long) prefix << 36
                | ticks >> 30 << 33
                | 1L << 32
                | (ticks >> 15 & 0x7FFF) << 17
                | 1 << 16
                | (ticks & 0x7FFF) << 1
                | 1;
        for (int i = 0; i < 5; i++) {
            packet[at + i] = (byte) (bits >> 32 - 8 * i);
        }
    }
}
