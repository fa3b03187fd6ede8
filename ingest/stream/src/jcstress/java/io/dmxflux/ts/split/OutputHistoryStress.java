// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** Two outputs open at the same moment to one destination: one of them has its history, and only one. */
@JCStressTest
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "one has it")
@State
public class OutputHistoryStress {

    private static final SplitOutputConfig CONFIG = new SplitOutputConfig(7, 1, Duration.ZERO);

    private final OutputHistory history = OutputHistory.begin();
    private final ServiceTables given = history.take(writer(), false);
    private ServiceTables one;
    private ServiceTables other;

    public OutputHistoryStress() {
        history.giveBack(given);
    }

    private static BatchWriter writer() {
        return new BatchWriter(CONFIG, new BatchQueue(0));
    }

    @Actor
    public void oneTakes() {
        one = history.take(writer(), false);
    }

    @Actor
    public void anotherTakes() {
        other = history.take(writer(), false);
    }

    @Arbiter
    public void afterwards(Z_Result result) {
        result.r1 = (one == given) != (other == given);
    }
}
