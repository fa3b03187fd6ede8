// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import io.dmxflux.dmx.sys.StructMemory;

/**
 * The time slice of a thread: how long it may run before the scheduler switches to another on the same processor. A thread
 * with a short slice that wakes up preempts one with a longer slice; its share of the processor stays the same.
 *
 * <pre>
 *   struct sched_attr, 48 bytes:   0 size | 4 policy | 8 flags | 16 nice | 20 priority | 24 runtime | 32 deadline | 40 period
 * </pre>
 *
 * <p>With the default slice, an event loop waits for up to 4 milliseconds behind a compiler thread before it can send.
 * <p><b>Source:</b> sched_setattr(2), SCHED_OTHER; effective from Linux 6.12.
 */
final class SchedulerSlice {

    private static final int ATTRIBUTES_BYTES = 48;
    private static final int POLICY = 4;
    private static final int RUNTIME = 24;
    private static final int SCHED_OTHER = 0;
    private static final long SHORTEST_NANOS = 100_000;

    private static final boolean AARCH64 = "aarch64".equals(System.getProperty("os.arch"));
    private static final int SYS_SETATTR = AARCH64 ? 274 : 314;
    private static final int SYS_GETATTR = AARCH64 ? 275 : 315;

    private SchedulerSlice() {}

    /**
     * Sets the slice of the calling thread to the shortest, 100 microseconds; its nice value stays. Does nothing if the
     * thread's policy is not SCHED_OTHER, if the kernel refuses, or if native code cannot be called.
     */
    static void shorten() {
        try {
            shortenByCall();
        } catch (LinkageError e) {
            // the thread keeps its slice; later native calls report what is missing
        }
    }

    private static void shortenByCall() {
        StructMemory attributes = new StructMemory(ATTRIBUTES_BYTES).putInt(0, ATTRIBUTES_BYTES);
        long got = SystemCalls.syscall(SYS_GETATTR, 0, attributes.address(), ATTRIBUTES_BYTES, 0, 0, 0);
        if (got == 0 && attributes.getInt(POLICY) == SCHED_OTHER) {
            attributes.putLong(RUNTIME, SHORTEST_NANOS);
            SystemCalls.syscall(SYS_SETATTR, 0, attributes.address(), 0, 0, 0, 0);
        }
    }
}
