// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import io.dmxflux.packet.MemoryHold;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Memory that is held while a pool takes it back: the device is open as long as it is held, and closed once afterwards. */
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "open while it was held, if it was")
@State
public class HoldTakeBackStress {

    private final LentBuffer lent = new LentBuffer();

    public HoldTakeBackStress() {
        lent.drain.close();
    }

    @Actor
    public void reader(ZZ_Result result) {
        MemoryHold hold = MemoryHold.of(lent.buffer);
        result.r1 = hold == null || lent.device.closed() == 0;
        if (hold != null) {
            hold.letGo();
        }
    }

    @Actor
    public void closer() {
        lent.pool.close(Duration.ZERO);
    }

    @Arbiter
    public void afterwards(ZZ_Result result) {
        lent.buffer.release();
        result.r2 = lent.endsInOrder();
    }
}
