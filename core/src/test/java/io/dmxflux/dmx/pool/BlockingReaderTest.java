// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.device.PesFilter;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A loop of one's own: what ends its wait, and what does not. */
@Timeout(300)
@ExtendWith(LeakCheck.class)
class BlockingReaderTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int LENDABLE = 3;

    /** Longer than nanoseconds can tell. */
    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    private final FedPool fed = FedPool.of(LENDABLE + 1, 1, OverloadPolicy.HOLD);

    /** One that never looks: what does not end its wait at once does not end it. */
    private BlockingReader open() {
        return BlockingReader.open(fed.pool(), PesFilter.fullTs(), Long.MAX_VALUE);
    }

    private static int takeOne(BlockingReader reader, Duration timeout) {
        ByteBuf buffer = Objects.requireNonNull(reader.next(timeout), "nothing came");
        int number = FedPool.numberOf(buffer);
        buffer.release();
        return number;
    }

    /** Runs something once this thread waits. */
    private static CompletableFuture<Void> onceWaiting(Runnable then) {
        Thread reading = Thread.currentThread();
        return CompletableFuture.runAsync(() -> {
            await().until(() -> isInPoll(reading));
            then.run();
        });
    }

    private static boolean isInPoll(Thread thread) {
        StackTraceElement[] stack = thread.getStackTrace();
        return List.of(stack).stream().anyMatch(call -> call.getClassName().endsWith(".Poll"));
    }

    @Test
    void takesBuffersInOrderUntilNoneIsLeft() {
        try (fed;
                BlockingReader reader = open()) {
            fed.deliver(LENDABLE);
            assertThat(takeOne(reader, Duration.ZERO)).isZero();
            fed.deliver(1);
            assertThat(takeOne(reader, Duration.ZERO)).isEqualTo(1);
            assertThat(takeOne(reader, Duration.ZERO)).isEqualTo(2);
            assertThat(takeOne(reader, Duration.ZERO)).isEqualTo(3);
            assertThat(reader.next(Duration.ZERO)).isNull();
            assertThat(reader.next(Duration.ofMillis(1))).isNull();
        }
    }

    @Test
    void waitsForTheDriver() {
        try (fed;
                BlockingReader reader = open()) {
            CompletableFuture<Void> delivering = onceWaiting(() -> fed.deliver(1));
            assertThat(takeOne(reader, LONG)).isZero();
            delivering.join();
        }
    }

    @Test
    void waitsForABufferToComeHomeWhereAllAreOut() {
        try (fed;
                BlockingReader reader = open()) {
            fed.deliver(LENDABLE + 1);
            List<ByteBuf> lent = new ArrayList<>();
            for (int at = 0; at < LENDABLE; at++) {
                lent.add(Objects.requireNonNull(reader.next(Duration.ZERO)));
            }
            assertThat(reader.next(Duration.ZERO))
                    .as("one is left with the driver")
                    .isNull();
            CompletableFuture<Void> releasing = onceWaiting(() -> lent.remove(0).release());
            assertThat(takeOne(reader, LONG)).isEqualTo(LENDABLE);
            releasing.join();
            lent.forEach(ByteBuf::release);
        }
    }

    @Test
    void aCallEndsTheWaitUnderWayOrTheNextOnce() {
        try (fed;
                BlockingReader reader = open()) {
            CompletableFuture<Void> calling = onceWaiting(reader::wakeUp);
            assertThat(reader.next(LONG)).isNull();
            calling.join();
            reader.wakeUp();
            assertThat(reader.next(LONG)).isNull();
            fed.deliver(1);
            assertThat(takeOne(reader, LONG)).isZero();
        }
    }

    @Test
    void theEndOfThePoolEndsTheWait() {
        try (fed) {
            try (BlockingReader reader = open()) {
                CompletableFuture<Void> closing = onceWaiting(fed.pool()::close);
                assertThat(reader.next(LONG)).isNull();
                closing.join();
                assertThat(reader.isClosed()).isTrue();
                assertThatThrownBy(() -> reader.next(LONG))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("sim:fed: pool closed (expected: open)");
                assertThat(fed.device().isClosed())
                        .as("although the reader is open")
                        .isTrue();
            }
        }
    }

    @Test
    void theEndOfThePoolIsThatOfAReaderThatNobodyIsIn() {
        try (fed) {
            BlockingReader reader = open();
            fed.deliver(1);
            assertThat(takeOne(reader, LONG)).isZero();
            assertThat(fed.pool().close(FOREVER)).isEmpty();
            assertThat(fed.device().isClosed()).isTrue();
            assertThat(reader.isClosed()).isTrue();
            assertThat(reader.next(LONG)).isNull();
            assertThatThrownBy(() -> reader.next(LONG)).hasMessage("sim:fed: pool closed (expected: open)");
            reader.close();
            assertThatThrownBy(() -> reader.next(LONG)).hasMessage("sim:fed: reader closed (expected: open)");
        }
    }

    @Test
    void theThreadThatOpenedTheReaderMayWaitForThePoolsEndWhileAnotherReads() throws Exception {
        try (fed) {
            BlockingReader reader = open();
            CompletableFuture<Thread> reads = new CompletableFuture<>();
            CompletableFuture<Boolean> reading = CompletableFuture.supplyAsync(() -> {
                reads.complete(Thread.currentThread());
                return reader.next(LONG) == null;
            });
            Thread thread = reads.get(60, TimeUnit.SECONDS);
            await().until(() -> isInPoll(thread));
            assertThat(fed.pool().close(FOREVER)).isEmpty();
            assertThat(fed.device().isClosed()).isTrue();
            assertThat(reading.get(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aClosedReaderSaysSo() {
        try (fed) {
            BlockingReader reader = open();
            assertThat(reader.isClosed()).isFalse();
            reader.close();
            reader.close();
            reader.wakeUp();
            assertThat(reader.isClosed()).isTrue();
            assertThatThrownBy(() -> reader.next(LONG))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("sim:fed: reader closed (expected: open)");
        }
    }

    @Test
    void aCloseByAnotherThreadEndsTheWait() {
        try (fed) {
            BlockingReader reader = open();
            CompletableFuture<Void> closing = onceWaiting(reader::close);
            assertThat(reader.next(LONG)).isNull();
            closing.join();
            assertThatThrownBy(() -> reader.next(Duration.ZERO)).hasMessageContaining("reader closed");
            try (BlockingReader next = open()) {
                fed.deliver(1);
                assertThat(takeOne(next, LONG)).isZero();
            }
        }
    }

    @Test
    void aSecondThreadIsRefused() {
        try (fed;
                BlockingReader reader = open()) {
            CompletableFuture<Void> second = onceWaiting(() -> {
                try {
                    assertThatThrownBy(() -> reader.next(Duration.ZERO))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessage("sim:fed: next() on a second thread (expected: one at a time)");
                } finally {
                    reader.wakeUp();
                }
            });
            assertThat(reader.next(LONG)).isNull();
            second.join();
            fed.deliver(1);
            assertThat(takeOne(reader, LONG)).isZero();
        }
    }

    @Test
    void aDeviceThatGoesWhileAllAreOutIsTold() {
        try (fed;
                BlockingReader reader = BlockingReader.open(fed.pool(), PesFilter.fullTs(), 1_000_000)) {
            fed.deliver(LENDABLE);
            List<ByteBuf> lent = new ArrayList<>();
            for (int at = 0; at < LENDABLE; at++) {
                lent.add(Objects.requireNonNull(reader.next(Duration.ZERO)));
            }
            CompletableFuture<Void> unplugging = onceWaiting(fed.device()::unplug);
            assertThatThrownBy(() -> reader.next(LONG)).hasMessageContaining("ENODEV (19)");
            unplugging.join();
            lent.forEach(ByteBuf::release);
        }
    }

    @Test
    void isRefusedWhileAnotherReads() {
        try (fed;
                BlockingReader reader = open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("already subscribed");
            fed.deliver(1);
            assertThat(takeOne(reader, LONG)).isZero();
        }
    }
}
