// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device;

/**
 * The empty buffers of a driver that is implemented in this process, in the order in which they were queued.
 *
 * <p><b>Internal.</b> Public for {@code device.sim} only.
 *
 * <p><b>Threading:</b> any thread; the lock is held for a few instructions, never over a system call.
 */
public final class IndexQueue {

    private final int[] ring;
    private final boolean[] queued;
    private int first;
    private int size;

    /**
     * Creates an empty queue.
     *
     * @param buffers how many buffers there are
     */
    public IndexQueue(int buffers) {
        ring = new int[buffers];
        queued = new boolean[buffers];
    }

    /**
     * Queues a buffer.
     *
     * @param index which
     * @return false if there is no such buffer, or the driver has it already
     */
    public synchronized boolean offer(int index) {
        if (index < 0 || index >= ring.length || queued[index]) {
            return false;
        }
        queued[index] = true;
        ring[(first + size++) % ring.length] = index;
        return true;
    }

    /**
     * Takes the buffer to fill next. It belongs to the driver until {@link #release}.
     *
     * @return its index, or -1 if there is none
     */
    public synchronized int take() {
        if (size == 0) {
            return -1;
        }
        int index = ring[first];
        first = (first + 1) % ring.length;
        size--;
        return index;
    }

    /**
     * Puts back a buffer that was taken and not filled, at the head.
     *
     * @param index which
     */
    public synchronized void putBack(int index) {
        first = (first + ring.length - 1) % ring.length;
        ring[first] = index;
        size++;
    }

    /**
     * Releases a taken buffer from the driver, so that it can be queued again.
     *
     * @param index which
     */
    public synchronized void release(int index) {
        queued[index] = false;
    }

    /**
     * Returns how many buffers are queued.
     *
     * @return how many
     */
    public synchronized int size() {
        return size;
    }
}
