// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.recording.Playback;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.CraftedSection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that is received throws, and a sound section is found as soon as the noise is over. */
class NoiseTest {

    private static final int[] TABLES = {
        TableId.PAT,
        TableId.CAT,
        TableId.PMT,
        TableId.NIT_ACTUAL,
        TableId.NIT_OTHER,
        TableId.SDT_ACTUAL,
        TableId.SDT_OTHER,
        TableId.EIT_PRESENT_FOLLOWING_ACTUAL,
        TableId.EIT_SCHEDULE_OTHER
    };

    private final List<byte[]> received = new ArrayList<>();
    private final SectionAssembler assembler = new SectionAssembler(section -> {
        AnyTable.read(section);
        received.add(section.toByteArray());
    });

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void randomBytesBehindASync(long seed) {
        Random random = new Random(seed);
        byte[] packet = new byte[188];
        for (int i = 0; i < 50_000; i++) {
            random.nextBytes(packet);
            packet[0] = 0x47;
            assembler.packet(Unpooled.wrappedBuffer(packet), 0);
        }
        expectTheNextSectionToBeFound();
    }

    /** Headers that pass for sound, so that more of the payload is looked at. */
    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void randomSectionsInPacketsInOrder(long seed) {
        Random random = new Random(seed);
        byte[] payload = new byte[184];
        for (int i = 0; i < 50_000; i++) {
            random.nextBytes(payload);
            payload[0] = (byte) random.nextInt(8);
            CraftedPacket packet = CraftedPacket.of(0x12).payload(payload).continuity(i);
            assembler.packet(Unpooled.wrappedBuffer((i % 3 == 0 ? packet.payloadUnitStart() : packet).bytes()), 0);
        }
        expectTheNextSectionToBeFound();
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 8, 9})
    void sampleWithOneBitInAHundredFlipped(long seed) throws IOException {
        byte[] sample = sample();
        Random random = new Random(seed);
        for (long i = 0; i < sample.length * 8L / 100; i++) {
            int bit = random.nextInt(sample.length * 8);
            sample[bit / 8] ^= (byte) (1 << bit % 8);
        }
        feed(sample, -1);
        expectTheNextSectionToBeFound();
    }

    @Test
    void undamagedSampleHasNothingButSoundSections() throws IOException {
        feed(sample(), Pid.SDT);

        assertThat(received).hasSizeGreaterThan(8);
        assertThat(assembler.stats()).isEqualTo(new SectionStats(received.size(), 0, 0, 0));
        assertThat(ServiceDescriptionTable.parse(Section.of(received.get(0))).services())
                .extracting(Service::name)
                .containsExactly("dmxflux one", "dmxflux two", "dmxflux three");
    }

    @ParameterizedTest
    @ValueSource(longs = {10, 11})
    void randomBodiesWithASoundChecksum(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] body = new byte[random.nextInt(i % 50 == 0 ? 1000 : 60)];
            random.nextBytes(body);
            AnyTable.read(
                    CraftedSection.of(TABLES[i % TABLES.length]).body(body).section());
        }
    }

    /** Every table that the sample has, cut after each byte of its body, and with each of its bytes at its extremes. */
    @Test
    void soundTablesCutAndBent() throws IOException {
        for (int pid : new int[] {Pid.PAT, Pid.SDT, 0x1000}) {
            received.clear();
            feed(sample(), pid);
            byte[] section = received.get(0);
            byte[] body = Arrays.copyOfRange(section, 8, section.length - 4);
            for (int length = 0; length <= body.length; length++) {
                byte[] cut = Arrays.copyOf(body, length);
                AnyTable.read(CraftedSection.of(section[0]).body(cut).section());
            }
            for (int i = 0; i < body.length; i++) {
                for (int value : new int[] {0x00, 0x7F, 0x80, 0xFF}) {
                    byte[] bent = body.clone();
                    bent[i] = (byte) value;
                    AnyTable.read(CraftedSection.of(section[0]).body(bent).section());
                }
            }
        }
    }

    /** Every tag with every length up to 12, of random bytes, of zeros and of ones. */
    @Test
    void descriptorsOfAllTagsAndLengths() {
        Random random = new Random(12);
        for (int tag = 0; tag < 256; tag++) {
            for (int length = 0; length <= 12; length++) {
                byte[] payload = new byte[length];
                read(tag, payload);
                Arrays.fill(payload, (byte) 0xFF);
                read(tag, payload);
                for (int i = 0; i < 10; i++) {
                    random.nextBytes(payload);
                    read(tag, payload);
                }
            }
        }
    }

    private static void read(int tag, byte[] payload) {
        Descriptor descriptor = Descriptor.of(tag, payload);

        assertThat(descriptor.tag()).isEqualTo(tag);
        assertThat(descriptor.languages()).allMatch(language -> language.length() == 3);
    }

    private void feed(byte[] packets, int onlyPid) {
        ByteBuf buffer = Unpooled.wrappedBuffer(packets);
        for (int packet = 0; packet < packets.length; packet += 188) {
            if (onlyPid < 0 || TsPacket.pid(buffer, packet) == onlyPid) {
                assembler.packet(buffer, packet);
            }
        }
    }

    /** The first packet of a section may seem to repeat the last one of the noise, the second cannot. */
    private void expectTheNextSectionToBeFound() {
        byte[] section = CraftedSection.of(0x4E).bodyOf(900).bytes();
        received.clear();
        ByteBuf packets = Unpooled.buffer();
        SectionPacketizer packetizer = new SectionPacketizer(0x12);
        packetizer.packetize(section, packets);
        packetizer.packetize(section, packets);
        feed(Arrays.copyOf(packets.array(), packets.readableBytes()), -1);

        assertThat(received).isNotEmpty().allMatch(found -> Arrays.equals(found, section));
    }

    private static byte[] sample() throws IOException {
        try (InputStream sample = Playback.class.getResourceAsStream("sample.ts")) {
            return Objects.requireNonNull(sample).readAllBytes();
        }
    }
}
