// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.ts.CraftedSection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sections one behind the other without a byte between them, as a multiplexer with much to send packs them. */
class PackedSectionsTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void sectionsOfAllLengthsPackedWithoutAGap(long seed) {
        Random random = new Random(seed);
        List<byte[]> sent = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            sent.add(section(12 + random.nextInt(i % 10 == 0 ? 4084 : 300)));
        }
        List<byte[]> received = new ArrayList<>();
        SectionAssembler assembler = new SectionAssembler(section -> received.add(section.toByteArray()));
        feed(pack(sent, random), assembler);

        assertThat(received).containsExactlyElementsOf(sent);
        assertThat(assembler.stats()).isEqualTo(new SectionStats(500, 0, 0, 0));
    }

    @Test
    void noObjectIsMadePerPacket() {
        List<byte[]> sections = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            sections.add(section(12 + i));
        }
        ByteBuf packets = Unpooled.wrappedBuffer(pack(sections, new Random(6)));
        SectionAssembler assembler = new SectionAssembler(section -> assertCurrent(section.isCurrent()));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        feed(packets, assembler);
        long before = threads.getCurrentThreadAllocatedBytes();
        feed(packets, assembler);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(assembler.stats().sections()).isGreaterThan(3990);
        assertThat(allocated)
                .as("bytes for %d packets", packets.capacity() / 188)
                .isLessThan(packets.capacity() / 188);
    }

    private static void assertCurrent(boolean current) {
        if (!current) {
            throw new AssertionError("not current");
        }
    }

    private static byte[] section(int length) {
        return CraftedSection.of(0x50).extension(length).bodyOf(length - 12).bytes();
    }

    private static void feed(byte[] packets, SectionAssembler assembler) {
        feed(Unpooled.wrappedBuffer(packets), assembler);
    }

    private static void feed(ByteBuf packets, SectionAssembler assembler) {
        for (int packet = 0; packet < packets.capacity(); packet += 188) {
            assembler.packet(packets, packet);
        }
    }

    /** Some packets are shortened by an adaptation field, so that cuts fall anywhere. */
    private static byte[] pack(List<byte[]> sections, Random random) {
        TreeSet<Integer> starts = new TreeSet<>();
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] section : sections) {
            starts.add(joined.size());
            joined.writeBytes(section);
        }
        byte[] all = joined.toByteArray();
        starts.add(all.length);
        ByteArrayOutputStream packets = new ByteArrayOutputStream();
        int at = 0;
        for (int counter = 0; at < all.length; counter++) {
            CraftedPacket packet = CraftedPacket.of(0x12).payload().continuity(counter);
            int offset = 4 + shorten(packet, random);
            int toNext = starts.ceiling(at) - at;
            int count = Math.min(188 - offset, toNext);
            if (at + toNext < all.length && toNext < 188 - offset - 1) {
                packet.payloadUnitStart().set(offset++, toNext);
                count = Math.min(188 - offset, all.length - at);
            }
            for (int i = 0; i < count; i++) {
                packet.set(offset + i, all[at++]);
            }
            packets.writeBytes(packet.bytes());
        }
        return packets.toByteArray();
    }

    private static int shorten(CraftedPacket packet, Random random) {
        if (random.nextInt(4) > 0) {
            return 0;
        }
        int length = 1 + random.nextInt(150);
        packet.adaptation(length, 0);
        return 1 + length;
    }
}
