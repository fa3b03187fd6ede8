// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RtpHeaderTest {

    @Test
    void headerIsWrittenBitForBit() {
        ByteBuf buffer = Unpooled.buffer();

        RtpHeader.write(buffer, true, 33, 0x1FEDC, 0x89ABCDEF, 0x01234567);

        assertThat(ByteBufUtil.hexDump(buffer)).isEqualTo("80a1fedc89abcdef01234567");
    }

    @Test
    void everyFieldIsReadBack() {
        ByteBuf buffer = Unpooled.buffer();
        RtpHeader.write(buffer, false, 96, 65535, -2, -3);

        assertThat(RtpHeader.isRtp(buffer)).isTrue();
        assertThat(RtpHeader.marker(buffer)).isFalse();
        assertThat(RtpHeader.payloadType(buffer)).isEqualTo(96);
        assertThat(RtpHeader.sequence(buffer)).isEqualTo(65535);
        assertThat(RtpHeader.timestamp(buffer)).isEqualTo(-2);
        assertThat(RtpHeader.ssrc(buffer)).isEqualTo(-3);
    }

    @ParameterizedTest
    @CsvSource({
        "80210001 00000002 00000003 474747, 474747",
        "82210001 00000002 00000003 11111111 22222222 474747, 474747",
        "90210001 00000002 00000003 BEDE0001 33333333 474747, 474747",
        "93210001 00000002 00000003 11111111 11111111 11111111 BEDE0000 47, 47",
        "A0210001 00000002 00000003 474747 000003, 474747",
        "A0210001 00000002 00000003 474747 01, 474747",
    })
    void payloadLiesBetweenTheHeaderAndThePadding(String datagram, String payload) {
        ByteBuf buffer = parse(datagram);
        int length = RtpHeader.payloadLength(buffer);
        RtpHeader.strip(buffer);

        assertThat(ByteBufUtil.hexDump(buffer)).isEqualTo(payload).hasSize(2 * length);
    }

    @ParameterizedTest
    @CsvSource({
        "8F210001 00000002 00000003 4747",
        "90210001 00000002 00000003 BEDE",
        "90210001 00000002 00000003 BEDEFFFF 4747",
        "A0210001 00000002 00000003 4747FF",
    })
    void partsThatDoNotFitAreMalformed(String datagram) {
        ByteBuf buffer = parse(datagram);

        assertThat(RtpHeader.isRtp(buffer)).isTrue();
        assertThat(RtpHeader.payloadLength(buffer)).isEqualTo(RtpHeader.MALFORMED);
    }

    @ParameterizedTest
    @CsvSource({
        "80210001 00000002 00000003",
        "A0210001 00000002 00000003 474703",
        "A0210001 00000002 00000003 000004 04"
    })
    void packetMayHoldASequenceNumberOnly(String datagram) {
        ByteBuf buffer = parse(datagram);

        assertThat(RtpHeader.payloadLength(buffer)).isZero();
        RtpHeader.strip(buffer);
        assertThat(buffer.isReadable()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"47210001 00000002 00000003 47", "80210001 00000002 000000", "00, "})
    void shortOrOtherVersionIsNotRtp(String datagram) {
        assertThat(RtpHeader.isRtp(parse(datagram))).isFalse();
    }

    /** Not at index 0, as datagrams of one receive buffer are not. */
    private static ByteBuf parse(String hex) {
        ByteBuf buffer = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump("FFFF" + hex.replace(" ", "")));
        return buffer.skipBytes(2);
    }
}
