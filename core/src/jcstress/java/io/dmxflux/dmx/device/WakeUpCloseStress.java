// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** A call while the waiter closes: the last of the two closes the descriptor, and none writes to a closed one. */
@JCStressTest
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "closed")
@State
public class WakeUpCloseStress {

    private final WakeUp wakeUp = new WakeUp();

    @Actor
    public void caller() {
        wakeUp.wakeUp();
    }

    @Actor
    public void closer() {
        wakeUp.close();
    }

    @Arbiter
    public void afterwards(Z_Result result) {
        wakeUp.wakeUp();
        wakeUp.close();
        try {
            wakeUp.descriptor();
        } catch (IllegalStateException e) {
            result.r1 = true;
        }
    }
}
