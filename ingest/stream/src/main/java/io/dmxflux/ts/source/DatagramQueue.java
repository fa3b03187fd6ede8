// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.packet.Loss;
import io.dmxflux.packet.PacketBuffers;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Collects payloads into buffers of up to 49 datagrams, and queues a bounded number of them.
 * <pre>
 *   payload --copy--&gt; [ open buffer ] --full--&gt; [ full ][ full ] ... at most queuedBuffers
 * </pre>
 * A copy of 1316 bytes frees the receive buffer, in which each datagram has a slot for the longest possible one, and makes
 * one buffer of one read. Slices would hold the receive buffer, and be 49 times the signals.
 *
 * <p>A gap ends the open buffer, so that its loss is before the buffer that begins with the next payload.
 * <p><b>Holds:</b> {@code queuedBuffers} full buffers and an open one.
 * <p><b>Threading:</b> one event loop.
 */
final class DatagramQueue implements DatagramReader.Output {

    private record Full(
            ByteBuf buffer, int datagrams, @Nullable Loss missingBefore) {}

    private final int queuedBuffers;
    private final UdpSourceStats.Counters counters;
    private final Queue<Full> queue = new ArrayDeque<>();

    private @Nullable ByteBuf open;
    private int openDatagrams;
    private @Nullable Loss missingBeforeOpen;

    /** The loss of the buffers dropped from the head of the queue. */
    private @Nullable Loss missingBeforeHead;

    DatagramQueue(int queuedBuffers, UdpSourceStats.Counters counters) {
        this.queuedBuffers = queuedBuffers;
        this.counters = counters;
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

    @Override
    public void missing(Loss loss) {
        close();
        missingBeforeOpen = Loss.sum(missingBeforeOpen, loss);
    }

    private void close() {
        if (open == null) {
            return;
        }
        queue.add(new Full(open, openDatagrams, missingBeforeOpen));
        open = null;
        openDatagrams = 0;
        missingBeforeOpen = null;
        if (queue.size() > queuedBuffers) {
            drop(queue.remove());
        }
    }

    private void drop(Full full) {
        long bytes = full.buffer.readableBytes();
        counters.dropped.addAndGet(full.datagrams);
        counters.droppedBytes.addAndGet(bytes);
        Loss dropped = bytes == 0 ? null : Loss.of(Loss.Account.POLICY, bytes);
        missingBeforeHead = Loss.sum(missingBeforeHead, Loss.sum(full.missingBefore, dropped));
        full.buffer.release();
    }

    /** Returns the oldest buffer, full or not; {@code null} if there is none. The caller owns it. */
    @Nullable
    ByteBuf poll() {
        Full oldest = queue.poll();
        if (oldest == null) {
            return pollOpen();
        }
        return marked(oldest.buffer, oldest.missingBefore);
    }

    /** Returns the open buffer: what a subscriber that keeps up gets, without an object for it in the queue. */
    private @Nullable ByteBuf pollOpen() {
        ByteBuf buffer = open;
        if (buffer == null) {
            return null;
        }
        Loss missing = missingBeforeOpen;
        open = null;
        openDatagrams = 0;
        missingBeforeOpen = null;
        return marked(buffer, missing);
    }

    private ByteBuf marked(ByteBuf buffer, @Nullable Loss missingBefore) {
        Loss missing = Loss.sum(missingBeforeHead, missingBefore);
        missingBeforeHead = null;
        return Loss.mark(buffer, missing);
    }

    /** Releases everything without counting it: the subscription has ended. */
    void release() {
        for (ByteBuf buffer = poll(); buffer != null; buffer = poll()) {
            buffer.release();
        }
    }
}
