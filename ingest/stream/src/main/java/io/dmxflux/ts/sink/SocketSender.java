// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.packet.MemoryHold;
import io.dmxflux.ts.net.OutgoingMessage;
import io.dmxflux.ts.net.SendingPlace;
import io.dmxflux.ts.net.SocketErrors;
import io.dmxflux.ts.op.DatagramBursts;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.channel.ChannelPromise;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Sends each run at once, in as few sends as the kernel allows.
 * <pre>
 *   run --socket takes it--&gt; sendmsg, done when it returns
 *    |
 *    +--socket has no room, no segmentation, memory in pieces--&gt; Netty's queue, until the socket is writable; and what
 *                                                               comes behind it, too
 * </pre>
 *
 * <p><b>Segmentation:</b> a kernel with the option can still refuse it for one route, for an interface with a small MTU or
 * without checksum offload. The first such refusal switches it off until the socket gets another place: the refused run,
 * and all later ones, are sent as one datagram per message, many messages to the system call.
 * <p><b>Place:</b> what has none, because the interface or the source address is not there, is refused here, and counted.
 * <p><b>Source:</b> udp(7), {@code UDP_SEGMENT}; linux/udp.h, {@code UDP_MAX_SEGMENTS} (64 in the oldest kernels that
 * have it).
 */
final class SocketSender extends DatagramSender {

    /** Longest UDP payload over IPv4: 65535 bytes less 20 of IP and 8 of UDP header. */
    private static final int MAX_SEND_BYTES = 65_507;

    private static final int MAX_SEGMENTS = 64;
    static final int MOST_PARTS = 2 * MAX_SEGMENTS;

    private final EpollDatagramChannel channel;
    private final InetSocketAddress destination;
    private final OutgoingMessage message;
    private final SendingPlace place;
    private final KernelOffload wanted;

    private volatile KernelOffload segmentation;
    private int placesSeen;

    /** Sends that wait in Netty's queue. */
    private int queued;

    /**
     * Until the first segmented send has come through, each is flushed by itself, so that a refusal changes no order.
     */
    private boolean proven;

    SocketSender(EpollDatagramChannel channel, UdpSinkConfig config, SendCounters counters, SendingPlace place) {
        this(channel, config, counters, place, new OutgoingMessage(config.destination(), MOST_PARTS));
    }

    /** With a given message to send runs by. */
    SocketSender(
            EpollDatagramChannel channel,
            UdpSinkConfig config,
            SendCounters counters,
            SendingPlace place,
            OutgoingMessage message) {
        super(config, counters);
        this.channel = channel;
        this.destination = config.destination();
        this.message = message;
        this.place = place;
        this.wanted = segmentation(config);
        this.segmentation = wanted;
    }

    private static KernelOffload segmentation(UdpSinkConfig config) {
        if (!config.segmentationOffload()) {
            return KernelOffload.not("switched off by configuration");
        }
        return EpollDatagramChannel.isSegmentedDatagramPacketSupported()
                ? KernelOffload.ACTIVE
                : KernelOffload.not("this kernel does not have it (expected: Linux 4.18 or later)");
    }

    @Override
    int maxDatagramsPerRun() {
        return Math.min(MAX_SEGMENTS, MAX_SEND_BYTES / datagramBytes());
    }

    KernelOffload segmentation() {
        return segmentation;
    }

    @Override
    void send(@Nullable ByteBuf headers, ByteBuf run, OpenSends sends) {
        Errno missing = place.missing();
        if (missing != null) {
            account(missing.name(), run.readableBytes());
            ReferenceCountUtil.release(headers);
            run.release();
            return;
        }
        look();
        counters.burst(datagrams(run.readableBytes()));
        if (mayGoNow(run) && sendNow(headers, run)) {
            ReferenceCountUtil.release(headers);
        } else {
            queue(headers == null ? run : joined(headers, run), sends);
        }
    }

    /** On another interface, segmentation is tried again. */
    private void look() {
        if (placesSeen != place.number()) {
            placesSeen = place.number();
            segmentation = wanted;
            proven = false;
            address(message);
        }
    }

    /** Gives a message the address to send from, where the kernel does not choose it. */
    void address(OutgoingMessage any) {
        place.address(any);
    }

    /** Tells whether sends are refused here, since their interface or their address is not there. */
    boolean isRefusing() {
        look();
        return place.missing() != null;
    }

    /** Not once the socket is closed, which has failed what was queued: its loop may be shut down, and refuses the call. */
    @Override
    void flush() {
        if (channel.isOpen()) {
            channel.flush();
        }
    }

    /** Nothing depends on the time of arrival. */
    @Override
    void arrived(int bytes, boolean behind) {}

    /** Sends in Netty's queue cannot be cancelled. */
    @Override
    void end() {}

    /** Tells whether a run can be sent by the message alone, with nothing queued before it. */
    private boolean mayGoNow(ByteBuf run) {
        boolean one = segmentBytes(run.readableBytes()) == 0;
        return queued == 0 && (one || segmentation.active()) && hasAddress(run) && channel.isActive();
    }

    /** Returns whether the run is done: sent, or refused and counted. */
    private boolean sendNow(@Nullable ByteBuf headers, ByteBuf run) {
        int bytes = run.readableBytes();
        addTo(message, headers == null ? 0 : address(headers), address(run), bytes);
        int result = message.send(channel.fd().intValue(), segmentBytes(bytes));
        if (result == -Errno.EAGAIN.number()
                || result < 0 && segmentBytes(bytes) > 0 && switchedOff(Errno.of(-result))) {
            return false;
        }
        proven |= result > 0 && segmentBytes(bytes) > 0;
        account(result < 0 ? Errno.label(-result) : null, bytes);
        run.release();
        return true;
    }

    /** Tells whether a send has shown that the kernel segments, or that it does not. */
    boolean isProven() {
        return proven || !segmentation.active();
    }

    /** Tells whether sends are queued, which have to leave before the next ones. */
    boolean isBusy() {
        return queued > 0;
    }

    /** Tells whether an error is a refusal to segment; if so, switches segmentation off. */
    boolean switchedOff(@Nullable Errno errno) {
        if (errno == null || !isRefusalToSegment(errno)) {
            return false;
        }
        segmentation = KernelOffload.not("refused for this route: " + errno);
        return true;
    }

    /** Tells whether an error means that the kernel does not segment, not a problem of the network. */
    private static boolean isRefusalToSegment(Errno errno) {
        return switch (errno) {
            case EINVAL, EIO, EMSGSIZE, EOPNOTSUPP, ENOPROTOOPT -> true;
            default -> false;
        };
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

    private void queue(ByteBuf datagrams, OpenSends sends) {
        if (segmentation.active() && datagrams.readableBytes() > datagramBytes()) {
            queueSegmented(datagrams, sends);
        } else {
            queueSingly(datagrams, sends);
        }
    }

    /** What is queued is kept from being taken back until the kernel has taken it, or has refused it. */
    private void queueSegmented(ByteBuf datagrams, OpenSends sends) {
        MemoryHold hold = MemoryHold.of(datagrams);
        if (hold == null) {
            drop(datagrams);
            return;
        }
        ByteBuf again = datagrams.retainedDuplicate();
        ChannelPromise promise = started(sends);
        promise.addListener(sent -> {
            onSegmentedSent(sent, again, sends);
            hold.letGo();
        });
        channel.write(new SegmentedDatagramPacket(datagrams, datagramBytes(), destination), promise);
        if (!proven) {
            channel.flush();
        }
    }

    private void onSegmentedSent(Future<?> sent, ByteBuf datagrams, OpenSends sends) {
        Throwable failure = sent.cause();
        if (failure != null && switchedOff(SocketErrors.errno(failure))) {
            queueSingly(datagrams, sends);
            channel.flush();
        } else {
            proven |= failure == null;
            account(failure == null ? null : SocketErrors.label(failure), payloadIn(datagrams.readableBytes()));
            datagrams.release();
        }
        ended(sends);
    }

    private void drop(ByteBuf takenBack) {
        counters.closed(payloadIn(takenBack.readableBytes()));
        takenBack.release();
    }

    private void queueSingly(ByteBuf datagrams, OpenSends sends) {
        MemoryHold hold = MemoryHold.of(datagrams);
        if (hold == null) {
            drop(datagrams);
            return;
        }
        OpenSends reading = new OpenSends(hold::letGo).begin();
        while (datagrams.isReadable()) {
            int bytes = Math.min(datagramBytes(), datagrams.readableBytes());
            ChannelPromise promise = started(sends);
            reading.started();
            promise.addListener(sent -> {
                Throwable failure = sent.cause();
                account(failure == null ? null : SocketErrors.label(failure), bytes - headerBytes);
                ended(sends);
                reading.done();
            });
            channel.write(new DatagramPacket(datagrams.readRetainedSlice(bytes), destination), promise);
        }
        datagrams.release();
        reading.done();
    }

    private ChannelPromise started(OpenSends sends) {
        queued++;
        sends.started();
        return channel.newPromise();
    }

    private void ended(OpenSends sends) {
        queued--;
        sends.done();
    }

    /** Returns how much payload so many bytes of datagrams carry. */
    private int payloadIn(int bytes) {
        return bytes - DatagramBursts.divideUp(bytes, datagramBytes()) * headerBytes;
    }
}
