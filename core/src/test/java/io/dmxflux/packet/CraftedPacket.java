// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.util.Arrays;

/** A transport packet made by hand; everything that is not set is a clear payload packet. */
public final class CraftedPacket {

    private final byte[] bytes = new byte[188];

    private CraftedPacket(int pid) {
        Arrays.fill(bytes, (byte) 0xA5);
        bytes[0] = 0x47;
        bytes[1] = (byte) (pid >>> 8);
        bytes[2] = (byte) pid;
        bytes[3] = 0x10;
    }

    public static CraftedPacket of(int pid) {
        return new CraftedPacket(pid);
    }

    public CraftedPacket continuity(int counter) {
        bytes[3] = (byte) (bytes[3] & 0xF0 | counter & 0x0F);
        return this;
    }

    public CraftedPacket transportError() {
        bytes[1] |= (byte) 0x80;
        return this;
    }

    public CraftedPacket payloadUnitStart() {
        bytes[1] |= 0x40;
        return this;
    }

    public CraftedPacket scrambled(int control) {
        bytes[3] |= (byte) (control << 6);
        return this;
    }

    /** Sets the two bits of adaptation_field_control, and nothing behind the header. */
    public CraftedPacket control(int adaptationFieldControl) {
        bytes[3] = (byte) (bytes[3] & 0xCF | adaptationFieldControl << 4);
        return this;
    }

    /** Adds an adaptation field of any claimed length, sound or not. */
    public CraftedPacket adaptation(int length, int flags) {
        bytes[3] |= 0x20;
        bytes[4] = (byte) length;
        bytes[5] = (byte) flags;
        return this;
    }

    public CraftedPacket discontinuity() {
        return adaptation(1, 0x80);
    }

    public CraftedPacket pcr(long ticks) {
        adaptation(7, 0x10);
        return pcr(ticks / 300, (int) (ticks % 300));
    }

    public CraftedPacket pcr(long base, int extension) {
        bytes[6] = (byte) (base >>> 25);
        bytes[7] = (byte) (base >>> 17);
        bytes[8] = (byte) (base >>> 9);
        bytes[9] = (byte) (base >>> 1);
        bytes[10] = (byte) (base << 7 | 0x7E | extension >>> 8);
        bytes[11] = (byte) extension;
        return this;
    }

    /** Overwrites one byte. */
    public CraftedPacket set(int index, int value) {
        bytes[index] = (byte) value;
        return this;
    }

    /** Overwrites the first bytes behind the header, and makes the others stuffing. */
    public CraftedPacket payload(byte... payload) {
        Arrays.fill(bytes, 4, bytes.length, (byte) 0xFF);
        System.arraycopy(payload, 0, bytes, 4, payload.length);
        return this;
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /** The packet in a tracked buffer of its own, which the caller must release. */
    public ByteBuf buffer() {
        return buffer(bytes);
    }

    /** Any bytes in a tracked direct buffer, which the caller must release. */
    public static ByteBuf buffer(byte[] bytes) {
        return ByteBufAllocator.DEFAULT.directBuffer(Math.max(1, bytes.length)).writeBytes(bytes);
    }

    /** A run of packets of one PID with rising counters, each with its number in its last four bytes. */
    public static byte[] run(int pid, int count) {
        return run(pid, 0, count);
    }

    public static byte[] run(int pid, int first, int count) {
        byte[] run = new byte[count * 188];
        for (int i = 0; i < count; i++) {
            int number = first + i;
            CraftedPacket packet = of(pid).continuity(number);
            for (int shift = 0; shift < 4; shift++) {
                packet.set(187 - shift, number >>> 8 * shift & 0x3F);
            }
            System.arraycopy(packet.bytes, 0, run, i * 188, 188);
        }
        return run;
    }

    public static byte[] concat(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    /** Reads a buffer out and releases it. */
    public static byte[] drain(ByteBuf buffer) {
        try {
            return ByteBufUtil.getBytes(buffer);
        } finally {
            buffer.release();
        }
    }
}
