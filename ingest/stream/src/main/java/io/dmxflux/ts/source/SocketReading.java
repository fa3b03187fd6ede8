// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.ts.net.LinuxSocketOptions;
import io.dmxflux.ts.net.LoopScheduler;
import io.dmxflux.ts.net.MessageSender;
import io.dmxflux.ts.op.TimerScheduler.Timer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollDatagramChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads the datagrams of one socket into a queue, and decides when.
 *
 * <p>Netty waits for the first datagram. From then on a timer has the datagrams of each interval read, by a call that creates
 * no objects, until an interval brings none. All sources of a loop with the same interval are read at the same time: one
 * wake-up. While the queue is full the socket is not read.
 *
 * <p><b>Holds:</b> a share in the memory that sockets of its loop read into, from {@link #makeReceiveBuffer} to {@link #release}.
 * <p><b>Threading:</b> the socket's event loop.
 */
final class SocketReading {

    private static final long EXPIRY_MILLIS = 5;

    /** More than the largest receive buffer holds, so that a sender that goes on keeps no socket from its close. */
    private static final int MOST_LAST_READS = 1000;

    private final DatagramReader reader;
    private final DatagramQueue queue;
    private final UdpSourceStats.Counters counters;
    private final long readIntervalNanos;
    private final Runnable drain;
    private final SendersAtOnce senders = new SendersAtOnce();
    private final ReceiveBuffer.Receiver take = this::take;
    private final Runnable fetch = this::fetch;

    private @Nullable ReceiveBuffer memory;
    private @Nullable EpollDatagramChannel socket;
    private @Nullable Timer timer;

    /** Where payloads go: to the queue, while somebody may take them from there. */
    private DatagramReader.Output output;

    private int droppedBeforeNext;
    private long readNanos;
    private boolean expiryPlanned;
    private boolean pausing;

    /** Whether the socket has had nothing to receive from since it was found empty last. */
    private boolean interrupted;

    /** Whether the socket waits, unread, for the subscriber to take what is queued. */
    private boolean full;

    /**
     * Reading that has not begun.
     *
     * @param reader what datagrams become
     * @param queue where that goes
     * @param counters of the source
     * @param readIntervalNanos 0 to read each datagram as it comes
     * @param drain takes what there is demand for out of the queue
     */
    SocketReading(
            DatagramReader reader,
            DatagramQueue queue,
            UdpSourceStats.Counters counters,
            long readIntervalNanos,
            Runnable drain) {
        this.reader = reader;
        this.queue = queue;
        this.output = queue;
        this.counters = counters;
        this.readIntervalNanos = readIntervalNanos;
        this.drain = drain;
    }

    /** Makes what the socket reads by. */
    ReceiveBuffer makeReceiveBuffer(EventLoop loop) {
        ReceiveBuffer made = new ReceiveBuffer(loop, counters.kernelDropped);
        memory = made;
        return made;
    }

    /**
     * Begins to read.
     *
     * @param bound the socket
     * @throws RuntimeException if there is no timer for it
     */
    void start(EpollDatagramChannel bound) {
        socket = bound;
        pausing = true;
        if (readIntervalNanos > 0) {
            timer = LoopScheduler.of(bound.eventLoop()).timer(fetch);
        }
        readOn(0);
    }

    /** Takes a datagram that Netty has read. */
    void read(ByteBuf datagram, InetSocketAddress sender) {
        int dropped = droppedBeforeNext;
        droppedBeforeNext = 0;
        readNanos = System.nanoTime();
        take(datagram, dropped);
        if (reader.takesAnySender()) {
            lookAt(MessageSender.of(sender));
        }
    }

    private void take(ByteBuf datagram, int dropped) {
        counters.datagrams.incrementAndGet();
        reader.read(datagram, dropped, readNanos, output);
    }

    /** Netty has read the first datagram after a pause; the next ones are read at the end of the interval. */
    void readByNetty() {
        drain.run();
        if (timer == null) {
            fetch();
        } else {
            fetchLater(timer);
        }
    }

    /** At the next multiple of the interval, the same for all sources. */
    private void fetchLater(Timer wait) {
        wait.setFor((System.nanoTime() / readIntervalNanos + 1) * readIntervalNanos);
    }

    private void fetch() {
        EpollDatagramChannel open = socket;
        ReceiveBuffer slots = memory;
        if (open == null || !open.isActive() || slots == null) {
            return;
        }
        full = queue.isFull();
        if (full) {
            return;
        }
        boolean asks = pausing || timer == null;
        int dropped = asks ? kernelDropped(open) : 0;
        int count = ReceiveSlots.DATAGRAMS;
        try {
            readNanos = System.nanoTime();
            count = slots.receive(open.fd().intValue(), take);
            lookAtSender(slots);
            if (count < ReceiveSlots.DATAGRAMS) { // what has come in time has been read
                reader.expire(readNanos, queue);
                tellInterruption();
            }
            drain.run();
        } finally { // also if a subscriber throws
            fetchOn(open, count, asks, dropped);
        }
    }

    /** Each read tells one sender: of two that send at once, now the one, now the other. */
    private void lookAtSender(ReceiveBuffer slots) {
        MessageSender sender = reader.takesAnySender() ? slots.sender() : null;
        if (sender != null) {
            lookAt(sender);
        }
    }

    private void lookAt(MessageSender sender) {
        MessageSender other = senders.heard(sender, readNanos);
        if (other != null) {
            counters.mixed(sender, other);
        }
    }

    private void fetchOn(Channel open, int count, boolean asked, int droppedBefore) {
        Timer wait = timer;
        pausing = count <= 0;
        if (count == ReceiveSlots.DATAGRAMS) { // there are more; other tasks of the loop come first
            if (wait == null) {
                open.eventLoop().execute(fetch);
            } else {
                wait.setFor(System.nanoTime());
            }
        } else if (wait != null && (count > 0 || reader.waits())) {
            fetchLater(wait);
        } else if (asked) {
            readOn(droppedBefore);
        } else {
            fetch(); // finds the socket empty once more, and has asked before: while datagrams come nothing is asked
        }
    }

    /**
     * The network has nothing for the socket any more: something is missing behind what the socket has. That is told when it is found
     * empty, and so before the first datagram that comes when the network has it again, which is sooner than that is known here.
     */
    void interrupt() {
        interrupted = true;
        if (pausing && !full) {
            tellInterruption();
        }
    }

    private void tellInterruption() {
        if (interrupted) {
            interrupted = false;
            reader.interrupt(queue);
        }
    }

    /**
     * Waits for the next datagram. What had been dropped before the socket was found empty was dropped before that one; what
     * was dropped since then, behind some that are queued now, is told by the datagram behind it.
     */
    private void readOn(int droppedBefore) {
        Channel open = socket;
        ReceiveBuffer slots = memory;
        if (open != null && open.isActive() && slots != null) {
            droppedBeforeNext += slots.droppedUpTo(droppedBefore);
            counters.publish();
            open.read();
            planExpiry(open);
        }
    }

    /** Without a timer of its own, a socket that reads each datagram as it comes looks again while payloads wait. */
    private void planExpiry(Channel open) {
        if (reader.waits() && !expiryPlanned) {
            expiryPlanned = true;
            open.eventLoop().schedule(this::expire, EXPIRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void expire() {
        expiryPlanned = false;
        Channel open = socket;
        if (open != null && open.isActive()) {
            reader.expire(System.nanoTime(), queue);
            drain.run();
            planExpiry(open);
        }
    }

    /** Reads again if the queue was full and no longer is; not at once, since this may be within {@code onNext}. */
    void readIfThereIsRoom() {
        Channel open = socket;
        if (full && !queue.isFull() && open != null) {
            full = false;
            open.eventLoop().execute(fetch);
        }
    }

    /**
     * Takes what the socket still has, which will not be requested, and what the kernel has dropped until now: the close of the
     * socket would throw both away uncounted.
     */
    void takeRest(Channel open) {
        ReceiveBuffer slots = memory;
        if (slots == null) {
            return;
        }
        EpollDatagramChannel bound = socket;
        readNanos = System.nanoTime();
        output = queue.discarding(counters);
        for (int reads = 0; bound != null && reads < MOST_LAST_READS; reads++) {
            if (slots.receive(bound.fd().intValue(), take) <= 0) {
                break;
            }
        }
        slots.droppedUpTo(kernelDropped(open));
    }

    /**
     * Asks how many datagrams the kernel has dropped on the socket. On the event loop only, which closes it as well: on any
     * other thread the descriptor's number may be another file's by the time of the call.
     */
    private static int kernelDropped(Channel open) {
        try {
            return (int) LinuxSocketOptions.receiveDrops(open.config());
        } catch (ChannelException e) {
            return 0; // a kernel that does not tell; each datagram tells what was dropped before it
        }
    }

    private void stopTimer() {
        if (timer == null) {
            return;
        }
        try {
            timer.setFor(Long.MAX_VALUE);
        } catch (RejectedExecutionException e) {
            return; // the loop has ended, and its timers with it
        }
    }

    /** Releases timer and memory, once; nothing is read any more. */
    void release() {
        socket = null;
        stopTimer();
        if (memory != null) {
            memory.release();
        }
    }
}
