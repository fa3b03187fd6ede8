// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import io.dmxflux.dmx.sys.StructMemory;

/**
 * The time slice of a thread: how long it may run before the scheduler switches to another on the same processor. A thread
 * with a short slice that wakes up preempts one with a longer slice; its share of the processor stays the same. The share is
 * the nice value's: each step more takes a fifth of it.
 *
 * <pre>
 *   struct sched_attr, 48 bytes:   0 size | 4 policy | 8 flags | 16 nice | 20 priority | 24 runtime | 32 deadline | 40 period
 * </pre>
 *
 * <p>With the default slice, an event loop waits for up to 4 milliseconds behind a compiler thread before it can send.
 * <p><b>Units:</b> threads by the kernel's number, as in {@code /proc/self/task}; 0 is the calling one.
 * <p><b>Errors:</b> none: nothing is changed if the thread's policy is not SCHED_OTHER, if the kernel refuses, or if native code
 * cannot be called.
 * <p><b>Source:</b> sched_setattr(2), SCHED_OTHER; slices are effective from Linux 6.12.
 */
final class SchedulerSlice {

    /** The calling thread. */
    static final int CALLER = 0;

    private static final int ATTRIBUTES_BYTES = 48;
    private static final int POLICY = 4;
    private static final int NICE = 16;
    private static final int RUNTIME = 24;
    private static final int SCHED_OTHER = 0;
    private static final int NICEST = 19;
    private static final long SHORTEST_NANOS = 100_000;

    private static final boolean AARCH64 = "aarch64".equals(System.getProperty("os.arch"));
    private static final int SYS_SETATTR = AARCH64 ? 274 : 314;
    private static final int SYS_GETATTR = AARCH64 ? 275 : 315;

    private SchedulerSlice() {}

    /** Sets the slice of a thread to the shortest, 100 microseconds; its nice value stays. */
    static void shorten(int thread) {
        change(thread, attributes -> attributes.putLong(RUNTIME, SHORTEST_NANOS));
    }

    /** Raises the nice value of a thread; its slice stays. */
    static void makeNicer(int thread, int steps) {
        change(thread, attributes -> attributes.putInt(NICE, Math.min(NICEST, attributes.getInt(NICE) + steps)));
    }

    private interface Change {
        void to(StructMemory attributes);
    }

    private static void change(int thread, Change change) {
        try {
            StructMemory attributes = new StructMemory(ATTRIBUTES_BYTES).putInt(0, ATTRIBUTES_BYTES);
            long got = SystemCalls.syscall(SYS_GETATTR, thread, attributes.address(), ATTRIBUTES_BYTES, 0, 0, 0);
            if (got == 0 && attributes.getInt(POLICY) == SCHED_OTHER) {
                change.to(attributes);
                SystemCalls.syscall(SYS_SETATTR, thread, attributes.address(), 0, 0, 0, 0);
            }
        } catch (LinkageError e) {
            // the thread keeps what it has; later native calls report what is missing
        }
    }
}
