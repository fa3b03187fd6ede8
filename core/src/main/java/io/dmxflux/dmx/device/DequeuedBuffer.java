// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device;

/**
 * The driver's description of a dequeued buffer. {@link DmxDevice#dequeue} writes it; it is read before the next dequeue and
 * reused.
 *
 * <p><b>Threading:</b> confined to the thread that dequeues.
 */
public final class DequeuedBuffer {

    private int index;
    private int bytesUsed;
    private int flags;
    private long sequence;

    /** Creates an empty description. */
    public DequeuedBuffer() {
        // all zero until a buffer is dequeued
    }

    /**
     * Writes it.
     *
     * @param index which buffer
     * @param bytesUsed bytes of stream in it
     * @param flags the driver's bits, see {@link BufferFlag}
     * @param sequence the driver's {@code count}
     */
    public void set(int index, int bytesUsed, int flags, long sequence) {
        this.index = index;
        this.bytesUsed = bytesUsed;
        this.flags = flags;
        this.sequence = sequence;
    }

    /**
     * Returns which buffer it is.
     *
     * @return its index, from 0
     */
    public int index() {
        return index;
    }

    /**
     * Returns how much of it is filled.
     *
     * @return {@code bytesused}, at most the granted size, not always a multiple of 188
     */
    public int bytesUsed() {
        return bytesUsed;
    }

    /**
     * Returns the flags that the driver raised around this time.
     *
     * @return bits, see {@link BufferFlag}
     */
    public int flags() {
        return flags;
    }

    /**
     * Returns the driver's sequence number.
     *
     * @return {@code count}: one more at each dequeue, without a gap even where data was lost
     */
    public long sequence() {
        return sequence;
    }
}
