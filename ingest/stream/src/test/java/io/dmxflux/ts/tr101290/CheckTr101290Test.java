// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.tr101290;

import static io.dmxflux.packet.CraftedPacket.concat;
import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.ts.op.AlignPackets;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;

@ExtendWith(LeakCheck.class)
class CheckTr101290Test {

    private final List<IndicatorStatus> told = new ArrayList<>();
    private final AlignPackets align = new AlignPackets();
    private final CheckTr101290 check = new CheckTr101290(Tr101290Config.DEFAULT, align, told::add);

    @Test
    void everyBufferPassesUnchanged() {
        ByteBuf buffer = CraftedPacket.buffer(CraftedPacket.run(0x100, 7));

        List<ByteBuf> passed = Flux.just(buffer).transform(check).collectList().block();

        assertThat(passed).singleElement().isSameAs(buffer);
        assertThat(buffer.refCnt()).isEqualTo(1);
        assertThat(buffer.readableBytes()).isEqualTo(7 * 188);
        buffer.release();
    }

    @Test
    void whatTheAlignmentBeforeMetIsReported() {
        byte[] bytes = concat(
                CraftedPacket.run(0x100, 10),
                new byte[188],
                CraftedPacket.run(0x100, 10, 10),
                new byte[564],
                CraftedPacket.run(0x100, 20, 10));

        Flux.just(CraftedPacket.buffer(bytes), CraftedPacket.buffer(CraftedPacket.run(0x100, 30, 10)))
                .transform(align)
                .transform(check)
                .doOnNext(ByteBuf::release)
                .blockLast();

        assertThat(check.report().count(Indicator.SYNC_BYTE)).isPositive();
        assertThat(check.report().count(Indicator.TS_SYNC_LOSS)).isEqualTo(1);
        assertThat(check.explains(Indicator.TS_SYNC_LOSS)).isTrue();
        assertThat(told).extracting(IndicatorStatus::indicator).contains(Indicator.TS_SYNC_LOSS, Indicator.SYNC_BYTE);
    }

    @Test
    void aListenerThatThrowsHurtsNothing() {
        CheckTr101290 careless = new CheckTr101290(Tr101290Config.DEFAULT, null, change -> {
            throw new IllegalStateException("careless");
        });
        List<Throwable> dropped = new ArrayList<>();
        Thread here = Thread.currentThread(); // a hook is the whole process\'s
        Hooks.onErrorDropped(error -> {
            if (Thread.currentThread() == here) {
                dropped.add(error);
            }
        });
        try {
            byte[] gap = concat(CraftedPacket.run(0x100, 3), CraftedPacket.run(0x100, 5, 3));
            List<ByteBuf> passed = Flux.just(CraftedPacket.buffer(gap))
                    .transform(careless)
                    .collectList()
                    .block();

            assertThat(passed).hasSize(1).allSatisfy(ByteBuf::release);
            assertThat(dropped).singleElement().isInstanceOf(IllegalStateException.class);
            assertThat(careless.report().count(Indicator.CONTINUITY)).isEqualTo(1);
        } finally {
            Hooks.resetOnErrorDropped();
        }
    }

    @Test
    void aTapDoesTheSameWithoutAFlux() {
        ByteBuf buffer = CraftedPacket.buffer(Arrays.copyOf(CraftedPacket.run(0x100, 5, 3), 3 * 188 - 1));
        check.add(buffer);
        buffer.release();

        assertThat(check.report().state(Indicator.CONTINUITY)).isEqualTo(IndicatorState.NEVER);
        assertThat(check.explains(Indicator.CONTINUITY)).isFalse();
    }
}
