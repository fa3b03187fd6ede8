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

    private static final RecordedClock CLOCK = new RecordedClock(1, 5, 1_000, 1_800_000_000_000L);
    private static final RecordedClock LATER = new RecordedClock(2, 9, 70, 1_800_000_900_000L);
    private static final Arrivals TWO_RUNS = Arrivals.recorded(
            new long[] {5, 9}, new int[] {3 * TsPacket.LENGTH, 4 * TsPacket.LENGTH}, new RecordedClock[] {CLOCK, LATER
            });

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
        assertThat(ofPart.clock(0)).isSameAs(LATER);
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
                .isThrownBy(() -> Arrivals.at(new long[] {1, 2}, new int[] {188}))
                .withMessage("bytes: 1 (expected: one for each time, of which there are 2)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Arrivals.recorded(new long[] {1}, new int[] {188}, new RecordedClock[0]))
                .withMessage("clocks: 0 (expected: one for each time, of which there are 1)");
    }

    @Test
    void aClockShowsTheTicksThatNanosecondsWereMadeOf() {
        for (long ticks = -1_000; ticks < 1_000; ticks++) {
            long nanos = Math.floorDiv(ticks * 1_000, 27);
            assertThat(CLOCK.ticks(5 + nanos)).isEqualTo(1_000 + ticks);
        }
        assertThat(CLOCK.wallMillis(5 + 19_999_999)).isEqualTo(1_800_000_000_019L);
        assertThat(CLOCK.moved(5 + 1_000, 77)).isEqualTo(new RecordedClock(1, 77, 1_027, 1_800_000_000_000L));
    }
}
