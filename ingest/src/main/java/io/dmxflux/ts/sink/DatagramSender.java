// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.SendMessage;
import io.dmxflux.ts.net.ErrnoName;
import io.dmxflux.ts.net.RtpHeader;
import io.dmxflux.ts.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.channel.ChannelPromise;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.Buffer;
import io.netty.channel.unix.SegmentedDatagramPacket;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Sends runs of datagrams of one size, as few sends as the kernel allows, and keeps the account.
 * <pre>
 *   run --socket takes it--&gt; sendmsg, done when it returns
 *    |
 *    +--socket has no room, no segmentation, memory in pieces--&gt; Netty's queue, until the socket is writable; and what
 *                                                               comes behind it, too
 * </pre>
 *
 * <p><b>Shape:</b> a run is payload after payload without anything between, each {@code payloadBytes} long but the
 * last, which may be shorter. Headers, where there are any, are in a buffer of their own.
 * <p><b>Ownership:</b> takes over each run; the memory is free when its {@link Batch} is done.
 * <p><b>Threading:</b> the channel's event loop.
 * <p><b>Source:</b> udp(7), {@code UDP_SEGMENT}; linux/udp.h, {@code UDP_MAX_SEGMENTS} (64 in the oldest kernels that
 * have it).
 */
final class DatagramSender {

    /** Longest UDP payload over IPv4: 65535 bytes less 20 of IP and 8 of UDP header. */
    private static final int MAX_SEND_BYTES = 65_507;

    private static final int MAX_SEGMENTS = 64;
    static final int MOST_PARTS = 2 * MAX_SEGMENTS;

    private final EpollDatagramChannel channel;
    private final InetSocketAddress destination;
    private final SendLedger ledger;
    private final SendMessage message;
    private final int headerBytes;
    private final int payloadBytes;
    private final int datagramBytes;

    private volatile Segmentation segmentation;

    /** Sends that wait in Netty's queue. */
    private int queued;

    /**
     * Until the first segmented send has come through, each is flushed by itself, so that a refusal changes no order.
     */
    private boolean proven;

    DatagramSender(EpollDatagramChannel channel, UdpSinkConfig config, SendLedger ledger) {
        this(channel, config, ledger, new SendMessage(config.destination(), MOST_PARTS));
    }

    /** With another message to send runs by. */
    DatagramSender(EpollDatagramChannel channel, UdpSinkConfig config, SendLedger ledger, SendMessage message) {
        this.channel = channel;
        this.destination = config.destination();
        this.ledger = ledger;
        this.message = message;
        this.headerBytes = config.rtp() == null ? 0 : RtpHeader.LENGTH;
        this.payloadBytes = config.packetsPerDatagram() * TsPacket.LENGTH;
        this.datagramBytes = headerBytes + payloadBytes;
        this.segmentation = Segmentation.of(config);
    }

    /** Most datagrams that a run may have. */
    int maxDatagramsPerRun() {
        return Math.min(MAX_SEGMENTS, MAX_SEND_BYTES / datagramBytes);
    }

    Segmentation segmentation() {
        return segmentation;
    }

    /** Sends payloads as they are. */
    void send(ByteBuf run, Batch batch) {
        if (!mayGoNow(run) || !sendNow(null, run)) {
            queue(run, batch);
        }
    }

    /** Sends each payload behind its header. */
    void send(ByteBuf headers, ByteBuf run, Batch batch) {
        if (mayGoNow(run) && sendNow(headers, run)) {
            headers.release();
        } else {
            queue(joined(headers, run), batch);
        }
    }

    /** Where no object but the message is needed, and nothing waits that has to leave before. */
    private boolean mayGoNow(ByteBuf run) {
        boolean one = run.readableBytes() <= payloadBytes;
        return queued == 0
                && (one || segmentation.active())
                && run.isContiguous()
                && run.isDirect()
                && channel.isActive();
    }

    /** Returns whether the run is dealt with: sent, or refused for good. */
    private boolean sendNow(@Nullable ByteBuf headers, ByteBuf run) {
        int bytes = run.readableBytes();
        addParts(headers, run);
        int result = message.send(channel.fd().intValue(), bytes > payloadBytes ? datagramBytes : 0);
        if (result == -Errno.EAGAIN.number()
                || result < 0 && bytes > payloadBytes && switchedOff(ErrnoName.of(-result))) {
            return false;
        }
        account(result < 0 ? ErrnoName.label(-result) : null, bytes);
        run.release();
        return true;
    }

    private void addParts(@Nullable ByteBuf headers, ByteBuf run) {
        long payload = address(run);
        int bytes = run.readableBytes();
        if (headers == null) {
            message.add(payload, bytes);
            return;
        }
        long header = address(headers);
        for (int at = 0; at < bytes; at += payloadBytes) {
            message.add(header, headerBytes);
            message.add(payload + at, Math.min(payloadBytes, bytes - at));
            header += headerBytes;
        }
    }

    private static long address(ByteBuf buffer) {
        return buffer.hasMemoryAddress()
                ? buffer.memoryAddress() + buffer.readerIndex()
                : addressOf(buffer.internalNioBuffer(buffer.readerIndex(), buffer.readableBytes()));
    }

    private static long addressOf(ByteBuffer bytes) {
        return Buffer.memoryAddress(bytes) + bytes.position();
    }

    private boolean switchedOff(@Nullable ErrnoName errno) {
        if (errno == null || !Segmentation.isRefusal(errno)) {
            return false;
        }
        segmentation = Segmentation.refused(errno);
        return true;
    }

    /** Headers and payloads in turn, in one buffer of slices. */
    private ByteBuf joined(ByteBuf headers, ByteBuf run) {
        int count = headers.readableBytes() / headerBytes;
        CompositeByteBuf datagrams = ByteBufAllocator.DEFAULT.compositeDirectBuffer(2 * count);
        while (run.isReadable()) {
            datagrams.addComponent(true, headers.readRetainedSlice(headerBytes));
            datagrams.addComponent(true, run.readRetainedSlice(Math.min(payloadBytes, run.readableBytes())));
        }
        headers.release();
        run.release();
        return datagrams;
    }

    private void queue(ByteBuf datagrams, Batch batch) {
        if (segmentation.active() && datagrams.readableBytes() > datagramBytes) {
            queueSegmented(datagrams, batch);
        } else {
            queueSingly(datagrams, batch);
        }
    }

    private void queueSegmented(ByteBuf datagrams, Batch batch) {
        ByteBuf again = datagrams.retainedDuplicate();
        ChannelPromise promise = started(batch);
        promise.addListener(sent -> onSegmentedSent(sent, again, batch));
        channel.write(new SegmentedDatagramPacket(datagrams, datagramBytes, destination), promise);
        if (!proven) {
            channel.flush();
        }
    }

    private void onSegmentedSent(Future<?> sent, ByteBuf datagrams, Batch batch) {
        Throwable failure = sent.cause();
        if (failure != null && switchedOff(ErrnoName.of(failure))) {
            queueSingly(datagrams, batch);
            channel.flush();
        } else {
            proven |= failure == null;
            account(failure == null ? null : ErrnoName.label(failure), payloadBytesIn(datagrams.readableBytes()));
            datagrams.release();
        }
        ended(batch);
    }

    private void queueSingly(ByteBuf datagrams, Batch batch) {
        while (datagrams.isReadable()) {
            int bytes = Math.min(datagramBytes, datagrams.readableBytes());
            ChannelPromise promise = started(batch);
            promise.addListener(sent -> {
                Throwable failure = sent.cause();
                account(failure == null ? null : ErrnoName.label(failure), bytes - headerBytes);
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

    private int payloadBytesIn(int bytes) {
        return bytes - datagrams(bytes, datagramBytes) * headerBytes;
    }

    private static int datagrams(int bytes, int bytesOfOne) {
        return (bytes + bytesOfOne - 1) / bytesOfOne;
    }

    private void account(@Nullable String failure, int bytes) {
        int datagrams = datagrams(bytes, payloadBytes);
        if (failure == null) {
            ledger.sent(datagrams, bytes);
        } else {
            ledger.failed(failure, datagrams, bytes);
        }
    }
}
