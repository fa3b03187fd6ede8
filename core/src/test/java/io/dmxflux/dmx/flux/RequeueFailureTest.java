// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.flux;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.device.DmxVerb;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.FaultPlan;
import io.dmxflux.dmx.pool.FedPool;
import io.dmxflux.dmx.pool.OverloadPolicy;
import io.dmxflux.dmx.sys.Errno;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.util.context.Context;

/** The requeue that leaves nothing to lend, on a loop that is turned by hand and on which nobody looks. */
@ExtendWith(LeakCheck.class)
class RequeueFailureTest {

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private Runnable onReady = () -> {};

    private final DmxEventLoop loop = new DmxEventLoop() {

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        @Override
        public Watch watch(int descriptor, Runnable ready, Runnable look) {
            onReady = ready;
            return new Watch() {

                @Override
                public void want(boolean wanted) {
                    // turned by hand
                }

                @Override
                public void close() {
                    onReady = () -> {};
                }
            };
        }
    };

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    @Test
    void isToldAtOnceAndNotAtTheNextLook() {
        FaultPlan third = FaultPlan.none().failing(DmxVerb.QUEUE, 3, Errno.EIO);
        try (FedPool fed = FedPool.failing(third, 2, 1, OverloadPolicy.HOLD)) {
            List<ByteBuf> received = new ArrayList<>();
            List<Throwable> errors = new ArrayList<>();
            DmxFlux.of(fed.pool(), PesFilter.fullTs(), loop).subscribe(received::add, errors::add);
            runTasks();
            fed.deliver(1);
            onReady.run();
            assertThat(received).hasSize(1);
            assertThat(received.get(0).release()).isTrue();
            assertThat(errors).as("not on the releaser's thread").isEmpty();
            runTasks();
            assertThat(errors)
                    .singleElement()
                    .satisfies(error -> assertThat(error).hasMessageStartingWith("DMX_QBUF(sim:fed) failed: EIO (5)"));
        }
    }

    @Test
    void whatTheSubscribersOnErrorThrowsIsNotTheLoops() {
        FaultPlan third = FaultPlan.none().failing(DmxVerb.QUEUE, 3, Errno.EIO);
        List<Throwable> dropped = new ArrayList<>();
        Consumer<Throwable> hook = dropped::add;
        try (FedPool fed = FedPool.failing(third, 2, 1, OverloadPolicy.HOLD)) {
            IllegalStateException thrown = new IllegalStateException("as of a subscriber");
            DmxFlux.of(fed.pool(), PesFilter.fullTs(), loop).subscribe(new CoreSubscriber<>() {

                @Override
                public Context currentContext() {
                    return Context.of("reactor.onErrorDropped.local", hook);
                }

                @Override
                public void onSubscribe(Subscription subscription) {
                    subscription.request(1);
                }

                @Override
                public void onNext(ByteBuf buffer) {
                    buffer.release();
                }

                @Override
                public void onError(Throwable failure) {
                    throw thrown;
                }

                @Override
                public void onComplete() {
                    throw thrown;
                }
            });
            runTasks();
            fed.deliver(1);
            onReady.run();
            runTasks();
            assertThat(dropped).containsExactly(thrown);
        }
    }
}
