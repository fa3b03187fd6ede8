// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.dmxflux.packet.Loss;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.net.RtpHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.LeakPresenceDetector;

/**
 * Datagrams of any content and at any time, RTP of several senders among them: each is on one account, each payload comes out
 * once, and nothing waits for ever.
 */
class DatagramsFuzzTest {

    private static final long MILLI = 1_000_000;

    /** Beyond every time limit of the reader. */
    private static final int LONG_AFTER = 400;

    private final DatagramReader.Output output = new DatagramReader.Output() {
        @Override
        public void payload(ByteBuf payload) {
            assertThat(payload.readableBytes()).isGreaterThanOrEqualTo(0);
            payloads++;
        }

        @Override
        public void missing(Loss loss) {
            assertThat(loss.bytes(Loss.Account.POLICY)).isZero();
        }
    };

    private long payloads;
    private long nowNanos;

    /**
     * Plays datagrams.
     *
     * @param bytes what is expected, and the datagrams, see {@link #datagram}
     */
    @FuzzTest
    void datagrams(byte[] bytes) {
        ByteBuf script = Unpooled.wrappedBuffer(bytes);
        if (!script.isReadable()) {
            return;
        }
        UdpSourceStats.Framing expected =
                script.readUnsignedByte() % 2 == 0 ? UdpSourceStats.Framing.PLAIN : UdpSourceStats.Framing.RTP;
        UdpSourceStats.Counters counters = new UdpSourceStats.Counters(expected);
        FramingReader reader = new FramingReader(expected, counters);
        nowNanos = 0;
        payloads = 0;
        long count = 0;
        for (; script.isReadable(4); count++) {
            int dropped = script.readByte() == 0 ? script.getByte(script.readerIndex()) & 0x0F : 0;
            nowNanos += script.readUnsignedByte() * MILLI / 2;
            ByteBuf datagram = datagram(script);
            reader.read(datagram, dropped, nowNanos, output);
            reader.expire(nowNanos, output);
            assertThat(datagram.refCnt()).isEqualTo(1);
            datagram.release();
        }
        for (int tick = 0; tick < LONG_AFTER; tick++) {
            nowNanos += 25 * MILLI;
            reader.expire(nowNanos, output);
        }
        assertThat(reader.waits()).isFalse();
        reader.release();
        UdpSourceStats stats = counters.stats();
        assertThat(stats.payloadDatagrams()
                        + stats.lateDatagrams()
                        + stats.duplicateDatagrams()
                        + stats.foreignDatagrams()
                        + stats.malformedDatagrams()
                        + stats.emptyDatagrams())
                .as("datagrams on all accounts")
                .isEqualTo(count);
        LeakPresenceDetector.check();
    }

    /** Of RTP: sender, how far the number goes, the time stamp, packets. Of anything else: so many bytes. */
    private ByteBuf datagram(ByteBuf script) {
        int kind = script.readUnsignedByte();
        int next = script.readUnsignedByte();
        ByteBuf datagram = Unpooled.directBuffer();
        if (kind < 0x40) {
            int length = Math.min(script.readableBytes(), next);
            return datagram.writeBytes(script, length);
        }
        if (kind < 0xE0) {
            int sequence = (short) (script.isReadable(2) ? script.readShort() : next);
            RtpHeader.write(datagram, false, 33 + (kind >> 2 & 1), sequence & 0xFFFF, next * 900, kind & 3);
        }
        for (int packet = 0; packet < (kind >> 3 & 3); packet++) {
            datagram.writeByte(TsPacket.SYNC_BYTE).writeZero(TsPacket.LENGTH - 1 - (kind == 0x7F ? 1 : 0));
        }
        return datagram;
    }
}
