// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device.sim;

import io.dmxflux.dmx.recording.StreamFeed;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The half of a simulated driver that receives: takes packets from a feed or a writer, filters them and fills the queue.
 *
 * <p>A paced feed has a thread, which wakes when packets are due; an unpaced one is read when a buffer is dequeued.
 *
 * <p><b>Threading:</b> receiving is guarded by this object's lock, under which bytes are copied and no system call is made.
 */
final class SimulatedReceiver {

    /** The interval of arrivals: about that of a USB tuner's transfers. */
    private static final long ARRIVAL_NANOS = 4_000_000;

    private static final int SCRATCH_PACKETS = 348;

    /** Reads of a feed without a packet that passes, or buffers lost, after which dequeue returns, so that its caller can end. */
    static final int TRIES_AT_ONCE = 64;

    private final @Nullable StreamFeed feed;
    private final int partialBytes;
    private final Runnable onDone;
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_PACKETS * PidSet.PACKET_BYTES);
    private final @Nullable Thread thread;
    private volatile SimulatedQueue queue = new SimulatedQueue(0, 0);
    private volatile PidSet pids = PidSet.none();
    private volatile boolean running;
    private volatile boolean closed;
    private volatile long lostBytes;
    private volatile boolean unfinished;
    private long startNanos;
    private long playedNanos;

    SimulatedReceiver(String path, @Nullable StreamFeed feed, int partialBytes, Runnable onDone) {
        this.feed = feed;
        this.partialBytes = partialBytes;
        this.onDone = onDone;
        thread = feed != null && feed.isPaced() ? startThread(path, feed) : null;
    }

    private Thread startThread(String path, StreamFeed paced) {
        Thread started = new Thread(() -> receiveWhatIsDue(paced), "dmxflux-" + path);
        started.setDaemon(true);
        started.start();
        return started;
    }

    /** Tells whether a queued buffer is filled when it is dequeued, and not before. */
    boolean fillsOnDemand() {
        return feed != null && thread == null;
    }

    PidSet pids() {
        return pids;
    }

    void pids(PidSet changed) {
        pids = changed;
    }

    long lostBytes() {
        return lostBytes;
    }

    SimulatedQueue queue() {
        return queue;
    }

    void replaceQueue(SimulatedQueue replacement) {
        SimulatedQueue old;
        synchronized (this) {
            old = queue;
            queue = replacement;
        }
        old.free();
    }

    synchronized void start() {
        if (!running) {
            startNanos = System.nanoTime() - playedNanos;
            running = true;
            LockSupport.unpark(thread);
        }
    }

    /** Stops receiving. The feed pauses until the next start. */
    synchronized void stop() {
        if (running) {
            playedNanos = System.nanoTime() - startNanos;
            running = false;
        }
    }

    /** Takes the next filled buffer; {@link SimulatedQueue#NONE} if there is none. */
    int nextDone() {
        int done = queue.nextDone();
        if (done == SimulatedQueue.NONE && fillsOnDemand()) {
            fillOne();
            done = queue.nextDone();
        }
        return done;
    }

    private synchronized void fillOne() {
        unfinished = false;
        StreamFeed unpaced = feed;
        if (unpaced == null || !running) {
            return;
        }
        ByteBuffer target = queue.target();
        for (int reads = 0; target != null && !queue.hasDone() && reads < TRIES_AT_ONCE; reads++) {
            unfinished = fill(unpaced, target) > 0;
            target = unfinished ? queue.target() : null;
        }
    }

    /** Tells whether the feed has more packets although {@link #nextDone} found no buffer, as none of them passed. */
    boolean isUnfinished() {
        return unfinished;
    }

    private int fill(StreamFeed unpaced, ByteBuffer target) {
        if (pids.passesAll() && partialBytes == 0 && target.remaining() % PidSet.PACKET_BYTES == 0) {
            return fillDirectly(unpaced, target);
        }
        int bytes = partialBytes == 0 ? target.remaining() : partialBytes - target.position();
        int room = Math.min(SCRATCH_PACKETS, Math.max(1, bytes / PidSet.PACKET_BYTES));
        return receive(unpaced, Long.MAX_VALUE, room);
    }

    /** Has the feed write into the buffer itself where whole packets fit, which saves a copy. */
    private int fillDirectly(StreamFeed unpaced, ByteBuffer target) {
        int bytes = unpaced.read(target, Long.MAX_VALUE);
        completeIfDue(target);
        return bytes;
    }

    private int receive(StreamFeed from, long untilNanos, int atMostPackets) {
        scratch.clear().limit(atMostPackets * PidSet.PACKET_BYTES);
        int bytes = from.read(scratch, untilNanos);
        scratch.flip();
        pids.retainPassing(scratch);
        write(scratch);
        return bytes;
    }

    private void receiveWhatIsDue(StreamFeed paced) {
        while (!closed) {
            long waitNanos = receiveDue(paced);
            if (waitNanos == Long.MAX_VALUE) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, waitNanos);
            }
        }
    }

    /** Receives what is due and returns how long to wait for more. */
    private synchronized long receiveDue(StreamFeed paced) {
        if (!running) {
            return Long.MAX_VALUE;
        }
        long now = System.nanoTime() - startNanos;
        while (receive(paced, now, SCRATCH_PACKETS) > 0) {
            // until nothing more is due
        }
        long due = paced.dueNanos();
        return due == Long.MAX_VALUE ? due : Math.max(ARRIVAL_NANOS, due - now);
    }

    synchronized void receive(ByteBuffer packets) {
        if (running) {
            ByteBuffer copy =
                    ByteBuffer.allocate(packets.remaining()).put(packets).flip();
            pids.retainPassing(copy);
            write(copy);
        } else {
            packets.position(packets.limit());
        }
    }

    private void write(ByteBuffer packets) {
        while (packets.hasRemaining()) {
            ByteBuffer target = queue.target();
            if (target == null) {
                lostBytes = lostBytes + packets.remaining();
                return;
            }
            int bytes = Math.min(packets.remaining(), target.remaining());
            if (partialBytes != 0) {
                bytes = Math.min(bytes, partialBytes - target.position());
            }
            target.put(target.position(), packets, packets.position(), bytes);
            target.position(target.position() + bytes);
            packets.position(packets.position() + bytes);
            completeIfDue(target);
        }
    }

    private void completeIfDue(ByteBuffer target) {
        if (!target.hasRemaining() || target.position() == partialBytes) {
            flush();
        }
    }

    /** Counts the bytes of a filled buffer as lost. */
    synchronized void lose(int bytes) {
        lostBytes = lostBytes + bytes;
    }

    /** Runs an action unless the device is closed. */
    synchronized void ifOpen(Runnable action) {
        if (!closed) {
            action.run();
        }
    }

    synchronized void flush() {
        if (!closed && queue.complete()) {
            onDone.run();
        }
    }

    synchronized void jump(int packets) {
        for (int left = packets; feed != null && !closed && left > 0; ) {
            scratch.clear().limit(Math.min(left, SCRATCH_PACKETS) * PidSet.PACKET_BYTES);
            int bytes = feed.read(scratch, Long.MAX_VALUE);
            if (bytes <= 0) {
                return;
            }
            left -= bytes / PidSet.PACKET_BYTES;
        }
    }

    void close() {
        synchronized (this) {
            closed = true;
            stop();
        }
        if (thread != null) {
            LockSupport.unpark(thread);
            joinUninterruptibly(thread);
        }
        queue().free();
        if (feed != null) {
            feed.close();
        }
    }

    private static void joinUninterruptibly(Thread ending) {
        boolean interrupted = false;
        while (ending.isAlive()) {
            try {
                ending.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
