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
import org.openjdk.jcstress.infra.results.ZZ_Result;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/** A request and a cancel while the event loop turns: it ends, and emits no more than was requested. */
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "ended in order")
@State
public class CancelRequestStress implements CoreSubscriber<ByteBuf> {

    private final TurnedLoop loop = new TurnedLoop();
    private final DmxSubscription subscription = new DmxSubscription(this, loop.pool, PesFilter.fullTs(), loop);
    private int emitted;
    private boolean terminated;

    public CancelRequestStress() {
        subscription.begin();
    }

    @Actor
    public void loop() {
        loop.turn();
        loop.turn();
    }

    @Actor
    public void subscriber() {
        subscription.request(1);
        subscription.cancel();
    }

    @Arbiter
    public void afterwards(ZZ_Result result) {
        loop.turn();
        result.r1 = emitted <= 1 && !terminated;
        result.r2 = loop.closesInOrder();
    }

    @Override
    public void onSubscribe(Subscription unused) {
        // the subscription is driven by the actors
    }

    @Override
    public void onNext(ByteBuf buffer) {
        emitted++;
        buffer.release();
    }

    @Override
    public void onError(Throwable failure) {
        terminated = true;
    }

    @Override
    public void onComplete() {
        terminated = true;
    }
}
