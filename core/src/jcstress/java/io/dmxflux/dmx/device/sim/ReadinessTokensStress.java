// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device.sim;

import io.dmxflux.dmx.device.Readiness;
import io.dmxflux.dmx.device.WakeUp;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A token comes while another is taken, and is taken or not: in the end the descriptor is readable if one is left. */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "one taken, one left and shown")
@Outcome(id = "2, 0", expect = Expect.ACCEPTABLE, desc = "both taken, nothing shown")
@Outcome(id = "2, 1", expect = Expect.ACCEPTABLE, desc = "both taken, one of them before it was written")
@State
public class ReadinessTokensStress {

    private final ReadinessTokens tokens = new ReadinessTokens();
    private int taken;

    /** One token to begin with. */
    public ReadinessTokensStress() {
        tokens.add();
    }

    @Actor
    public void driver() {
        tokens.add();
    }

    @Actor
    public void user() {
        taken += tokens.take() ? 1 : 0;
        taken += tokens.take() ? 1 : 0;
    }

    @Arbiter
    public void afterwards(II_Result result) {
        WakeUp wakeUp = new WakeUp();
        result.r1 = taken;
        result.r2 = tokens.await(wakeUp, 0) == Readiness.READY ? 1 : 0;
        wakeUp.close();
        tokens.close();
    }
}
