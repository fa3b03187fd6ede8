// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/** A driver without a kernel behind it, for many short lives: each queued buffer is full at once. Counts what is asked of it. */
public final class EndlessDevice implements DmxDevice {

    private static final ByteBuffer EMPTY = ByteBuffer.allocateDirect(0);

    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final AtomicInteger afterClose = new AtomicInteger();
    private IndexQueue queue = new IndexQueue(0);
    private int sizeBytes;
    private long sequence;

    /** How often a buffer was queued. */
    public int queued() {
        return queued.get();
    }

    /** How often one was queued that the driver had already, or that there is not, or after the close. */
    public int mistakes() {
        return refused.get() + afterClose.get();
    }

    /** How often it was closed. */
    public int closed() {
        return closed.get();
    }

    @Override
    public String path() {
        return "endless";
    }

    @Override
    public String mode() {
        return "endless";
    }

    @Override
    public void setPesFilter(PesFilter filter) {
        // passes everything
    }

    @Override
    public void addPid(int pid) {
        // passes everything
    }

    @Override
    public void removePid(int pid) {
        // passes everything
    }

    @Override
    public void start() {
        // always on
    }

    @Override
    public void stop() {
        // always on
    }

    @Override
    public NegotiatedBuffers requestBuffers(int count, int size) {
        queue = new IndexQueue(count);
        sizeBytes = size;
        return new NegotiatedBuffers(count, size, count, size);
    }

    @Override
    public BufferLocation queryBuffer(int index) {
        return new BufferLocation(index, sizeBytes);
    }

    @Override
    public ByteBuffer map(int index) {
        return EMPTY; // nobody reads it
    }

    @Override
    public void unmap(int index) {
        // nothing is mapped
    }

    @Override
    public void queue(int index) {
        queued.incrementAndGet();
        if (closed.get() > 0) {
            afterClose.incrementAndGet();
        }
        if (!queue.offer(index)) {
            refused.incrementAndGet();
        }
    }

    @Override
    public boolean isStreaming() {
        return false;
    }

    @Override
    public boolean dequeue(DequeuedBuffer into) {
        int index = queue.take();
        if (index < 0) {
            return false;
        }
        queue.release(index);
        into.set(index, 0, 0, sequence++);
        return true;
    }

    @Override
    public ExportedBuffer export(int index) {
        throw new UnsupportedOperationException("export");
    }

    @Override
    public int descriptor() {
        return -1;
    }

    @Override
    public Readiness await(WakeUp wakeUp, long timeoutNanos) {
        return queue.size() > 0 ? Readiness.READY : wakeUp.await(timeoutNanos);
    }

    @Override
    public void requirePresent() {
        // always
    }

    @Override
    public long overflows() {
        return 0;
    }

    /** It loses nothing: the way of a buffer is that of a stream without gaps. */
    @Override
    public boolean tellsOverflows() {
        return true;
    }

    @Override
    public void reopen() {
        throw new UnsupportedOperationException("reopen");
    }

    @Override
    public void close() {
        closed.incrementAndGet();
    }
}
