// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.net.EpollLoops;
import io.dmxflux.ts.net.LoopScheduler;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** The guard of the event loops is on. */
class BlockingCallsTest {

    @Test
    void aSleepOnAnEventLoopIsFound() throws Exception {
        EpollLoops.shared()
                .next()
                .submit(() -> {
                    Thread.sleep(1);
                    return true;
                })
                .get(60, TimeUnit.SECONDS);
        assertThat(BlockingCalls.takeFound())
                .first()
                .satisfies(found -> assertThat(found)
                        .hasMessageContaining("java.lang.Thread.sleep")
                        .hasStackTraceContaining("BlockingCallsTest"));
    }

    /** A timed wait for a lock parks only if its time is not over before, which a slow machine makes it. */
    @Test
    void soIsAParkInATaskOfAStream() {
        Mono.fromRunnable(() -> LockSupport.parkNanos(1))
                .subscribeOn(LoopScheduler.shared())
                .block();
        assertThat(BlockingCalls.takeFound()).isNotEmpty();
    }

    @Test
    void otherThreadsMayBlock() throws InterruptedException {
        Thread.sleep(1);
        assertThat(BlockingCalls.takeFound()).isEmpty();
    }
}
