// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.es;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Elementary streams of any content: what is found makes sense, and is the same wherever the ends of transport packets are.
 */
class FirstHeaderFuzzTest {

    /** Where the stream begins in the input; before it is what is looked for, and how the stream is cut. */
    private static final int STREAM = 2;

    /** A longer header of video is read as far as it has come. */
    private static final int LONGEST_STREAM = 4_000;

    private static final int PES_HEADER_LENGTH = 9;
    private static final int PAYLOAD = TsPacket.LENGTH - TsPacket.HEADER_LENGTH;

    /**
     * Looks for a header.
     *
     * @param bytes the codec and whether the stream is transport packets already, the seed of the cuts, and the stream
     */
    @FuzzTest
    void stream(byte[] bytes) {
        if (bytes.length < STREAM) {
            return;
        }
        byte[] stream = Arrays.copyOfRange(bytes, STREAM, bytes.length);
        if ((bytes[0] & 0x80) != 0) {
            look(search(bytes[0]), Unpooled.wrappedBuffer(stream));
            return;
        }
        StreamFormat found = look(search(bytes[0]), packets(stream, new byte[0], PAYLOAD, new Random(0)));
        if (found != null) {
            expectSense(found);
        }
        if (stream.length <= LONGEST_STREAM) {
            Random cuts = new Random(bytes[1]);
            byte[] header = new byte[bytes[1] & 0xFF];
            assertThat(look(search(bytes[0]), packets(stream, header, PES_HEADER_LENGTH, cuts)))
                    .isEqualTo(found);
        }
    }

    private static FirstHeader search(int codec) {
        return switch (codec & 7) {
            case 0 -> FirstHeader.ofMpegVideo();
            case 1 -> FirstHeader.ofH264();
            case 2 -> FirstHeader.ofHevc();
            case 3 -> FirstHeader.ofAc3();
            default -> FirstHeader.ofMpegAudio();
        };
    }

    private static void expectSense(StreamFormat found) {
        assertThat(found.name()).startsWith(found.codec()).doesNotContain("null");
        if (found instanceof VideoFormat video) {
            assertThat(video.width()).isPositive();
            assertThat(video.height()).isPositive();
            assertThat(video.frameRate() == null || video.frameRate() > 0).isTrue();
        } else if (found instanceof AudioFormat audio) {
            assertThat(audio.sampleRate()).isPositive();
            assertThat(audio.bitrate() == null || audio.bitrate() > 0).isTrue();
        }
    }

    private static @Nullable StreamFormat look(FirstHeader search, ByteBuf packets) {
        StreamFormat found = null;
        for (int packet = 0;
                found == null && packet + TsPacket.LENGTH <= packets.writerIndex();
                packet += TsPacket.LENGTH) {
            found = search.packet(packets, packet);
        }
        return found;
    }

    /** One PES packet in transport packets, which carry from so many bytes on. */
    private static ByteBuf packets(byte[] stream, byte[] headerData, int least, Random cuts) {
        ByteBuf pes = Unpooled.buffer();
        pes.writeBytes(new byte[] {0, 0, 1, (byte) 0xE0, 0, 0, (byte) 0x80, 0, (byte) headerData.length});
        pes.writeBytes(headerData).writeBytes(stream);
        ByteBuf packets = Unpooled.buffer();
        boolean isFirst = true;
        while (pes.isReadable()) {
            int length = Math.min(pes.readableBytes(), least + cuts.nextInt(PAYLOAD - least + 1));
            packets.writeByte(TsPacket.SYNC_BYTE).writeShort(isFirst ? 0x4100 : 0x0100);
            int stuffing = PAYLOAD - length;
            packets.writeByte(stuffing == 0 ? 0x10 : 0x30);
            if (stuffing > 0) {
                packets.writeByte(stuffing - 1);
            }
            if (stuffing > 1) {
                packets.writeByte(0).writeZero(stuffing - 2);
            }
            packets.writeBytes(pes, length);
            isFirst = false;
        }
        return packets;
    }
}
