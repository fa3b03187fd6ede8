// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.tr101290;

import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.Pcr;
import io.dmxflux.packet.Pid;
import io.dmxflux.ts.CraftedSection;
import io.dmxflux.ts.psi.Descriptors;
import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramAssociationTable;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.psi.SectionPacketizer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.LongFunction;

/**
 * A stream of one packet a millisecond, each of which is what has its turn then, or a null packet. Turns begin at different
 * milliseconds below ten and come again after tens of them, so that none meets another.
 */
final class CraftedStream {

    static final int MAP = 0x40;
    static final int VIDEO = 0x100;
    static final int AUDIO = 0x101;
    static final int SERVICE = 7;

    private final Map<String, Turn> turns = new TreeMap<>();
    private final Map<Integer, Integer> counters = new HashMap<>();
    private IntPredicate sent = millis -> true;

    private record Turn(int first, int every, LongFunction<byte[]> packet) {}

    /** A stream in which all is well. */
    static CraftedStream sound() {
        return new CraftedStream()
                .turn("pcr", 1, 40, CraftedStream::clock)
                .turn("pts", 2, 40, CraftedStream::pictures)
                .turn("pat", 3, 400, millis -> pat())
                .turn("pmt", 4, 400, millis -> pmt())
                .turn("audio", 5, 40, millis -> CraftedPacket.of(AUDIO).bytes())
                .table("sdt", 6, 1_000, Pid.SDT, CraftedSection.of(0x42).body("0001FF"))
                .table("nit", 7, 5_000, Pid.NIT, CraftedSection.of(0x40).body("F000F000"))
                .table("present", 8, 1_000, Pid.EIT, eit(0x4E, 0))
                .table("following", 508, 1_000, Pid.EIT, eit(0x4E, 1))
                .turn("tdt", 9, 10_000, millis -> time(0x70));
    }

    /** Sets a turn, or replaces it, or with 0 takes it away. */
    CraftedStream turn(String name, int first, int every, LongFunction<byte[]> packet) {
        turns.put(name, new Turn(first, every, packet));
        return this;
    }

    CraftedStream without(String name) {
        turns.remove(name);
        return this;
    }

    CraftedStream every(String name, int every) {
        Turn turn = Objects.requireNonNull(turns.get(name));
        return turn(name, turn.first(), every, turn.packet());
    }

    CraftedStream table(String name, int first, int every, int pid, CraftedSection section) {
        return turn(name, first, every, millis -> section(pid, section.bytes()));
    }

    /** A packet at one moment. */
    CraftedStream once(int first, byte[] packet) {
        return turn("once " + first, first, Integer.MAX_VALUE / 2, millis -> packet);
    }

    /** Leaves out packets, and the time that they take. */
    CraftedStream sentIf(IntPredicate millis) {
        sent = millis;
        return this;
    }

    byte[] bytes(int fromMillis, int toMillis) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int millis = fromMillis; millis < toMillis; millis++) {
            byte[] packet = packet(millis);
            if (sent.test(millis)) {
                stream.writeBytes(packet);
            }
        }
        return stream.toByteArray();
    }

    private byte[] packet(int millis) {
        byte[] found = null;
        for (Map.Entry<String, Turn> turn : turns.entrySet()) {
            Turn at = turn.getValue();
            if (millis >= at.first() && (millis - at.first()) % at.every() == 0) {
                if (found != null) {
                    throw new IllegalStateException(turn.getKey() + " meets another at " + millis + " ms");
                }
                found = at.packet().apply(millis);
            }
        }
        return found == null ? CraftedPacket.of(Pid.NULL).bytes() : counted(found);
    }

    /** Continues the counter, unless the packet has one above 0 already. */
    private byte[] counted(byte[] packet) {
        if (packet.length != 188) {
            throw new IllegalStateException("packets: " + packet.length + " bytes (expected: one of 188)");
        }
        int pid = (packet[1] & 0x1F) << 8 | packet[2] & 0xFF;
        boolean hasPayload = (packet[3] & 0x10) != 0;
        boolean hasError = (packet[1] & 0x80) != 0;
        if (hasError) {
            return packet;
        }
        int counter = counters.merge(pid, hasPayload ? 1 : 0, Integer::sum) + (packet[3] & 0x0F);
        counters.put(pid, counter);
        packet[3] = (byte) (packet[3] & 0xF0 | counter & 0x0F);
        return packet;
    }

    static byte[] clock(long millis) {
        return clockOf(VIDEO, millis * Pcr.TICKS_PER_MILLI);
    }

    static byte[] clockOf(int pid, long ticks) {
        return CraftedPacket.of(pid).pcr(ticks).control(2).set(4, 183).bytes();
    }

    static byte[] pictures(long millis) {
        return CraftedPacket.of(VIDEO)
                .payloadUnitStart()
                .payload(CraftedSection.hex("000001E00000808005" + "2100010001"))
                .bytes();
    }

    static byte[] pat() {
        return section(
                Pid.PAT,
                new ProgramAssociationTable(1, 0, List.of(new Program(SERVICE, MAP)))
                        .toSections()
                        .get(0));
    }

    static byte[] pmt() {
        return section(
                MAP,
                new ProgramMapTable(
                                SERVICE,
                                0,
                                VIDEO,
                                Descriptors.EMPTY,
                                List.of(
                                        new ElementaryStream(2, VIDEO, Descriptors.EMPTY),
                                        new ElementaryStream(3, AUDIO, Descriptors.EMPTY)))
                        .toSection());
    }

    static CraftedSection eit(int tableId, int number) {
        return CraftedSection.of(tableId).extension(SERVICE).number(number, 1).body("00010001" + "0000");
    }

    /** TDT, RST and the like have no checksum. */
    static byte[] time(int tableId) {
        return section(
                tableId == 0x71 ? 0x13 : Pid.TDT,
                CraftedSection.hex(Integer.toHexString(tableId) + "7005" + "E000120000"));
    }

    /** One packet, whose counter is yet to be set. */
    static byte[] section(int pid, byte[] section) {
        ByteBuf packet = Unpooled.buffer();
        new SectionPacketizer(pid).packetize(section, packet);
        byte[] bytes = new byte[packet.readableBytes()];
        packet.readBytes(bytes);
        bytes[3] &= (byte) 0xF0;
        return bytes;
    }
}
