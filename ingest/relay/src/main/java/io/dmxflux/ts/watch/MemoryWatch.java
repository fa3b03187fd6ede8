// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.watch;

import io.dmxflux.ts.event.MemoryEvent;
import io.dmxflux.ts.event.RelayEvent;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Tells when the memory of the process becomes short, before an allocation fails, and when it is enough again.
 *
 * <p>What counts is what cannot be had: of Netty's memory the bytes of buffers in use, not what the pool keeps for the next ones;
 * of the heap what is left after a collection of old objects, not what waits for one.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class MemoryWatch {

    /** Short is what has less than so much left, in percent of its limit; enough what has twice as much. */
    private static final int SHORT_LEFT_PERCENT = 15;

    private static final int ENOUGH_LEFT_PERCENT = 30;
    private static final int PERCENT = 100;

    /**
     * How much is in use.
     *
     * @param usedBytes what is in use
     * @param limitBytes what there may be at most; 0 or less if there is no limit
     */
    record Use(long usedBytes, long limitBytes) {

        boolean leavesLessThan(int percent) {
            return limitBytes > 0 && (limitBytes - usedBytes) * PERCENT < limitBytes * percent;
        }
    }

    private final List<OneMemory> all;
    private final LongSupplier nanoTime;

    MemoryWatch(Supplier<Use> direct, Supplier<Use> heap, LongSupplier nanoTime) {
        this.all =
                List.of(new OneMemory(MemoryEvent.Memory.DIRECT, direct), new OneMemory(MemoryEvent.Memory.HEAP, heap));
        this.nanoTime = nanoTime;
    }

    /**
     * Returns a watch of this process, to which all is well so far. It finds the heap when it first looks: the JVM's beans take
     * some hundredths of a second of a start.
     *
     * @return the watch
     */
    public static MemoryWatch ofProcess() {
        return new MemoryWatch(MemoryWatch::direct, () -> OldObjects.USE.get(), System::nanoTime);
    }

    /** Has the JVM load its beans, which it could not for the first time where there are no descriptors left. */
    public static void load() {
        ofProcess().look();
    }

    /** Where the JVM keeps old objects, and what is in use there. */
    private static final class OldObjects {

        static final Supplier<Use> USE = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
                .max(Comparator.comparingLong(pool -> pool.getUsage().getMax()))
                .<Supplier<Use>>map(old -> () -> afterCollection(old))
                .orElse(() -> new Use(0, 0));

        private OldObjects() {}
    }

    /** Where the JVM counts direct buffers. */
    private static final class DirectBuffers {

        static final BufferPoolMXBean BEAN = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(bean -> bean.getName().equals("direct"))
                .findFirst()
                .orElseThrow();

        private DirectBuffers() {}
    }

    /**
     * All that is taken of it, but for what Netty's pool has taken and no buffer uses. With a small limit it has no pool. Where
     * Netty does not take its memory by the JVM, each has a limit of its own.
     */
    static Use direct() {
        PooledByteBufAllocator pool = PooledByteBufAllocator.DEFAULT;
        long taken = DirectBuffers.BEAN.getMemoryUsed();
        long idle = Math.max(0, pool.metric().usedDirectMemory() - Math.max(0, pool.pinnedDirectMemory()));
        boolean isApart = !PlatformDependent.hasUnsafe() || PlatformDependent.useDirectBufferNoCleaner();
        long used = isApart ? Math.max(taken, PlatformDependent.usedDirectMemory() - idle) : taken - idle;
        return new Use(used, PlatformDependent.maxDirectMemory());
    }

    private static Use afterCollection(MemoryPoolMXBean old) {
        MemoryUsage usage = old.getCollectionUsage();
        return ofHeap(usage.getUsed(), usage.getMax(), Runtime.getRuntime().maxMemory());
    }

    /** Against the whole heap, which is what -Xmx says: what is kept for young objects is in use as well. */
    static Use ofHeap(long oldBytes, long mostOldBytes, long heapBytes) {
        return new Use(oldBytes + Math.max(0, heapBytes - mostOldBytes), Math.max(heapBytes, mostOldBytes));
    }

    /**
     * Looks at the memory.
     *
     * @return what has changed
     */
    public List<RelayEvent> look() {
        List<RelayEvent> events = new ArrayList<>();
        all.forEach(one -> one.look(nanoTime.getAsLong(), events));
        return events;
    }

    private static final class OneMemory {

        private final MemoryEvent.Memory memory;
        private final Supplier<Use> use;
        private boolean told;
        private long sinceNanos;
        private long mostBytes;

        OneMemory(MemoryEvent.Memory memory, Supplier<Use> use) {
            this.memory = memory;
            this.use = use;
        }

        void look(long nowNanos, List<RelayEvent> events) {
            Use now = use.get();
            if (!told && now.leavesLessThan(SHORT_LEFT_PERCENT)) {
                told = true;
                sinceNanos = nowNanos;
                mostBytes = 0;
                events.add(new MemoryEvent.MemoryShort(memory, now.usedBytes(), now.limitBytes()));
            }
            mostBytes = Math.max(mostBytes, now.usedBytes());
            if (told && !now.leavesLessThan(ENOUGH_LEFT_PERCENT)) {
                told = false;
                events.add(new MemoryEvent.MemoryEnough(
                        memory, mostBytes, now.limitBytes(), Duration.ofNanos(nowNanos - sinceNanos)));
            }
        }
    }
}
