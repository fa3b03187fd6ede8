// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.ts.net.MessageSender;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds two senders that send at once: the one before is heard again behind another, and that one again behind it, each within a
 * second. One that takes the place of another is heard alone from then on, and a stray datagram comes once.
 *
 * <p><b>Threading:</b> one event loop.
 */
final class SendersAtOnce {

    /** One that is heard again later may have taken its place back. */
    private static final long AT_ONCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private @Nullable MessageSender last;
    private long lastNanos;
    private @Nullable MessageSender before;
    private long beforeNanos;
    private boolean hasReturned;
    private long returnNanos;

    /**
     * Takes note of the sender of a datagram.
     *
     * @param sender which
     * @param nowNanos when the socket was read
     * @return the other one, that sends at the same time; {@code null} if none is known to
     */
    @Nullable
    MessageSender heard(MessageSender sender, long nowNanos) {
        MessageSender other = last;
        if (sender.equals(other)) {
            lastNanos = nowNanos;
            return null;
        }
        boolean isBack = sender.equals(before) && nowNanos - beforeNanos <= AT_ONCE_NANOS;
        before = other;
        beforeNanos = lastNanos;
        last = sender;
        lastNanos = nowNanos;
        return isBack && isSecondReturn(nowNanos) ? other : null;
    }

    private boolean isSecondReturn(long nowNanos) {
        boolean isSecond = hasReturned && nowNanos - returnNanos <= AT_ONCE_NANOS;
        hasReturned = true;
        returnNanos = nowNanos;
        return isSecond;
    }
}
