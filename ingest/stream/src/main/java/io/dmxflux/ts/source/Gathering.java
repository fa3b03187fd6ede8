// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.packet.PacketBuffers;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Collects payloads into buffers of a useful size, and keeps a bounded number of them.
 * <pre>
 *   payload --copy--&gt; [ open buffer ] --full--&gt; [ full ][ full ] ... at most queuedBuffers
 * </pre>
 * A copy of 1316 bytes frees the receive buffer, in which each datagram has a place for the longest there can be, and
 * makes one buffer of what one read brought; a slice per datagram would hold all of that, for 49 times the signals.
 *
 * <p><b>Holds:</b> {@code queuedBuffers} full buffers and an open one.
 * <p><b>Threading:</b> one event loop.
 */
final class Gathering implements DatagramReader.Output {

    private record Full(ByteBuf buffer, int datagrams) {}

    private final int queuedBuffers;
    private final ReceiveLedger ledger;
    private final Queue<Full> queue = new ArrayDeque<>();

    private @Nullable ByteBuf open;
    private int openDatagrams;

    Gathering(int queuedBuffers, ReceiveLedger ledger) {
        this.queuedBuffers = queuedBuffers;
        this.ledger = ledger;
    }

    @Override
    public void payload(ByteBuf payload) {
        int bytes = payload.readableBytes();
        if (open != null && open.readableBytes() + bytes > UdpSourceConfig.BUFFER_BYTES) {
            close();
        }
        if (open == null) {
            open = PacketBuffers.allocate(Math.max(bytes, UdpSourceConfig.BUFFER_BYTES));
        }
        open.writeBytes(payload, payload.readerIndex(), bytes);
        openDatagrams++;
    }

    private void close() {
        if (open == null) {
            return;
        }
        queue.add(new Full(open, openDatagrams));
        open = null;
        openDatagrams = 0;
        if (queue.size() > queuedBuffers) {
            drop(queue.remove());
        }
    }

    private void drop(Full full) {
        ledger.dropped.addAndGet(full.datagrams);
        full.buffer.release();
    }

    /** Returns the oldest buffer, full or not; {@code null} if there is none. The caller owns it. */
    @Nullable
    ByteBuf poll() {
        if (queue.isEmpty()) {
            close();
        }
        Full oldest = queue.poll();
        return oldest == null ? null : oldest.buffer;
    }

    /** Lets go of everything, uncounted: nobody wants it any more. */
    void release() {
        for (ByteBuf buffer = poll(); buffer != null; buffer = poll()) {
            buffer.release();
        }
    }
}
