// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The sequence numbers of one RTP source at one destination. They begin at random, and go on in the next sink of this process
 * with the same destination and source, which a change of the configuration opens before it closes the one before: to a
 * receiver it is one sender.
 *
 * <p><b>Holds:</b> a number for each destination that this process has ever sent to.
 * <p><b>Threading:</b> any thread.
 * <p><b>Source:</b> RFC 3550 5.1.
 */
final class RtpSequence {

    private record Key(InetSocketAddress destination, int ssrc) {}

    private static final Map<Key, RtpSequence> ALL = new ConcurrentHashMap<>();

    private final AtomicInteger next =
            new AtomicInteger(ThreadLocalRandom.current().nextInt());
    private volatile boolean used;

    private RtpSequence() {}

    /** Returns the numbers of a destination and source. */
    static RtpSequence of(InetSocketAddress destination, int ssrc) {
        return ALL.computeIfAbsent(new Key(destination, ssrc), key -> new RtpSequence());
    }

    /** Tells whether a number has been taken. */
    boolean isUsed() {
        return used;
    }

    /** Returns the first of so many numbers in a row, of which the low 16 bits count. */
    int take(int count) {
        used = true;
        return next.getAndAdd(count);
    }
}
