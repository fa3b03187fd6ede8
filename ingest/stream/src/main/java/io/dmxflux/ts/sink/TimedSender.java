// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import io.dmxflux.jfr.FlightEvents;
import io.dmxflux.packet.MemoryHold;
import io.dmxflux.packet.PacketBuffers;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.net.LoopTimer;
import io.dmxflux.ts.net.OutgoingMessage;
import io.dmxflux.ts.net.SocketErrors;
import io.dmxflux.ts.net.TimedMessages;
import io.dmxflux.ts.op.DatagramBursts;
import io.dmxflux.ts.op.DepartureSchedule;
import io.netty.buffer.ByteBuf;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the runs of one stream into bursts, and has the kernel send each at its time: spread over the time that the buffers
 * take to arrive, see {@link DepartureSchedule}.
 * <pre>
 *   run --&gt; times --&gt; as many bursts as have room --submit--&gt; kernel ... t0 ... t1 ... t2 ...
 *                     ^                                         |
 *                     +-- others that wait                      +--&gt; account: at the next run, or a little after the last
 *                                                                    burst was due
 * </pre>
 *
 * <p>A buffer of any number of bursts is one wake-up of the loop, and pauses of the JVM do not delay its bursts. A burst
 * that finds no room in the socket at its time is lost, and counted as EAGAIN.
 *
 * <p>The first buffer, whose rate of arrival is unknown, is sent at once by a {@link SocketSender}; so are the next ones
 * until a send has shown whether the kernel segments. If the route changes within a stream to one that does not segment, the
 * refused runs are sent again datagram by datagram, and can be late behind bursts scheduled after them: once, for at most
 * the length of a buffer.
 */
final class TimedSender extends DatagramSender {

    /** How long after the last burst was due to collect its result, if nothing else has arrived. */
    private static final long LOOK_AFTER_NANOS = 100_000;

    /** Of one stream more are not expected to be in use at a time; one that is forgotten waits until its runs are sent. */
    private static final int MOST_POOLS = 8;

    private final SocketSender direct;
    private final EpollDatagramChannel channel;
    private final InetSocketAddress destination;
    private final Consumer<Throwable> onFailure;
    private final TimedMessages messages;
    private final DatagramBursts bursts;
    private final DepartureSchedule schedule = DepartureSchedule.withReserve();
    private final GenericFutureListener<Future<Void>> onClose = closed -> end();

    /** The pools that lent what came, which tell when they take it back. */
    private final List<MemoryHold> pools = new ArrayList<>();

    private final Runnable onTakenBack = this::takenBack;

    /** Runs with bursts that are not handed to the kernel. */
    private final Queue<TimedRun> waiting = new ArrayDeque<>();

    private final ArrayDeque<TimedRun> spare = new ArrayDeque<>();
    private final @Nullable TimedRun[] runs = new @Nullable TimedRun[TimedMessages.SLOTS];
    private final int[] offsets = new int[TimedMessages.SLOTS];
    private final int[] lengths = new int[TimedMessages.SLOTS];
    private @Nullable LoopTimer timer;
    private boolean timerIsSet;
    private long lastDueNanos;
    private boolean ended;
    private boolean closed;

    /**
     * Creates a sender for one stream. The caller ends it; closing the channel ends it as well.
     *
     * @param direct sends on the same channel what leaves at once
     * @param onFailure receives errors between two calls
     * @throws ErrnoException if the kernel has no timed sends, or denies them to this process
     */
    TimedSender(
            SocketSender direct, EpollDatagramChannel channel, UdpSinkConfig config, Consumer<Throwable> onFailure) {
        super(config, direct.counters);
        this.direct = direct;
        this.channel = channel;
        this.destination = config.destination();
        this.onFailure = onFailure;
        bursts = new DatagramBursts(payloadBytes, config.pacedBurst());
        int mostParts = headerBytes == 0 ? 1 : 2 * config.pacedBurst();
        messages = new TimedMessages(channel.fd().intValue(), config.destination(), mostParts);
        channel.closeFuture().addListener(onClose);
    }

    /** Checks whether this machine has timed sends. */
    static KernelOffload probe() {
        try {
            TimedMessages.probe();
            return KernelOffload.ACTIVE;
        } catch (ErrnoException e) {
            return KernelOffload.not(e.getMessage());
        }
    }

    @Override
    int maxDatagramsPerRun() {
        return direct.maxDatagramsPerRun();
    }

    @Override
    void arrived(int bytes, boolean behind) {
        if (behind) {
            schedule.arrivedBehind(bytes, System.nanoTime());
        } else {
            schedule.arrived(bytes, System.nanoTime());
        }
    }

    @Override
    void send(@Nullable ByteBuf headers, ByteBuf run, OpenSends sends) {
        if (leavesAtOnce()) {
            direct.send(headers, run, sends);
        } else {
            add(headers, run, sends);
        }
    }

    private boolean leavesAtOnce() {
        boolean nothingBefore = waiting.isEmpty() && messages.pending() == 0;
        boolean unproven = bursts.mostDatagrams() > 1 && !direct.isProven();
        return ended || direct.isRefusing() || nothingBefore && (direct.isBusy() || unproven || schedule.isUnknown());
    }

    private void add(@Nullable ByteBuf headers, ByteBuf payloads, OpenSends sends) {
        ByteBuf piece = inOnePiece(payloads);
        MemoryHold hold = MemoryHold.of(piece);
        int bytes = piece.readableBytes();
        if (hold == null) {
            counters.closed(bytes);
            ReferenceCountUtil.release(headers);
            piece.release();
            return;
        }
        watch(hold, piece);
        sends.started();
        TimedRun unused = spare.poll();
        TimedRun run = unused == null ? new TimedRun(payloadBytes, headerBytes) : unused;
        long start = schedule.next(bytes);
        run.begin(headers, piece, hold, sends, bursts.bytes(bytes), start, schedule.nanosPerByte());
        waiting.add(run);
    }

    private void watch(MemoryHold hold, ByteBuf piece) {
        if (pools.contains(hold)) {
            return;
        }
        if (pools.size() == MOST_POOLS) {
            pools.remove(0).unwatch(onTakenBack);
        }
        pools.add(hold);
        hold.watch(onTakenBack);
        if (MemoryHold.isTakenBack(piece)) { // between the two
            takenBack();
        }
    }

    private static ByteBuf inOnePiece(ByteBuf payloads) {
        if (hasAddress(payloads)) {
            return payloads;
        }
        ByteBuf copy = PacketBuffers.allocate(payloads.readableBytes()).writeBytes(payloads);
        payloads.release();
        return copy;
    }

    @Override
    void flush() {
        if (!ended) {
            settle();
        }
        direct.flush(); // also runs that are sent again
        if (!ended) { // settling may have ended the stream
            handOver();
            setTimer();
        }
    }

    private void handOver() {
        long now = System.nanoTime();
        for (TimedRun run = waiting.peek(); run != null && messages.hasRoom(); run = waiting.peek()) {
            add(run, now);
            if (run.isHandedOver()) {
                waiting.remove();
            }
        }
        messages.submit();
    }

    /** Adds a burst, or one datagram of it if the kernel does not segment. */
    private void add(TimedRun run, long nowNanos) {
        int left = run.burstLeft();
        if (run.isAtBurst()) {
            counters.burst(datagrams(left));
            counters.lateness().departed(left / TsPacket.LENGTH, run.dueNanos(), nowNanos);
            FlightEvents.departed(destination, nowNanos - run.dueNanos(), left);
        }
        int bytes = direct.segmentation().active() ? left : Math.min(payloadBytes, left);
        OutgoingMessage message = messages.message();
        direct.address(message);
        addTo(message, run.headerAddress(), run.payloadAddress(), bytes);
        lastDueNanos = Math.max(lastDueNanos + 1, run.dueNanos());
        int slot = messages.schedule(lastDueNanos, segmentBytes(bytes));
        runs[slot] = run;
        offsets[slot] = run.handOver(bytes);
        lengths[slot] = bytes;
    }

    /** Wakes up when half of the pending bursts have left if others wait, else after the last one. */
    private void setTimer() {
        if (messages.pending() == 0) {
            if (timerIsSet) {
                timer().stop();
                timerIsSet = false;
            }
            return;
        }
        long now = System.nanoTime();
        long half = waiting.isEmpty() ? lastDueNanos : now + (lastDueNanos - now) / 2;
        timer().setFor(Math.max(half, now) + LOOK_AFTER_NANOS);
        timerIsSet = true;
    }

    private LoopTimer timer() {
        LoopTimer made = timer;
        if (made == null) {
            made = new LoopTimer(channel.eventLoop(), this::look);
            timer = made;
        }
        return made;
    }

    private void look() {
        try {
            flush();
        } catch (RuntimeException e) {
            onFailure.accept(e);
        }
    }

    /** Counts the results of the kernel. */
    private void settle() {
        while (!closed && messages.next()) {
            int slot = messages.slot();
            TimedRun run = runs[slot];
            runs[slot] = null;
            if (run != null) {
                account(run, offsets[slot], lengths[slot], messages.result());
                run.settled();
                endIfDone(run);
            }
        }
    }

    private void account(TimedRun run, int offset, int bytes, int result) {
        if (result == -Errno.ECANCELED.number() && !ended) {
            cancelled(run, offset, bytes);
        } else if (result < 0 && segmentBytes(bytes) > 0 && direct.switchedOff(Errno.of(-result))) {
            run.sendAgain(direct, offset, bytes);
        } else {
            account(result < 0 ? reason(-result) : null, bytes);
        }
    }

    /** A part of what is taken back; or of another pool, which cannot be scheduled again in its place. */
    private void cancelled(TimedRun run, int offset, int bytes) {
        if (MemoryHold.isTakenBack(run.payloads())) {
            counters.closed(bytes);
        } else {
            run.sendAgain(direct, offset, bytes);
        }
    }

    private String reason(int errno) {
        return ended ? SocketErrors.CLOSED : Errno.label(errno);
    }

    private void endIfDone(TimedRun run) {
        if (run.isDone()) {
            OpenSends sends = run.end();
            spare.push(run);
            sends.done();
        }
    }

    @Override
    void end() {
        if (ended) {
            return;
        }
        ended = true;
        channel.closeFuture().removeListener(onClose);
        try {
            cancelPending();
            for (TimedRun run = waiting.poll(); run != null; run = waiting.poll()) {
                drop(run);
            }
            direct.flush();
        } finally {
            if (timer != null) {
                timer.close();
            }
            closed = true;
            pools.forEach(pool -> pool.unwatch(onTakenBack));
            messages.close();
        }
    }

    private void cancelPending() {
        if (messages.pending() > 0) {
            messages.cancelAll();
            settle();
        }
        while (messages.pending() > 0) {
            messages.await();
            settle();
        }
    }

    private void drop(TimedRun run) {
        counters.closed(run.drop());
        endIfDone(run);
    }

    /** A pool takes back what it lent: the kernel would send zeros. On any thread. */
    private void takenBack() {
        try {
            channel.eventLoop().execute(this::dropTakenBack);
        } catch (RejectedExecutionException e) {
            // the loop has ended, and the channel's end has ended this
        }
    }

    private void dropTakenBack() {
        if (ended) {
            return;
        }
        try {
            cancelPending();
            for (TimedRun run : List.copyOf(waiting)) {
                if (MemoryHold.isTakenBack(run.payloads())) {
                    waiting.remove(run);
                    drop(run);
                }
            }
            flush();
        } catch (RuntimeException e) {
            onFailure.accept(e);
        }
    }
}
