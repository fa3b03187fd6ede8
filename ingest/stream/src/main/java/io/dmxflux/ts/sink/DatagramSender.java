// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.ts.net.OutgoingMessage;
import io.dmxflux.ts.net.RtpHeader;
import io.dmxflux.ts.net.SocketErrors;
import io.dmxflux.ts.op.DatagramBursts;
import io.netty.buffer.ByteBuf;
import io.netty.channel.unix.Buffer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Sends runs of datagrams of one size, and counts them.
 * <pre>
 *   run        |   payload 0   |   payload 1   |   payload 2   |       one buffer
 *   headers    |h0|h1|h2|                                              another, with RTP
 *   sent       |h0|   payload 0   |h1|   payload 1   |h2|   payload 2   |
 * </pre>
 *
 * <p><b>Shape:</b> a run is contiguous payloads, each as long as the sink's datagrams; the last may be shorter.
 * <p><b>Ownership:</b> takes over each run and its headers, and releases them once sent; {@link OpenSends} reports that.
 * <p><b>Threading:</b> the channel's event loop.
 */
abstract sealed class DatagramSender permits SocketSender, TimedSender {

    /** Of RTP, 0 without. */
    final int headerBytes;

    /** Of each datagram; the last of a run may be shorter. */
    final int payloadBytes;

    final SendCounters counters;

    DatagramSender(UdpSinkConfig config, SendCounters counters) {
        headerBytes = config.rtp() == null ? 0 : RtpHeader.LENGTH;
        payloadBytes = config.shape().payloadBytes();
        this.counters = counters;
    }

    /** Most datagrams that a run may have. */
    abstract int maxDatagramsPerRun();

    /**
     * Called at the arrival of a buffer, before its runs are sent.
     *
     * @param bytes its length
     * @param behind whether it arrived when it was requested, instead of when it was ready
     */
    abstract void arrived(int bytes, boolean behind);

    /**
     * Sends a run.
     *
     * @param headers one for each payload; {@code null} without RTP
     * @param run the payloads
     * @param sends counts the sends
     */
    abstract void send(@Nullable ByteBuf headers, ByteBuf run, OpenSends sends);

    /** Hands everything that is queued here to the kernel. */
    abstract void flush();

    /** Ends a stream: sends that can be cancelled are counted as failed, and done. */
    abstract void end();

    final int datagramBytes() {
        return headerBytes + payloadBytes;
    }

    /** Returns how many datagrams it takes for so much payload. */
    final int datagrams(int bytes) {
        return DatagramBursts.divideUp(bytes, payloadBytes);
    }

    /** Returns the segment size of a send; 0 if all fits into one datagram. */
    final int segmentBytes(int bytes) {
        return bytes > payloadBytes ? datagramBytes() : 0;
    }

    /**
     * Adds datagrams to a message.
     *
     * @param message where to
     * @param headers address of the headers; ignored without RTP
     * @param payload address of the payload
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
        } else if (failure.equals(SocketErrors.CLOSED)) { // not refused by the network
            counters.closed(bytes);
        } else {
            counters.failed(failure, datagrams(bytes), bytes);
        }
    }

    /** Tells whether the bytes are contiguous native memory. */
    static boolean hasAddress(ByteBuf bytes) {
        return bytes.isContiguous() && bytes.isDirect();
    }

    /** Returns the address of the first readable byte. */
    static long address(ByteBuf bytes) {
        return bytes.hasMemoryAddress()
                ? bytes.memoryAddress() + bytes.readerIndex()
                : address(bytes.internalNioBuffer(bytes.readerIndex(), bytes.readableBytes()));
    }

    private static long address(ByteBuffer bytes) {
        return Buffer.memoryAddress(bytes) + bytes.position();
    }

    /**
     * The sends of one buffer. Runs its action when the last of them is done, and can then be reused.
     */
    static final class OpenSends {

        private final Runnable onDone;
        private int open;

        OpenSends(Runnable onDone) {
            this.onDone = onDone;
        }

        /** Counts one send until the caller is done, so that it cannot end while sends are added. */
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
