// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import io.dmxflux.packet.Loss;
import io.dmxflux.packet.PacketBuffers;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.packet.TsSync;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * The state of one aligned stream: the packet length, once found, and the bytes that a whole packet or a decision still
 * lacks.
 *
 * <p>A buffer that cannot pass as it is is copied behind the pending bytes, and its packets are moved together in the
 * copy, so that one pass over one buffer serves every case: straddling packets, lost alignment, parity, time stamps.
 */
final class PacketAligner implements BufferStage {

    private final AlignPackets counters;

    /** An undecided search is the most that is kept; a partial packet is less. */
    private final byte[] pending = new byte[TsSync.MAX_UNDECIDED_BYTES];

    private int pendingBytes;

    /** Bytes of parity, or of the next packet's time stamp, that are to come and to be left out. */
    private int owedBytes;

    /** 188, 204 or 192 with alignment, 0 without. */
    private int packetLength;

    private boolean everAligned;

    private final Loss.Reader losses = new Loss.Reader();

    /** What is missing before the next buffer out, told by buffers in that had no whole packet. */
    private @Nullable Loss carried;

    /** From a loss on until alignment is found behind it. */
    private boolean behindLoss;

    PacketAligner(AlignPackets counters) {
        this.counters = counters;
    }

    @Override
    public @Nullable ByteBuf apply(ByteBuf buffer) {
        Loss loss = losses.next(buffer);
        if (loss != null) {
            cutAt(buffer);
        }
        if (passesAsItIs(buffer)) {
            return marked(buffer);
        }
        carried = Loss.sum(carried, loss);
        ByteBuf result = recut(buffer);
        return result == null ? null : marked(result);
    }

    private ByteBuf marked(ByteBuf result) {
        Loss loss = carried;
        carried = null;
        return Loss.mark(result, loss);
    }

    /** The rest of what is pending is among what is missing, and the stream may go on within a packet. */
    private void cutAt(ByteBuf buffer) {
        counters.cut(pendingBytes);
        pendingBytes = 0;
        owedBytes = 0;
        int first = buffer.readerIndex();
        int second = first + packetLength;
        if (packetLength != 0 && !(isSyncOrOutside(buffer, first) && isSyncOrOutside(buffer, second))) {
            packetLength = 0;
        }
        behindLoss = packetLength == 0;
    }

    private static boolean isSyncOrOutside(ByteBuf buffer, int index) {
        return index >= buffer.writerIndex() || TsPacket.hasSync(buffer, index);
    }

    private boolean passesAsItIs(ByteBuf buffer) {
        int bytes = buffer.readableBytes();
        if (pendingBytes != 0 || bytes == 0 || bytes % TsPacket.LENGTH != 0) {
            return false;
        }
        boolean locked = packetLength == TsPacket.LENGTH;
        if (!locked && (packetLength != 0 || bytes < TsSync.PACKETS_TO_LOCK * TsPacket.LENGTH)) {
            return false;
        }
        if (!everySyncInPlace(buffer, buffer.readerIndex(), buffer.writerIndex())) {
            return false;
        }
        packetLength = TsPacket.LENGTH;
        everAligned = true;
        behindLoss = false;
        return true;
    }

    private static boolean everySyncInPlace(ByteBuf buffer, int from, int to) {
        for (int packet = from; packet < to; packet += TsPacket.LENGTH) {
            if (!TsPacket.hasSync(buffer, packet)) {
                return false;
            }
        }
        return true;
    }

    private @Nullable ByteBuf recut(ByteBuf buffer) {
        ByteBuf work = copyBehindPending(buffer);
        int end = work.writerIndex();
        int packed = 0;
        int at = nextPacket(work, owedBytes, end);
        while (at >= 0) {
            if (at != packed) {
                work.setBytes(packed, work, at, TsPacket.LENGTH);
            }
            packed += TsPacket.LENGTH;
            at = nextPacket(work, at + packetLength, end);
        }
        keepPending(work, ~at, end);
        return cut(work, packed);
    }

    private ByteBuf copyBehindPending(ByteBuf buffer) {
        try {
            ByteBuf work = PacketBuffers.allocate(pendingBytes + buffer.readableBytes());
            return work.writeBytes(pending, 0, pendingBytes).writeBytes(buffer);
        } finally {
            buffer.release();
        }
    }

    /**
     * Finds the next whole packet, over whatever is in between.
     *
     * @return its index; or, if the bytes do not reach, the complement ({@code ~}) of the index of the first one to
     *     keep, which may be one that is to come
     */
    private int nextPacket(ByteBuf work, int from, int end) {
        int at = from;
        while (true) {
            if (packetLength == 0) {
                at = acquire(work, at, end);
            }
            if (packetLength == 0 || end - at < TsPacket.LENGTH) {
                return ~at;
            }
            if (TsPacket.hasSync(work, at)) {
                return at;
            }
            if (end - at <= packetLength) {
                return ~at; // the sync byte behind it will tell a bad byte from lost alignment
            }
            at = skipOrLose(work, at);
        }
    }

    private int acquire(ByteBuf work, int from, int end) {
        int at = TsSync.find(work, from, end);
        if (behindLoss) {
            counters.cut(at - from);
        } else {
            counters.skipped(at - from);
        }
        packetLength = TsSync.packetLength(work, at, end);
        behindLoss &= packetLength == 0;
        everAligned |= packetLength != 0;
        return at;
    }

    private int skipOrLose(ByteBuf work, int at) {
        if (TsPacket.hasSync(work, at + packetLength)) {
            counters.syncByteError();
            counters.skipped(packetLength);
            return at + packetLength;
        }
        counters.syncLost();
        packetLength = 0;
        return at;
    }

    private void keepPending(ByteBuf work, int from, int end) {
        owedBytes = Math.max(0, from - end);
        pendingBytes = Math.max(0, end - from);
        work.getBytes(end - pendingBytes, pending, 0, pendingBytes);
    }

    private static @Nullable ByteBuf cut(ByteBuf work, int bytes) {
        if (bytes == 0) {
            work.release();
            return null;
        }
        return work.writerIndex(bytes);
    }

    /** Ends the stream; one too short for a decision passes if nothing speaks against it. */
    @Override
    public @Nullable ByteBuf complete() {
        ByteBuf rest = Unpooled.wrappedBuffer(pending, 0, pendingBytes);
        int whole = pendingBytes / TsPacket.LENGTH * TsPacket.LENGTH;
        boolean emitted = !everAligned && whole > 0 && everySyncInPlace(rest, 0, whole);
        counters.skipped(emitted ? pendingBytes - whole : pendingBytes);
        return emitted ? marked(rest.writerIndex(whole)) : null;
    }
}
