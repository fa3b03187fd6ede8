// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.packet.Loss;
import io.dmxflux.packet.OutOfPacketMemoryException;
import io.dmxflux.packet.PacketBuffers;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Collects payloads into buffers of up to 49 datagrams, and queues them until there is demand.
 * <pre>
 *   payload --copy--&gt; [ open buffer ] --full--&gt; [ full ][ full ] ... queuedBuffers, and what the last read brought
 * </pre>
 * A copy of 1316 bytes frees the receive buffer, in which each datagram has a slot for the longest possible one, and makes
 * one buffer of one read. Slices would hold the receive buffer, and be 49 times the signals.
 *
 * <p>A gap ends the open buffer, so that its loss is before the buffer that begins with the next payload.
 * <p><b>Holds:</b> {@code queuedBuffers} full buffers, the datagrams of one read and an open one. When it is full the socket is
 * not read: what comes then waits in the kernel's receive buffer, and what does not fit there is lost on the kernel's account.
 * <p><b>Threading:</b> one event loop.
 */
final class DatagramQueue implements DatagramReader.Output {

    private record Full(
            ByteBuf buffer, int datagrams, @Nullable Loss missingBefore) {}

    private static final long MEMORY_RETRY_NANOS = 2_000_000_000;

    private final int queuedBuffers;
    private final DatagramAccounts accounts;
    private final Queue<Full> queue = new ArrayDeque<>();

    private @Nullable ByteBuf open;
    private int openDatagrams;
    private @Nullable Loss missingBeforeOpen;
    private boolean withoutMemory;
    private long triedNanos;

    DatagramQueue(int queuedBuffers, DatagramAccounts accounts) {
        this.queuedBuffers = queuedBuffers;
        this.accounts = accounts;
    }

    /** Tells whether the socket is not to be read now. What one read brings is queued whole, so there may be more. */
    boolean isFull() {
        return queue.size() >= queuedBuffers;
    }

    @Override
    public void payload(ByteBuf payload) {
        int bytes = payload.readableBytes();
        if (open != null && open.readableBytes() + bytes > UdpSourceConfig.BUFFER_BYTES) {
            close();
        }
        ByteBuf buffer = open == null ? allocate(bytes) : open;
        if (buffer == null) {
            accounts.late(bytes);
            missing(Loss.of(Loss.Account.POLICY, bytes));
            return;
        }
        open = buffer;
        accounts.held(bytes);
        buffer.writeBytes(payload, payload.readerIndex(), bytes);
        openDatagrams++;
    }

    /**
     * Without memory the payload is lost, and the stream goes on: what lags gives memory back. Not tried at once again, as the
     * JDK takes half a second to find that there is none.
     */
    private @Nullable ByteBuf allocate(int bytes) {
        if (withoutMemory && System.nanoTime() - triedNanos < MEMORY_RETRY_NANOS) {
            return null;
        }
        try {
            ByteBuf buffer = PacketBuffers.allocate(Math.max(bytes, UdpSourceConfig.BUFFER_BYTES));
            withoutMemory = false;
            return buffer;
        } catch (OutOfPacketMemoryException e) {
            withoutMemory = true;
            triedNanos = System.nanoTime();
            return null;
        }
    }

    /** Returns where payloads go that nobody will request: counted as discarded, and not copied. */
    DatagramReader.Output discarding(UdpSourceStats.Counters counters) {
        return new DatagramReader.Output() {
            @Override
            public void payload(ByteBuf payload) {
                counters.discard(1, payload.readableBytes());
                accounts.closed(payload.readableBytes());
            }

            @Override
            public void missing(Loss loss) {
                DatagramQueue.this.missing(loss);
            }
        };
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
    }

    /** Returns the oldest buffer, full or not; {@code null} if there is none. The caller owns it, and counts it as handed on. */
    @Nullable
    ByteBuf poll() {
        Full oldest = queue.poll();
        if (oldest == null) {
            return pollOpen();
        }
        return Loss.mark(oldest.buffer, oldest.missingBefore);
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
        return Loss.mark(buffer, missing);
    }

    /** Releases everything, as the subscription has ended, and counts it as discarded. */
    void release(UdpSourceStats.Counters counters) {
        close();
        for (Full full = queue.poll(); full != null; full = queue.poll()) {
            int bytes = full.buffer.readableBytes();
            counters.discard(full.datagrams, bytes);
            accounts.letGo(bytes);
            accounts.closed(bytes);
            full.buffer.release();
        }
    }
}
