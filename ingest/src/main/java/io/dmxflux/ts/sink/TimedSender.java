// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import io.dmxflux.dmx.sys.TimedMessages;
import io.dmxflux.ts.net.ErrnoName;
import io.dmxflux.ts.net.LoopTimer;
import io.dmxflux.ts.op.EvenBursts;
import io.dmxflux.ts.packet.PacketBuffers;
import io.netty.buffer.ByteBuf;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Cuts runs into bursts, and has the kernel send each at its time: spread over the time that the runs take to arrive, see
 * {@link DepartureTimes}.
 * <pre>
 *   run --&gt; times --&gt; as many bursts as have room --submit--&gt; kernel ... t0 ... t1 ... t2 ...
 *                     ^                                         |
 *                     +-- others that wait                      +--&gt; account, when somebody looks: at the next run, or a
 *                                                                    little after the last burst was due
 * </pre>
 *
 * <p>A run is one wake-up of the loop, however many bursts it has, and what the Java machine does meanwhile moves none of them.
 * A burst that finds no room in the socket at its time is lost, and on the account as EAGAIN. The first run, of which nobody
 * knows how long it took, leaves at once: it also shows whether the kernel segments.
 */
final class TimedSender implements RunSender {

    /** How long after the last datagram was due to look what became of it, if nothing else has come. */
    private static final long LOOK_AFTER_NANOS = 100_000;

    private static final long LOOK_AGAIN_NANOS = 1_000_000;

    private final SendLedger ledger;
    private final TimedMessages messages;
    private final LoopTimer timer;
    private final DatagramSender direct;
    private final DatagramShape shape;
    private final EvenBursts bursts;
    private final DepartureTimes times = new DepartureTimes();

    /** Runs with bursts that the kernel has not been given. */
    private final Queue<Run> waiting = new ArrayDeque<>();

    private final ArrayDeque<Run> spare = new ArrayDeque<>();
    private final @Nullable Run[] runs = new @Nullable Run[TimedMessages.SLOTS];
    private final int[] payloads = new int[TimedMessages.SLOTS];
    private long lastDueNanos;
    private boolean closed;

    /**
     * Makes one, which is closed with the channel.
     *
     * @throws ErrnoException where the kernel has no timed sends, or does not let this process have them
     */
    static TimedSender open(EpollDatagramChannel channel, UdpSinkConfig config, SendLedger ledger) {
        return channel.eventLoop()
                .submit(() -> new TimedSender(channel, config, ledger))
                .syncUninterruptibly()
                .getNow();
    }

    private TimedSender(EpollDatagramChannel channel, UdpSinkConfig config, SendLedger ledger) {
        this.ledger = ledger;
        direct = new DatagramSender(channel, config, ledger);
        shape = DatagramShape.of(config);
        bursts = new EvenBursts(shape.payloadBytes(), config.pacedBurst());
        int mostParts = shape.headerBytes() == 0 ? 1 : 2 * config.pacedBurst();
        messages = new TimedMessages(channel.fd().intValue(), config.destination(), mostParts);
        try {
            timer = new LoopTimer(channel.eventLoop(), this::flush);
        } catch (Throwable e) {
            messages.close();
            throw e;
        }
        channel.closeFuture().addListener(channelClosed -> close());
    }

    @Override
    public int maxDatagramsPerRun() {
        return direct.maxDatagramsPerRun();
    }

    @Override
    public Segmentation segmentation() {
        return direct.segmentation();
    }

    @Override
    public void send(ByteBuf run, Batch batch) {
        if (leavesAtOnce(run)) {
            direct.send(run, batch);
        } else {
            add(null, run, batch);
        }
    }

    @Override
    public void send(ByteBuf headers, ByteBuf run, Batch batch) {
        if (leavesAtOnce(run)) {
            direct.send(headers, run, batch);
        } else {
            add(headers, run, batch);
        }
    }

    private boolean leavesAtOnce(ByteBuf run) {
        times.add(run.readableBytes(), System.nanoTime());
        return direct.isBusy() || times.nanosPerByte() == 0 && waiting.isEmpty() && messages.onTheirWay() == 0;
    }

    private void add(@Nullable ByteBuf headers, ByteBuf payloads, Batch batch) {
        batch.started();
        Run unused = spare.poll();
        Run run = unused == null ? new Run() : unused;
        run.begin(headers, inOnePiece(payloads), batch, times, bursts);
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
        if (closed) {
            dropWaiting();
            return;
        }
        direct.flush();
        settle();
        handOver();
        setTimer();
    }

    private void handOver() {
        for (Run run = waiting.peek(); run != null && messages.hasRoom(); run = waiting.peek()) {
            add(run);
            if (run.isHandedOver()) {
                waiting.remove();
            }
        }
        messages.submit();
    }

    /** Adds a burst, or of one that the kernel does not cut a datagram. */
    private void add(Run run) {
        int left = run.burstLeft();
        int bytes = direct.segmentation().active() ? left : Math.min(shape.payloadBytes(), left);
        lastDueNanos = run.dueNanos();
        shape.addTo(messages, run.headerAddress, run.address + run.offset, bytes);
        int slot = messages.complete(lastDueNanos, shape.segmentBytes(bytes));
        runs[slot] = run;
        payloads[slot] = bytes;
        run.offset += bytes;
        run.headerAddress += (long) shape.datagrams(bytes) * shape.headerBytes();
        run.open++;
    }

    /** Half of them are still to leave when room is wanted for more. */
    private void setTimer() {
        if (messages.onTheirWay() == 0) {
            timer.stop();
            return;
        }
        long now = System.nanoTime();
        timer.setFor(
                waiting.isEmpty()
                        ? Math.max(lastDueNanos + LOOK_AFTER_NANOS, now + LOOK_AGAIN_NANOS)
                        : now + Math.max(LOOK_AFTER_NANOS, (lastDueNanos - now) / 2));
    }

    /** Takes what the kernel has done into the account. */
    private void settle() {
        while (messages.next()) {
            int slot = messages.slot();
            account(messages.result(), payloads[slot]);
            Run run = runs[slot];
            runs[slot] = null;
            if (run != null) {
                run.open--;
                endIfDone(run);
            }
        }
    }

    private void account(int result, int bytes) {
        if (result >= 0) {
            ledger.sent(shape.datagrams(bytes), bytes);
        } else if (result != -Errno.ECANCELED.number()) {
            ledger.failed(ErrnoName.label(-result), shape.datagrams(bytes), bytes);
            if (shape.segmentBytes(bytes) > 0) {
                direct.switchedOff(ErrnoName.of(-result));
            }
        } else if (closed) {
            ledger.failed(ErrnoName.CLOSED, shape.datagrams(bytes), bytes);
        }
    }

    private void endIfDone(Run run) {
        if (run.open == 0 && run.isHandedOver()) {
            Batch batch = run.end();
            spare.push(run);
            batch.done();
        }
    }

    @Override
    public void callBack() {
        dropWaiting();
        if (messages.onTheirWay() == 0) {
            return;
        }
        messages.callBack();
        settle();
        while (messages.onTheirWay() > 0) {
            messages.await();
            settle();
        }
    }

    private void dropWaiting() {
        for (Run run = waiting.poll(); run != null; run = waiting.poll()) {
            int bytes = run.drop();
            if (closed) {
                ledger.failed(ErrnoName.CLOSED, shape.datagrams(bytes), bytes);
            }
            endIfDone(run);
        }
    }

    private void close() {
        closed = true;
        callBack();
        timer.close();
        messages.close();
    }

    /** A run on its way; used again for another. */
    private static final class Run {

        private @Nullable ByteBuf headers;
        private @Nullable ByteBuf payloads;
        private @Nullable Batch batch;
        private long headerAddress;
        private long address;
        private int lengthBytes;
        private int burstBytes;
        private long startNanos;
        private double nanosPerByte;

        /** Bytes that the kernel has been given. */
        private int offset;

        /** Messages that it has been given and not told of. */
        private int open;

        void begin(@Nullable ByteBuf headersOfAll, ByteBuf run, Batch told, DepartureTimes times, EvenBursts bursts) {
            headers = headersOfAll;
            payloads = run;
            batch = told;
            headerAddress = headersOfAll == null ? 0 : RunMemory.address(headersOfAll);
            address = RunMemory.address(run);
            lengthBytes = run.readableBytes();
            burstBytes = bursts.bytes(lengthBytes);
            startNanos = times.startNanos();
            nanosPerByte = times.nanosPerByte();
            offset = 0;
        }

        boolean isHandedOver() {
            return offset == lengthBytes;
        }

        long dueNanos() {
            return startNanos + (long) (offset / burstBytes * burstBytes * nanosPerByte);
        }

        int burstLeft() {
            return Math.min(burstBytes - offset % burstBytes, lengthBytes - offset);
        }

        /** Gives the rest up, and returns how long it is. */
        int drop() {
            int left = lengthBytes - offset;
            offset = lengthBytes;
            return left;
        }

        Batch end() {
            ReferenceCountUtil.release(headers);
            ReferenceCountUtil.release(payloads);
            Batch told = Objects.requireNonNull(batch);
            headers = null;
            payloads = null;
            batch = null;
            return told;
        }
    }
}
