// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/** The last release and the pool's end at the same moment: the device is closed once, after the last call. */
@JCStressTest
@Outcome(id = "0, true", expect = Expect.ACCEPTABLE, desc = "closed first: retired")
@Outcome(id = "1, true", expect = Expect.ACCEPTABLE, desc = "released first: requeued")
@State
public class ReleaseCloseStress {

    private final LentBuffer lent = new LentBuffer();

    public ReleaseCloseStress() {
        lent.drain.close();
    }

    @Actor
    public void releaser() {
        lent.buffer.release();
    }

    @Actor
    public void closer() {
        lent.pool.close();
    }

    @Arbiter
    public void afterwards(IZ_Result result) {
        result.r1 = lent.requeued();
        result.r2 = lent.endsInOrder();
    }
}
