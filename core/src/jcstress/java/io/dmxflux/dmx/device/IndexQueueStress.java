// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/** Two threads requeue a buffer each while a third dequeues: none is lost, and none comes twice. */
@JCStressTest
@Outcome(id = "2, true", expect = Expect.ACCEPTABLE, desc = "each once")
@State
public class IndexQueueStress {

    private final IndexQueue queue = new IndexQueue(2);
    private int taken = -1;

    @Actor
    public void oneRequeues() {
        queue.offer(0);
    }

    @Actor
    public void anotherRequeues() {
        queue.offer(1);
    }

    @Actor
    public void dequeues() {
        taken = queue.take();
    }

    @Arbiter
    public void afterwards(IZ_Result result) {
        int seen = bit(taken);
        result.r1 = taken < 0 ? 0 : 1;
        for (int index = queue.take(); index >= 0; index = queue.take()) {
            seen |= bit(index);
            result.r1++;
        }
        result.r2 = seen == 3;
    }

    private static int bit(int index) {
        return index < 0 ? 0 : 1 << index;
    }
}
