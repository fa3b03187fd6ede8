// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.dmx.pool.BufferOrigin;
import io.dmxflux.ts.op.CheckContinuity;
import io.dmxflux.ts.source.Source;
import io.dmxflux.ts.source.SourceLosses;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/**
 * Sees to it that a loss on our side is not charged to the signal as well: where the source lost something between two
 * buffers, the continuity check starts anew, since the gap is on another account already.
 *
 * <p>Such a gap lies between two buffers, never within one: dropped buffers are whole ones, and a kernel that has no
 * buffer to fill is filling none.
 *
 * <p><b>Threading:</b> the source's signals.
 */
final class BreakAccounts implements Consumer<ByteBuf> {

    private final Source source;
    private final CheckContinuity check;
    private SourceLosses before = SourceLosses.NONE;
    private long expectedSequence;

    BreakAccounts(Source source, CheckContinuity check) {
        this.source = source;
        this.check = check;
    }

    @Override
    public void accept(ByteBuf buffer) {
        SourceLosses now = source.losses();
        boolean dropped = BufferOrigin.of(buffer).filter(this::isAhead).isPresent();
        if (dropped || !now.equals(before)) {
            check.startAnew();
            before = now;
        }
    }

    private boolean isAhead(BufferOrigin origin) {
        boolean ahead = origin.sequence() != expectedSequence;
        expectedSequence = origin.sequence() + 1;
        return ahead;
    }
}
