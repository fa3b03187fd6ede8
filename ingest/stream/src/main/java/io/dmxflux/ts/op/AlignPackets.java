// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import reactor.core.publisher.Flux;

/**
 * Re-cuts a byte stream into whole, aligned transport packets of 188 bytes.
 * <pre>
 *   in    ..| junk |  packet  |  pac||ket  |  packet  |   ||  packet  |  packet  |     ||  buffer boundary
 *   out            |  packet  |     ||  packet  |  packet  |   ||  packet  |  packet  |
 * </pre>
 *
 * <p><b>Shape:</b> buffers in are of any length and alignment; each buffer out is one run of whole packets, every one
 * of which begins with the sync byte. A buffer that is already such a run passes through as it is, at the price of a
 * look at each sync byte; any other is copied once. Packets of 204 bytes lose their 16 bytes of parity,
 * those of 192 their 4 of time.
 * <p><b>Losing and finding alignment:</b> five sync bytes in a row are taken as alignment; two bad ones in a row are
 * its loss, and the search goes on behind the first of them. A packet with a single bad sync byte is dropped, and
 * alignment kept.
 * <p><b>Losses:</b> what is missing before a buffer in ({@link io.dmxflux.packet.Loss}) is missing before the next buffer
 * out. Of the packet that it cuts nothing is passed on: the part before it is dropped, the part behind it passed over, and
 * both are counted in {@link #cutBytes()}.
 * <p><b>Threading:</b> the counters may be read from any thread. They sum over all streams that an instance is applied
 * to.
 * <p><b>Demand:</b> 1:1 with downstream; one more is requested in place of a buffer without a whole packet.
 * <p><b>Holds:</b> no buffer; at most {@link io.dmxflux.packet.TsSync#MAX_UNDECIDED_BYTES} bytes, copied.
 * <p><b>Discard:</b> nothing to release on cancel or error; a partial packet at completion is dropped and counted in
 * {@link #skippedBytes()}. A stream that ends before five packets is emitted if every sync byte of it is in place.
 * <p><b>Source:</b> ISO/IEC 13818-1 2.4.3.3 ({@code sync_byte}) and G.1; ETSI TR 101 290 5.2.1, indicators 1.1 and 1.2.
 */
public final class AlignPackets implements Function<Flux<ByteBuf>, Flux<ByteBuf>> {

    private final AtomicLong skippedBytes = new AtomicLong();
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
        return FluxBufferStage.of(source, () -> new PacketAligner(this));
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
     * Returns how many bytes belonged to a packet of which a loss has taken the rest. They are on the loss's account, and
     * not in {@link #skippedBytes()}.
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

    void skipped(int bytes) {
        skippedBytes.addAndGet(bytes);
    }

    void cut(int bytes) {
        cutBytes.addAndGet(bytes);
    }

    void syncByteError() {
        syncByteErrors.incrementAndGet();
    }

    void syncLost() {
        syncLosses.incrementAndGet();
    }
}
