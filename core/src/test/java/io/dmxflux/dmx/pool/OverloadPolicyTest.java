// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import static io.dmxflux.dmx.pool.FedPool.numberOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.Loss;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is lent, what is dropped, and who has the rest: five buffers, two of them kept back. */
@Timeout(300)
@ExtendWith(LeakCheck.class)
class OverloadPolicyTest {

    private static final int BUFFERS = 5;
    private static final int RESERVE = 2;
    private static final int LENDABLE = BUFFERS - RESERVE;

    private static FedPool pool(OverloadPolicy overload) {
        return FedPool.of(BUFFERS, RESERVE, overload);
    }

    private static List<ByteBuf> lendAll(BufferDrain drain) {
        List<ByteBuf> lent = new ArrayList<>();
        for (ByteBuf buffer = drain.lend(); buffer != null; buffer = drain.lend()) {
            lent.add(buffer);
        }
        return lent;
    }

    private static List<Integer> numbers(List<ByteBuf> lent) {
        return lent.stream().map(FedPool::numberOf).toList();
    }

    /** Lets each arrive by itself, as a tuner does. */
    private static void arrive(FedPool fed, BufferDrain drain, int buffers) {
        for (int buffer = 0; buffer < buffers; buffer++) {
            fed.deliver(1);
            drain.collect();
        }
    }

    @ParameterizedTest
    @EnumSource
    void neverAreMoreOutThanMayBe(OverloadPolicy overload) {
        try (FedPool fed = pool(overload);
                BufferDrain drain = fed.started()) {
            arrive(fed, drain, 10);
            List<ByteBuf> lent = lendAll(drain);
            assertThat(lent).hasSize(LENDABLE);
            arrive(fed, drain, 10);
            assertThat(drain.lend()).as("while all that may be are lent").isNull();
            assertThat(fed.pool().stats().lent()).isEqualTo(LENDABLE);
            assertThat(fed.pool().stats().filled()).isZero();
            assertThat(fed.pool().stats().queued()).isEqualTo(RESERVE);
            FedPool.assertBalanced(fed.pool().stats());
            lent.forEach(ByteBuf::release);
        }
    }

    @Test
    void dropOldestKeepsTheNewest() {
        try (FedPool fed = pool(OverloadPolicy.DROP_OLDEST);
                BufferDrain drain = fed.started()) {
            arrive(fed, drain, 10);
            assertThat(fed.pool().stats().filled()).isEqualTo(LENDABLE);
            assertThat(fed.pool().stats().droppedBuffers()).isEqualTo(7);
            assertThat(fed.pool().stats().droppedBytes()).isEqualTo(7 * FedPool.BUFFER_BYTES);
            List<ByteBuf> lent = lendAll(drain);
            assertThat(numbers(lent)).containsExactly(7, 8, 9);
            lent.forEach(ByteBuf::release);
            assertThat(fed.device().lostBytes()).as("lost by the driver").isZero();
        }
    }

    @Test
    void dropNewestKeepsTheOldest() {
        try (FedPool fed = pool(OverloadPolicy.DROP_NEWEST);
                BufferDrain drain = fed.started()) {
            arrive(fed, drain, 10);
            assertThat(fed.pool().stats().droppedBuffers()).isEqualTo(7);
            List<ByteBuf> lent = lendAll(drain);
            assertThat(numbers(lent)).containsExactly(0, 1, 2);
            lent.forEach(ByteBuf::release);
            assertThat(fed.device().lostBytes()).isZero();
        }
    }

    /** A tuner on USB delivers several small buffers at once, more than the reserve. */
    @ParameterizedTest
    @EnumSource(names = {"DROP_OLDEST", "DROP_NEWEST"})
    void arrivalsOfSeveralBuffersFindRoomWhileDemandLags(OverloadPolicy overload) {
        try (FedPool fed = FedPool.of(8, 2, overload);
                BufferDrain drain = fed.started()) {
            for (int arrival = 0; arrival < 20; arrival++) {
                fed.deliver(3);
                drain.collect();
                assertThat(fed.device().lostBytes())
                        .as("at arrival %d", arrival)
                        .isZero();
            }
            assertThat(fed.pool().stats().starvedNanos()).isZero();
            assertThat(fed.pool().stats().stalledNanos()).isZero();
            List<ByteBuf> lent = lendAll(drain);
            assertThat(numbers(lent)).hasSizeGreaterThanOrEqualTo(3);
            int first = overload == OverloadPolicy.DROP_NEWEST ? 0 : 60 - lent.size();
            assertThat(numbers(lent))
                    .isEqualTo(
                            IntStream.range(first, first + lent.size()).boxed().toList());
            lent.forEach(ByteBuf::release);
            FedPool.assertBalanced(fed.pool().stats());
        }
    }

    /** What arrived at once with demand is lent, all of it. */
    @Test
    void arrivalsOfSeveralBuffersAreLentWhereThereIsDemand() {
        try (FedPool fed = FedPool.of(8, 2, OverloadPolicy.DROP_OLDEST);
                BufferDrain drain = fed.started()) {
            for (int arrival = 0; arrival < 20; arrival++) {
                fed.deliver(6);
                drain.collect();
                List<ByteBuf> lent = lendAll(drain);
                assertThat(lent).hasSize(6);
                lent.forEach(ByteBuf::release);
            }
            assertThat(fed.pool().stats().droppedBuffers()).isZero();
        }
    }

    /** Each loss that is dropped together with others stays told. */
    @Test
    void severalNewestThatAreDroppedAtOnceAreAllMissing() {
        try (FedPool fed = FedPool.of(8, 2, OverloadPolicy.DROP_NEWEST);
                BufferDrain drain = fed.started()) {
            for (int arrival = 0; arrival < 5; arrival++) {
                fed.deliver(3);
                drain.collect();
            }
            lendAll(drain).forEach(ByteBuf::release);
            fed.deliver(1);
            drain.collect();
            ByteBuf next = FedPool.lendOne(drain);
            assertThat(Objects.requireNonNull(Loss.before(next)).bytes(Loss.Account.POLICY))
                    .isEqualTo(fed.pool().stats().droppedBytes());
            next.release();
        }
    }

    @Test
    void holdDropsNothingAndLeavesTheRestWithTheDriver() {
        try (FedPool fed = pool(OverloadPolicy.HOLD);
                BufferDrain drain = fed.started()) {
            arrive(fed, drain, 10);
            assertThat(fed.pool().stats().droppedBuffers()).isZero();
            assertThat(fed.pool().stats().receivedBuffers()).isEqualTo(LENDABLE);
            assertThat(fed.device().lostBytes())
                    .as("the driver overflows by itself")
                    .isEqualTo(5 * FedPool.BUFFER_BYTES);
            List<ByteBuf> first = lendAll(drain);
            assertThat(numbers(first)).containsExactly(0, 1, 2);
            first.forEach(ByteBuf::release);
            assertThat(FedPool.isReady(drain)).isTrue();
            drain.collect();
            List<ByteBuf> second = lendAll(drain);
            assertThat(numbers(second)).as("what the reserve took").containsExactly(3, 4);
            second.forEach(ByteBuf::release);
        }
    }

    @Test
    void holdWaitsForABufferToComeHome() throws Exception {
        CountDownLatch home = new CountDownLatch(1);
        try (FedPool fed = pool(OverloadPolicy.HOLD);
                BufferDrain drain = fed.started(home::countDown)) {
            arrive(fed, drain, 10);
            List<ByteBuf> lent = lendAll(drain);
            assertThat(FedPool.isReady(drain))
                    .as("full: the driver's readiness does not count")
                    .isFalse();
            Thread releasing = new Thread(() -> lent.remove(0).release());
            releasing.start();
            assertThat(home.await(60, TimeUnit.SECONDS)).isTrue();
            releasing.join();
            assertThat(FedPool.isReady(drain)).isTrue();
            assertThat(drain.collect()).isEqualTo(1);
            lent.addAll(lendAll(drain));
            assertThat(numbers(lent)).containsExactly(1, 2, 3);
            lent.forEach(ByteBuf::release);
        }
    }

    @Test
    void withoutAReserveEveryBufferCanBeOutAndTheDriverStarves() {
        try (FedPool fed = FedPool.of(2, 0, OverloadPolicy.DROP_OLDEST);
                BufferDrain drain = fed.started()) {
            arrive(fed, drain, 2);
            List<ByteBuf> lent = lendAll(drain);
            assertThat(lent).hasSize(2);
            assertThat(fed.pool().stats().queued()).isZero();
            fed.deliver(3);
            assertThat(drain.mayCollect())
                    .as("nothing to read into: readiness would only spin")
                    .isFalse();
            assertThat(drain.collect()).isZero();
            assertThat(fed.device().lostBytes()).isEqualTo(3 * FedPool.BUFFER_BYTES);
            lent.forEach(ByteBuf::release);
            assertThat(drain.mayCollect()).isTrue();
            arrive(fed, drain, 1);
            ByteBuf after = FedPool.lendOne(drain);
            assertThat(numberOf(after)).isEqualTo(5);
            after.release();
        }
    }

    @Test
    void aBufferComesHomeWhileOthersWait() {
        try (FedPool fed = pool(OverloadPolicy.DROP_OLDEST);
                BufferDrain drain = fed.started()) {
            arrive(fed, drain, 3);
            ByteBuf first = FedPool.lendOne(drain);
            arrive(fed, drain, 1);
            assertThat(fed.pool().stats().droppedBuffers())
                    .as("1 lent + 3 arrived > 3")
                    .isEqualTo(1);
            first.release();
            arrive(fed, drain, 1);
            assertThat(fed.pool().stats().droppedBuffers())
                    .as("0 lent + 3 filled")
                    .isEqualTo(1);
            List<ByteBuf> lent = lendAll(drain);
            assertThat(numbers(lent)).containsExactly(2, 3, 4);
            lent.forEach(ByteBuf::release);
        }
    }
}
