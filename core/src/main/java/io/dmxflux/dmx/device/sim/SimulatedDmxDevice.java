// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device.sim;

import io.dmxflux.dmx.device.BufferFlag;
import io.dmxflux.dmx.device.BufferLocation;
import io.dmxflux.dmx.device.DequeuedBuffer;
import io.dmxflux.dmx.device.DmxDevice;
import io.dmxflux.dmx.device.DmxVerb;
import io.dmxflux.dmx.device.ExportedBuffer;
import io.dmxflux.dmx.device.NegotiatedBuffers;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.Readiness;
import io.dmxflux.dmx.device.RequestChecks;
import io.dmxflux.dmx.device.WakeUp;
import io.dmxflux.dmx.recording.StreamFeed;
import io.dmxflux.dmx.sys.Cure;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import io.dmxflux.dmx.sys.EventFd;
import io.dmxflux.dmx.sys.Poll;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A demux driver in the same process, which does what Linux was measured to do: grants 2 to 32 buffers of at most
 * 770 048 bytes, answers EINVAL to a buffer queued twice, loses data in silence when no buffer is queued, numbers buffers
 * without a gap all the same, and can be told to misbehave.
 *
 * <p>Its buffers are real native memory and its readiness is a real descriptor. It plays a {@link StreamFeed}: a paced
 * one on a thread of its own, an unpaced one within {@link #dequeue}, as fast as buffers come back. Without a feed it
 * passes on what {@link #write} is given, as a demux whose input is the dvr node.
 *
 * <p><b>Threading:</b> as {@link DmxDevice} says; {@link #write}, {@link #flush}, {@link #jump}, {@link #raise} and
 * {@link #unplug} from any thread.
 */
public final class SimulatedDmxDevice implements DmxDevice {

    private final String path;
    private final FaultCounter faults;
    private final SimulatedReceiver receiver;
    private final EventFd ready = new EventFd();
    private final Poll poll = new Poll();
    private final AtomicInteger idleTokens = new AtomicInteger();
    private final AtomicInteger flags = new AtomicInteger();
    private volatile boolean filterSet;
    private volatile boolean unplugged;
    private volatile boolean streaming;
    private long sequence;
    private volatile long overflows;
    private volatile boolean closed;

    private SimulatedDmxDevice(String name, @Nullable StreamFeed feed, FaultPlan plan, int partialPackets) {
        path = "sim:" + name;
        faults = new FaultCounter(path, plan);
        receiver = new SimulatedReceiver(path, feed, partialPackets * PidSet.PACKET_BYTES, this::bufferDone);
    }

    /**
     * Plays a stream on a driver that behaves.
     *
     * @param feed the stream; the device closes it
     * @return the device, the caller's to close
     */
    public static SimulatedDmxDevice playing(StreamFeed feed) {
        return new Builder().feed(feed).build();
    }

    /**
     * Makes a device that passes on what is written to it.
     *
     * @return the device, the caller's to close
     */
    public static SimulatedDmxDevice fedByWrites() {
        return new Builder().build();
    }

    /**
     * Starts to describe a device.
     *
     * @return a builder of one without a feed or a fault
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String mode() {
        return "simulated";
    }

    @Override
    public void setPesFilter(PesFilter filter) {
        called(DmxVerb.SET_PES_FILTER);
        receiver.stop();
        filterSet = true;
        receiver.pids(filter.pids().stream().reduce(PidSet.none(), PidSet::with, (one, other) -> one));
    }

    @Override
    public void addPid(int pid) {
        called(DmxVerb.ADD_PID);
        RequestChecks.checkPid(this, DmxVerb.ADD_PID, pid);
        requireFilter(DmxVerb.ADD_PID);
        receiver.pids(receiver.pids().with(pid));
    }

    @Override
    public void removePid(int pid) {
        called(DmxVerb.REMOVE_PID);
        RequestChecks.checkPid(this, DmxVerb.REMOVE_PID, pid);
        requireFilter(DmxVerb.REMOVE_PID);
        receiver.pids(receiver.pids().without(pid));
    }

    private void requireFilter(DmxVerb verb) {
        if (!filterSet) {
            throw faults.error(verb, Errno.EINVAL, "set a filter first");
        }
    }

    @Override
    public void start() {
        called(DmxVerb.START);
        requireFilter(DmxVerb.START);
        receiver.start();
        int idle = idleTokens.getAndSet(0);
        if (idle > 0) {
            ready.add(idle);
        }
    }

    @Override
    public void stop() {
        called(DmxVerb.STOP);
        receiver.stop();
    }

    @Override
    public NegotiatedBuffers requestBuffers(int count, int sizeBytes) {
        called(DmxVerb.REQUEST_BUFFERS);
        RequestChecks.check(this, count, sizeBytes, receiver.queue().anyMapped());
        NegotiatedBuffers granted = faults.limits().grant(count, sizeBytes);
        receiver.replaceQueue(new SimulatedQueue(granted.count(), granted.sizeBytes()));
        return granted;
    }

    @Override
    public BufferLocation queryBuffer(int index) {
        called(DmxVerb.QUERY_BUFFER);
        SimulatedBuffer buffer = buffer(index, DmxVerb.QUERY_BUFFER);
        return new BufferLocation((long) index * buffer.pageAlignedBytes(), buffer.sizeBytes());
    }

    private SimulatedBuffer buffer(int index, DmxVerb verb) {
        SimulatedQueue queue = receiver.queue();
        if (!queue.has(index)) {
            throw faults.error(verb, Errno.EINVAL, "name one of the granted buffers");
        }
        return queue.buffer(index);
    }

    @Override
    public ByteBuffer map(int index) {
        called(DmxVerb.MAP);
        return buffer(index, DmxVerb.MAP).map();
    }

    @Override
    public void unmap(int index) {
        called(DmxVerb.UNMAP);
        if (receiver.queue().has(index)) {
            receiver.queue().buffer(index).unmap();
        }
    }

    @Override
    public void queue(int index) {
        called(DmxVerb.QUEUE);
        if (!receiver.queue().queue(index)) {
            throw faults.error(DmxVerb.QUEUE, Errno.EINVAL, "queue each granted buffer once until it is dequeued");
        }
        streaming = true;
        if (receiver.fillsOnDemand()) {
            ready.add(1);
        }
    }

    @Override
    public int descriptor() {
        return ready.number();
    }

    @Override
    public boolean isStreaming() {
        return streaming;
    }

    @Override
    public boolean dequeue(DequeuedBuffer into) {
        boolean overflow = overflowed();
        if (!ready.take()) {
            return false;
        }
        SimulatedQueue.Done done = receiver.nextDone();
        if (done == null) {
            notYet();
            return false;
        }
        if (overflow) {
            receiver.lose(done.bytesUsed());
            queue(done.index());
            return dequeue(into);
        }
        into.set(done.index(), done.bytesUsed(), flags.getAndSet(0), sequence++);
        return true;
    }

    /** Counts the call, and tells whether it is one that finds the ring overflowed. */
    private boolean overflowed() {
        try {
            called(DmxVerb.DEQUEUE);
            return false;
        } catch (ErrnoException e) {
            if (!e.is(Errno.EOVERFLOW)) {
                throw e;
            }
            overflows = overflows + 1;
            return true;
        }
    }

    /** The event counted a queued buffer for which the feed has nothing, or not yet. */
    private void notYet() {
        if (receiver.isUnfinished()) {
            ready.add(1);
        } else {
            idleTokens.incrementAndGet();
        }
    }

    /** Makes the device readable for one more buffer, unless it has been since the buffer was queued. */
    private void bufferDone() {
        if (!receiver.fillsOnDemand()) {
            ready.add(1);
        }
    }

    @Override
    public ExportedBuffer export(int index) {
        called(DmxVerb.EXPORT);
        SimulatedBuffer buffer = buffer(index, DmxVerb.EXPORT);
        return new ExportedBuffer(buffer.export(), buffer.sizeBytes());
    }

    @Override
    public Readiness await(WakeUp wakeUp, long timeoutNanos) {
        called(DmxVerb.AWAIT);
        poll.await(ready.number(), wakeUp.descriptor(), timeoutNanos);
        boolean readable = poll.firstReadable();
        Readiness outcome = Readiness.of(readable, poll, wakeUp);
        failIfUnplugged(DmxVerb.AWAIT);
        return outcome;
    }

    @Override
    public void requirePresent() {
        called(DmxVerb.AWAIT);
    }

    @Override
    public long overflows() {
        return overflows;
    }

    /** An unpaced feed waits for the buffer that it is read into. */
    @Override
    public boolean tellsOverflows() {
        return receiver.fillsOnDemand();
    }

    @Override
    public void reopen() {
        called(DmxVerb.REOPEN);
        RequestChecks.checkNothingMapped(this, receiver.queue().anyMapped());
        receiver.stop();
        filterSet = false;
        receiver.pids(PidSet.none());
        receiver.replaceQueue(new SimulatedQueue(0, 0));
        while (ready.take()) {
            // what was readable is gone with the old queue
        }
        idleTokens.set(0);
        sequence = 0;
        streaming = false;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            receiver.close();
            ready.close();
        }
    }

    /**
     * Receives packets, as a demux whose input is the dvr node does; ignored while the filter is stopped.
     *
     * @param packets whole packets; all are taken, also those that find no buffer and are lost
     */
    public void write(ByteBuffer packets) {
        receiver.receive(packets);
    }

    /** Gives back the buffer that is being filled as it is, as kernels up to 2025 do at every fill. */
    public void flush() {
        receiver.flush();
    }

    /**
     * Lets the feed jump ahead, as a tuner that loses its signal for a while.
     *
     * @param packets how many packets never arrive
     */
    public void jump(int packets) {
        receiver.jump(packets);
    }

    /**
     * Makes the driver notice something, told with the next dequeued buffer.
     *
     * @param flag what
     */
    public void raise(BufferFlag flag) {
        flags.getAndUpdate(bits -> bits | flag.bit());
    }

    /** Takes the device away: every call after it fails with ENODEV, and a wait ends. Too late after a close. */
    public void unplug() {
        unplugged = true;
        receiver.stop();
        receiver.ifOpen(() -> ready.add(1));
    }

    /**
     * Tells what the driver lost in silence for want of a queued buffer, which no real driver tells.
     *
     * @return bytes since the device was made
     */
    public long lostBytes() {
        return receiver.lostBytes();
    }

    /**
     * Tells whether the user holds a mapping.
     *
     * @return whether any buffer is mapped
     */
    public boolean isMapped() {
        return receiver.queue().anyMapped();
    }

    /**
     * Tells whether {@link #close()} has been called.
     *
     * @return whether it is closed
     */
    public boolean isClosed() {
        return closed;
    }

    private void called(DmxVerb verb) {
        failIfClosed(verb);
        failIfUnplugged(verb);
        faults.called(verb);
    }

    /** As the kernel's devices, whose descriptor's number may be another file's by then. */
    private void failIfClosed(DmxVerb verb) {
        if (closed && verb != DmxVerb.UNMAP) {
            throw new IllegalStateException(path + ": closed (expected: open)");
        }
    }

    private void failIfUnplugged(DmxVerb verb) {
        if (unplugged && verb != DmxVerb.UNMAP) {
            throw faults.error(verb, Errno.ENODEV, Cure.DEMUX.of(Errno.ENODEV));
        }
    }

    /** Describes a simulated device. */
    public static final class Builder {

        private String name = "";
        private @Nullable StreamFeed feed;
        private FaultPlan plan = FaultPlan.none();
        private int partialPackets;

        private Builder() {}

        /**
         * Names it.
         *
         * @param name what follows {@code sim:} in its path
         * @return this
         */
        public Builder name(String name) {
            this.name = name;
            return this;
        }

        /**
         * Gives it a stream to play.
         *
         * @param feed the stream; the device closes it
         * @return this
         */
        public Builder feed(StreamFeed feed) {
            this.feed = feed;
            return this;
        }

        /**
         * Makes it misbehave.
         *
         * @param plan its faults
         * @return this
         */
        public Builder faults(FaultPlan plan) {
            this.plan = plan;
            return this;
        }

        /**
         * Makes it give back buffers before they are full.
         *
         * @param packets after how many packets
         * @return this
         */
        public Builder partialBuffers(int packets) {
            partialPackets = packets;
            return this;
        }

        /**
         * Makes the device.
         *
         * @return the device, the caller's to close
         */
        public SimulatedDmxDevice build() {
            return new SimulatedDmxDevice(name, feed, plan, partialPackets);
        }
    }
}
