// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import io.netty.buffer.ByteBuf;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/** A slice and a duplicate of a buffer released by two threads: the slot is requeued once. */
@JCStressTest
@Outcome(id = "1, true", expect = Expect.ACCEPTABLE, desc = "requeued once")
@State
public class LastReleaseStress {

    private final LentBuffer lent = new LentBuffer();
    private final ByteBuf one = lent.buffer.retainedSlice();
    private final ByteBuf other = lent.buffer.retainedDuplicate();

    public LastReleaseStress() {
        lent.buffer.release();
    }

    @Actor
    public void sliceReleaser() {
        one.release();
    }

    @Actor
    public void duplicateReleaser() {
        other.release();
    }

    @Arbiter
    public void afterwards(IZ_Result result) {
        result.r1 = lent.requeued();
        result.r2 = lent.endsInOrder();
    }
}
