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

/** A buffer lent while the pool is closed: lent and waited for, or not lent. */
@JCStressTest
@Outcome(id = "0, true", expect = Expect.ACCEPTABLE, desc = "closed first")
@Outcome(id = "1, true", expect = Expect.ACCEPTABLE, desc = "lent first")
@State
public class CloseLendStress {

    private final LentBuffer lent = new LentBuffer();
    private ByteBuf next;

    public CloseLendStress() {
        lent.buffer.release();
        lent.drain.collect();
    }

    @Actor
    public void lender() {
        next = lent.drain.lend();
    }

    @Actor
    public void closer() {
        lent.pool.close();
    }

    @Arbiter
    public void afterwards(IZ_Result result) {
        lent.drain.close();
        if (next != null) {
            result.r1 = lent.device.closed() == 0 ? 1 : -1;
            next.release();
        }
        result.r2 = lent.endsInOrder();
    }
}
