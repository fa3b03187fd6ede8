// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the memory of a buffer as it is while it is read, also if its pool takes it back:
 * {@code DmxBufferPool.close(Duration)} does.
 * For what reads it after its {@code onNext} has returned, or on another thread than that of the signals: a queue, a
 * sink.
 * <pre>
 *   MemoryHold hold = MemoryHold.of(buffer);
 *   if (hold == null) {
 *       buffer.release();        // taken back: it reads as zeros, or is about to
 *   } else {
 *       try {
 *           write(buffer);       // a call of the kernel, a copy; a wait makes close() wait
 *       } finally {
 *           hold.letGo();        // before the release or after it
 *       }
 *   }
 * </pre>
 *
 * <p><b>Ownership:</b> neither retains nor releases the buffer; the caller owns it. A pool whose memory is held stays open, so
 * a hold is to be as short as the reading, or to be let go when its {@link #watch listener} is told.
 * <p><b>Cost:</b> two atomic operations for a buffer, and no object but for a composite of several; none for a buffer that no
 * pool lent.
 * <p><b>Threading:</b> any.
 */
public abstract class MemoryHold {

    /** Of what no pool lent. */
    private static final MemoryHold NONE = new MemoryHold() {

        @Override
        public void letGo() {}

        @Override
        public void watch(Runnable listener) {}

        @Override
        public void unwatch(Runnable listener) {}
    };

    /** A hold of a pool's own. */
    protected MemoryHold() {}

    /**
     * Takes hold of a buffer's memory.
     *
     * @param buffer any buffer, slice or composite; one that is released has nothing to hold, and its reading throws as ever
     * @return a hold, to be let go once; null if the memory is taken back, or a part of it
     */
    public static @Nullable MemoryHold of(ByteBuf buffer) {
        return buffer.refCnt() == 0 ? NONE : find(buffer);
    }

    /**
     * Tells whether the memory of a buffer is taken back, for one that hands it on and does not read it.
     *
     * @param buffer as of {@link #of}
     * @return whether it reads as zeros, or is about to
     */
    public static boolean isTakenBack(ByteBuf buffer) {
        MemoryHold hold = of(buffer);
        if (hold != null) {
            hold.letGo();
        }
        return hold == null;
    }

    private static @Nullable MemoryHold find(ByteBuf buffer) {
        for (ByteBuf inner = buffer; inner != null; inner = inner.unwrap()) {
            if (inner instanceof Lent lent) {
                return lent.hold();
            }
            if (inner instanceof CompositeByteBuf composite && composite.unwrap() == null) {
                return ofParts(composite);
            }
        }
        return NONE;
    }

    private static @Nullable MemoryHold ofParts(CompositeByteBuf composite) {
        Parts parts = null;
        for (int i = 0; i < composite.numComponents(); i++) {
            MemoryHold part = find(composite.internalComponent(i));
            if (part == null) {
                if (parts != null) {
                    parts.letGo();
                }
                return null;
            }
            if (part != NONE) {
                parts = parts == null ? new Parts() : parts;
                parts.holds.add(part);
            }
        }
        return parts == null ? NONE : parts;
    }

    /** Ends this hold. If it was the last of a pool that is closed, the device is closed, and its memory unmapped. */
    public abstract void letGo();

    /**
     * Has a listener told when the pool takes back what is out, for a hold that lasts: that is let go soon then.
     *
     * @param listener run on the thread that closes the pool; must be quick, and never fail. It may be told more than once,
     *     and not for what was taken back before
     */
    public abstract void watch(Runnable listener);

    /**
     * Forgets a listener.
     *
     * @param listener as given to {@link #watch}; once, if it was given several times
     */
    public abstract void unwatch(Runnable listener);

    /**
     * A buffer whose memory can be taken back before its release: implemented by the pool's buffers. It must be the ByteBuf
     * itself.
     */
    public interface Lent {

        /**
         * Takes hold of the memory.
         *
         * @return a hold, to be let go once; null if it is taken back. The same object for all buffers of a pool
         */
        @Nullable
        MemoryHold hold();
    }

    /** Of a composite. */
    private static final class Parts extends MemoryHold {

        private final List<MemoryHold> holds = new ArrayList<>();

        @Override
        public void letGo() {
            holds.forEach(MemoryHold::letGo);
        }

        @Override
        public void watch(Runnable listener) {
            holds.forEach(hold -> hold.watch(listener));
        }

        @Override
        public void unwatch(Runnable listener) {
            holds.forEach(hold -> hold.unwatch(listener));
        }
    }
}
