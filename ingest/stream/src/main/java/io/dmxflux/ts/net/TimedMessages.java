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
 * Messages to one address that the kernel sends by itself, each at its own moment, while the thread that handed them over
 * sleeps or does something else. Each is a datagram, or many of one length that the kernel cuts from one piece (UDP_SEGMENT).
 *
 * <pre>
 *   add, add, complete(t0), add, complete(t1) ... submit   --&gt;   kernel:  timer t0 -&gt; sendmsg,  timer t1 -&gt; sendmsg, ...
 *   while (next()) slot(), result()                               those that have been sent, or refused
 * </pre>
 *
 * <p>It needs no object, and no code of the Java machine runs, however many there are: the kernel wakes the thread, sends, and
 * has it wait again. What is due already when it is handed over leaves at once; the order is that of the times, which are to
 * differ. A socket without room refuses with EAGAIN: nothing waits behind its time.
 *
 * <p><b>Ownership:</b> the memory of a message's parts stays as it is until {@link #next} has told its slot. The socket is kept open
 * by this, until it is closed.
 * <p><b>Threading:</b> one thread but for the making; the kernel sends in its name, and interrupts its waiting calls for a
 * moment.
 * <p><b>Source:</b> io_uring_enter(2), IORING_OP_TIMEOUT linked to IORING_OP_SENDMSG; Linux 5.17.
 */
public final class TimedMessages implements MessageParts, AutoCloseable {

    /** Messages that can be on their way: 35 ms of 38 Mbit/s, if each is a datagram of 1316 bytes. */
    public static final int SLOTS = 128;

    /** What a time namespace adds to each clock: its name, seconds, nanoseconds. */
    private static final Path CLOCK_OFFSETS = Path.of("/proc/self/timens_offsets");

    private static final int TIME_BYTES = 16;
    private static final int CALLS_OF_ONE = 2;

    /** IORING_TIMEOUT_ABS, IORING_TIMEOUT_ETIME_SUCCESS. */
    private static final int TIMEOUT_FLAGS = 1 | 1 << 5;

    private static final int TIMER_FLAGS = IoUring.LINK | IoUring.QUIET;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** Added to the slot, which is the tag of a send, for that of its timer; it answers instead of the send if it fails. */
    private static final int TIMER = SLOTS;

    /** The tag of what nobody waits for. */
    private static final int NOBODY = 2 * SLOTS;

    private final StructMemory times = new StructMemory(SLOTS * TIME_BYTES);
    private final OutgoingMessage[] messages = new OutgoingMessage[SLOTS];
    private final IoUring ring = new IoUring(CALLS_OF_ONE * SLOTS);
    private final BitSet away = new BitSet(SLOTS);
    private int onTheirWay;
    private int slot;

    /**
     * Makes room for {@link #SLOTS} messages.
     *
     * @param socket number of a datagram socket of the address's family
     * @param to where they go, resolved
     * @param mostParts how many parts each may have; the kernel takes 1024
     * @throws ErrnoException where the kernel has no such thing, or does not let this process have it
     */
    public TimedMessages(int socket, InetSocketAddress to, int mostParts) {
        try {
            ring.register(socket);
        } catch (ErrnoException e) {
            ring.close();
            throw e;
        }
        int length = OutgoingMessage.length(mostParts);
        int addressAt = SLOTS * length;
        StructMemory memory = new StructMemory(addressAt + SocketAddressLayout.MOST_BYTES);
        int addressBytes = SocketAddressLayout.put(memory, addressAt, to);
        for (int i = 0; i < SLOTS; i++) {
            messages[i] = new OutgoingMessage(memory, i * length, memory.address() + addressAt, addressBytes);
        }
    }

    /**
     * Finds out whether there are timed messages here.
     *
     * @throws ErrnoException where the kernel has no such thing, does not let this process have it, or has its timers go by
     *     another clock than the one it shows: in a time namespace
     */
    public static void probe() {
        if (!isClockOfTimers()) {
            throw new ErrnoException("io_uring_enter", "a timer", Errno.EINVAL, "it takes the machine's own clock");
        }
        try (IoUring ring = new IoUring(CALLS_OF_ONE)) {
            ring.add(IoUring.OP_NOP, 0, -1, 0, 0, 0, NOBODY);
            ring.submit(1);
        }
    }

    private static boolean isClockOfTimers() {
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
     * @return false until one of those on their way is told by {@link #next}
     */
    public boolean hasRoom() {
        return onTheirWay < SLOTS;
    }

    /**
     * Tells how many are on their way.
     *
     * @return messages completed and not told by {@link #next}
     */
    public int onTheirWay() {
        return onTheirWay;
    }

    /**
     * Adds a part to the message that {@link #complete} completes next; there must be room for a message.
     *
     * @param address where it lies, until the message is told by {@link #next}
     * @param lengthBytes its length
     */
    @Override
    public void add(long address, int lengthBytes) {
        messages[away.nextClearBit(0)].add(address, lengthBytes);
    }

    /**
     * Completes the message whose parts have been given.
     *
     * @param nanoTime when it is to leave, by {@link System#nanoTime}
     * @param datagramBytes length of each datagram that the kernel is to cut, the last may be shorter; 0 for one datagram
     * @return its slot, 0 to {@link #SLOTS} - 1, until it is told by {@link #next}
     */
    public int complete(long nanoTime, int datagramBytes) {
        int added = away.nextClearBit(0);
        away.set(added);
        onTheirWay++;
        OutgoingMessage message = messages[added];
        message.seal(datagramBytes);
        message.clear();
        int time = added * TIME_BYTES;
        times.putLong(time, nanoTime / NANOS_PER_SECOND);
        times.putLong(time + Long.BYTES, nanoTime % NANOS_PER_SECOND);
        ring.add(IoUring.OP_TIMEOUT, TIMER_FLAGS, -1, times.address() + time, 1, TIMEOUT_FLAGS, TIMER + added);
        ring.add(IoUring.OP_SENDMSG, IoUring.FIXED_FILE, 0, message.address(), 1, OutgoingMessage.FLAGS, added);
        return added;
    }

    /**
     * Hands over what was added.
     *
     * @throws ErrnoException if the kernel is out of memory
     */
    public void submit() {
        ring.submit(0);
    }

    /**
     * Moves on to the next message that has been sent, or refused; its slot is free then.
     *
     * @return false if there is none for now
     */
    public boolean next() {
        while (ring.next()) {
            if (ring.tag() < NOBODY) {
                slot = (int) ring.tag() % SLOTS;
                away.clear(slot);
                onTheirWay--;
                return true;
            }
        }
        return false;
    }

    /**
     * Returns which one it is.
     *
     * @return what {@link #complete} has returned
     */
    public int slot() {
        return slot;
    }

    /**
     * Returns what became of it.
     *
     * @return the bytes sent; {@code -errno} if it was refused, ECANCELED if it did not come to that
     */
    public int result() {
        return ring.tag() < TIMER ? ring.result() : -Errno.ECANCELED.number();
    }

    /** Calls back all that are on their way: {@link #next} tells each of them, soon. */
    public void callBack() {
        ring.submit(0);
        for (int i = 0; i < SLOTS; i++) {
            if (away.get(i)) {
                ring.add(IoUring.OP_TIMEOUT_REMOVE, IoUring.QUIET, -1, TIMER + i, 0, 0, NOBODY);
            }
        }
        ring.submit(0);
    }

    /** Waits until there may be one for {@link #next}. */
    public void await() {
        ring.submit(1);
    }

    /** Nothing may be on its way. */
    @Override
    public void close() {
        ring.close();
    }
}
