// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.ts.net.OutgoingMessage;
import io.dmxflux.ts.net.RtpHeader;
import io.dmxflux.ts.op.DatagramBursts;
import io.netty.buffer.ByteBuf;
import io.netty.channel.unix.Buffer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Sends runs of datagrams of one size, and keeps the account.
 * <pre>
 *   run        |   payload 0   |   payload 1   |   payload 2   |       one buffer
 *   headers    |h0|h1|h2|                                              another, with RTP
 *   sent       |h0|   payload 0   |h1|   payload 1   |h2|   payload 2   |
 * </pre>
 *
 * <p><b>Shape:</b> a run is payload after payload without anything between, each as long as the sink's datagrams but the
 * last, which may be shorter.
 * <p><b>Ownership:</b> takes over each run and its headers; the memory is free when its {@link OpenSends} are done.
 * <p><b>Threading:</b> the channel's event loop.
 */
abstract sealed class DatagramSender permits SocketSender, TimedSender {

    /** Of RTP, 0 without. */
    final int headerBytes;

    /** Of all datagrams but the last of a run, which may be shorter. */
    final int payloadBytes;

    final SendCounters counters;

    DatagramSender(UdpSinkConfig config, SendCounters counters) {
        headerBytes = config.rtp() == null ? 0 : RtpHeader.LENGTH;
        payloadBytes = config.payloadBytes();
        this.counters = counters;
    }

    /** Most datagrams that a run may have. */
    abstract int maxDatagramsPerRun();

    /**
     * Notes that a buffer has come, whose runs are sent next.
     *
     * @param bytes its length
     * @param behind whether it came when it was asked for, instead of when it was ready
     */
    abstract void arrived(int bytes, boolean behind);

    /**
     * Sends a run.
     *
     * @param headers one for each payload; {@code null} without RTP
     * @param run the payloads
     * @param sends told of each send
     */
    abstract void send(@Nullable ByteBuf headers, ByteBuf run, OpenSends sends);

    /** Gives the kernel what it has not been given yet. */
    abstract void flush();

    /** Ends a stream: what has not left and can be cancelled is on the account as failed, its sends done. */
    abstract void end();

    final int datagramBytes() {
        return headerBytes + payloadBytes;
    }

    /** Returns how many datagrams it takes for so much payload. */
    final int datagrams(int bytes) {
        return DatagramBursts.divideUp(bytes, payloadBytes);
    }

    /** Returns what a segmented send is told; 0 if all fits into one datagram. */
    final int segmentBytes(int bytes) {
        return bytes > payloadBytes ? datagramBytes() : 0;
    }

    /**
     * Adds datagrams to a message.
     *
     * @param message where to
     * @param headers where the first header lies, the others behind it; meaningless if there are none
     * @param payload where the payload lies
     * @param bytes of payload
     */
    final void addTo(OutgoingMessage message, long headers, long payload, int bytes) {
        if (headerBytes == 0) {
            message.add(payload, bytes);
            return;
        }
        long header = headers;
        for (int at = 0; at < bytes; at += payloadBytes) {
            message.add(header, headerBytes);
            message.add(payload + at, Math.min(payloadBytes, bytes - at));
            header += headerBytes;
        }
    }

    final void account(@Nullable String failure, int bytes) {
        if (failure == null) {
            counters.sent(datagrams(bytes), bytes);
        } else {
            counters.failed(failure, datagrams(bytes), bytes);
        }
    }

    /** Tells whether the bytes lie in one piece that the kernel can read. */
    static boolean hasAddress(ByteBuf bytes) {
        return bytes.isContiguous() && bytes.isDirect();
    }

    /** Returns where the first readable one lies. */
    static long address(ByteBuf bytes) {
        return bytes.hasMemoryAddress()
                ? bytes.memoryAddress() + bytes.readerIndex()
                : address(bytes.internalNioBuffer(bytes.readerIndex(), bytes.readableBytes()));
    }

    private static long address(ByteBuffer bytes) {
        return Buffer.memoryAddress(bytes) + bytes.position();
    }

    /**
     * The sends that one buffer has become; runs its action when the last of them is done. It can then be used for another
     * buffer.
     */
    static final class OpenSends {

        private final Runnable onDone;
        private int open;

        OpenSends(Runnable onDone) {
            this.onDone = onDone;
        }

        /** Opens it until {@link #done} closes it, so that it cannot end while it is being filled. */
        OpenSends begin() {
            open = 1;
            return this;
        }

        boolean isDone() {
            return open == 0;
        }

        void started() {
            open++;
        }

        void done() {
            if (--open == 0) {
                onDone.run();
            }
        }
    }
}
