// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.event;

import java.time.Duration;

/** The memory of the process: it becomes short, and is enough again. */
public sealed interface MemoryEvent extends RelayEvent {

    /** Which memory. */
    enum Memory {
        /** What is outside of the heap and has the packets: batches of services, datagrams that were received. */
        DIRECT,
        /** All else. */
        HEAP
    }

    @Override
    default Object series() {
        return subject();
    }

    /**
     * So much is in use that the rest may not suffice.
     *
     * @param memory which
     * @param usedBytes what is in use: by buffers, or in the heap after a collection
     * @param limitBytes what there may be at most
     */
    record MemoryShort(Memory memory, long usedBytes, long limitBytes) implements MemoryEvent {

        @Override
        public <R> R accept(RelayEventVisitor<R> visitor) {
            return visitor.memoryShort(this);
        }

        @Override
        public Object subject() {
            return memory;
        }
    }

    /**
     * There is enough again.
     *
     * @param memory which
     * @param mostBytes what was in use at most
     * @param limitBytes what there may be at most
     * @param lasted how long it was short
     */
    record MemoryEnough(Memory memory, long mostBytes, long limitBytes, Duration lasted) implements MemoryEvent {

        @Override
        public <R> R accept(RelayEventVisitor<R> visitor) {
            return visitor.memoryEnough(this);
        }

        @Override
        public Object subject() {
            return memory;
        }
    }
}
