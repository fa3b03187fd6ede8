// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.ts.op.AlignPackets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;

/** A stream that is cut into datagrams anywhere, some of which are lost: no packet of two halves may leave. */
@ExtendWith(LeakCheck.class)
class CutDatagramsTest {

    private static final int[] PIDS = {0, 0x47, 0x100, 0x147, 0x747};
    private static final int PACKETS = 600;
    private static final int LARGEST_READ = 5;

    private final Random random = new Random();
    private final AlignPackets align = new AlignPackets();

    /** Bytes of datagrams, and of which the payload is: 47 in all of it is what alignment by content finds hardest. */
    @ParameterizedTest
    @CsvSource({"RTP,", "PLAIN,", "RTP, 47", "PLAIN, 47", "RTP, 00", "PLAIN, ff"})
    void whatLeavesIsWhatWasSent(UdpSourceStats.Framing framing, String fill) {
        for (int seed = 0; seed < 60; seed++) {
            random.setSeed(seed);
            byte[][] packets = packets(fill == null ? -1 : Integer.parseInt(fill, 16));
            int size = 90 + random.nextInt(1380);

            List<ByteBuf> sent = relayed(framing, CraftedPacket.concat(packets), size);

            Set<ByteBuffer> known = new HashSet<>();
            Arrays.stream(packets).map(ByteBuffer::wrap).forEach(known::add);
            assertThat(sent).hasSizeGreaterThan(PACKETS / 2);
            assertThat(sent.stream().filter(packet -> !known.contains(packet.nioBuffer())))
                    .as("%s in datagrams of %d bytes, seed %d", framing, size, seed)
                    .isEmpty();
        }
    }

    private byte[][] packets(int fill) {
        byte[][] packets = new byte[PACKETS][];
        int[] counters = new int[PIDS.length];
        for (int i = 0; i < PACKETS; i++) {
            int stream = random.nextInt(PIDS.length);
            byte[] packet = new byte[188];
            random.nextBytes(packet);
            if (fill >= 0) {
                Arrays.fill(packet, (byte) fill);
            }
            ByteBuffer.wrap(packet, 0, 4).putInt(0x47000010 | PIDS[stream] << 8 | counters[stream]++ & 0xF);
            ByteBuffer.wrap(packet, 184, 4).putInt(i);
            ByteBuffer.wrap(packet, 90, 4).putInt(i);
            packets[i] = packet;
        }
        return packets;
    }

    private List<ByteBuf> relayed(UdpSourceStats.Framing framing, byte[] stream, int size) {
        UdpSourceStats.Counters counters = new UdpSourceStats.Counters(framing);
        FramingReader reader = new FramingReader(framing, counters);
        DatagramQueue queue = new DatagramQueue(1000, counters.accounts);
        List<ByteBuf> buffers = new ArrayList<>();
        int dropped = 0;
        for (int at = 0, sequence = 0; at < stream.length; at += size, sequence++) {
            if (sequence > 20 && random.nextInt(30) == 0) {
                dropped++;
                continue;
            }
            byte[] payload = Arrays.copyOfRange(stream, at, Math.min(at + size, stream.length));
            ByteBuf datagram = framing == UdpSourceStats.Framing.RTP ? rtp(sequence, payload) : plain(payload);
            reader.read(datagram, framing == UdpSourceStats.Framing.RTP ? 0 : dropped, 0, queue);
            dropped = 0;
            if (random.nextInt(LARGEST_READ) == 0) {
                reader.expire(Long.MAX_VALUE / 2, queue);
                drainInto(buffers, queue);
            }
        }
        drainInto(buffers, queue);
        reader.release();
        queue.release(counters);
        return packetsOf(Flux.fromIterable(buffers).transform(align));
    }

    private static void drainInto(List<ByteBuf> buffers, DatagramQueue queue) {
        for (ByteBuf buffer = queue.poll(); buffer != null; buffer = queue.poll()) {
            buffers.add(buffer);
        }
    }

    private static ByteBuf plain(byte[] payload) {
        return Unpooled.wrappedBuffer(payload);
    }

    private static ByteBuf rtp(int sequence, byte[] payload) {
        byte[] header = new byte[12];
        ByteBuffer.wrap(header).putShort((short) 0x8021).putShort((short) sequence);
        return Unpooled.wrappedBuffer(CraftedPacket.concat(header, payload));
    }

    private static List<ByteBuf> packetsOf(Flux<ByteBuf> buffers) {
        List<ByteBuf> packets = new ArrayList<>();
        buffers.map(CraftedPacket::drain)
                .doOnNext(bytes -> {
                    for (int at = 0; at < bytes.length; at += 188) {
                        packets.add(Unpooled.wrappedBuffer(bytes, at, 188));
                    }
                })
                .blockLast();
        return packets;
    }
}
