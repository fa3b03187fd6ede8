// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device.sim;

import io.dmxflux.dmx.device.IndexQueue;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A simulated driver's buffers between being queued and being dequeued, filled as the kernel's dvb_vb2 fills them: bytes
 * go into the buffer queued first, a full one is done, and without a queued buffer the rest is lost without an error.
 *
 * <p><b>Threading:</b> {@link #queue} from any thread, {@link #nextDone} by one user at a time; the rest by one driver at a time.
 */
final class SimulatedQueue {

    /** No buffer. */
    static final int NONE = -1;

    private final SimulatedBuffer[] buffers;
    private final IndexQueue empty;

    /** The filled buffers that are not dequeued, in a ring: as many were completed, and taken, as these say. */
    private final int[] done;

    private volatile int completed;
    private volatile int taken;
    private int filling = NONE;

    SimulatedQueue(int count, int sizeBytes) {
        buffers = new SimulatedBuffer[count];
        for (int index = 0; index < count; index++) {
            buffers[index] = new SimulatedBuffer(index, sizeBytes);
        }
        empty = new IndexQueue(count);
        done = new int[count];
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
        done[completed % done.length] = filling;
        filling = NONE;
        completed = next(completed);
        return true;
    }

    boolean hasDone() {
        return completed != taken;
    }

    /** Takes the next done buffer, which is the user's from here on; {@link #NONE} if there is none. */
    int nextDone() {
        if (!hasDone()) {
            return NONE;
        }
        int index = done[taken % done.length];
        taken = next(taken);
        empty.release(index);
        return index;
    }

    /** Keeps the remainder by the length right where a number would wrap. */
    private int next(int number) {
        return (number + 1) % (2 * done.length);
    }

    /** Returns how many bytes are in a buffer that is the user's. */
    int bytesUsed(int index) {
        return buffers[index].target().position();
    }

    void free() {
        Stream.of(buffers).forEach(SimulatedBuffer::free);
    }
}
