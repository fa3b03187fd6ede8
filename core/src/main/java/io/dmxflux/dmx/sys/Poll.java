// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.sys;

/**
 * poll(2) on at most two descriptors.
 *
 * <pre>
 *   struct pollfd, 8 bytes:   0 int fd | 4 short events | 6 short revents
 * </pre>
 *
 * <p>A negative descriptor is ignored, as by poll itself.
 * <p><b>Threading:</b> one caller at a time.
 */
public final class Poll {

    private static final short POLLIN = 1;
    private static final short POLLERR = 8;
    private static final short POLLHUP = 16;
    private static final short POLLNVAL = 32;
    private static final int POLLFD_BYTES = 8;
    private static final int EVENTS = 4;
    private static final int RETURNED_EVENTS = 6;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final StructMemory pollfds = new StructMemory(2 * POLLFD_BYTES);

    /** Creates a poll set without descriptors. */
    public Poll() {
        // the memory is all there is
    }

    /**
     * Waits until a descriptor is readable or in error, or the timeout expires.
     *
     * @param first a descriptor, or -1 to leave it out
     * @param second a descriptor, or -1 to leave it out
     * @param timeoutNanos how long at most, rounded up to milliseconds; 0 or less asks without waiting
     * @return whether one is readable or in error; an interruption by a signal counts as a timeout
     * @throws ErrnoException if poll itself fails
     */
    public boolean await(int first, int second, long timeoutNanos) {
        watch(0, first);
        watch(POLLFD_BYTES, second);
        int result = LibC.poll(pollfds.address(), 2, millisOf(timeoutNanos));
        if (result < 0 && !FileDescriptor.interrupted()) {
            throw ErrnoException.last("poll", first + ", " + second, Cure.PROCESS);
        }
        return result > 0;
    }

    /** Rounds up, and never to a negative number, which poll takes as no timeout. */
    private static int millisOf(long nanos) {
        long started = nanos % NANOS_PER_MILLI > 0 ? 1 : 0;
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, nanos / NANOS_PER_MILLI + started));
    }

    private void watch(int offset, int fd) {
        pollfds.putInt(offset, fd).putShort(offset + EVENTS, POLLIN).putShort(offset + RETURNED_EVENTS, 0);
    }

    /**
     * Tells whether the first descriptor was readable.
     *
     * @return whether POLLIN was reported
     */
    public boolean firstReadable() {
        return (pollfds.getShort(RETURNED_EVENTS) & POLLIN) != 0;
    }

    /**
     * Tells whether the first descriptor was in error.
     *
     * @return whether POLLERR, POLLHUP or POLLNVAL was reported
     */
    public boolean firstFailed() {
        return (pollfds.getShort(RETURNED_EVENTS) & (POLLERR | POLLHUP | POLLNVAL)) != 0;
    }

    /**
     * Tells whether the second descriptor was readable.
     *
     * @return whether POLLIN was reported
     */
    public boolean secondReadable() {
        return (pollfds.getShort(POLLFD_BYTES + RETURNED_EVENTS) & POLLIN) != 0;
    }
}
