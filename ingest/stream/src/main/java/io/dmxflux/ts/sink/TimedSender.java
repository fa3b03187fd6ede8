// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import io.dmxflux.packet.PacketBuffers;
import io.dmxflux.ts.net.LoopTimer;
import io.dmxflux.ts.net.SocketErrors;
import io.dmxflux.ts.net.TimedMessages;
import io.dmxflux.ts.op.DepartureSchedule;
import io.dmxflux.ts.op.EvenBursts;
import io.netty.buffer.ByteBuf;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the runs of one stream into bursts, and has the kernel send each at its time: spread over the time that the buffers
 * take to arrive, see {@link DepartureSchedule}.
 * <pre>
 *   run --&gt; times --&gt; as many bursts as have room --submit--&gt; kernel ... t0 ... t1 ... t2 ...
 *                     ^                                         |
 *                     +-- others that wait                      +--&gt; account, when somebody looks: at the next run, or a
 *                                                                    little after the last burst was due
 * </pre>
 *
 * <p>A buffer is one wake-up of the loop, however many bursts it has, and what the Java machine does meanwhile moves none of
 * them. A burst that finds no room in the socket at its time is lost, and on the account as EAGAIN.
 *
 * <p>What comes first, when nobody knows how long it took to come, leaves at once, by way of a {@link DatagramSender}; so does
 * all else until one of its sends has shown that the kernel segments, or that it does not. Where the route changes in the
 * middle of a stream to one that does not, what it refuses is sent again datagram by datagram, and can come behind what was
 * planned after it: once, for as long as a buffer lasts.
 */
final class TimedSender implements RunSender {

    /** How long after the last burst was due to look what became of it, if nothing else has come. */
    private static final long LOOK_AFTER_NANOS = 100_000;

    private final DatagramSender direct;
    private final EpollDatagramChannel channel;
    private final SendLedger ledger;
    private final Consumer<Throwable> onFailure;
    private final TimedMessages messages;
    private final DatagramShape shape;
    private final EvenBursts bursts;
    private final DepartureSchedule schedule = DepartureSchedule.withReserve();
    private final GenericFutureListener<Future<Void>> onClose = closed -> end();

    /** Runs with bursts that the kernel has not been given. */
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
     * Makes one for a stream; it is to be ended, and is if the channel is closed before.
     *
     * @param direct sends what leaves at once, on the same channel
     * @param onFailure told what goes wrong while nobody calls
     * @throws ErrnoException where the kernel has no timed sends, or does not let this process have them
     */
    TimedSender(
            DatagramSender direct,
            EpollDatagramChannel channel,
            UdpSinkConfig config,
            SendLedger ledger,
            Consumer<Throwable> onFailure) {
        this.direct = direct;
        this.channel = channel;
        this.ledger = ledger;
        this.onFailure = onFailure;
        shape = DatagramShape.of(config);
        bursts = new EvenBursts(shape.payloadBytes(), config.pacedBurst());
        int mostParts = shape.headerBytes() == 0 ? 1 : 2 * config.pacedBurst();
        messages = new TimedMessages(channel.fd().intValue(), config.destination(), mostParts);
        channel.closeFuture().addListener(onClose);
    }

    @Override
    public int maxDatagramsPerRun() {
        return direct.maxDatagramsPerRun();
    }

    @Override
    public void arrived(int bytes) {
        schedule.arrived(bytes, System.nanoTime());
    }

    @Override
    public void send(ByteBuf run, Batch batch) {
        if (leavesAtOnce()) {
            direct.send(run, batch);
        } else {
            add(null, run, batch);
        }
    }

    @Override
    public void send(ByteBuf headers, ByteBuf run, Batch batch) {
        if (leavesAtOnce()) {
            direct.send(headers, run, batch);
        } else {
            add(headers, run, batch);
        }
    }

    private boolean leavesAtOnce() {
        boolean nothingBefore = waiting.isEmpty() && messages.pending() == 0;
        boolean unproven = bursts.mostDatagrams() > 1 && !direct.isProven();
        return ended || nothingBefore && (direct.isBusy() || unproven || schedule.isUnknown());
    }

    private void add(@Nullable ByteBuf headers, ByteBuf payloads, Batch batch) {
        batch.started();
        TimedRun unused = spare.poll();
        TimedRun run = unused == null ? new TimedRun() : unused;
        int bytes = payloads.readableBytes();
        long start = schedule.next(bytes);
        run.begin(headers, inOnePiece(payloads), batch, bursts.bytes(bytes), start, schedule.nanosPerByte());
        waiting.add(run);
    }

    private static ByteBuf inOnePiece(ByteBuf payloads) {
        if (RunMemory.hasAddress(payloads)) {
            return payloads;
        }
        ByteBuf copy = PacketBuffers.allocate(payloads.readableBytes()).writeBytes(payloads);
        payloads.release();
        return copy;
    }

    @Override
    public void flush() {
        if (!ended) {
            settle();
        }
        direct.flush(); // also what is sent again
        if (!ended) { // what was settled can be all there is
            handOver();
            setTimer();
        }
    }

    private void handOver() {
        for (TimedRun run = waiting.peek(); run != null && messages.hasRoom(); run = waiting.peek()) {
            add(run);
            if (run.isHandedOver()) {
                waiting.remove();
            }
        }
        messages.submit();
    }

    /** Adds a burst, or of one that the kernel does not cut a datagram. */
    private void add(TimedRun run) {
        int left = run.burstLeft();
        int bytes = direct.segmentation().active() ? left : Math.min(shape.payloadBytes(), left);
        shape.addTo(messages.message(), run.headerAddress(shape), run.address(), bytes);
        lastDueNanos = Math.max(lastDueNanos + 1, run.dueNanos());
        int slot = messages.schedule(lastDueNanos, shape.segmentBytes(bytes));
        runs[slot] = run;
        offsets[slot] = run.handOver(bytes);
        lengths[slot] = bytes;
    }

    /** Half of them are still to leave when room is wanted for more. */
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

    /** Takes what the kernel has done into the account. */
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
        if (result >= 0) {
            ledger.sent(shape.datagrams(bytes), bytes);
        } else if (shape.segmentBytes(bytes) > 0 && direct.switchedOff(Errno.of(-result))) {
            run.sendAgain(direct, shape, offset, bytes);
        } else {
            ledger.failed(ended ? SocketErrors.CLOSED : Errno.label(-result), shape.datagrams(bytes), bytes);
        }
    }

    private void endIfDone(TimedRun run) {
        if (run.isDone()) {
            Batch batch = run.end();
            spare.push(run);
            batch.done();
        }
    }

    @Override
    public void end() {
        if (ended) {
            return;
        }
        ended = true;
        channel.closeFuture().removeListener(onClose);
        try {
            cancelAll();
            direct.flush();
        } finally {
            if (timer != null) {
                timer.close();
            }
            closed = true;
            messages.close();
        }
    }

    private void cancelAll() {
        if (messages.pending() > 0) {
            messages.cancelAll();
            settle();
        }
        while (messages.pending() > 0) {
            messages.await();
            settle();
        }
        for (TimedRun run = waiting.poll(); run != null; run = waiting.poll()) {
            int bytes = run.drop();
            ledger.failed(SocketErrors.CLOSED, shape.datagrams(bytes), bytes);
            endIfDone(run);
        }
    }
}
