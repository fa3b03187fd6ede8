// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import io.dmxflux.book.BookAccount;
import io.dmxflux.packet.Arrivals;
import io.dmxflux.packet.LoggedDatagrams;
import io.dmxflux.packet.Loss;
import io.dmxflux.packet.PacketBuffers;
import io.dmxflux.packet.TsSync;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/**
 * Re-cuts a byte stream into whole, aligned transport packets of 188 bytes.
 * <pre>
 *   in    ..| junk |  packet  |  pac||ket  |  packet  |   ||  packet  |  packet  |     ||  buffer boundary
 *   out            |  packet  |     ||  packet  |  packet  |   ||  packet  |  packet  |
 * </pre>
 *
 * <p><b>Shape:</b> buffers in are of any length and alignment; each buffer out is one run of whole packets, every one
 * of which begins with the sync byte. A buffer that is already such a run passes unchanged after a check of each sync byte;
 * any other is copied once. One out of a log ({@link LoggedDatagrams}) is believed if it has all sync bytes: it passes unchanged also
 * at the begin, behind a loss, and with a PID that is new. Packets of 204 bytes lose their 16 bytes of parity, those of 192 their time stamp of 4.
 * <p><b>Alignment:</b> lost and found by the rules of {@link TsSync}.
 * <p><b>Losses:</b> a {@link Loss} before a buffer in is passed on before the next buffer out. Both parts of the packet that
 * it cuts are dropped, counted in {@link #cutBytes()}, and added to the loss that is passed on, on its account: 40 bytes lost
 * within a packet are 188 missing behind this operator. An unknown amount stays unknown. A loss behind which no whole packet
 * follows, up to the end of the stream, is in no buffer out, and so not told downstream.
 * <p><b>Threading:</b> the counters may be read from any thread. They sum over all streams that an instance is applied
 * to.
 * <p><b>Demand:</b> 1:1 with downstream; one more is requested in place of a buffer without a whole packet.
 * <p><b>Holds:</b> no buffer; at most {@link TsSync#MAX_UNDECIDED_BYTES} bytes, copied.
 * <p><b>Discard:</b> nothing to release on cancel or error; a partial packet at completion is dropped and counted in
 * {@link #skippedBytes()}. A stream that ends before five packets is emitted if every sync byte of it is in place from its
 * first byte on.
 * <p><b>Source:</b> ISO/IEC 13818-1 2.4.3.3 ({@code sync_byte}) and G.1; ETSI TR 101 290 5.2.1, indicators 1.1 and 1.2.
 */
public final class AlignPackets implements Function<Flux<ByteBuf>, Flux<ByteBuf>> {

    private static final Loss.Account[] ACCOUNTS = Loss.Account.values();

    private final AtomicLong skippedBytes = new AtomicLong();
    private final BookAccount policy = new BookAccount();
    private final BookAccount foreign = new BookAccount();
    private final BookAccount framing = new BookAccount();
    private final BookAccount closed = new BookAccount();
    private final AtomicLong heldBytes = new AtomicLong();
    private final AtomicLong cutBytes = new AtomicLong();
    private final AtomicLong syncByteErrors = new AtomicLong();
    private final AtomicLong syncLosses = new AtomicLong();

    /** An operator that has counted nothing yet. */
    public AlignPackets() {}

    /**
     * Aligns one stream; use with {@link Flux#transform}.
     *
     * @param source bytes of a transport stream, in buffers that are handed over
     * @return runs of whole packets, in buffers that the subscriber must release
     */
    @Override
    public Flux<ByteBuf> apply(Flux<ByteBuf> source) {
        return BufferOperator.behind(source, AlignmentStage::new);
    }

    /**
     * Returns how many bytes belonged to no packet that was passed on; parity and time stamps behind the first packet
     * are not counted.
     *
     * @return bytes
     */
    public long skippedBytes() {
        return skippedBytes.get();
    }

    /**
     * Returns how many bytes belonged to a packet that a loss has cut. They are in the loss that is passed on, and not in
     * {@link #skippedBytes()}.
     *
     * @return bytes
     */
    public long cutBytes() {
        return cutBytes.get();
    }

    /**
     * Returns how many packets had a bad sync byte with alignment kept (indicator 1.2); they are dropped.
     *
     * @return packets
     */
    public long syncByteErrors() {
        return syncByteErrors.get();
    }

    /**
     * Returns how often alignment was lost after it had been found (indicator 1.1).
     *
     * @return losses, each followed by a new search
     */
    public long syncLosses() {
        return syncLosses.get();
    }

    /**
     * Returns what is not passed on.
     *
     * @return the book, now
     */
    public StageBook book() {
        return new StageBook(policy.entry(), foreign.entry(), framing.entry(), closed.entry(), heldBytes.get());
    }

    /**
     * One stream: its alignment, and the bytes of an incomplete packet or an undecided search.
     *
     * <p>A buffer that cannot pass unchanged is copied behind the pending bytes, and its packets are moved together in the
     * copy. One pass handles every case: straddling packets, lost alignment, parity, time stamps.
     */
    private final class AlignmentStage extends BufferStage {

        private final TsSync sync = new TsSync();

        /** An undecided search is the most that is kept; a partial packet is less. */
        private final byte[] pending = new byte[TsSync.MAX_UNDECIDED_BYTES];

        private int pendingBytes;

        /** Those of them that the book says are held; guarded by this. */
        private int booked;

        /** Bytes of parity, or of the next packet's time stamp, that are still to come and will be skipped. */
        private int owedBytes;

        /** The counts of this stream that are in the totals already. */
        private final long[] published = new long[5];

        private final Loss.Reader losses = new Loss.Reader();

        /** The loss before the next buffer out, from buffers in without a whole packet. */
        private @Nullable Loss carried;

        /** The newest loss, whose account what it has cut is on. */
        private @Nullable Loss cutting;

        /** What has been told of {@link TsSync#cutBytes()}. */
        private long toldCutBytes;

        AlignmentStage(CoreSubscriber<? super ByteBuf> actual) {
            super(actual, closed);
        }

        @Override
        @Nullable
        ByteBuf apply(ByteBuf buffer) {
            Loss loss = losses.next(buffer);
            if (loss != null) {
                cutting = loss;
                takePending();
                sync.cut(pendingBytes, buffer, buffer.readerIndex(), buffer.writerIndex());
                pendingBytes = 0;
                owedBytes = 0;
                publish();
            }
            if (pendingBytes == 0 && isRun(buffer)) {
                return marked(buffer);
            }
            carried = Loss.sum(carried, loss);
            Arrivals came = Arrivals.of(buffer);
            ByteBuf packets = recut(copyBehindPending(buffer), false);
            return came == null || packets == null ? packets : Arrivals.mark(packets, came);
        }

        /** What is out of a log was aligned for it, and stays the datagrams that it is there. */
        private boolean isRun(ByteBuf buffer) {
            int from = buffer.readerIndex();
            int to = buffer.writerIndex();
            return sync.isRun(buffer, from, to)
                    || LoggedDatagrams.of(buffer) != null && sync.isAlignedRun(buffer, from, to);
        }

        /** Ends the stream; one too short for alignment passes if all its sync bytes are in place. */
        @Override
        @Nullable
        ByteBuf complete() {
            takePending();
            return recut(Unpooled.copiedBuffer(pending, 0, pendingBytes), true);
        }

        private ByteBuf marked(ByteBuf result) {
            Loss loss = Loss.sum(carried, cut());
            carried = null;
            return Loss.mark(result, loss);
        }

        /** Returns what losses have cut since the last buffer out, as a gap of its own, unless its amount is unknown anyway. */
        private @Nullable Loss cut() {
            long bytes = sync.cutBytes() - toldCutBytes;
            toldCutBytes += bytes;
            if (bytes > 0 && cutting != null) {
                for (Loss.Account account : ACCOUNTS) {
                    if (cutting.bytes(account) > 0) {
                        return Loss.of(account, bytes);
                    }
                }
            }
            return null;
        }

        private ByteBuf copyBehindPending(ByteBuf buffer) {
            takePending();
            try {
                ByteBuf work = PacketBuffers.allocate(pendingBytes + buffer.readableBytes());
                return work.writeBytes(pending, 0, pendingBytes).writeBytes(buffer);
            } finally {
                buffer.release();
            }
        }

        private @Nullable ByteBuf recut(ByteBuf work, boolean last) {
            int first = owedBytes;
            int end = work.writerIndex();
            int packed = sync.pack(work, first, end, last);
            framing.add(Math.min(first, end));
            publish();
            if (!last) {
                keepPending(work, end);
            }
            if (packed == first) {
                work.release();
                return null;
            }
            return marked(work.setIndex(first, packed));
        }

        private void publish() {
            foreign.add(sync.skippedBytes() - published[0]);
            boolean dropped = cutting != null && cutting.bytes(Loss.Account.POLICY) != 0;
            (dropped ? policy : foreign).add(sync.cutBytes() - published[1]);
            published[0] = add(skippedBytes, sync.skippedBytes(), published[0]);
            published[1] = add(cutBytes, sync.cutBytes(), published[1]);
            published[2] = add(syncByteErrors, sync.syncByteErrors(), published[2]);
            published[3] = add(syncLosses, sync.syncLosses(), published[3]);
            framing.add(sync.framingBytes() - published[4]);
            published[4] = sync.framingBytes();
        }

        private static long add(AtomicLong total, long ofStream, long published) {
            total.addAndGet(ofStream - published);
            return ofStream;
        }

        private void keepPending(ByteBuf work, int end) {
            owedBytes = Math.max(0, sync.rest() - end);
            pendingBytes = Math.max(0, end - sync.rest());
            work.getBytes(end - pendingBytes, pending, 0, pendingBytes);
            putPending();
        }

        /** From here until {@link #putPending} what is pending is on its way. */
        private void takePending() {
            synchronized (this) {
                heldBytes.addAndGet(-booked);
                booked = 0;
            }
        }

        private void putPending() {
            synchronized (this) {
                booked = pendingBytes;
                heldBytes.addAndGet(booked);
                if (isCancelled()) {
                    abandon();
                }
            }
        }

        private synchronized void abandon() {
            heldBytes.addAndGet(-booked);
            closedBytes.add(booked);
            booked = 0;
        }

        @Override
        public void cancel() {
            super.cancel();
            abandon();
        }

        @Override
        void ended() {
            abandon();
        }
    }
}
