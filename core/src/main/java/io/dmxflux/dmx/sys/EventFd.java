// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.sys;

/**
 * A counter with a descriptor that polls readable while the counter is above zero.
 *
 * <p><b>Threading:</b> {@link #add} and {@link #take} from any thread.
 * <p><b>Source:</b> eventfd(2), EFD_SEMAPHORE | EFD_NONBLOCK | EFD_CLOEXEC: a read takes one.
 */
public final class EventFd implements AutoCloseable {

    private static final int EFD_SEMAPHORE = 1;
    private static final int COUNTER_BYTES = 8;

    private final FileDescriptor descriptor;
    private final ThreadLocal<StructMemory> counter = ThreadLocal.withInitial(() -> new StructMemory(COUNTER_BYTES));

    /**
     * Creates a counter at zero.
     *
     * @throws ErrnoException if no descriptor is left
     */
    public EventFd() {
        int flags = EFD_SEMAPHORE | FileDescriptor.O_NONBLOCK | FileDescriptor.O_CLOEXEC;
        descriptor = FileDescriptor.adopt(LibC.eventfd(0, flags), "eventfd", "0");
    }

    /**
     * Adds to the counter and wakes the threads that poll it.
     *
     * @param count how many, positive
     */
    public void add(int count) {
        StructMemory value = counter.get();
        value.putLong(0, count);
        if (LibC.write(descriptor.number(), value.address(), COUNTER_BYTES) < 0) {
            throw ErrnoException.last("write", "eventfd", Cure.PROCESS);
        }
    }

    /**
     * Takes one, without waiting.
     *
     * @return whether the counter was above zero
     */
    public boolean take() {
        return descriptor.read(counter.get().address(), COUNTER_BYTES) == COUNTER_BYTES;
    }

    /**
     * Returns the number to poll on.
     *
     * @return the descriptor's number
     */
    public int number() {
        return descriptor.number();
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
