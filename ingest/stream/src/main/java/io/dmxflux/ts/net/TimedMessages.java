// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import io.dmxflux.dmx.sys.StructMemory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;

/**
 * Messages to one address that the kernel sends, each at its own time, while the submitting thread waits or runs other
 * tasks.
 *
 * <pre>
 *   message().add, schedule(t0), message().add, schedule(t1) ... submit   --&gt;   kernel:  timeout t0 -&gt; sendmsg, timeout t1 -&gt; ...
 *   while (next()) slot(), result()                                        those that have been sent, or refused
 * </pre>
 *
 * <p>Sending creates no object and runs no Java code: the kernel wakes the thread, sends, and lets it wait again. A message
 * that is due at its submission is sent at once. The order is that of the times, which have to differ. A socket without room
 * refuses with EAGAIN: no message waits beyond its time.
 *
 * <p><b>Internal.</b> Public for sinks.
 *
 * <p><b>Ownership:</b> the memory of a message must not change until {@link #next} has reported its slot. The socket has to
 * stay open until this is closed.
 * <p><b>Threading:</b> one thread, which need not be the one that created it; the kernel sends in its context, and
 * interrupts its waits.
 * <p><b>Source:</b> io_uring_enter(2), an SQE of IORING_OP_TIMEOUT linked to one of IORING_OP_SENDMSG; Linux 5.17.
 */
public final class TimedMessages implements AutoCloseable {

    /** Messages that can be pending: 35 ms of 38 Mbit/s, if each is a datagram of 1316 bytes. */
    public static final int SLOTS = 128;

    /** The offsets of a time namespace: clock, seconds, nanoseconds. */
    private static final Path CLOCK_OFFSETS = Path.of("/proc/self/timens_offsets");

    /** {@code struct __kernel_timespec}: seconds, nanoseconds. */
    static final int TIMESPEC_BYTES = 16;

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private static final int SQES_OF_ONE = 2;
    private static final int TIMEOUT_FLAGS =
            IoUringLayout.IORING_TIMEOUT_ABS | IoUringLayout.IORING_TIMEOUT_ETIME_SUCCESS;
    private static final int LINKED_AND_QUIET = IoUringLayout.IOSQE_IO_LINK | IoUringLayout.IOSQE_CQE_SKIP_SUCCESS;

    /** The user_data of a send is its slot, that of its timeout this more; a failed timeout completes instead of the send. */
    private static final int TIMEOUT = SLOTS;

    /** The user_data of operations whose completion is ignored. */
    private static final int NO_SLOT = 2 * SLOTS;

    private final StructMemory times = new StructMemory(SLOTS * TIMESPEC_BYTES);
    private final OutgoingMessage[] messages = new OutgoingMessage[SLOTS];
    private final BitSet pending = new BitSet(SLOTS);
    private final IoUring ring = new IoUring(SQES_OF_ONE * SLOTS);
    private int pendingCount;
    private int slot;

    /**
     * Creates a ring for {@link #SLOTS} messages.
     *
     * @param socket number of a datagram socket of the address's family
     * @param to where they go, resolved
     * @param mostParts most iovecs of a message; the kernel takes 1024
     * @throws ErrnoException where the kernel has no io_uring of this kind, or does not let this process have it
     */
    public TimedMessages(int socket, InetSocketAddress to, int mostParts) {
        try {
            ring.register(socket);
        } catch (ErrnoException e) {
            ring.close();
            throw e;
        }
        for (int i = 0; i < SLOTS; i++) {
            messages[i] = new OutgoingMessage(to, mostParts);
        }
    }

    /**
     * Checks that this machine supports timed messages.
     *
     * @throws ErrnoException where the kernel has no io_uring of this kind, does not let this process have it, or has its
     *     timeouts go by another clock than the one it shows: in a time namespace
     */
    public static void probe() {
        if (!isClockOfTimeouts()) {
            throw new ErrnoException(
                    "io_uring_enter", "IORING_OP_TIMEOUT", Errno.EINVAL, "it takes the machine's own clock");
        }
        try (IoUring ring = new IoUring(SQES_OF_ONE)) {
            ring.add(IoUringLayout.IORING_OP_NOP, 0, -1, 0, 0, 0, NO_SLOT);
            ring.submit(1);
        }
    }

    private static boolean isClockOfTimeouts() {
        try {
            return Files.readAllLines(CLOCK_OFFSETS).stream()
                    .filter(clock -> clock.startsWith("monotonic"))
                    .allMatch(clock -> clock.matches("\\D+0\\s+0\\s*"));
        } catch (IOException e) {
            return true; // a kernel without time namespaces
        }
    }

    /**
     * Tells whether another message fits.
     *
     * @return false until one of those that are pending is reported by {@link #next}
     */
    public boolean hasRoom() {
        return pendingCount < SLOTS;
    }

    /**
     * Tells how many are pending.
     *
     * @return messages scheduled and not reported by {@link #next}
     */
    public int pending() {
        return pendingCount;
    }

    /**
     * Returns the message that {@link #schedule} schedules next, for its iovecs; there must be room for one.
     *
     * @return an empty message, to be filled and not to be sent
     */
    public OutgoingMessage message() {
        return messages[pending.nextClearBit(0)];
    }

    /**
     * Schedules the message returned by {@link #message}.
     *
     * @param nanoTime when to send it, by {@link System#nanoTime}
     * @param datagramBytes length of each datagram of a segmented message, the last may be shorter; 0 for one datagram
     * @return its slot, 0 to {@link #SLOTS} - 1, until it is reported by {@link #next}
     */
    public int schedule(long nanoTime, int datagramBytes) {
        int scheduled = pending.nextClearBit(0);
        int time = scheduled * TIMESPEC_BYTES;
        times.putLong(time, nanoTime / NANOS_PER_SECOND).putLong(time + Long.BYTES, nanoTime % NANOS_PER_SECOND);
        long msghdr = messages[scheduled].finish(datagramBytes);
        ring.reserve(SQES_OF_ONE);
        ring.add(
                IoUringLayout.IORING_OP_TIMEOUT,
                LINKED_AND_QUIET,
                -1,
                times.address() + time,
                1,
                TIMEOUT_FLAGS,
                TIMEOUT + scheduled);
        ring.add(
                IoUringLayout.IORING_OP_SENDMSG,
                IoUringLayout.IOSQE_FIXED_FILE,
                0,
                msghdr,
                1,
                OutgoingMessage.FLAGS,
                scheduled);
        pending.set(scheduled);
        pendingCount++;
        return scheduled;
    }

    /**
     * Submits the scheduled messages.
     *
     * @throws ErrnoException if the kernel is out of memory
     */
    public void submit() {
        ring.submit(0);
    }

    /**
     * Advances to the next message that has been sent or refused, and frees its slot.
     *
     * @return false if there is none for now
     */
    public boolean next() {
        while (ring.next()) {
            if (ring.userData() < NO_SLOT) {
                slot = (int) ring.userData() % SLOTS;
                pending.clear(slot);
                pendingCount--;
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the slot of the message.
     *
     * @return the slot that {@link #schedule} returned
     */
    public int slot() {
        return slot;
    }

    /**
     * Returns its result.
     *
     * @return the bytes sent; {@code -errno} if it was refused, ECANCELED if its send was cancelled
     */
    public int result() {
        return ring.userData() < TIMEOUT ? ring.result() : -Errno.ECANCELED.number();
    }

    /** Cancels all pending sends; {@link #next} reports each. */
    public void cancelAll() {
        ring.submit(0);
        for (int i = pending.nextSetBit(0); i >= 0; i = pending.nextSetBit(i + 1)) {
            ring.reserve(1);
            ring.add(
                    IoUringLayout.IORING_OP_TIMEOUT_REMOVE,
                    IoUringLayout.IOSQE_CQE_SKIP_SUCCESS,
                    -1,
                    TIMEOUT + i,
                    0,
                    0,
                    NO_SLOT);
        }
        ring.submit(0);
    }

    /** Waits until {@link #next} may have one to report. */
    public void await() {
        ring.submit(1);
    }

    /** Closes the ring; no message may be pending. */
    @Override
    public void close() {
        ring.close();
    }
}
