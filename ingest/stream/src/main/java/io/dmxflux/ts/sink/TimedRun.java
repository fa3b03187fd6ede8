// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.packet.MemoryHold;
import io.dmxflux.ts.op.DatagramBursts;
import io.dmxflux.ts.sink.DatagramSender.OpenSends;
import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCountUtil;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A run that is being handed to the kernel, burst by burst; reused.
 *
 * <p><b>Ownership:</b> owns its headers and payloads until {@link #end}.
 * <p><b>Threading:</b> the event loop.
 */
final class TimedRun {

    private final int payloadBytes;
    private final int headerBytes;

    private @Nullable ByteBuf headers;
    private @Nullable ByteBuf payloads;
    private @Nullable MemoryHold hold;
    private @Nullable OpenSends sends;
    private long headersAddress;
    private long payloadsAddress;
    private int lengthBytes;
    private int burstBytes;
    private long startNanos;
    private double nanosPerByte;

    /** Bytes handed to the kernel. */
    private int offset;

    /** Messages handed to the kernel without a result. */
    private int open;

    /**
     * A run of nothing yet.
     *
     * @param payloadBytes of a datagram
     * @param headerBytes in front of each; 0 for none
     */
    TimedRun(int payloadBytes, int headerBytes) {
        this.payloadBytes = payloadBytes;
        this.headerBytes = headerBytes;
    }

    void begin(
            @Nullable ByteBuf labels,
            ByteBuf run,
            MemoryHold held,
            OpenSends told,
            int burst,
            long start,
            double perByte) {
        hold = held;
        headers = labels;
        payloads = run;
        sends = told;
        headersAddress = labels == null ? 0 : DatagramSender.address(labels);
        payloadsAddress = DatagramSender.address(run);
        lengthBytes = run.readableBytes();
        burstBytes = burst;
        startNanos = start;
        nanosPerByte = perByte;
        offset = 0;
    }

    /** Returns how many bytes of the next burst are not handed to the kernel. */
    int burstLeft() {
        return Math.min(burstBytes - offset % burstBytes, lengthBytes - offset);
    }

    /** Tells whether none of that burst is handed to the kernel. */
    boolean isAtBurst() {
        return offset % burstBytes == 0;
    }

    /** Returns when that burst is due. */
    long dueNanos() {
        return startNanos + (long) (offset / burstBytes * burstBytes * nanosPerByte);
    }

    /** Returns the address of the next payload. */
    long payloadAddress() {
        return payloadsAddress + offset;
    }

    /** Returns the address of its header. */
    long headerAddress() {
        return headersAddress + headerOffset(offset);
    }

    private int headerOffset(int payloadOffset) {
        return payloadOffset / payloadBytes * headerBytes;
    }

    /** Notes that a message was handed to the kernel, and returns its offset in the run. */
    int handOver(int bytes) {
        int from = offset;
        offset += bytes;
        open++;
        return from;
    }

    boolean isHandedOver() {
        return offset == lengthBytes;
    }

    /** Notes the result of a message. */
    void settled() {
        open--;
    }

    boolean isDone() {
        return open == 0 && isHandedOver();
    }

    /** Sends a part again that the kernel refused to segment. */
    void sendAgain(SocketSender direct, int from, int bytes) {
        ByteBuf part = Objects.requireNonNull(payloads);
        part = part.retainedSlice(part.readerIndex() + from, bytes);
        OpenSends told = Objects.requireNonNull(sends);
        ByteBuf labels = headers;
        int labelBytes = DatagramBursts.divideUp(bytes, payloadBytes) * headerBytes;
        direct.send(
                labels == null ? null : labels.retainedSlice(labels.readerIndex() + headerOffset(from), labelBytes),
                part,
                told);
    }

    /** Returns its payloads, whose memory is kept as it is until the end of this. */
    ByteBuf payloads() {
        return Objects.requireNonNull(payloads);
    }

    /** Drops what is not handed to the kernel, and returns how many bytes that is. */
    int drop() {
        int left = lengthBytes - offset;
        offset = lengthBytes;
        return left;
    }

    /** Releases its memory, and returns the sends of its buffer. */
    OpenSends end() {
        Objects.requireNonNull(hold).letGo();
        hold = null;
        ReferenceCountUtil.release(headers);
        ReferenceCountUtil.release(payloads);
        OpenSends told = Objects.requireNonNull(sends);
        headers = null;
        payloads = null;
        sends = null;
        return told;
    }
}
