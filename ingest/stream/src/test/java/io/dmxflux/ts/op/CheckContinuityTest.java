// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import static io.dmxflux.packet.CraftedPacket.concat;
import static io.dmxflux.packet.CraftedPacket.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.Loss;
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

        assertThat(check.stats()).isEqualTo(new ContinuityStats(8, 1, 1, 1, 1, 3, 1));
    }

    @Test
    void gapBetweenTwoBuffersIsSeen() {
        watch(run(0x100, 0, 7), run(0x100, 9, 7));

        assertThat(check.stats()).isEqualTo(new ContinuityStats(14, 0, 0, 0, 1, 2, 0));
    }

    @Test
    void aGapThatTheStreamTellsIsNotCountedAndNothingIsExpectedOfAnyPid() {
        Loss loss = Loss.of(Loss.Account.KERNEL, Loss.UNKNOWN);
        Flux.just(
                        CraftedPacket.buffer(concat(run(1, 0, 3), run(2, 0, 3))),
                        Loss.mark(CraftedPacket.buffer(concat(run(1, 9, 3), run(2, 7, 3))), loss),
                        CraftedPacket.buffer(concat(run(1, 12, 1), run(2, 11, 2))))
                .transform(check)
                .doOnNext(ByteBuf::release)
                .blockLast();

        assertThat(check.stats()).isEqualTo(new ContinuityStats(15, 0, 0, 0, 1, 1, 0));
    }

    /** As an operator makes them that cuts buffers to datagrams: the loss lies before the first. */
    @Test
    void slicesOfABufferTellItsLossOnce() {
        ByteBuf buffer =
                Loss.mark(CraftedPacket.buffer(concat(run(1, 5, 3), run(1, 9, 2))), Loss.of(Loss.Account.POLICY, 188));
        Flux.just(CraftedPacket.buffer(run(1, 0, 2)), buffer.readRetainedSlice(3 * 188), buffer)
                .transform(check)
                .doOnNext(ByteBuf::release)
                .blockLast();

        assertThat(check.stats()).isEqualTo(new ContinuityStats(7, 0, 0, 0, 1, 1, 0));
    }

    @Test
    void statsAreReadableBeforeTheBufferMovesOn() {
        Flux.just(CraftedPacket.buffer(run(1, 7)), CraftedPacket.buffer(run(1, 7, 3)))
                .transform(check)
                .index((index, buffer) -> {
                    buffer.release();
                    return index == 0 ? 7L : 10L;
                })
                .doOnNext(packets -> assertThat(check.stats().packets()).isEqualTo(packets))
                .blockLast();
    }

    @Test
    void newSubscriptionStartsFromZero() {
        watch(run(1, 7));
        watch(run(1, 2, 3));

        assertThat(check.stats()).isEqualTo(new ContinuityStats(3, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void aPidThatThereIsNotIsRefused() {
        for (int pid : new int[] {-1, Pid.COUNT}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> check.missingPackets(pid))
                    .withMessage("pid: " + pid + " (expected: 0 to 8191)");
        }
    }

    @Test
    void bytesBehindTheLastWholePacketAreNotLookedAt() {
        watch(Arrays.copyOf(run(1, 3), 3 * 188 - 1));

        assertThat(check.stats().packets()).isEqualTo(2);
    }

    private void watch(byte[]... buffers) {
        Flux.fromArray(buffers)
                .map(CraftedPacket::buffer)
                .transform(check)
                .doOnNext(ByteBuf::release)
                .blockLast();
    }
}
