// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.device.Readiness;
import io.dmxflux.dmx.device.WakeUp;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ReadinessTokensTest {

    private final ReadinessTokens tokens = new ReadinessTokens();
    private final WakeUp wakeUp = new WakeUp();

    @AfterEach
    void close() {
        tokens.close();
        wakeUp.close();
    }

    private boolean isReadable() {
        return tokens.await(wakeUp, 0) == Readiness.READY;
    }

    @Test
    void theDescriptorIsReadableWhileThereIsAToken() {
        assertThat(isReadable()).isFalse();
        tokens.add();
        tokens.add();
        assertThat(isReadable()).isTrue();
        assertThat(tokens.take()).isTrue();
        assertThat(isReadable()).isTrue();
        assertThat(tokens.take()).isTrue();
        assertThat(isReadable()).isFalse();
        assertThat(tokens.take()).isFalse();
        tokens.add();
        assertThat(isReadable()).isTrue();
    }

    @Test
    void anIdleTokenCountsAgainOnceItIsResumed() {
        tokens.add();
        assertThat(tokens.take()).isTrue();
        tokens.putBack(false);
        assertThat(isReadable()).isFalse();
        tokens.resume();
        assertThat(isReadable()).isTrue();
        assertThat(tokens.take()).isTrue();
        tokens.putBack(true);
        assertThat(isReadable()).isTrue();
    }

    @Test
    void nothingIsLeftAfterAClear() {
        tokens.add();
        tokens.add();
        tokens.clear();
        assertThat(isReadable()).isFalse();
        assertThat(tokens.take()).isFalse();
    }

    /**
     * As many are taken as were added, on two threads that meet at none again and again: then the descriptor is right once tries
     * have found none, no more of them than tokens were added.
     */
    @Test
    void theDescriptorIsRightWhereTokensComeAndGoAtTheSameTime() {
        AtomicInteger taken = new AtomicInteger();
        for (int round = 0; round < 2_000; round++) {
            int most = 1 + round % 3;
            int before = taken.get();
            CompletableFuture<Void> adding = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < most; i++) {
                    tokens.add();
                }
            });
            while (taken.get() - before < most) {
                if (tokens.take()) {
                    taken.incrementAndGet();
                }
            }
            adding.join();
            for (int write = 0; write < most && isReadable(); write++) {
                assertThat(tokens.take()).isFalse(); // reads the write of a token that was taken before it
            }
            assertThat(isReadable()).as("round %d, none is left", round).isFalse();
        }
        tokens.add();
        assertThat(isReadable()).isTrue();
    }
}
