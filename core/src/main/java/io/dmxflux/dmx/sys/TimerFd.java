// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.sys;

/**
 * A clock that ticks, with a descriptor that polls readable from a tick until it is taken.
 *
 * <pre>
 *   struct itimerspec, 32 bytes:   0 interval seconds | 8 nanoseconds | 16 first seconds | 24 nanoseconds
 * </pre>
 *
 * <p><b>Threading:</b> one thread.
 * <p><b>Source:</b> timerfd_create(2), CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC.
 */
public final class TimerFd implements AutoCloseable {

    private static final int CLOCK_MONOTONIC = 1;
    private static final int ITIMERSPEC_BYTES = 32;
    private static final int INTERVAL_NANOS = 8;
    private static final int FIRST_NANOS = 24;
    private static final int COUNTER_BYTES = 8;

    private final Descriptor descriptor;
    private final StructMemory ticks = new StructMemory(COUNTER_BYTES);

    /**
     * Starts one.
     *
     * @param periodNanos between two ticks, less than a second
     * @throws ErrnoException if no descriptor is left
     */
    public TimerFd(long periodNanos) {
        int flags = Descriptor.O_NONBLOCK | Descriptor.O_CLOEXEC;
        descriptor = Descriptor.adopt(LibC.timerfd_create(CLOCK_MONOTONIC, flags), "timerfd_create", "monotonic");
        StructMemory times = new StructMemory(ITIMERSPEC_BYTES);
        times.putLong(INTERVAL_NANOS, periodNanos);
        times.putLong(FIRST_NANOS, periodNanos);
        if (LibC.timerfd_settime(descriptor.number(), 0, times.address(), 0) < 0) {
            throw ErrnoException.last("timerfd_settime", periodNanos + " ns");
        }
    }

    /**
     * Takes the ticks since the last time, without waiting.
     *
     * @return whether there was any
     */
    public boolean take() {
        return descriptor.read(ticks.address(), COUNTER_BYTES) == COUNTER_BYTES;
    }

    /**
     * Returns the number to poll on.
     *
     * @return the descriptor's number
     */
    public int number() {
        return descriptor.number();
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
