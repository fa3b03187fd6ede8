// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dmxflux.dmx.LeakCheck;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class LossTest {

    private static ByteBuf packets(int count) {
        return PacketBuffers.allocate(count * TsPacket.LENGTH).writeBytes(CraftedPacket.run(1, 0, count));
    }

    @Test
    void aMarkedBufferHasTheSameBytesAndIsReleasedOnce() {
        ByteBuf buffer = packets(7);
        buffer.skipBytes(TsPacket.LENGTH);
        ByteBuf marked = Loss.mark(buffer, Loss.of(Loss.Account.POLICY, 10));

        assertThat(marked).isEqualTo(buffer);
        assertThat(marked.isDirect()).isTrue();
        assertThat(marked.hasMemoryAddress()).isTrue();
        assertThat(marked.nioBufferCount()).isEqualTo(1);
        marked.retain().release();
        marked.release();
        assertThat(buffer.refCnt()).isZero();
    }

    @Test
    void slicesAndDuplicatesTellTheLossAndAReaderTakesItOnce() {
        Loss loss = Loss.of(Loss.Account.KERNEL, Loss.UNKNOWN);
        ByteBuf marked = Loss.mark(packets(7), loss);
        Loss.Reader reader = new Loss.Reader();

        assertThat(reader.next(marked.slice(0, TsPacket.LENGTH))).isSameAs(loss);
        assertThat(reader.next(marked.slice(TsPacket.LENGTH, TsPacket.LENGTH))).isNull();
        assertThat(Loss.before(marked.duplicate())).isSameAs(loss);
        ByteBuf retained = marked.readRetainedSlice(TsPacket.LENGTH);
        assertThat(Loss.before(retained)).isSameAs(loss);
        retained.release();
        marked.release();
    }

    @Test
    void aCopyTellsTheLossThatIsCarriedOver() {
        Loss loss = Loss.of(Loss.Account.NETWORK, 1316);
        ByteBuf marked = Loss.mark(packets(1), loss);
        ByteBuf copy = Loss.carry(marked, marked.copy());
        ByteBuf plain = packets(1);

        assertThat(copy).isEqualTo(marked);
        assertThat(Loss.before(copy)).as("the same gap").isSameAs(loss);
        assertThat(Loss.carry(plain, copy)).as("nothing to carry").isSameAs(copy);
        assertThat(Loss.before(Loss.carry(copy, plain))).isSameAs(loss);
        marked.release();
        copy.release();
        plain.release();
    }

    @Test
    void whatIsMarkedTwiceTellsBoth() {
        ByteBuf once = Loss.mark(packets(1), Loss.of(Loss.Account.NETWORK, 1316));
        ByteBuf twice = Loss.mark(once, Loss.of(Loss.Account.POLICY, 188));

        assertThat(Objects.requireNonNull(Loss.before(twice)))
                .hasToString("missing: network 1316 bytes, policy 188 bytes");
        twice.release();
        assertThat(once.refCnt()).isZero();
    }

    @Test
    void anUnknownAmountStaysUnknown() {
        Loss known = Loss.of(Loss.Account.KERNEL, 188);
        Loss sum = Objects.requireNonNull(Loss.sum(known, Loss.of(Loss.Account.KERNEL, Loss.UNKNOWN)));

        assertThat(sum.bytes(Loss.Account.KERNEL)).isEqualTo(Loss.UNKNOWN);
        assertThat(sum.bytes(Loss.Account.POLICY)).isZero();
        assertThat(Loss.sum(null, known)).isSameAs(known);
        assertThat(Loss.sum(null, null)).isNull();
    }

    /** An operator adds a gap of its own before the first of two slices, and the second still carries the old one. */
    @Test
    void aGapThatASumHasToldIsNotToldAgainByASlice() {
        Loss lost = Loss.of(Loss.Account.POLICY, 188);
        ByteBuf marked = Loss.mark(packets(2), lost);
        ByteBuf first = Loss.mark(marked.readRetainedSlice(TsPacket.LENGTH), Loss.of(Loss.Account.KERNEL, 1000));
        Loss.Reader reader = new Loss.Reader();

        assertThat(Objects.requireNonNull(reader.next(first)))
                .hasToString("missing: kernel 1000 bytes, policy 188 bytes");
        assertThat(reader.next(marked)).isNull();
        first.release();
        marked.release();
    }

    @Test
    void ofASumOnlyWhatIsNewIsTold() {
        Loss lost = Loss.of(Loss.Account.POLICY, 188);
        Loss more = Loss.of(Loss.Account.KERNEL, 1000);
        ByteBuf marked = Loss.mark(packets(2), lost);
        Loss.Reader reader = new Loss.Reader();
        assertThat(reader.next(marked.slice(0, TsPacket.LENGTH))).isSameAs(lost);
        ByteBuf second = Loss.mark(marked, more);

        assertThat(reader.next(second)).isSameAs(more);
        assertThat(reader.next(second.slice())).isNull();
        second.release();
    }

    /** An operator drops the first slice, and hands its gap on with the second, which carries it as well. */
    @Test
    void aGapThatABufferCarriesAlreadyIsNotAddedToIt() {
        Loss lost = Loss.of(Loss.Account.POLICY, 188);
        ByteBuf marked = Loss.mark(packets(1), lost);

        assertThat(Loss.mark(marked, lost)).isSameAs(marked);
        assertThat(Loss.sum(lost, lost)).isSameAs(lost);
        Loss both = Loss.sum(lost, Loss.of(Loss.Account.KERNEL, 1000));
        assertThat(Loss.sum(both, lost)).isSameAs(both);
        assertThat(Objects.requireNonNull(Loss.sum(lost, both)).bytes(Loss.Account.POLICY))
                .isEqualTo(188);
        marked.release();
    }

    @Test
    void slicesOfTwoBuffersInTurnTellEachGapOnce() {
        ByteBuf one = Loss.mark(packets(2), Loss.of(Loss.Account.POLICY, 188));
        ByteBuf other = Loss.mark(packets(2), Loss.of(Loss.Account.KERNEL, 5));
        Loss.Reader reader = new Loss.Reader();

        assertThat(reader.next(one.slice(0, TsPacket.LENGTH))).isNotNull();
        assertThat(reader.next(other.slice(0, TsPacket.LENGTH))).isNotNull();
        assertThat(reader.next(one.slice(TsPacket.LENGTH, TsPacket.LENGTH))).isNull();
        assertThat(reader.next(other.slice(TsPacket.LENGTH, TsPacket.LENGTH))).isNull();
        one.release();
        other.release();
    }

    /** What a source adds up while its subscriber lags. */
    @Test
    void aSumOfManyGapsHasAllOfTheirBytes() {
        Loss missing = null;
        for (int i = 0; i < 1000; i++) {
            missing = Loss.sum(missing, Loss.of(Loss.Account.POLICY, 188));
        }
        ByteBuf marked = Loss.mark(packets(1), missing);

        assertThat(Objects.requireNonNull(new Loss.Reader().next(marked)).bytes(Loss.Account.POLICY))
                .isEqualTo(188_000);
        marked.release();
    }

    @Test
    void nothingMissingIsNoMark() {
        ByteBuf buffer = packets(1);
        assertThat(Loss.mark(buffer, null)).isSameAs(buffer);
        assertThat(Loss.before(buffer)).isNull();
        buffer.release();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Loss.of(Loss.Account.POLICY, 0))
                .withMessage("bytes: 0 (expected: more than 0, or Loss.UNKNOWN)");
    }

    @Test
    void aMarkedBufferIsAsContiguousAsTheBufferInIt() {
        ByteBuf marked = Loss.mark(packets(7), Loss.of(Loss.Account.POLICY, 10));
        ByteBuf pieces = Unpooled.wrappedBuffer(packets(1), packets(1));
        ByteBuf markedPieces = Loss.mark(pieces, Loss.of(Loss.Account.POLICY, 10));

        assertThat(marked.isContiguous()).isTrue();
        assertThat(marked.slice(TsPacket.LENGTH, TsPacket.LENGTH).isContiguous())
                .isTrue();
        assertThat(markedPieces.isContiguous()).isFalse();
        marked.release();
        markedPieces.release();
    }
}
