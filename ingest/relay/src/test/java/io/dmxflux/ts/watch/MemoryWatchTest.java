// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.text.EventText;
import io.dmxflux.ts.watch.MemoryWatch.Use;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryWatchTest {

    private static final long MEGA = 1 << 20;
    private static final long SECOND = 1_000_000_000;

    private final List<String> lines = new ArrayList<>();
    private Use direct = new Use(0, 256 * MEGA);
    private Use heap = new Use(0, 64 * MEGA);
    private long now;
    private final MemoryWatch watch = new MemoryWatch(() -> direct, () -> heap, () -> now);

    private void look(Use directNow, Use heapNow) {
        direct = directNow;
        heap = heapNow;
        now += 2 * SECOND;
        watch.look().forEach(event -> lines.addAll(EventText.lines(event)));
    }

    private static Use of(long used, long limit) {
        return new Use(used * MEGA, limit * MEGA);
    }

    @Test
    void itIsToldOnceWhenItBecomesShortAndOnceWhenItIsEnough() {
        look(of(217, 256), of(54, 64));
        assertThat(lines).isEmpty();
        look(of(218, 256), of(54, 64));
        look(of(240, 256), of(54, 64));
        look(of(200, 256), of(54, 64));
        look(of(179, 256), of(54, 64));
        look(of(179, 256), of(54, 64));
        assertThat(lines)
                .containsExactly(
                        "memory for packets is short: 218.0 of 256.0 MB in use; when it is full this process ends; look"
                                + " which outputs lag, or raise -XX:MaxDirectMemorySize in JAVA_OPTS",
                        "memory for packets is enough again, after 6.0 s; 240.0 of 256.0 MB in use at most");
    }

    @Test
    void theHeapIsMeasuredAgainstItsLimitAndNotThatOfOldObjects() {
        assertThat(MemoryWatch.ofHeap(40, 44, 64)).isEqualTo(new Use(60, 64));
        assertThat(MemoryWatch.ofHeap(40, 64, 64)).isEqualTo(new Use(40, 64));
    }

    @Test
    void theHeapIsToldOfByItself() {
        look(of(10, 256), of(60, 64));
        look(of(10, 256), of(20, 64));
        assertThat(lines)
                .containsExactly(
                        "the heap is short: 60.0 of 64.0 MB in use after a collection; pauses get longer, and when it is"
                                + " full this process ends; raise -Xmx in JAVA_OPTS",
                        "the heap is enough again, after 2.0 s; 60.0 of 64.0 MB in use at most");
    }

    @Test
    void whatHasNoLimitIsNeverShort() {
        look(new Use(1L << 40, -1), new Use(1L << 40, 0));
        assertThat(lines).isEmpty();
    }

    /** The pool takes chunks of megabytes: only buffers in use count, of the pool or not. */
    @Test
    void whatThePoolKeepsIsNotInUse() {
        long before = MemoryWatch.direct().usedBytes();
        ByteBuf pooled = PooledByteBufAllocator.DEFAULT.directBuffer(1_024);
        assertThat(MemoryWatch.direct().usedBytes() - before).isLessThan(MEGA);
        ByteBuffer other = ByteBuffer.allocateDirect((int) (8 * MEGA));
        assertThat(MemoryWatch.direct().usedBytes() - before).isGreaterThan(7 * MEGA);
        pooled.release();

        assertThat(other.capacity()).isLessThan((int) MemoryWatch.direct().limitBytes());
        assertThat(MemoryWatch.ofProcess().look()).isEmpty();
    }
}
