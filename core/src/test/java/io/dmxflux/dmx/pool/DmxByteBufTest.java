// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.NumberedPackets;
import io.dmxflux.dmx.device.BufferFlag;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.LeakPresenceDetector;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One lending of one buffer, as its subscriber sees it. */
@ExtendWith(LeakCheck.class)
class DmxByteBufTest {

    private FedPool fed;
    private BufferDrain drain;

    @BeforeEach
    void openPool() {
        fed = FedPool.of(4, 1, OverloadPolicy.DROP_OLDEST);
        drain = fed.started();
    }

    @AfterEach
    void closePool() {
        drain.close();
        fed.close();
    }

    private ByteBuf lent() {
        return fed.lendOneArriving(drain);
    }

    private int lentSlots() {
        return fed.pool().stats().lent();
    }

    @Test
    void holdsWhatTheDriverFilled() {
        ByteBuf buffer = lent();
        assertThat(buffer.refCnt()).isEqualTo(1);
        assertThat(buffer.readableBytes()).isEqualTo(FedPool.BUFFER_BYTES);
        assertThat(buffer.getByte(0)).isEqualTo((byte) 0x47);
        assertThat(FedPool.numberOf(buffer)).isZero();
        assertThat(buffer.isDirect()).isTrue();
        assertThat(buffer.nioBufferCount()).isEqualTo(1);
        buffer.release();
    }

    @Test
    void isLentUntilItsLastReleaseOnAnyThread() throws Exception {
        ByteBuf buffer = lent();
        ByteBuf slice = buffer.retainedSlice(0, 188);
        ByteBuf duplicate = buffer.retainedDuplicate();
        ByteBuf read = buffer.readRetainedSlice(188);
        assertThat(buffer.release()).isFalse();
        assertThat(slice.release()).isFalse();
        assertThat(lentSlots()).isEqualTo(1);
        assertThat(CompletableFuture.supplyAsync(duplicate::release).get()).isFalse();
        assertThat(lentSlots()).isEqualTo(1);
        assertThat(read.getByte(0)).isEqualTo((byte) 0x47);
        assertThat(CompletableFuture.supplyAsync(read::release).get()).isTrue();
        assertThat(lentSlots()).isZero();
        assertThat(fed.pool().stats().queued()).isEqualTo(4);
    }

    @Test
    void isDeadAfterItsLastReleaseThroughEveryReferenceToIt() {
        ByteBuf buffer = lent();
        ByteBuf slice = buffer.slice(188, 188);
        ByteBuf duplicate = buffer.duplicate();
        buffer.release();
        assertDead(buffer);
        assertDead(slice);
        assertDead(duplicate);
    }

    private static void assertDead(ByteBuf stale) {
        assertThat(stale.refCnt()).isZero();
        assertThatThrownBy(() -> stale.getByte(0)).isInstanceOf(IllegalReferenceCountException.class);
        assertThatThrownBy(() -> stale.setByte(0, 0)).isInstanceOf(IllegalReferenceCountException.class);
        assertThatThrownBy(stale::nioBuffer).isInstanceOf(IllegalReferenceCountException.class);
        assertThatThrownBy(stale::retain).isInstanceOf(IllegalReferenceCountException.class);
        assertThatThrownBy(stale::release).isInstanceOf(IllegalReferenceCountException.class);
        assertThatThrownBy(() -> stale.getBytes(0, new byte[188])).isInstanceOf(IllegalReferenceCountException.class);
    }

    @Test
    void neverShowsTheNextFill() {
        ByteBuf stale = lent();
        int index = BufferOrigin.of(stale).orElseThrow().index();
        stale.release();
        for (int fill = 0; fill < 8; fill++) {
            ByteBuf next = lent();
            assertThat(FedPool.numberOf(next)).isEqualTo(fill + 1);
            assertDead(stale);
            if (BufferOrigin.of(next).orElseThrow().index() == index) {
                assertThatThrownBy(stale::release).isInstanceOf(IllegalReferenceCountException.class);
                assertThat(next.refCnt()).as("not released by the stale one").isEqualTo(1);
            }
            next.release();
        }
    }

    @Test
    void tellsItsOriginThroughEveryWrapper() {
        fed.device().raise(BufferFlag.TEI);
        fed.device().raise(BufferFlag.DISCONTINUITY_INDICATOR);
        ByteBuf buffer = lent();
        BufferOrigin origin = BufferOrigin.of(buffer).orElseThrow();
        assertThat(origin.sequence()).isZero();
        assertThat(origin.bytesUsed()).isEqualTo(FedPool.BUFFER_BYTES);
        assertThat(origin.flags()).containsExactly(BufferFlag.TEI, BufferFlag.DISCONTINUITY_INDICATOR);
        assertThat(BufferOrigin.of(buffer.slice(1, 2))).contains(origin);
        assertThat(BufferOrigin.of(buffer.duplicate().slice(1, 20).slice(2, 3))).contains(origin);
        assertThat(BufferOrigin.of(buffer.asReadOnly())).contains(origin);
        assertThat(BufferOrigin.of(Unpooled.unreleasableBuffer(buffer))).contains(origin);
        ByteBuf retained = buffer.retainedSlice(5, 6);
        assertThat(BufferOrigin.of(retained)).contains(origin);
        retained.release();
        buffer.release();
        assertThat(BufferOrigin.of(buffer))
                .as("a fact, also of a dead reference")
                .contains(origin);
    }

    @Test
    void keepsItsOwnOriginWhenTheSlotIsLentAgain() {
        ByteBuf first = lent();
        BufferOrigin origin = BufferOrigin.of(first).orElseThrow();
        first.release();
        for (int fill = 1; fill < 8; fill++) {
            ByteBuf next = lent();
            assertThat(BufferOrigin.of(next).orElseThrow().sequence()).isEqualTo(fill);
            next.release();
        }
        assertThat(BufferOrigin.of(first)).contains(origin);
    }

    @Test
    void otherBuffersHaveNoOrigin() {
        ByteBuf buffer = lent();
        ByteBuf other = Unpooled.directBuffer(8);
        CompositeByteBuf several = Unpooled.compositeBuffer().addComponent(true, buffer);
        assertThat(BufferOrigin.of(other)).isEmpty();
        assertThat(BufferOrigin.of(several)).as("of several buffers").isEmpty();
        ByteBuf copy = buffer.copy();
        assertThat(BufferOrigin.of(copy)).isEmpty();
        copy.release();
        other.release();
        several.release();
        assertThat(lentSlots()).isZero();
    }

    @Test
    void aCopyOutlivesIt() {
        ByteBuf buffer = lent();
        ByteBuf copy = buffer.copy();
        buffer.release();
        lent().release();
        assertThat(FedPool.numberOf(copy)).isZero();
        copy.release();
    }

    @Test
    void neverGrowsNorShrinks() {
        ByteBuf buffer = lent();
        assertThat(buffer.capacity()).isEqualTo(FedPool.BUFFER_BYTES);
        assertThat(buffer.maxCapacity()).isEqualTo(FedPool.BUFFER_BYTES);
        assertThat(buffer.isWritable()).isFalse();
        assertThat(buffer.capacity(FedPool.BUFFER_BYTES)).isSameAs(buffer);
        assertThatThrownBy(() -> buffer.capacity(188))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("capacity: 188 (expected: 1316; a lent buffer keeps its size)");
        assertThatThrownBy(() -> buffer.writeByte(0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(buffer.ensureWritable(1, true)).isEqualTo(1);
        buffer.release();
    }

    @Test
    void aPartlyFilledBufferShowsThatPartOnly() {
        ByteBuf whole = lent();
        whole.release();
        fed.device().write(ByteBuffer.wrap(NumberedPackets.of(0x101).next(2)));
        fed.device().flush();
        drain.collect();
        ByteBuf part = FedPool.lendOne(drain);
        assertThat(part.readableBytes()).isEqualTo(2 * 188);
        assertThat(part.capacity()).isEqualTo(2 * 188);
        assertThatThrownBy(() -> part.getByte(2 * 188)).isInstanceOf(IndexOutOfBoundsException.class);
        part.release();
    }

    @Test
    void indicesOfOneLendingDoNotMoveThoseOfTheNext() {
        for (int fill = 0; fill < 8; fill++) {
            ByteBuf buffer = lent();
            assertThat(buffer.readerIndex()).isZero();
            assertThat(buffer.readableBytes()).isEqualTo(FedPool.BUFFER_BYTES);
            buffer.readerIndex(188).writerIndex(376);
            buffer.internalNioBuffer(188, 188).position(190);
            buffer.nioBuffer().position(1);
            buffer.release();
        }
    }

    @Test
    void oneThatIsNeverReleasedIsReported() {
        LeakPresenceDetector.check();
        ByteBuf forgotten = lent();
        assertThatThrownBy(LeakPresenceDetector::check).isInstanceOf(IllegalStateException.class);
        forgotten.release();
        // the failed check has set the count to zero: what is released now makes it one too few
        assertThatThrownBy(LeakPresenceDetector::check).isInstanceOf(IllegalStateException.class);
        LeakPresenceDetector.check();
    }

    @Test
    void anExtraReleaseDoesNotRequeueTwice() {
        ByteBuf buffer = lent();
        buffer.release();
        assertThatThrownBy(buffer::release).isInstanceOf(IllegalReferenceCountException.class);
        assertThat(fed.pool().stats().queued()).isEqualTo(4);
    }
}
