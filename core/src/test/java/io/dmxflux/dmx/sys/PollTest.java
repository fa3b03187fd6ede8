// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PollTest {

    private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Poll poll = new Poll();
    private final EventFd first = new EventFd();
    private final EventFd second = new EventFd();

    @AfterEach
    void closeEvents() {
        first.close();
        second.close();
    }

    @Test
    void anEventGivesOutWhatWasAddedOneByOne() {
        assertThat(first.take()).isFalse();
        first.add(2);
        first.add(1);
        assertThat(first.take()).isTrue();
        assertThat(first.take()).isTrue();
        assertThat(first.take()).isTrue();
        assertThat(first.take()).isFalse();
    }

    @Test
    void anEventTakenFromOtherThreadsGivesOutEachOnce() {
        first.add(1000);
        int taken = CompletableFuture.supplyAsync(this::takeAll)
                .thenCombine(CompletableFuture.supplyAsync(this::takeAll), Integer::sum)
                .join();
        assertThat(taken).isEqualTo(1000);
    }

    private int takeAll() {
        int taken = 0;
        while (first.take()) {
            taken++;
        }
        return taken;
    }

    @Test
    void tellsWhichDescriptorIsReadable() {
        assertThat(poll.await(first.number(), second.number(), 0)).isFalse();
        second.add(1);
        assertThat(poll.await(first.number(), second.number(), LONG_NANOS)).isTrue();
        assertThat(poll.firstReadable()).isFalse();
        assertThat(poll.secondReadable()).isTrue();
        first.add(1);
        second.take();
        assertThat(poll.await(first.number(), second.number(), LONG_NANOS)).isTrue();
        assertThat(poll.firstReadable()).isTrue();
        assertThat(poll.secondReadable())
                .as("not left over from the call before")
                .isFalse();
    }

    @Test
    void leavesNegativeDescriptorsOut() {
        first.add(1);
        assertThat(poll.await(-1, -1, 0)).isFalse();
        assertThat(poll.firstReadable()).isFalse();
        assertThat(poll.await(-1, first.number(), 0)).isTrue();
        assertThat(poll.secondReadable()).isTrue();
    }

    @Test
    void aDescriptorThatIsNotOpenIsAFailureAndNotReadable() {
        assertThat(poll.await(Integer.MAX_VALUE, -1, LONG_NANOS)).isTrue();
        assertThat(poll.firstFailed()).isTrue();
        assertThat(poll.firstReadable()).isFalse();
    }

    @Test
    void theLongestWaitIsNotTheShortest() {
        CompletableFuture<Boolean> waiting =
                CompletableFuture.supplyAsync(() -> new Poll().await(first.number(), -1, Long.MAX_VALUE));
        first.add(1);
        assertThat(waiting.join()).isTrue();
    }

    @Test
    void aNegativeWaitAsksWithoutWaiting() {
        assertThat(poll.await(first.number(), -1, -1)).isFalse();
        assertThat(poll.await(first.number(), -1, -LONG_NANOS)).isFalse();
        assertThat(poll.await(first.number(), -1, Long.MIN_VALUE)).isFalse();
    }
}
