// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.packet.AdaptationField;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.psi.Descriptors;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.psi.Section;
import io.dmxflux.ts.split.Multiplexer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessPointsTest {

    private final AccessPoints points = new AccessPoints();

    private List<AccessPoints.Found> found(byte[]... parts) {
        byte[] all = CraftedPacket.concat(parts);
        ByteBuf packets = Unpooled.wrappedBuffer(all);
        List<AccessPoints.Found> found = new ArrayList<>();
        for (int at = 0; at < all.length; at += TsPacket.LENGTH) {
            AccessPoints.Found one = points.packet(packets, at);
            if (one != AccessPoints.Found.NOTHING) {
                found.add(one);
            }
        }
        return found;
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "1B, IDR slice,                       0000000109f0 0000000165b8, POINT",
        "1B, slice of type P,                 0000000109f0 0000000141e0, PICTURE",
        "1B, slice of type I alone,           0000000109f0 0000000141b0, PICTURE",
        "1B, SPS then a slice of type I,      0000000109f0 00000001674d 0000000168ee 0000000141b0, POINT",
        "1B, SPS then a slice of type 7,      0000000109f0 00000001674d 000000014188, POINT",
        "1B, SPS then a slice of type P,      0000000109f0 00000001674d 0000000141e0, PICTURE",
        "1B, recovery point,                  0000000109f0 00000106060180 0000000141e0, POINT",
        "1B, another message,                 0000000109f0 00000106050180 0000000141e0, PICTURE",
        "1B, second message,                  0000000109f0 000001060502aaaa060180 0000000141e0, POINT",
        "24, IRAP,                            000000014601 000000012601, POINT",
        "24, CRA,                             000000014601 000000012a01, POINT",
        "24, trailing picture,                000000014601 000000010201, PICTURE",
        "02, sequence header and I,           000001b3140f 00000100000f, POINT",
        "02, sequence header and P,           000001b3140f 000001000017, PICTURE",
        "02, I without a sequence header,     00000100000f, PICTURE",
        "42, another coding,                  0000010000, PICTURE"
    })
    void picturesAreToldApart(String type, String what, String hex, AccessPoints.Found expected) {
        Pictures pictures = new Pictures(Integer.parseInt(type, 16));

        assertThat(found(pictures.tables(), pictures.picture(9_000, hex.replace(" ", ""), 3)))
                .as(what.toLowerCase(Locale.ROOT))
                .containsExactly(expected);
        assertThat(points.ticks()).isEqualTo(9_000);
    }

    @Test
    void aPointWhoseProofIsInTheNextPacketIsToldThen() {
        Pictures pictures = new Pictures(Pictures.H_264);
        String longMessage = "00000106" + "05b4" + "aa".repeat(0xB4) + "80";

        assertThat(found(pictures.tables(), pictures.picture(0, "0000000109f0" + longMessage + "0000000165b8", 0)))
                .containsExactly(AccessPoints.Found.PICTURE, AccessPoints.Found.POINT_BEFORE);
    }

    @Test
    void theIndicatorIsEnough() {
        Pictures pictures = new Pictures(Pictures.H_264);
        byte[] packet = CraftedPacket.of(Pictures.PID)
                .payloadUnitStart()
                .adaptation(1, 0x40)
                .bytes();
        assertThat(AdaptationField.randomAccess(Unpooled.wrappedBuffer(packet), 0))
                .isTrue();

        assertThat(found(pictures.tables(), packet)).containsExactly(AccessPoints.Found.POINT);
    }

    @Test
    void ofSoundAloneAnyPesPacketIsOne() {
        Pictures pictures = new Pictures(Pictures.MPEG_AUDIO);

        assertThat(found(pictures.tables(), pictures.picture(0, "fffd", 2), pictures.picture(0, "fffd", 2)))
                .containsExactly(AccessPoints.Found.POINT, AccessPoints.Found.POINT);
    }

    @Test
    void nothingIsAPointBeforeTheTables() {
        Pictures pictures = new Pictures(Pictures.H_264);

        assertThat(found(pictures.picture(0, "0000000165b8", 2))).isEmpty();
        assertThat(points.tables()).isEmpty();
        byte[] tables = pictures.tables();
        found(tables);
        assertThat(points.tables()).isEqualTo(tables);
        assertThat(points.mapPid()).isEqualTo(Pictures.MAP_PID);
    }

    @Test
    void tablesAreThoseOfTheServiceAlsoWhereOthersShareTheirPackets() {
        Section own = map(1, Pictures.PID);
        byte[] others = map(2, 0x999).toByteArray();
        byte[] both = CraftedPacket.concat(others, own.toByteArray(), others);
        byte[] payload = Arrays.copyOf(CraftedPacket.concat(new byte[1], both), 184);
        Arrays.fill(payload, both.length + 1, payload.length, (byte) 0xFF);
        byte[] pat = new Multiplexer().pat(0, new Program(1, 0x100)).take();

        found(
                pat,
                CraftedPacket.of(0x100)
                        .payloadUnitStart()
                        .continuity(7)
                        .payload(payload)
                        .bytes());

        byte[] tables = points.tables();
        assertThat(tables).startsWith(pat).hasSize(2 * TsPacket.LENGTH);
        assertThat(TsPacket.continuityCounter(Unpooled.wrappedBuffer(tables), TsPacket.LENGTH))
                .isEqualTo(7);
        assertThat(Arrays.copyOfRange(tables, TsPacket.LENGTH + 5, TsPacket.LENGTH + 5 + own.length()))
                .isEqualTo(own.toByteArray());
    }

    private static Section map(int service, int pid) {
        return Section.of(new ProgramMapTable(
                        service, 0, pid, Descriptors.EMPTY, List.of(Multiplexer.stream(Pictures.H_264, pid)))
                .toSection());
    }
}
