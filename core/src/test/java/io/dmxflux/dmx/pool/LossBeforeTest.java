// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.device.DmxVerb;
import io.dmxflux.dmx.device.sim.FaultPlan;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.packet.Loss;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A lent buffer tells what is missing before it, exactly where it is missing, and none that follows on tells anything. */
@Timeout(300)
@ExtendWith(LeakCheck.class)
class LossBeforeTest {

    /** Each buffer as its number, and what it says is missing before it. */
    private static List<String> drained(BufferDrain drain) {
        List<String> seen = new ArrayList<>();
        do {
            for (ByteBuf buffer = drain.lend(); buffer != null; buffer = drain.lend()) {
                seen.add(told(buffer));
                buffer.release();
            }
        } while (drain.collect() > 0);
        return seen;
    }

    private static String told(ByteBuf buffer) {
        Loss loss = Loss.before(buffer);
        assertThat(BufferOrigin.of(buffer).orElseThrow().lossBefore()).isSameAs(loss);
        return FedPool.numberOf(buffer) + (loss == null ? "" : " " + loss);
    }

    @Test
    void aMarkLeadsToTheOriginOfTheLentBufferBelow() {
        try (FedPool fed = FedPool.of(4, 1, OverloadPolicy.DROP_OLDEST);
                BufferDrain drain = fed.started()) {
            fed.deliver(1);
            drain.collect();
            ByteBuf lent = Objects.requireNonNull(drain.lend());
            BufferOrigin origin = BufferOrigin.of(lent).orElseThrow();

            ByteBuf once = Loss.mark(lent, Loss.of(Loss.Account.NETWORK, 188));
            ByteBuf twice = Loss.mark(once.slice(0, 188), Loss.of(Loss.Account.POLICY, 188));

            assertThat(BufferOrigin.of(once)).containsSame(origin);
            assertThat(BufferOrigin.of(twice)).containsSame(origin);
            assertThat(BufferOrigin.of(twice.asReadOnly())).containsSame(origin);
            assertThat(Loss.before(once)).hasToString("missing: network 188 bytes");
            twice.release();
            assertThat(fed.pool().stats().lent()).isZero();
        }
    }

    private static String kernelBefore(int number) {
        return number + " missing: kernel unknown";
    }

    private static String policyBefore(int number, int buffers) {
        return number + " missing: policy " + buffers * FedPool.BUFFER_BYTES + " bytes";
    }

    @Test
    void aStreamInTimeHasNoGap() {
        for (int buffers = 2; buffers <= 16; buffers++) {
            try (FedPool fed = FedPool.of(buffers, 1, OverloadPolicy.DROP_OLDEST);
                    BufferDrain drain = fed.started()) {
                for (int buffer = 0; buffer < 50; buffer++) {
                    fed.deliver(1);
                    drain.mayCollect();
                    assertThat(drained(drain)).as("of %d buffers", buffers).containsExactly("" + buffer);
                    drain.mayCollect();
                }
            }
        }
    }

    /** Sixteen arrive in time, if only just: those before the last one that is still to be filled. */
    @Test
    void aLateVisitThatStillFindsABufferToFillHasLostNothing() {
        try (FedPool fed = FedPool.of(16, 4, OverloadPolicy.DROP_OLDEST);
                BufferDrain drain = fed.started()) {
            for (int round = 0; round < 10; round++) {
                fed.deliver(15);
                assertThat(drained(drain)).hasSize(15).noneMatch(told -> told.contains("missing"));
            }
            assertThat(fed.device().lostBytes()).isZero();
        }
    }

    @Test
    void aStallIsToldByTheFirstBufferQueuedAfterIt() {
        try (FedPool fed = FedPool.of(8, 2, OverloadPolicy.DROP_OLDEST);
                BufferDrain drain = fed.started()) {
            fed.deliver(3);
            assertThat(drained(drain)).containsExactly("0", "1", "2");
            fed.deliver(8 + 5);
            assertThat(drained(drain)).containsExactly("3", "4", "5", "6", "7", "8", "9", "10");
            assertThat(fed.device().lostBytes()).isEqualTo(5 * FedPool.BUFFER_BYTES);
            fed.deliver(1);
            assertThat(drained(drain)).containsExactly(kernelBefore(16));
            fed.deliver(3);
            assertThat(drained(drain)).containsExactly("17", "18", "19");
            assertThat(fed.pool().stats().kernelGaps()).isEqualTo(1);
        }
    }

    /** The next visit finds a buffer to fill, and still there is a gap: before the first that came home meanwhile. */
    @Test
    void soIsAStallDuringWhichBuffersComeHome() {
        try (FedPool fed = FedPool.of(8, 2, OverloadPolicy.DROP_OLDEST);
                BufferDrain drain = fed.started()) {
            List<ByteBuf> held = fed.lendArriving(drain, 4);
            fed.deliver(4 + 5);
            held.forEach(ByteBuf::release);
            assertThat(drained(drain)).containsExactly("4", "5", "6", "7");
            fed.deliver(2);
            assertThat(drained(drain)).containsExactly(kernelBefore(13), "14");
            assertThat(fed.device().lostBytes()).isEqualTo(5 * FedPool.BUFFER_BYTES);
            fed.deliver(3);
            assertThat(drained(drain)).containsExactly("15", "16", "17");
        }
    }

    @Test
    void starvationIsToldByTheBufferThatEndsIt() {
        try (FedPool fed = FedPool.of(2, 0, OverloadPolicy.DROP_OLDEST);
                BufferDrain drain = fed.started()) {
            List<ByteBuf> held = fed.lendArriving(drain, 2);
            fed.deliver(4);
            assertThat(fed.device().lostBytes()).isEqualTo(4 * FedPool.BUFFER_BYTES);
            held.forEach(ByteBuf::release);
            assertThat(drain.mayCollect()).isTrue();
            fed.deliver(1);
            assertThat(drained(drain)).containsExactly(kernelBefore(6));
            drain.mayCollect();
            fed.deliver(1);
            assertThat(drained(drain)).containsExactly("7");
        }
    }

    @Test
    void whatIsDroppedIsMissingBeforeTheOldestThatIsKept() {
        try (FedPool fed = FedPool.of(5, 2, OverloadPolicy.DROP_OLDEST);
                BufferDrain drain = fed.started()) {
            fed.deliverEach(drain, 10);
            assertThat(fed.pool().stats().droppedBuffers()).isEqualTo(7);
            assertThat(drained(drain)).containsExactly(policyBefore(7, 7), "8", "9");
        }
    }

    @Test
    void orBeforeTheNextToArriveWhereTheOldestAreKept() {
        try (FedPool fed = FedPool.of(5, 2, OverloadPolicy.DROP_NEWEST);
                BufferDrain drain = fed.started()) {
            fed.deliverEach(drain, 10);
            assertThat(drained(drain)).containsExactly("0", "1", "2");
            fed.deliverEach(drain, 2);
            assertThat(drained(drain)).containsExactly(policyBefore(10, 7), "11");
        }
    }

    @Test
    void whatIsDroppedWhileAllThatMayBeAreLentIsMissingBeforeTheNextLent() {
        try (FedPool fed = FedPool.of(5, 2, OverloadPolicy.DROP_OLDEST);
                BufferDrain drain = fed.started()) {
            List<ByteBuf> held = fed.lendArriving(drain, 3);
            fed.deliverEach(drain, 4);
            held.forEach(ByteBuf::release);
            fed.deliverEach(drain, 1);
            assertThat(drained(drain)).containsExactly(policyBefore(7, 4));
        }
    }

    /** A dropped buffer passes on what was missing before it. */
    @Test
    void twoLossesAtOnePlaceAreToldTogether() {
        try (FedPool fed = FedPool.of(5, 2, OverloadPolicy.DROP_OLDEST);
                BufferDrain drain = fed.started()) {
            fed.deliver(5 + 3);
            assertThat(drain.collect()).isEqualTo(3);
            fed.deliverEach(drain, 5);
            assertThat(drained(drain))
                    .first()
                    .asString()
                    .contains("kernel unknown")
                    .contains("policy " + fed.pool().stats().droppedBytes() + " bytes");
        }
    }

    @Test
    void anOverflowOfTheRingIsMissingBeforeTheNextBuffer() {
        FaultPlan overflow = FaultPlan.none().failing(DmxVerb.DEQUEUE, 3, Errno.EOVERFLOW);
        try (FedPool fed = FedPool.failing(overflow, 8, 2, OverloadPolicy.DROP_OLDEST);
                BufferDrain drain = fed.started()) {
            fed.deliver(5);
            assertThat(drained(drain)).containsExactly("0", "1", kernelBefore(3), "4");
            assertThat(fed.device().lostBytes()).isEqualTo(FedPool.BUFFER_BYTES);
            assertThat(fed.pool().stats().kernelOverflows()).isEqualTo(1);
        }
    }

    @Test
    void aNewSubscriptionBeginsWithoutAGap() {
        try (FedPool fed = FedPool.of(5, 2, OverloadPolicy.DROP_OLDEST)) {
            try (BufferDrain drain = fed.started()) {
                fed.deliver(9);
                drain.collect();
            }
            try (BufferDrain drain = fed.started()) {
                fed.deliver(2);
                assertThat(drained(drain)).containsExactly("9", "10");
            }
        }
    }
}
