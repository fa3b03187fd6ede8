// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** When the kernel had no buffer to fill: that it is noticed, not how long it took. */
@ExtendWith(LeakCheck.class)
class StarvedTimeTest {

    @Test
    void aKernelThatAlwaysHasABufferNeverStarves() {
        try (FedPool fed = FedPool.of(4, 1, OverloadPolicy.DROP_OLDEST);
                BufferDrain drain = fed.started()) {
            for (int buffer = 0; buffer < 20; buffer++) {
                fed.lendOneArriving(drain).release();
            }
            assertThat(fed.pool().stats().starvedNanos()).isZero();
            assertThat(fed.pool().stats().stalledNanos()).isZero();
        }
    }

    @Test
    void aKernelWithoutABufferStarvesUntilTheNextOneComesHome() {
        try (FedPool fed = FedPool.of(2, 0, OverloadPolicy.DROP_OLDEST);
                BufferDrain drain = fed.started()) {
            ByteBuf one = fed.lendOneArriving(drain);
            assertThat(fed.pool().stats().starvedNanos()).isZero();
            ByteBuf other = fed.lendOneArriving(drain);
            long first = fed.pool().stats().starvedNanos();
            assertThat(fed.pool().stats().starvedNanos()).as("while it lasts").isGreaterThan(first);
            one.release();
            long after = fed.pool().stats().starvedNanos();
            assertThat(after).isGreaterThan(first);
            other.release();
            assertThat(fed.pool().stats().starvedNanos()).as("over").isEqualTo(after);
        }
    }

    /** A buffer is dropped once the next has been dequeued: in between the kernel has one less than the reserve. */
    @Test
    void aReserveOfTwoIsEnoughUnderOverload() {
        try (FedPool fed = FedPool.of(4, 2, OverloadPolicy.DROP_OLDEST);
                BufferDrain drain = fed.started()) {
            fed.deliverEach(drain, 20);
            assertThat(fed.pool().stats().droppedBuffers()).isEqualTo(18);
            assertThat(fed.pool().stats().starvedNanos()).isZero();
        }
    }

    @Test
    void whatWasStarvedIsNotTakenBackWhenTheDrainStops() {
        try (FedPool fed = FedPool.of(2, 0, OverloadPolicy.DROP_OLDEST)) {
            ByteBuf one;
            ByteBuf other;
            long starved;
            try (BufferDrain drain = fed.started()) {
                one = fed.lendOneArriving(drain);
                other = fed.lendOneArriving(drain);
                starved = fed.pool().stats().starvedNanos();
            }
            long stopped = fed.pool().stats().starvedNanos();
            assertThat(stopped).isGreaterThanOrEqualTo(starved).isPositive();
            one.release();
            other.release();
            assertThat(fed.pool().stats().starvedNanos())
                    .as("nobody is subscribed")
                    .isEqualTo(stopped);
        }
    }

    @Test
    void findingEveryBufferFilledIsAStall() {
        try (FedPool fed = FedPool.of(4, 1, OverloadPolicy.DROP_OLDEST);
                BufferDrain drain = fed.started()) {
            fed.deliver(3);
            drain.collect();
            assertThat(fed.pool().stats().stalledNanos())
                    .as("one was still to be filled")
                    .isZero();
        }
        try (FedPool fed = FedPool.of(4, 1, OverloadPolicy.DROP_OLDEST);
                BufferDrain drain = fed.started()) {
            fed.deliver(5);
            drain.collect();
            assertThat(fed.device().lostBytes()).isPositive();
            assertThat(fed.pool().stats().stalledNanos()).isPositive();
        }
    }

    @Test
    void aStallThatEndsWithTheSubscriptionIsCounted() {
        try (FedPool fed = FedPool.of(4, 1, OverloadPolicy.HOLD)) {
            try (BufferDrain drain = fed.started()) {
                fed.deliver(3);
                drain.collect();
                fed.deliver(5);
                assertThat(fed.device().lostBytes()).isPositive();
                assertThat(fed.pool().stats().stalledNanos()).as("nobody looks").isZero();
            }
            assertThat(fed.pool().stats().stalledNanos()).isPositive();
            assertThat(fed.pool().stats().discardedBuffers()).isEqualTo(4);
        }
    }

    @Test
    void anEndInTimeIsNoStall() {
        try (FedPool fed = FedPool.of(4, 1, OverloadPolicy.HOLD)) {
            try (BufferDrain drain = fed.started()) {
                fed.deliver(2);
                drain.collect();
                fed.deliver(1);
            }
            assertThat(fed.pool().stats().stalledNanos()).isZero();
        }
    }

    /** As by an onNext that blocks and then releases: the next visit finds empty buffers, of which some are new. */
    @Test
    void aStallDuringWhichBuffersComeHomeIsCounted() {
        try (FedPool fed = FedPool.of(8, 2, OverloadPolicy.DROP_OLDEST);
                BufferDrain drain = fed.started()) {
            List<ByteBuf> held = fed.lendArriving(drain, 4);
            fed.deliver(4 + 5);
            held.forEach(ByteBuf::release);
            fed.deliver(1);
            while (drain.collect() > 0) {
                FedPool.lendOne(drain).release();
            }
            assertThat(fed.device().lostBytes()).isPositive();
            assertThat(fed.pool().stats().stalledNanos()).isPositive();
        }
    }

    @Test
    void findingTheReserveHalfFullIsNoStall() {
        try (FedPool fed = FedPool.of(8, 2, OverloadPolicy.DROP_OLDEST);
                BufferDrain drain = fed.started()) {
            List<ByteBuf> held = fed.lendArriving(drain, 4);
            fed.deliver(3);
            assertThat(drain.collect()).as("there is room for").isEqualTo(2);
            assertThat(fed.pool().stats().stalledNanos()).isZero();
            held.forEach(ByteBuf::release);
        }
    }

    @Test
    void aStallIsAtMostTheTimeSinceTheVisitBefore() {
        StarvedTime starved = new StarvedTime("device");
        starved.start(1_000);
        starved.emptySeen(2_000);
        assertThat(starved.stalledNanos()).isZero();
        starved.stalled(starved.emptySeenNanos(), 2_500);
        assertThat(starved.stalledNanos()).isEqualTo(500);
        starved.stalled(starved.emptySeenNanos(), 2_600);
        assertThat(starved.stalledNanos()).isEqualTo(600);
        starved.stalled(2_100, 2_550);
        assertThat(starved.stalledNanos()).as("counted before").isEqualTo(600);
        starved.emptySeen(9_000);
        assertThat(starved.stalledNanos()).isEqualTo(600);
    }
}
