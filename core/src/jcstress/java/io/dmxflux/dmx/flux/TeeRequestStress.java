// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.flux;

import io.netty.buffer.ByteBuf;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;
import reactor.core.publisher.Flux;

/** Two branches request on two threads: upstream is asked for what both have asked for, no less and no more. */
@JCStressTest
@Outcome(id = "3", expect = Expect.ACCEPTABLE, desc = "the least of both")
@State
public class TeeRequestStress {

    private final HandFed source = new HandFed();
    private final HandFed.Receiver one = new HandFed.Receiver();
    private final HandFed.Receiver other = new HandFed.Receiver();

    public TeeRequestStress() {
        Flux<ByteBuf> tee = DmxFlux.tee(source, 2);
        tee.subscribe(one);
        tee.subscribe(other);
    }

    @Actor
    public void oneRequests() {
        one.request(1);
        one.request(2);
    }

    @Actor
    public void theOtherRequests() {
        other.request(2);
        other.request(2);
    }

    @Arbiter
    public void afterwards(J_Result result) {
        result.r1 = source.requested.get();
    }
}
