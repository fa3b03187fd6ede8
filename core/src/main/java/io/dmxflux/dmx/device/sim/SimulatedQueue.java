// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device.sim;

import io.dmxflux.dmx.device.IndexQueue;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A simulated driver's buffers between being queued and being dequeued, filled as the kernel's dvb_vb2 fills them: bytes
 * go into the buffer queued first, a full one is done, and without a queued buffer the rest is lost without an error.
 *
 * <p><b>Threading:</b> {@link #queue} and {@link #nextDone} from any thread; the rest by one driver at a time.
 */
final class SimulatedQueue {

    /** A filled buffer that is not dequeued. */
    record Done(int index, int bytesUsed) {}

    private static final int NONE = -1;

    private final SimulatedBuffer[] buffers;
    private final IndexQueue empty;
    private final ConcurrentLinkedQueue<Done> done = new ConcurrentLinkedQueue<>();
    private int filling = NONE;

    SimulatedQueue(int count, int sizeBytes) {
        buffers = new SimulatedBuffer[count];
        for (int index = 0; index < count; index++) {
            buffers[index] = new SimulatedBuffer(index, sizeBytes);
        }
        empty = new IndexQueue(count);
    }

    boolean has(int index) {
        return index >= 0 && index < buffers.length;
    }

    SimulatedBuffer buffer(int index) {
        return buffers[index];
    }

    boolean anyMapped() {
        return Stream.of(buffers).anyMatch(SimulatedBuffer::isMapped);
    }

    boolean queue(int index) {
        return empty.offer(index);
    }

    /** Returns the buffer to fill, its position the bytes in it so far; null if none is queued. */
    @Nullable
    ByteBuffer target() {
        if (filling == NONE) {
            filling = empty.take();
            if (filling == NONE) {
                return null;
            }
            buffers[filling].target().clear();
        }
        return buffers[filling].target();
    }

    /** Completes the buffer that is being filled, even if it is not full; false if there was nothing in one. */
    boolean complete() {
        if (filling == NONE || buffers[filling].target().position() == 0) {
            return false;
        }
        done.add(new Done(filling, buffers[filling].target().position()));
        filling = NONE;
        return true;
    }

    boolean hasDone() {
        return !done.isEmpty();
    }

    /** Takes the next done buffer, which is the user's from here on. */
    @Nullable
    Done nextDone() {
        Done next = done.poll();
        if (next != null) {
            empty.release(next.index());
        }
        return next;
    }

    void free() {
        Stream.of(buffers).forEach(SimulatedBuffer::free);
    }
}
