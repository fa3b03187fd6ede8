// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.ts.net.OutgoingMessage;
import io.dmxflux.ts.net.SocketErrors;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.channel.ChannelPromise;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Sends each run as it comes, in as few sends as the kernel allows.
 * <pre>
 *   run --socket takes it--&gt; sendmsg, done when it returns
 *    |
 *    +--socket has no room, no segmentation, memory in pieces--&gt; Netty's queue, until the socket is writable; and what
 *                                                               comes behind it, too
 * </pre>
 *
 * <p><b>Source:</b> udp(7), {@code UDP_SEGMENT}; linux/udp.h, {@code UDP_MAX_SEGMENTS} (64 in the oldest kernels that
 * have it).
 */
final class DatagramSender implements RunSender {

    /** Longest UDP payload over IPv4: 65535 bytes less 20 of IP and 8 of UDP header. */
    private static final int MAX_SEND_BYTES = 65_507;

    private static final int MAX_SEGMENTS = 64;
    static final int MOST_PARTS = 2 * MAX_SEGMENTS;

    private final EpollDatagramChannel channel;
    private final InetSocketAddress destination;
    private final SendLedger ledger;
    private final OutgoingMessage message;
    private final DatagramShape shape;

    private volatile Segmentation segmentation;

    /** Sends that wait in Netty's queue. */
    private int queued;

    /**
     * Until the first segmented send has come through, each is flushed by itself, so that a refusal changes no order.
     */
    private boolean proven;

    DatagramSender(EpollDatagramChannel channel, UdpSinkConfig config, SendLedger ledger) {
        this(channel, config, ledger, new OutgoingMessage(config.destination(), MOST_PARTS));
    }

    /** With another message to send runs by. */
    DatagramSender(EpollDatagramChannel channel, UdpSinkConfig config, SendLedger ledger, OutgoingMessage message) {
        this.channel = channel;
        this.destination = config.destination();
        this.ledger = ledger;
        this.message = message;
        this.shape = DatagramShape.of(config);
        this.segmentation = Segmentation.of(config);
    }

    @Override
    public int maxDatagramsPerRun() {
        return Math.min(MAX_SEGMENTS, MAX_SEND_BYTES / shape.datagramBytes());
    }

    Segmentation segmentation() {
        return segmentation;
    }

    @Override
    public void send(ByteBuf run, Batch batch) {
        if (!mayGoNow(run) || !sendNow(null, run)) {
            queue(run, batch);
        }
    }

    @Override
    public void send(ByteBuf headers, ByteBuf run, Batch batch) {
        if (mayGoNow(run) && sendNow(headers, run)) {
            headers.release();
        } else {
            queue(joined(headers, run), batch);
        }
    }

    @Override
    public void flush() {
        channel.flush();
    }

    /** Nothing depends on when it comes. */
    @Override
    public void arrived(int bytes) {}

    /** What waits in Netty's queue cannot be taken out of it. */
    @Override
    public void end() {}

    /** Where no object but the message is needed, and nothing waits that has to leave before. */
    private boolean mayGoNow(ByteBuf run) {
        boolean one = shape.segmentBytes(run.readableBytes()) == 0;
        return queued == 0 && (one || segmentation.active()) && RunMemory.hasAddress(run) && channel.isActive();
    }

    /** Returns whether the run is dealt with: sent, or refused for good. */
    private boolean sendNow(@Nullable ByteBuf headers, ByteBuf run) {
        int bytes = run.readableBytes();
        shape.addTo(message, headers == null ? 0 : RunMemory.address(headers), RunMemory.address(run), bytes);
        int result = message.send(channel.fd().intValue(), shape.segmentBytes(bytes));
        if (result == -Errno.EAGAIN.number()
                || result < 0 && shape.segmentBytes(bytes) > 0 && switchedOff(Errno.of(-result))) {
            return false;
        }
        proven |= result > 0 && shape.segmentBytes(bytes) > 0;
        account(result < 0 ? Errno.label(-result) : null, bytes);
        run.release();
        return true;
    }

    /** Tells whether it is known by a send whether the kernel segments. */
    boolean isProven() {
        return proven || !segmentation.active();
    }

    /** Tells whether something waits for the socket that has to leave before what comes next. */
    boolean isBusy() {
        return queued > 0;
    }

    /** Tells whether the kernel has just refused to segment; if so, it is not asked to any more. */
    boolean switchedOff(@Nullable Errno errno) {
        if (errno == null || !Segmentation.isRefusal(errno)) {
            return false;
        }
        segmentation = Segmentation.refused(errno);
        return true;
    }

    /** Headers and payloads in turn, in one buffer of slices. */
    private ByteBuf joined(ByteBuf headers, ByteBuf run) {
        int count = headers.readableBytes() / shape.headerBytes();
        CompositeByteBuf datagrams = ByteBufAllocator.DEFAULT.compositeDirectBuffer(2 * count);
        while (run.isReadable()) {
            datagrams.addComponent(true, headers.readRetainedSlice(shape.headerBytes()));
            datagrams.addComponent(true, run.readRetainedSlice(Math.min(shape.payloadBytes(), run.readableBytes())));
        }
        headers.release();
        run.release();
        return datagrams;
    }

    private void queue(ByteBuf datagrams, Batch batch) {
        if (segmentation.active() && datagrams.readableBytes() > shape.datagramBytes()) {
            queueSegmented(datagrams, batch);
        } else {
            queueSingly(datagrams, batch);
        }
    }

    private void queueSegmented(ByteBuf datagrams, Batch batch) {
        ByteBuf again = datagrams.retainedDuplicate();
        ChannelPromise promise = started(batch);
        promise.addListener(sent -> onSegmentedSent(sent, again, batch));
        channel.write(new SegmentedDatagramPacket(datagrams, shape.datagramBytes(), destination), promise);
        if (!proven) {
            channel.flush();
        }
    }

    private void onSegmentedSent(Future<?> sent, ByteBuf datagrams, Batch batch) {
        Throwable failure = sent.cause();
        if (failure != null && switchedOff(SocketErrors.errno(failure))) {
            queueSingly(datagrams, batch);
            channel.flush();
        } else {
            proven |= failure == null;
            account(failure == null ? null : SocketErrors.label(failure), shape.payloadIn(datagrams.readableBytes()));
            datagrams.release();
        }
        ended(batch);
    }

    private void queueSingly(ByteBuf datagrams, Batch batch) {
        while (datagrams.isReadable()) {
            int bytes = Math.min(shape.datagramBytes(), datagrams.readableBytes());
            ChannelPromise promise = started(batch);
            promise.addListener(sent -> {
                Throwable failure = sent.cause();
                account(failure == null ? null : SocketErrors.label(failure), bytes - shape.headerBytes());
                ended(batch);
            });
            channel.write(new DatagramPacket(datagrams.readRetainedSlice(bytes), destination), promise);
        }
        datagrams.release();
    }

    private ChannelPromise started(Batch batch) {
        queued++;
        batch.started();
        return channel.newPromise();
    }

    private void ended(Batch batch) {
        queued--;
        batch.done();
    }

    private void account(@Nullable String failure, int bytes) {
        int datagrams = shape.datagrams(bytes);
        if (failure == null) {
            ledger.sent(datagrams, bytes);
        } else {
            ledger.failed(failure, datagrams, bytes);
        }
    }
}
