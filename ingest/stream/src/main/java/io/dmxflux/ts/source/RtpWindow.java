// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.packet.Loss;
import io.dmxflux.packet.OutOfPacketMemoryException;
import io.dmxflux.packet.PacketBuffers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Brings payloads into the order of their sequence numbers: what is early waits, what is waited for too long is lost.
 * <pre>
 *   arrive   7  8  10 11  9  12      arrive   7  8  10 11 12 ...   20 ms after 10
 *   emit     7  8         9 10 11  12    emit     7  8                 10 11 12 ...      9 is lost
 * </pre>
 *
 * <p><b>Losses:</b> a lost datagram is a {@code Loss} before the next one: on the kernel's account up to the number that the
 * kernel has dropped there, on the network's otherwise. Its length is taken to be that of the next one.
 * <p><b>Holds:</b> fewer than {@value #SLOTS} payloads, copied: 20 ms of 1 Gbit/s.
 * <p><b>Units:</b> nanoseconds of the reader's clock; sequence numbers are 16 bits and wrap.
 * <p><b>Threading:</b> one event loop.
 */
final class RtpWindow {

    /** Datagrams ahead that end the wait, whatever the time; a power of two. */
    static final int SLOTS = 2048;

    /** Numbers behind of which it is known whether they came; a power of two. */
    private static final int REMEMBERED = 256;

    private final UdpSourceStats.Counters counters;
    private final @Nullable ByteBuf[] waiting = new ByteBuf[SLOTS];
    private final long[] arrivals = new long[SLOTS];
    private final boolean[] came = new boolean[REMEMBERED];

    /** Of the numbers ahead those whose datagram has come, and was left out. */
    private final boolean[] leftOut = new boolean[SLOTS];

    private int next;
    private int waitingCount;

    /** The number of the first of those that wait. */
    private int first;

    /** Datagrams dropped by the kernel that are not yet found missing in the sequence. */
    private int dropped;

    /** Datagrams lost since the last payload emitted. */
    private long missingOfNetwork;

    private long missingOfKernel;
    private boolean leftOutBefore;

    RtpWindow(UdpSourceStats.Counters counters) {
        this.counters = counters;
    }

    /** Begins with this number; nothing waits. */
    void start(int sequence) {
        next = sequence;
        Arrays.fill(came, false);
        Arrays.fill(leftOut, false);
    }

    /** Returns how far ahead of the next one a number is; negative for one that is over. */
    int ahead(int sequence) {
        return (short) (sequence - next);
    }

    boolean waits() {
        return waitingCount > 0;
    }

    void droppedByKernel(int datagrams) {
        dropped += datagrams;
    }

    /** Takes note that the datagram of a number is left out: if it does not come again it is not lost, but on another account. */
    void leaveOut(int sequence) {
        int ahead = ahead(sequence);
        if (ahead >= 0 && ahead < SLOTS) {
            leftOut[sequence % SLOTS] = true;
        }
    }

    /**
     * Advances over what the kernel has dropped, if the number shows that it was of this sender: a socket that was full for
     * seconds drops more than a jump of the sequence may have.
     *
     * @param mostMore how many more may be missing
     */
    void skipDropped(int sequence, int mostMore) {
        int more = (sequence - next & 0xFFFF) - (dropped & 0xFFFF);
        if (dropped == 0 || waitingCount > 0 || more < 0 || more > mostMore) {
            return;
        }
        missingOfKernel += dropped;
        start(next + dropped & 0xFFFF);
        dropped = 0;
    }

    /** Counts a datagram whose number is over. */
    void countOver(int sequence, int bytes) {
        if (came[sequence % REMEMBERED]) {
            counters.duplicate.incrementAndGet();
            counters.accounts.foreign(bytes);
        } else {
            counters.late.incrementAndGet();
            counters.accounts.late(bytes);
        }
    }

    /**
     * Takes a datagram.
     *
     * @param sequence not over
     * @param payload copied, unless it is emitted; empty for a packet that holds a sequence number only
     */
    void take(int sequence, ByteBuf payload, long nowNanos, DatagramReader.Output output) {
        int ahead = ahead(sequence);
        for (; ahead >= SLOTS || ahead > 0 && ahead <= dropped && waitingCount == 0; ahead--) {
            step(output);
        }
        if (ahead == 0) {
            advance(true);
            emit(payload, output);
        } else {
            keep(sequence, payload, nowNanos);
        }
        emitRun(output);
        if (waitingCount == 0) {
            dropped = 0; // the others did not belong to the stream
        }
    }

    /** Gives up what the first of those that wait has waited for long enough. */
    void expire(long nowNanos, long waitNanos, DatagramReader.Output output) {
        while (waitingCount > 0 && nowNanos - arrivals[first % SLOTS] >= waitNanos) {
            giveUpOne(output);
        }
    }

    /** Gives up everything that is missing. */
    void flush(DatagramReader.Output output) {
        while (waitingCount > 0) {
            giveUpOne(output);
        }
    }

    private void giveUpOne(DatagramReader.Output output) {
        int before = waitingCount;
        while (waitingCount == before) {
            step(output);
        }
        emitRun(output);
    }

    /** Advances by one sequence number: emits its payload, or counts it as lost. */
    private void step(DatagramReader.Output output) {
        if (emitNextWaiting(output)) {
            return;
        }
        boolean left = leftOut[next % SLOTS];
        advance(false);
        if (left) {
            leftOutBefore = true;
        } else if (dropped > 0) {
            dropped--;
            missingOfKernel++;
        } else {
            missingOfNetwork++;
            counters.lost.incrementAndGet();
        }
    }

    private void advance(boolean hasCome) {
        came[next % REMEMBERED] = hasCome;
        leftOut[next % SLOTS] = false;
        next = next + 1 & 0xFFFF;
    }

    private void emitRun(DatagramReader.Output output) {
        while (waitingCount > 0 && emitNextWaiting(output)) {
            // until one is missing
        }
        if (waitingCount > 0 && ahead(first) < 0) {
            findFirst();
        }
    }

    private void findFirst() {
        first = next;
        while (waiting[first % SLOTS] == null) {
            first = first + 1 & 0xFFFF;
        }
    }

    private boolean emitNextWaiting(DatagramReader.Output output) {
        ByteBuf payload = waiting[next % SLOTS];
        if (payload == null) {
            return false;
        }
        waiting[next % SLOTS] = null;
        waitingCount--;
        counters.accounts.letGo(payload.readableBytes());
        advance(true);
        emit(payload, output);
        payload.release();
        return true;
    }

    private void emit(ByteBuf payload, DatagramReader.Output output) {
        if (!payload.isReadable()) {
            counters.empty.incrementAndGet();
            return;
        }
        int bytes = payload.readableBytes();
        counters.payload.incrementAndGet();
        counters.bytes.addAndGet(bytes);
        counters.accounts.payload(bytes);
        if (missingOfNetwork + missingOfKernel > 0 || leftOutBefore) {
            tellMissing(bytes, output);
        }
        output.payload(payload);
    }

    private void tellMissing(int bytes, DatagramReader.Output output) {
        if (leftOutBefore) {
            output.missing(Loss.of(Loss.Account.NETWORK, Loss.UNKNOWN));
        }
        if (missingOfNetwork > 0) {
            output.missing(Loss.of(Loss.Account.NETWORK, missingOfNetwork * bytes));
        }
        if (missingOfKernel > 0) {
            output.missing(Loss.of(Loss.Account.KERNEL, missingOfKernel * bytes));
        }
        leftOutBefore = false;
        missingOfNetwork = 0;
        missingOfKernel = 0;
    }

    private void keep(int sequence, ByteBuf payload, long nowNanos) {
        int slot = sequence % SLOTS;
        int bytes = payload.readableBytes();
        if (waiting[slot] != null) {
            counters.duplicate.incrementAndGet();
            counters.accounts.foreign(bytes);
            return;
        }
        ByteBuf copy = bytes == 0 ? Unpooled.EMPTY_BUFFER : copy(payload);
        if (copy == null) {
            counters.late.incrementAndGet();
            counters.accounts.late(bytes);
            return;
        }
        counters.accounts.held(bytes);
        waiting[slot] = copy;
        arrivals[slot] = nowNanos;
        if (waitingCount == 0 || ahead(sequence) < ahead(first)) {
            first = sequence;
        }
        waitingCount++;
    }

    /** Without memory the payload is lost, as one that comes too late is. */
    private static @Nullable ByteBuf copy(ByteBuf payload) {
        try {
            return PacketBuffers.allocate(payload.readableBytes()).writeBytes(payload);
        } catch (OutOfPacketMemoryException e) {
            return null;
        }
    }

    /** Counts what waits as discarded, but for what has no payload. */
    void release() {
        for (int slot = 0; slot < SLOTS; slot++) {
            ByteBuf payload = waiting[slot];
            if (payload != null) {
                waiting[slot] = null;
                (payload.isReadable() ? counters.discarded : counters.empty).incrementAndGet();
                counters.accounts.letGo(payload.readableBytes());
                counters.accounts.closed(payload.readableBytes());
                payload.release();
            }
        }
        waitingCount = 0;
    }
}
