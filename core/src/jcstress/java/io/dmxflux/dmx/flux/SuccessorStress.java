// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.flux;

import io.dmxflux.dmx.device.PesFilter;
import io.netty.buffer.ByteBuf;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/** One subscriber cancels and another subscribes while the event loop turns: the second gets what it requests. */
@JCStressTest
@Outcome(id = "1, true", expect = Expect.ACCEPTABLE, desc = "the successor received, and all ended in order")
@State
public class SuccessorStress {

    private final TurnedLoop loop = new TurnedLoop();
    private final DmxFlux flux = DmxFlux.of(loop.pool, PesFilter.fullTs(), loop);
    private final Taker first = new Taker();
    private final Taker second = new Taker();

    public SuccessorStress() {
        flux.subscribe(first);
        loop.turn();
    }

    /** Takes one buffer. */
    private static final class Taker extends BaseSubscriber<ByteBuf> {

        private int received;
        private boolean failed;

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            subscription.request(1);
        }

        @Override
        protected void hookOnNext(ByteBuf buffer) {
            received++;
            buffer.release();
        }

        @Override
        protected void hookOnError(Throwable failure) {
            failed = true;
        }
    }

    @Actor
    public void loop() {
        loop.turn();
        loop.turn();
    }

    @Actor
    public void subscribers() {
        first.cancel();
        flux.subscribe(second);
    }

    @Arbiter
    public void afterwards(IZ_Result result) {
        for (int i = 0; i < 4; i++) {
            loop.turn();
        }
        result.r1 = second.received;
        second.cancel();
        loop.turn();
        result.r2 = loop.closesInOrder() && !second.failed;
    }
}
