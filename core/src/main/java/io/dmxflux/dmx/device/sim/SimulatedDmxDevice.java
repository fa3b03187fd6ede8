// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device.sim;

import io.dmxflux.check.Check;
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
import io.dmxflux.dmx.sys.Errno;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A demux driver in the same process. It behaves as Linux was measured to: it grants 2 to 32 buffers of at most 770 048
 * bytes, answers EINVAL to a buffer queued twice, and while no buffer is queued loses data without an error and without a
 * gap in the sequence numbers. A {@link FaultPlan} makes its calls fail.
 *
 * <p>Its buffers are real native memory and its readiness is a real descriptor. It plays a {@link StreamFeed}: a paced one
 * on a thread of its own, an unpaced one within {@link #dequeue}, as fast as buffers are requeued. Without a feed it passes
 * on the packets given to {@link #write}, as a demux whose input is the dvr node.
 *
 * <p>A feed that is played out ends nothing, as a demux whose signal is lost: the Flux stays open, and the last buffer stays
 * with the driver until it is full or {@link #flush} completes it. Packets written are filtered as those of a feed are.
 *
 * <p><b>Threading:</b> as {@link DmxDevice} says; {@link #write}, {@link #flush}, {@link #jump}, {@link #raise} and
 * {@link #unplug} from any thread.
 */
public final class SimulatedDmxDevice implements DmxDevice {

    private final String path;
    private final SimulatedCalls calls;
    private final SimulatedReceiver receiver;
    private final ReadinessTokens ready = new ReadinessTokens();
    private final AtomicInteger flags = new AtomicInteger();
    private volatile boolean filterSet;
    private volatile boolean streaming;
    private long sequence;

    private SimulatedDmxDevice(String name, @Nullable StreamFeed feed, FaultPlan plan, int partialPackets) {
        path = "sim:" + name;
        calls = new SimulatedCalls(path, plan);
        receiver = new SimulatedReceiver(path, feed, partialPackets * PidSet.PACKET_BYTES, this::bufferDone);
    }

    /**
     * Plays a stream on a driver without faults.
     *
     * @param feed the stream; the device closes it
     * @return the device, the caller's to close
     */
    public static SimulatedDmxDevice playing(StreamFeed feed) {
        return new Builder().feed(feed).build();
    }

    /** {@return a device that passes on the packets written to it; the caller's to close} */
    public static SimulatedDmxDevice fedByWrites() {
        return new Builder().build();
    }

    /** {@return a builder of a device without a feed or a fault} */
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
        calls.called(DmxVerb.SET_PES_FILTER);
        receiver.stop();
        filterSet = true;
        receiver.pids(
                Check.given(filter, "filter").pids().stream().reduce(PidSet.none(), PidSet::with, (one, other) -> one));
    }

    @Override
    public void addPid(int pid) {
        calls.called(DmxVerb.ADD_PID);
        RequestChecks.checkPid(this, DmxVerb.ADD_PID, pid);
        requireFilter(DmxVerb.ADD_PID);
        receiver.pids(receiver.pids().with(pid));
    }

    @Override
    public void removePid(int pid) {
        calls.called(DmxVerb.REMOVE_PID);
        RequestChecks.checkPid(this, DmxVerb.REMOVE_PID, pid);
        requireFilter(DmxVerb.REMOVE_PID);
        receiver.pids(receiver.pids().without(pid));
    }

    private void requireFilter(DmxVerb verb) {
        if (!filterSet) {
            throw calls.error(verb, Errno.EINVAL, "set a filter first");
        }
    }

    @Override
    public void start() {
        calls.called(DmxVerb.START);
        requireFilter(DmxVerb.START);
        receiver.start();
        ready.resume();
    }

    @Override
    public void stop() {
        calls.called(DmxVerb.STOP);
        receiver.stop();
    }

    @Override
    public NegotiatedBuffers requestBuffers(int count, int sizeBytes) {
        calls.called(DmxVerb.REQUEST_BUFFERS);
        RequestChecks.check(this, count, sizeBytes, receiver.queue().anyMapped());
        NegotiatedBuffers granted = calls.limits().grant(count, sizeBytes);
        receiver.replaceQueue(new SimulatedQueue(granted.count(), granted.sizeBytes()));
        return granted;
    }

    @Override
    public BufferLocation queryBuffer(int index) {
        calls.called(DmxVerb.QUERY_BUFFER);
        SimulatedBuffer buffer = buffer(index, DmxVerb.QUERY_BUFFER);
        return new BufferLocation((long) index * buffer.pageAlignedBytes(), buffer.sizeBytes());
    }

    private SimulatedBuffer buffer(int index, DmxVerb verb) {
        SimulatedQueue queue = receiver.queue();
        if (!queue.has(index)) {
            throw calls.error(verb, Errno.EINVAL, "name one of the granted buffers");
        }
        return queue.buffer(index);
    }

    @Override
    public ByteBuffer map(int index) {
        calls.called(DmxVerb.MAP);
        return buffer(index, DmxVerb.MAP).map();
    }

    @Override
    public void unmap(int index) {
        calls.called(DmxVerb.UNMAP);
        if (receiver.queue().has(index)) {
            receiver.queue().buffer(index).unmap();
        }
    }

    @Override
    public void queue(int index) {
        calls.called(DmxVerb.QUEUE);
        if (!receiver.queue().queue(index)) {
            throw calls.error(DmxVerb.QUEUE, Errno.EINVAL, "queue each granted buffer once until it is dequeued");
        }
        streaming = true;
        if (receiver.fillsOnDemand()) {
            ready.add();
        }
    }

    @Override
    public int descriptor() {
        return ready.descriptor();
    }

    @Override
    public boolean isStreaming() {
        return streaming;
    }

    @Override
    public boolean dequeue(DequeuedBuffer into) {
        for (int lost = 0; lost < SimulatedReceiver.TRIES_AT_ONCE; lost++) {
            boolean overflow = calls.dequeueOverflows();
            int index = ready.take() ? nextDone() : SimulatedQueue.NONE;
            if (index == SimulatedQueue.NONE) {
                return false;
            }
            if (!overflow) {
                int raised = flags.get() == 0 ? 0 : flags.getAndSet(0);
                into.set(index, receiver.queue().bytesUsed(index), raised, sequence++);
                return true;
            }
            receiver.lose(receiver.queue().bytesUsed(index));
            queue(index);
        }
        return false;
    }

    private int nextDone() {
        int index = receiver.nextDone();
        if (index == SimulatedQueue.NONE) {
            ready.putBack(receiver.isUnfinished());
            if (receiver.queue().hasDone()) { // flushed meanwhile
                ready.resume();
            }
        }
        return index;
    }

    /** Adds a token for a filled buffer, unless one was added when it was queued. */
    private void bufferDone() {
        if (!receiver.fillsOnDemand()) {
            ready.add();
        }
    }

    @Override
    public ExportedBuffer export(int index) {
        calls.called(DmxVerb.EXPORT);
        SimulatedBuffer buffer = buffer(index, DmxVerb.EXPORT);
        return new ExportedBuffer(buffer.export(), buffer.sizeBytes());
    }

    @Override
    public Readiness await(WakeUp wakeUp, long timeoutNanos) {
        calls.called(DmxVerb.AWAIT);
        Readiness outcome = ready.await(wakeUp, timeoutNanos);
        calls.failIfUnplugged(DmxVerb.AWAIT);
        return outcome;
    }

    @Override
    public void requirePresent() {
        calls.called(DmxVerb.AWAIT);
    }

    @Override
    public long overflows() {
        return calls.overflows();
    }

    /** An unpaced feed waits for the buffer that it is read into. */
    @Override
    public boolean tellsOverflows() {
        return receiver.fillsOnDemand();
    }

    @Override
    public boolean isKnownReady() {
        return !ready.isEmpty();
    }

    @Override
    public void reopen() {
        calls.called(DmxVerb.REOPEN);
        RequestChecks.checkNothingMapped(this, receiver.queue().anyMapped());
        receiver.stop();
        filterSet = false;
        receiver.pids(PidSet.none());
        receiver.replaceQueue(new SimulatedQueue(0, 0));
        ready.clear();
        sequence = 0;
        streaming = false;
    }

    @Override
    public void close() {
        if (calls.close()) {
            receiver.close();
            ready.close();
        }
    }

    /**
     * Receives packets, as a demux whose input is the dvr node does; ignored while the filter is stopped. A test writes
     * once {@link #isStreaming}, which a subscription brings about on its own thread soon after {@code subscribe}.
     *
     * @param packets whole packets; all are taken, also those that find no buffer and are lost
     */
    public void write(ByteBuffer packets) {
        receiver.receive(Check.given(packets, "packets"));
    }

    /** Completes the buffer that is being filled, as kernels up to 2025 do at every fill. */
    public void flush() {
        receiver.flush();
        receiver.ifOpen(ready::resume); // of a feed that is played out within dequeue, all tokens are idle
    }

    /**
     * Skips a part of the feed, as a tuner that loses its signal for a while.
     *
     * @param packets how many packets are skipped
     */
    public void jump(int packets) {
        receiver.jump(packets);
    }

    /**
     * Raises a flag, reported with the next dequeued buffer.
     *
     * @param flag which
     */
    public void raise(BufferFlag flag) {
        flags.getAndUpdate(bits -> bits | Check.given(flag, "flag").bit());
    }

    /** Unplugs the device: every later call fails with ENODEV, and a wait ends. Does nothing after a close. */
    public void unplug() {
        calls.unplug();
        receiver.stop();
        receiver.ifOpen(() -> ready.add());
    }

    /** {@return the bytes that the driver lost while no buffer was queued, which no real driver reports} */
    public long lostBytes() {
        return receiver.lostBytes();
    }

    /** {@return whether any buffer is mapped} */
    public boolean isMapped() {
        return receiver.queue().anyMapped();
    }

    /** {@return whether {@link #close()} has been called} */
    public boolean isClosed() {
        return calls.isClosed();
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
            this.name = Check.given(name, "name");
            return this;
        }

        /**
         * Gives it a stream to play.
         *
         * @param feed the stream; the device closes it
         * @return this
         */
        public Builder feed(StreamFeed feed) {
            this.feed = Check.given(feed, "feed");
            return this;
        }

        /**
         * Sets its faults.
         *
         * @param plan the faults
         * @return this
         */
        public Builder faults(FaultPlan plan) {
            this.plan = Check.given(plan, "faults");
            return this;
        }

        /**
         * Makes it complete buffers before they are full.
         *
         * @param packets after how many packets, 1 or more
         * @return this
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder partialBuffers(int packets) {
            Check.argument(packets >= 1, "partialBuffers", packets, "1 packet or more; leave it out for full buffers");
            partialPackets = packets;
            return this;
        }

        /** {@return the device, the caller's to close} */
        public SimulatedDmxDevice build() {
            return new SimulatedDmxDevice(name, feed, plan, partialPackets);
        }
    }
}
