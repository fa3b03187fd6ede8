// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dmxflux.dmx.LeakCheck;
import io.netty.buffer.ByteBuf;
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
}
