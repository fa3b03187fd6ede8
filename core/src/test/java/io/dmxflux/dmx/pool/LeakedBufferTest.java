// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dmxflux.dmx.Garbage;
import io.netty.buffer.ByteBuf;
import io.netty.util.LeakPresenceDetector;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A buffer that nobody can release any more comes home by itself, once nobody can read it any more, and is told once. */
@Timeout(300)
class LeakedBufferTest {

    /** Netty's detector has seen them too, as it counts what is never released; nothing else was left behind. */
    @AfterAll
    static void theLeaksAreNettysToo() {
        assertThatThrownBy(LeakPresenceDetector::check).hasMessageContaining("Possible memory leak");
        LeakPresenceDetector.check();
    }

    private static FedPool pool() {
        return FedPool.of(2, 0, OverloadPolicy.HOLD);
    }

    private static long leaked(FedPool fed) {
        return fed.pool().stats().leakedBuffers();
    }

    private static void leakOne(FedPool fed, BufferDrain drain) {
        Lending.touch(fed.lendOneArriving(drain), "dropped by the test");
    }

    @Test
    void comesHomeAndIsUsedAgain() {
        try (FedPool fed = pool();
                BufferDrain drain = fed.started()) {
            for (int round = 1; round <= 3; round++) {
                int leaks = round;
                leakOne(fed, drain);
                Garbage.collectUntil(() -> leaked(fed) == leaks);
                assertThat(fed.pool().stats().lent()).isZero();
                assertThat(fed.pool().stats().queued()).isEqualTo(2);
            }
            List<ByteBuf> next = List.of(fed.lendOneArriving(drain), fed.lendOneArriving(drain));
            assertThat(next.stream().map(FedPool::numberOf)).containsExactly(3, 4);
            next.forEach(ByteBuf::release);
        }
    }

    @Test
    void isToldOnceWithItsOriginAndWhereItWasLast() {
        try (FedPool fed = pool();
                BufferDrain drain = fed.started()) {
            leakOne(fed, drain);
            Garbage.collectUntil(() -> !fed.events().isEmpty());
            Garbage.collectAll();
            assertThat(fed.events()).singleElement().isInstanceOfSatisfying(PoolEvent.BufferLeaked.class, event -> {
                assertThat(event.leaked()).isEqualTo(1);
                assertThat(event.lending().origin().sequence()).isZero();
                assertThat(event.lending().lastTouch()).isEqualTo("dropped by the test");
                assertThat(event.message())
                        .startsWith("sim:fed: leaked: buffer 0 (the driver's no. 0, 1316 bytes, out for 0.")
                        .contains("last touch: dropped by the test) (expected: a release() before it becomes")
                        .doesNotContain("\n");
            });
        }
    }

    @Test
    void staysOutWhileAnNioViewIsReachable() {
        try (FedPool fed = pool();
                BufferDrain drain = fed.started()) {
            ByteBuffer view = fed.lendOneArriving(drain).nioBuffer(4, 8).slice().asReadOnlyBuffer();
            int number = view.getInt(0);
            Garbage.collectAll();
            fed.deliver(3);
            assertThat(leaked(fed)).isZero();
            assertThat(view.getInt(0)).isEqualTo(number);
            Reference.reachabilityFence(view);
            view = null;
            Garbage.collectUntil(() -> leaked(fed) == 1);
        }
    }

    @Test
    void staysOutWhileASliceIsReachable() {
        try (FedPool fed = pool();
                BufferDrain drain = fed.started()) {
            ByteBuf slice = fed.lendOneArriving(drain).slice(0, 188);
            Garbage.collectAll();
            assertThat(leaked(fed)).isZero();
            slice.release();
            assertThat(fed.pool().stats().queued()).isEqualTo(2);
            Garbage.collectAll();
            assertThat(leaked(fed)).as("released").isZero();
        }
    }

    @Test
    void theLastLeakedOneClosesAPoolThatWaitsForIt() {
        FedPool fed = pool();
        try (BufferDrain drain = fed.started()) {
            leakOne(fed, drain);
        }
        fed.pool().close();
        Garbage.collectUntil(() -> fed.device().isClosed());
        fed.close();
    }

    /** A view keeps the addresses, whatever else is gone: reading them must not end the process. */
    @Test
    void aViewThatIsKeptReadsZerosWhenPoolAndDeviceAreGone() {
        List<ByteBuffer> views = new ArrayList<>();
        for (int pools = 0; pools < 3; pools++) {
            views.add(viewOfAPoolThatIsGone());
        }
        Garbage.collectAll();
        views.forEach(view -> assertThat(view.getLong(0)).isZero());
    }

    private static ByteBuffer viewOfAPoolThatIsGone() {
        try (FedPool fed = pool();
                BufferDrain drain = fed.started()) {
            ByteBuf lent = fed.lendOneArriving(drain);
            ByteBuffer view = lent.nioBuffer();
            lent.release();
            return view;
        }
    }

    @Test
    void aListenerThatFailsHurtsNobody() {
        DmxBufferPoolConfig.Builder config =
                DmxBufferPoolConfig.builder().bufferCount(2).reserve(0);
        FedPool fed = FedPool.told(config, event -> {
            throw new IllegalStateException("mine");
        });
        try (BufferDrain drain = fed.started()) {
            leakOne(fed, drain);
            Garbage.collectUntil(() -> leaked(fed) == 1);
            assertThat(fed.pool().stats().queued()).isEqualTo(2);
        }
        assertThatCode(fed::close).doesNotThrowAnyException();
    }
}
