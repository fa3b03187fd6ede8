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
class ArrivalsTest {

    private static final Arrivals TWO_RUNS =
            Arrivals.recorded(new long[] {5, 9}, new int[] {3 * TsPacket.LENGTH, 4 * TsPacket.LENGTH});

    private static ByteBuf packets() {
        return PacketBuffers.allocate(7 * TsPacket.LENGTH).writeBytes(CraftedPacket.run(1, 0, 7));
    }

    private static Arrivals of(ByteBuf buffer) {
        return Objects.requireNonNull(Arrivals.of(buffer));
    }

    @Test
    void bufferCarriesThemUnderAMarkOfALoss() {
        ByteBuf marked = Loss.mark(Arrivals.mark(packets(), TWO_RUNS), Loss.of(Loss.Account.POLICY, 188));

        assertThat(of(marked)).isSameAs(TWO_RUNS);
        assertThat(of(marked.duplicate()).runs()).isEqualTo(2);
        assertThat(Loss.before(Arrivals.mark(marked, Arrivals.at(1)))).isNotNull();
        marked.release();
    }

    @Test
    void partHasTheLastMomentAlone() {
        ByteBuf marked = Arrivals.mark(packets(), TWO_RUNS);
        Arrivals ofPart = of(marked.slice(0, TsPacket.LENGTH));

        assertThat(ofPart.runs()).isEqualTo(1);
        assertThat(ofPart.nanos(0)).isEqualTo(9);
        assertThat(ofPart.isRecorded()).isTrue();
        marked.release();
    }

    @Test
    void nothingIsKnownOfAnyOtherBuffer() {
        ByteBuf plain = packets();
        assertThat(Arrivals.of(plain)).isNull();
        plain.release();
        assertThat(Arrivals.at(7).isRecorded()).isFalse();
    }

    @Test
    void runsWithoutALengthAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Arrivals.recorded(new long[] {1, 2}, new int[] {188}))
                .withMessage("bytes: 1 (expected: one for each time, of which there are 2)");
    }
}
