// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import io.dmxflux.dmx.sys.StructMemory;

/**
 * How long a thread may run before another that waits for the same processor has its turn. One that asks for little is, when it
 * wakes up, let in before one that asks for more, and gets the same share of the processor in the end.
 *
 * <pre>
 *   struct sched_attr, 48 bytes:   0 size | 4 policy | 8 flags | 16 nice | 20 priority | 24 runtime | 32 deadline | 40 period
 * </pre>
 *
 * <p>Without that, a thread that has a datagram to send waits for up to 4 milliseconds behind one that compiles.
 * <p><b>Source:</b> sched_setattr(2), SCHED_OTHER; Linux 6.12 is the first that heeds it.
 */
public final class SchedulerSlice {

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
     * Asks for the shortest slice that there is, 100 microseconds, for the calling thread; its niceness stays. Does nothing
     * where the kernel, or whoever started the thread, has another way of scheduling it, or native code cannot be called.
     */
    public static void shorten() {
        try {
            shortenByCall();
        } catch (LinkageError e) {
            // a thread that cannot ask runs all the same; whoever needs native code will say what is missing
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
