// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCountUtil;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A run on its way through a {@link TimedSender}, burst by burst; used again for another.
 *
 * <p><b>Ownership:</b> of what it has begun with, until its end.
 * <p><b>Threading:</b> the event loop.
 */
final class TimedRun {

    private @Nullable ByteBuf headers;
    private @Nullable ByteBuf payloads;
    private @Nullable Batch batch;
    private long headersAddress;
    private long payloadsAddress;
    private int lengthBytes;
    private int burstBytes;
    private long startNanos;
    private double nanosPerByte;

    /** Bytes that the kernel has been given. */
    private int offset;

    /** Messages that it has been given and not told of. */
    private int open;

    void begin(@Nullable ByteBuf labels, ByteBuf run, Batch told, int burst, long start, double perByte) {
        headers = labels;
        payloads = run;
        batch = told;
        headersAddress = labels == null ? 0 : RunMemory.address(labels);
        payloadsAddress = RunMemory.address(run);
        lengthBytes = run.readableBytes();
        burstBytes = burst;
        startNanos = start;
        nanosPerByte = perByte;
        offset = 0;
    }

    /** Returns how much of the burst that is next has not been given to the kernel. */
    int burstLeft() {
        return Math.min(burstBytes - offset % burstBytes, lengthBytes - offset);
    }

    /** Returns when that burst is due. */
    long dueNanos() {
        return startNanos + (long) (offset / burstBytes * burstBytes * nanosPerByte);
    }

    /** Returns where its next payload lies. */
    long address() {
        return payloadsAddress + offset;
    }

    /** Returns where the header of that lies. */
    long headerAddress(DatagramShape shape) {
        return headersAddress + headerOffset(shape, offset);
    }

    private static int headerOffset(DatagramShape shape, int payloadOffset) {
        return payloadOffset / shape.payloadBytes() * shape.headerBytes();
    }

    /** Notes that a message was given to the kernel, and returns where in the run it began. */
    int handOver(int bytes) {
        int from = offset;
        offset += bytes;
        open++;
        return from;
    }

    boolean isHandedOver() {
        return offset == lengthBytes;
    }

    /** Notes that the kernel has told what became of a message. */
    void settled() {
        open--;
    }

    boolean isDone() {
        return open == 0 && isHandedOver();
    }

    /** Sends a part again that the kernel would not cut. */
    void sendAgain(DatagramSender sender, DatagramShape shape, int from, int bytes) {
        ByteBuf part = Objects.requireNonNull(payloads);
        part = part.retainedSlice(part.readerIndex() + from, bytes);
        Batch told = Objects.requireNonNull(batch);
        ByteBuf labels = headers;
        if (labels == null) {
            sender.send(part, told);
        } else {
            int labelBytes = shape.datagrams(bytes) * shape.headerBytes();
            sender.send(labels.retainedSlice(labels.readerIndex() + headerOffset(shape, from), labelBytes), part, told);
        }
    }

    /** Gives up what the kernel has not been given, and returns how much that is. */
    int drop() {
        int left = lengthBytes - offset;
        offset = lengthBytes;
        return left;
    }

    /** Lets go of its memory, and returns who is to be told. */
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
