// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import static io.dmxflux.packet.CraftedPacket.concat;
import static io.dmxflux.ts.CraftedSection.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.ts.CraftedSection;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SectionAssemblerTest {

    private static final int PID = 0x12;
    private static final int EIT = 0x4E;
    private static final int PRIVATE = 0x80;

    private final List<byte[]> received = new ArrayList<>();
    private final SectionAssembler assembler = new SectionAssembler(section -> received.add(section.toByteArray()));

    private int counter;

    @Test
    void sectionInOnePacketIsHandedOnWithItsPacket() {
        byte[] section = section(100);
        begin(section);

        assertThat(received).containsExactly(section);
        assertThat(assembler.stats()).isEqualTo(new SectionStats(1, 0, 0, 0));
    }

    @Test
    void sectionThatFillsItsPacketNeedsNoStuffing() {
        byte[] section = section(183);
        begin(section);
        begin(section);

        assertThat(received).containsExactly(section, section);
    }

    /** The second packet has so many bytes of the first section that the next header has 1 to 4 bytes left. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void headerSplitAcrossPackets(int bytesInTheFirst) {
        byte[] first = section(183 - bytesInTheFirst);
        byte[] second = section(150);
        begin(first, Arrays.copyOf(second, bytesInTheFirst));
        proceed(from(second, bytesInTheFirst));

        assertThat(received).containsExactly(first, second);
    }

    @Test
    void headerInThreePackets() {
        byte[] section = section(50);
        byte[] first = section(182);
        begin(first, Arrays.copyOf(section, 1));
        send(packet(new byte[0]).adaptation(182, 0).set(187, section[1]));
        proceed(from(section, 2));

        assertThat(received).containsExactly(first, section);
    }

    @Test
    void fiveSectionsInTwoPackets() {
        byte[] all = concat(section(40), section(41), section(62), section(63), section(64));
        begin(Arrays.copyOf(all, 183));
        int pointer = 40 + 41 + 62 + 63 - 183;
        start(pointer, from(all, 183));

        assertThat(received).extracting(section -> section.length).containsExactly(40, 41, 62, 63, 64);
        assertThat(assembler.stats()).isEqualTo(new SectionStats(5, 0, 0, 0));
    }

    @Test
    void longSectionAcrossFourPackets() {
        byte[] section = section(183 + 3 * 184);
        begin(Arrays.copyOf(section, 183));
        proceed(Arrays.copyOfRange(section, 183, 367));
        proceed(Arrays.copyOfRange(section, 367, 551));
        assertThat(received).isEmpty();
        proceed(from(section, 551));

        assertThat(received).containsExactly(section);
    }

    @Test
    void longestSectionThereCanBe() {
        byte[] section = section(4096);
        sendAll(section);

        assertThat(received).containsExactly(section);
    }

    @Test
    void sectionEndsBeforeThePointedOneAndBothAreThere() {
        byte[] first = section(200);
        byte[] second = section(30);
        begin(Arrays.copyOf(first, 183));
        start(17, concat(from(first, 183), second));

        assertThat(received).containsExactly(first, second);
    }

    @Test
    void noSectionBeginsInAPacketWithoutUnitStart() {
        byte[] first = section(200);
        begin(Arrays.copyOf(first, 183));
        proceed(concat(from(first, 183), section(30)));

        assertThat(received).containsExactly(first);
    }

    @Test
    void nothingIsCollectedBeforeTheFirstUnitStart() {
        proceed(section(40));
        assertThat(received).isEmpty();
        begin(section(40));

        assertThat(received).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {183, 184, 255})
    void pointerFieldBeyondPacket(int pointer) {
        byte[] first = section(200);
        begin(Arrays.copyOf(first, 183));
        start(pointer, from(first, 183));
        assertThat(assembler.stats()).isEqualTo(new SectionStats(0, 0, 1, 0));
        begin(section(90));

        assertThat(received).hasSize(1);
    }

    @Test
    void pointerFieldCanPointToTheLastByte() {
        byte[] first = section(183 + 182);
        byte[] second = section(120);
        begin(Arrays.copyOf(first, 183));
        start(182, concat(from(first, 183), Arrays.copyOf(second, 1)));
        proceed(from(second, 1));

        assertThat(received).containsExactly(first, second);
    }

    @Test
    void sectionCutOffByTheNextIsASyntaxError() {
        begin(Arrays.copyOf(section(200), 183));
        byte[] next = section(50);
        begin(next);

        assertThat(received).containsExactly(next);
        assertThat(assembler.stats()).isEqualTo(new SectionStats(1, 0, 1, 0));
    }

    @Test
    void duplicatePacket() {
        byte[] section = section(500);
        for (int i = 0; i < 2; i++) {
            counter = 3;
            begin(Arrays.copyOf(section, 183));
        }
        for (int i = 0; i < 2; i++) {
            counter = 4;
            proceed(Arrays.copyOfRange(section, 183, 367));
        }
        proceed(from(section, 367));

        assertThat(received).containsExactly(section);
        assertThat(assembler.stats()).isEqualTo(new SectionStats(1, 0, 0, 0));
    }

    @Test
    void counterThatStandsStillHidesOnePacketAndNoMore() {
        for (int i = 0; i < 4; i++) {
            counter = 9;
            begin(section(50 + i));
        }

        assertThat(received).extracting(section -> section.length).containsExactly(50, 52, 53);
        assertThat(assembler.stats().lostPackets()).isZero();
    }

    @Test
    void gapDropsHalfASection() {
        byte[] section = section(700);
        begin(Arrays.copyOf(section, 183));
        counter += 2;
        proceed(Arrays.copyOfRange(section, 183, 367));
        proceed(Arrays.copyOfRange(section, 367, 551));
        byte[] next = section(60);
        begin(next);

        assertThat(received).containsExactly(next);
        assertThat(assembler.stats()).isEqualTo(new SectionStats(1, 0, 0, 2));
    }

    @Test
    void gapBeforeAPointerDropsTheEndAndKeepsWhatBegins() {
        byte[] section = section(200);
        byte[] next = section(60);
        begin(Arrays.copyOf(section, 183));
        counter++;
        start(17, concat(from(section, 183), next));

        assertThat(received).containsExactly(next);
    }

    @Test
    void discontinuityIndicatorIsNoLoss() {
        begin(section(60));
        counter += 5;
        byte[] next = section(60);
        send(packet(concat(new byte[2], new byte[] {0}, next))
                .payloadUnitStart()
                .discontinuity());

        assertThat(received).hasSize(2);
        assertThat(assembler.stats().lostPackets()).isZero();
    }

    @Test
    void packetWithoutPayloadDoesNotCount() {
        byte[] section = section(300);
        begin(Arrays.copyOf(section, 183));
        for (int i = 0; i < 3; i++) {
            send(CraftedPacket.of(PID)
                    .continuity(counter - 1)
                    .adaptation(183, 0)
                    .control(2));
        }
        proceed(from(section, 183));

        assertThat(received).containsExactly(section);
    }

    @Test
    void packetWithoutPayloadMayTellTheDiscontinuityToo() {
        byte[] section = section(300);
        begin(Arrays.copyOf(section, 183));
        counter += 5;
        send(CraftedPacket.of(PID).continuity(counter - 1).adaptation(183, 0x80).control(2));
        proceed(from(section, 183));
        byte[] next = section(60);
        begin(next);

        assertThat(received).containsExactly(next);
        assertThat(assembler.stats().lostPackets()).isZero();
    }

    @Test
    void damagedPacketDropsHalfASectionAndCountsAsLost() {
        byte[] section = section(500);
        begin(Arrays.copyOf(section, 183));
        send(packet(Arrays.copyOfRange(section, 183, 367)).transportError());
        proceed(from(section, 367));
        byte[] next = section(60);
        begin(next);

        assertThat(received).containsExactly(next);
        assertThat(assembler.stats()).isEqualTo(new SectionStats(1, 0, 0, 1));
    }

    @Test
    void scrambledPacketDropsHalfASectionAndIsNotLost() {
        byte[] section = section(500);
        begin(Arrays.copyOf(section, 183));
        send(packet(Arrays.copyOfRange(section, 183, 367)).scrambled(2));
        proceed(from(section, 367));
        send(packet(concat(new byte[] {0}, section(40))).payloadUnitStart().scrambled(3));
        byte[] next = section(60);
        begin(next);

        assertThat(received).containsExactly(next);
        assertThat(assembler.stats()).isEqualTo(new SectionStats(1, 0, 0, 0));
    }

    @Test
    void wrongChecksumIsCountedAndTheNextSectionFound() {
        byte[] wrong = section(60);
        wrong[20] ^= 1;
        byte[] next = section(61);
        begin(wrong, next);

        assertThat(received).containsExactly(next);
        assertThat(assembler.stats()).isEqualTo(new SectionStats(1, 1, 0, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "00 B3 FE, 1022 bytes in a PAT",
        "01 B3 FE, 1022 bytes in a CAT",
        "02 B4 00, 1024 bytes in a PMT",
        "4E FF FE, 4094 bytes in an EIT",
        "80 7F FF, 4095 bytes in a private section",
        "02 B0 08, no room for header and checksum",
        "02 30 20, a PMT without the long header",
        "42 70 20, an SDT without the long header",
        "73 70 03, a TOT without a checksum"
    })
    void lengthOutOfRange(String header, String why) {
        begin(concat(hex(header), new byte[100]));
        assertThat(assembler.stats()).as(why).isEqualTo(new SectionStats(0, 0, 1, 0));
        byte[] next = section(61);
        begin(next);

        assertThat(received).containsExactly(next);
    }

    @Test
    void sectionWithoutLongHeaderIsNotChecked() {
        byte[] time = hex("70 70 05 C0 79 12 45 00");
        byte[] empty = hex("80 70 00");
        begin(time, empty, time);

        assertThat(received).containsExactly(time, empty, time);
    }

    @Test
    void checksumOfATotIsChecked() {
        byte[] sound = CraftedSection.withChecksum(hex("73 70 0B C0 79 12 45 00 F0 00 00 00 00 00"));
        byte[] wrong = sound.clone();
        wrong[4] ^= 1;
        begin(wrong, sound);

        assertThat(received).containsExactly(sound);
        assertThat(assembler.stats().crcErrors()).isEqualTo(1);
    }

    @Test
    void packetOfStuffingAndPacketWithoutPayloadBytesAreNothing() {
        start(0, new byte[0]);
        start(20, new byte[0]);
        send(CraftedPacket.of(PID).continuity(counter++).payloadUnitStart().adaptation(183, 0));
        send(CraftedPacket.of(PID).continuity(counter++).payloadUnitStart().adaptation(255, 0));

        assertThat(received).isEmpty();
        assertThat(assembler.stats()).isEqualTo(new SectionStats(0, 0, 0, 0));
    }

    @Test
    void tableToComeIsHandedOnAndToldApart() {
        List<Boolean> current = new ArrayList<>();
        SectionAssembler asking = new SectionAssembler(section -> current.add(section.isCurrent()));
        byte[] both = concat(
                new byte[] {0},
                CraftedSection.of(EIT).next().bytes(),
                CraftedSection.of(EIT).bytes());
        asking.packet(Unpooled.wrappedBuffer(packet(both).payloadUnitStart().bytes()), 0);

        assertThat(current).containsExactly(false, true);
    }

    @Test
    void viewIsOverWhenTheCallbackReturns() {
        List<Section> kept = new ArrayList<>();
        SectionAssembler keeping = new SectionAssembler(section -> {
            kept.add(section);
            kept.add(section.copy());
        });
        keeping.packet(
                Unpooled.wrappedBuffer(packet(concat(new byte[] {0}, section(40)))
                        .payloadUnitStart()
                        .bytes()),
                0);

        assertThat(kept.get(0).length()).isZero();
        assertThatThrownBy(() -> kept.get(0).tableId()).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(kept.get(1).toByteArray()).isEqualTo(section(40));
        assertThatThrownBy(() -> kept.get(1).getUnsignedByte(40)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void resetForgetsCounterAndHalfASection() {
        byte[] section = section(300);
        begin(Arrays.copyOf(section, 183));
        assembler.reset();
        counter += 7;
        proceed(from(section, 183));
        begin(section(50));

        assertThat(received).hasSize(1);
        assertThat(assembler.stats()).isEqualTo(new SectionStats(1, 0, 0, 0));
    }

    @Test
    void packetAnywhereInABufferIsReadAndNoIndexMoves() {
        byte[] packet =
                packet(concat(new byte[] {0}, section(60))).payloadUnitStart().bytes();
        var buffer = Unpooled.wrappedBuffer(concat(new byte[5], packet, new byte[3]));
        assembler.packet(buffer, 5);

        assertThat(received).containsExactly(section(60));
        assertThat(buffer.readerIndex()).isZero();
    }

    private static byte[] section(int length) {
        return CraftedSection.of(length > 1024 ? EIT : PRIVATE)
                .extension(length)
                .bodyOf(length - 12)
                .bytes();
    }

    private static byte[] from(byte[] bytes, int offset) {
        return Arrays.copyOfRange(bytes, offset, bytes.length);
    }

    private void sendAll(byte[] section) {
        begin(Arrays.copyOf(section, Math.min(section.length, 183)));
        for (int at = 183; at < section.length; at += 184) {
            proceed(Arrays.copyOfRange(section, at, Math.min(section.length, at + 184)));
        }
    }

    private void begin(byte[]... payload) {
        start(0, concat(payload));
    }

    private void start(int pointer, byte[] payload) {
        send(packet(concat(new byte[] {(byte) pointer}, payload)).payloadUnitStart());
    }

    private void proceed(byte[] payload) {
        send(packet(payload));
    }

    private CraftedPacket packet(byte[] payload) {
        return CraftedPacket.of(PID).payload(payload).continuity(counter++);
    }

    private void send(CraftedPacket packet) {
        send(packet.bytes());
    }

    private void send(byte[] packet) {
        assembler.packet(Unpooled.wrappedBuffer(packet), 0);
    }
}
