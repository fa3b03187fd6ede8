// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.packet.TsPacket;
import io.dmxflux.packet.TsSync;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How a file ends that a stream is to go on behind.
 * <pre>
 *   | packet | packet | packet | pac        cut, as by a crash: the packet is filled up, and the next one is in its place
 *   | packet | packet | 0 0 0 0 0 0 0       what ext4 and XFS leave of blocks that were not written before a power failure
 * </pre>
 *
 * @param isStream whether it is empty, or has whole packets of 188 bytes
 * @param cutBytes what is there of its last packet, 0 to 187
 * <p><b>Source:</b> ISO/IEC 13818-1 2.4.3.2; 2.4.3.3: decoders discard packets with {@code adaptation_field_control} 00.
 */
record FileEnd(boolean isStream, int cutBytes) {

    /** Behind whole packets. */
    static final FileEnd WHOLE = new FileEnd(true, 0);

    private static final FileEnd OTHER = new FileEnd(false, 0);

    /** Enough for {@link TsSync}, and for the blocks of a disk that were not written. */
    private static final int LOOK_BYTES = 64 * 1024;

    private static final byte STUFFING = (byte) 0xFF;
    private static final int PID_OFFSET = 1;
    private static final int CONTROL_OFFSET = 3;
    private static final int FLAGS_OFFSET = 5;
    private static final byte NULL_PID = 0x1F;
    private static final byte PAYLOAD_ONLY = 0x10;

    /**
     * Looks at the end of a file, and at its beginning if no packet is there.
     *
     * @param file a regular one
     * @return how it ends; as no stream if it may not be read
     * @throws IOException if it cannot be read
     */
    static FileEnd of(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size == 0) {
                return WHOLE;
            }
            long packet = lastPacket(channel, Math.max(0, size - LOOK_BYTES), size);
            if (packet < 0 && size > LOOK_BYTES) {
                packet = lastPacket(channel, 0, LOOK_BYTES);
            }
            return packet < 0 ? OTHER : new FileEnd(true, (int) ((size - packet) % TsPacket.LENGTH));
        } catch (AccessDeniedException e) {
            return OTHER;
        }
    }

    /** Returns where the last whole packet begins; negative without one. */
    private static long lastPacket(FileChannel channel, long from, long to) throws IOException {
        ByteBuf bytes = read(channel, from, (int) (to - from));
        TsSync sync = new TsSync();
        int packet = -1;
        int at = sync.next(bytes, 0, bytes.writerIndex(), true);
        while (at >= 0) {
            packet = at;
            at = sync.next(bytes, at + sync.packetLength(), bytes.writerIndex(), true);
        }
        boolean isOther = sync.packetLength() != 0 && sync.packetLength() != TsPacket.LENGTH;
        return isOther || packet < 0 ? -1 : from + packet;
    }

    private static ByteBuf read(FileChannel channel, long from, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, from + bytes.position()) < 0) {
                throw new EOFException("became shorter while it was read");
            }
        }
        return Unpooled.wrappedBuffer(bytes.flip());
    }

    /**
     * Returns what fills the cut packet up. Decoders discard it if its header was not whole: it gets the PID of null packets,
     * or no payload and no adaptation field.
     *
     * @return at most 187 bytes; {@code null} if no packet is cut
     */
    byte @Nullable [] padding() {
        if (cutBytes == 0) {
            return null;
        }
        byte[] packet = new byte[TsPacket.LENGTH];
        Arrays.fill(packet, STUFFING);
        if (cutBytes == PID_OFFSET) {
            packet[PID_OFFSET] = NULL_PID;
        }
        packet[CONTROL_OFFSET] = cutBytes == PID_OFFSET ? PAYLOAD_ONLY : 0;
        packet[FLAGS_OFFSET] = 0; // of an adaptation field: no PCR is there
        return Arrays.copyOfRange(packet, cutBytes, TsPacket.LENGTH);
    }
}
