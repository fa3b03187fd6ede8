// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.dmx.device.BufferLimits;
import io.dmxflux.dmx.pool.BufferOrigin;
import io.dmxflux.ts.op.CheckContinuity;
import io.dmxflux.ts.source.Source;
import io.dmxflux.ts.source.SourceLosses;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Sees to it that a loss on our side is not charged to the signal as well: where the source lost something between two
 * buffers, the continuity check starts anew, since the gap is on another account already.
 *
 * <p>Such a gap lies between two buffers, never within one: dropped buffers are whole ones, and a kernel that has no
 * buffer to fill is filling none. Which two is not known: a loss shows when the buffers filled before it are taken, and it lies
 * behind the last of those, of which there are as many as a driver grants.
 *
 * <p>The source is asked at every sixteenth buffer, and at each gap: asking can be a system call.
 * <p><b>Threading:</b> the source's signals.
 */
final class BreakAccounts implements Consumer<ByteBuf> {

    private static final int BUFFERS_PER_QUESTION = 16;

    private final Source source;
    private final CheckContinuity check;
    private final Predicate<BufferOrigin> isAhead = this::isAhead;
    private SourceLosses before = SourceLosses.NONE;
    private long expectedSequence;
    private int suspects;
    private int buffers;

    BreakAccounts(Source source, CheckContinuity check) {
        this.source = source;
        this.check = check;
    }

    @Override
    public void accept(ByteBuf buffer) {
        boolean dropped = BufferOrigin.of(buffer).filter(isAhead).isPresent();
        if (++buffers % BUFFERS_PER_QUESTION == 0) {
            excuses();
        }
        if (dropped || suspects > 0) {
            check.startAnew();
            suspects = Math.max(0, suspects - 1);
        }
    }

    /** Tells whether the source has lost something since it was asked last. */
    boolean excuses() {
        SourceLosses now = source.losses();
        if (now.equals(before)) {
            return false;
        }
        before = now;
        suspects = BufferLimits.LINUX.most() + 1;
        return true;
    }

    private boolean isAhead(BufferOrigin origin) {
        boolean ahead = origin.sequence() != expectedSequence;
        expectedSequence = origin.sequence() + 1;
        return ahead;
    }
}
