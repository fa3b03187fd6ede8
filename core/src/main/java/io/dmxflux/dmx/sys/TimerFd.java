// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.sys;

/**
 * A timer that expires once or periodically. Its descriptor polls readable from an expiration until that is taken, or the
 * timer is set again.
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
    private static final int TFD_TIMER_ABSTIME = 1;
    private static final int ITIMERSPEC_BYTES = 32;
    private static final int INTERVAL_SECONDS = 0;
    private static final int INTERVAL_NANOS = 8;
    private static final int FIRST_SECONDS = 16;
    private static final int FIRST_NANOS = 24;
    private static final int COUNTER_BYTES = 8;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final FileDescriptor descriptor;
    private final StructMemory ticks = new StructMemory(COUNTER_BYTES);
    private final StructMemory times = new StructMemory(ITIMERSPEC_BYTES);

    /**
     * Creates a timer that is not set.
     *
     * @throws ErrnoException if no descriptor is left
     */
    public TimerFd() {
        int flags = FileDescriptor.O_NONBLOCK | FileDescriptor.O_CLOEXEC;
        descriptor = FileDescriptor.adopt(LibC.timerfd_create(CLOCK_MONOTONIC, flags), "timerfd_create", "monotonic");
    }

    /**
     * Creates a timer that expires periodically, the first time after one period.
     *
     * @param periodNanos between two expirations, 1 or more
     * @return the timer, the caller's to close
     * @throws ErrnoException if no descriptor is left
     */
    public static TimerFd ticking(long periodNanos) {
        TimerFd timer = new TimerFd();
        timer.set(0, periodNanos, periodNanos);
        return timer;
    }

    /**
     * Sets it to expire once, replacing the time set before.
     *
     * @param nanoTime when, by {@link System#nanoTime}, which is CLOCK_MONOTONIC on Linux; at once if that is past
     */
    public void goOffAt(long nanoTime) {
        set(TFD_TIMER_ABSTIME, Math.max(1, nanoTime), 0);
    }

    /** Unsets it. */
    public void stop() {
        set(0, 0, 0);
    }

    private void set(int flags, long firstNanos, long periodNanos) {
        times.putLong(INTERVAL_SECONDS, periodNanos / NANOS_PER_SECOND);
        times.putLong(INTERVAL_NANOS, periodNanos % NANOS_PER_SECOND);
        times.putLong(FIRST_SECONDS, firstNanos / NANOS_PER_SECOND);
        times.putLong(FIRST_NANOS, firstNanos % NANOS_PER_SECOND);
        if (LibC.timerfd_settime(descriptor.number(), flags, times.address(), 0) < 0) {
            throw ErrnoException.last("timerfd_settime", firstNanos + " ns", Cure.PROCESS);
        }
    }

    /**
     * Takes the expirations since the last time, without waiting.
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
