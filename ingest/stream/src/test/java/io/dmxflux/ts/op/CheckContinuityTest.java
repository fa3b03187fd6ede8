// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import static io.dmxflux.packet.CraftedPacket.concat;
import static io.dmxflux.packet.CraftedPacket.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.Pid;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;

@ExtendWith(LeakCheck.class)
class CheckContinuityTest {

    private final CheckContinuity check = new CheckContinuity();

    @Test
    void buffersPassUntouched() {
        ByteBuf buffer = CraftedPacket.buffer(run(1, 3));

        assertThat(Flux.just(buffer).transform(check).blockLast()).isSameAs(buffer);
        buffer.release();
    }

    @Test
    void everyKindIsCountedOnce() {
        watch(concat(
                run(0x100, 3),
                CraftedPacket.of(Pid.NULL).bytes(),
                CraftedPacket.of(0x100)
                        .continuity(5)
                        .scrambled(1)
                        .transportError()
                        .bytes(),
                CraftedPacket.of(0x200).scrambled(2).bytes(),
                CraftedPacket.of(0x100).continuity(6).bytes(),
                CraftedPacket.of(0x100).continuity(6).bytes()));

        assertThat(check.totals()).isEqualTo(new ContinuityTotals(8, 1, 1, 1, 1, 3, 1));
    }

    @Test
    void gapBetweenTwoBuffersIsSeen() {
        watch(run(0x100, 0, 7), run(0x100, 9, 7));

        assertThat(check.totals()).isEqualTo(new ContinuityTotals(14, 0, 0, 0, 1, 2, 0));
    }

    @Test
    void aGapThatIsExcusedIsNotCountedAndNothingIsExpectedOfAnyPid() {
        int[] asked = {0};
        CheckContinuity excused = new CheckContinuity(() -> asked[0]++ == 0);
        Flux.just(
                        concat(run(0x100, 0, 3), run(0x101, 0, 3)),
                        concat(run(0x100, 5, 3), run(0x101, 6, 3)),
                        concat(run(0x100, 9, 3)))
                .map(CraftedPacket::buffer)
                .transform(excused)
                .doOnNext(ByteBuf::release)
                .blockLast();

        assertThat(excused.totals()).isEqualTo(new ContinuityTotals(15, 0, 0, 0, 1, 1, 0));
    }

    @Test
    void totalsAreReadableBeforeTheBufferMovesOn() {
        Flux.just(CraftedPacket.buffer(run(1, 7)), CraftedPacket.buffer(run(1, 7, 3)))
                .transform(check)
                .index((index, buffer) -> {
                    buffer.release();
                    return index == 0 ? 7L : 10L;
                })
                .doOnNext(packets -> assertThat(check.totals().packets()).isEqualTo(packets))
                .blockLast();
    }

    @Test
    void newSubscriptionStartsFromZero() {
        watch(run(1, 7));
        watch(run(1, 2, 3));

        assertThat(check.totals()).isEqualTo(new ContinuityTotals(3, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void bytesBehindTheLastWholePacketAreNotLookedAt() {
        watch(Arrays.copyOf(run(1, 3), 3 * 188 - 1));

        assertThat(check.totals().packets()).isEqualTo(2);
    }

    private void watch(byte[]... buffers) {
        Flux.fromArray(buffers)
                .map(CraftedPacket::buffer)
                .transform(check)
                .doOnNext(ByteBuf::release)
                .blockLast();
    }
}
