// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.dmxflux.packet.Loss;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.LeakPresenceDetector;
import java.util.Random;
import reactor.core.publisher.Flux;

/**
 * Bytes of any kind, in buffers of any length, with losses between them: only whole packets come out, and no byte is counted
 * that did not come.
 */
class AlignPacketsFuzzTest {

    /** Where the stream begins in the input; before it is how it is cut. */
    private static final int STREAM = 2;

    /**
     * Plays a stream.
     *
     * @param bytes the seed of the cuts, how many of the buffers have a loss before them (in 256), and the stream
     */
    @FuzzTest
    void stream(byte[] bytes) {
        if (bytes.length < STREAM) {
            return;
        }
        AlignPackets align = new AlignPackets();
        long out = align.apply(buffers(bytes))
                .map(AlignPacketsFuzzTest::takePackets)
                .reduce(0L, Long::sum)
                .blockOptional()
                .orElseThrow();
        assertThat(out + align.skippedBytes() + align.cutBytes()).isBetween(0L, bytes.length - (long) STREAM);
        LeakPresenceDetector.check();
    }

    private static Flux<ByteBuf> buffers(byte[] bytes) {
        Random cuts = new Random(bytes[0]);
        return Flux.generate(() -> STREAM, (at, sink) -> {
            if (at == bytes.length) {
                sink.complete();
                return at;
            }
            int length = Math.min(bytes.length - at, 1 + cuts.nextInt(7 * TsPacket.LENGTH));
            ByteBuf buffer = Unpooled.directBuffer(length).writeBytes(bytes, at, length);
            boolean lossy = cuts.nextInt(256) < (bytes[1] & 0xFF);
            sink.next(lossy ? Loss.mark(buffer, Loss.of(Loss.Account.NETWORK, 100)) : buffer);
            return at + length;
        });
    }

    private static long takePackets(ByteBuf packets) {
        try {
            int length = packets.readableBytes();
            assertThat(length % TsPacket.LENGTH).isZero();
            while (packets.isReadable()) {
                assertThat(TsPacket.hasSync(packets, packets.readerIndex())).isTrue();
                packets.skipBytes(TsPacket.LENGTH);
            }
            return length;
        } finally {
            packets.release();
        }
    }
}
