// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.ts.net.IncomingMessages;
import io.netty.channel.EventLoop;
import java.util.HashMap;
import java.util.Map;

/**
 * The memory that the sockets of a loop read into, one after the other: what one has read is copied before the next one reads.
 *
 * <p>It stays in the processor's cache then, which that of each socket by itself did not, and is there once.
 *
 * <p><b>Ownership:</b> each socket acquires it and releases it; the last one frees it.
 * <p><b>Threading:</b> {@link #of} and {@link #release} from any thread; the messages are the loop's.
 */
final class ReceiveSlots {

    /** Datagrams that one system call reads. */
    static final int DATAGRAMS = 64;

    /** Fits every datagram: UDP has 65 507 bytes over IPv4, 65 527 over IPv6. */
    static final int DATAGRAM_BYTES = 65_536;

    // guarded by itself, as are the users
    private static final Map<EventLoop, ReceiveSlots> OF_LOOPS = new HashMap<>();

    private final EventLoop loop;
    private final IncomingMessages messages = new IncomingMessages(DATAGRAM_BYTES, DATAGRAMS);
    private int users;

    private ReceiveSlots(EventLoop loop) {
        this.loop = loop;
    }

    /**
     * Acquires the memory of a loop.
     *
     * @param loop whose thread reads
     * @return memory to be released once
     */
    static ReceiveSlots of(EventLoop loop) {
        synchronized (OF_LOOPS) {
            ReceiveSlots slots = OF_LOOPS.computeIfAbsent(loop, ReceiveSlots::new);
            slots.users++;
            return slots;
        }
    }

    IncomingMessages messages() {
        return messages;
    }

    /** Where a reader still holds some of it, which it does not beyond a call, the collector frees the memory. */
    void release() {
        synchronized (OF_LOOPS) {
            if (--users == 0) {
                OF_LOOPS.remove(loop);
                if (messages.memory().release()) {
                    messages.free();
                }
            }
        }
    }
}
