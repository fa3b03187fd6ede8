// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExpectedHeadersTest {

    private static final int PID = 0x147;

    private final ExpectedHeaders headers = new ExpectedHeaders();

    @Test
    void thePacketThatFollowsOnIsNotLookedAt() {
        assertThat(looksAt(CraftedPacket.of(PID).continuity(14))).isTrue();
        assertThat(looksAt(CraftedPacket.of(PID).continuity(15))).isFalse();
        assertThat(looksAt(CraftedPacket.of(PID).continuity(0))).isFalse();
        assertThat(looksAt(CraftedPacket.of(PID + 1).continuity(1))).isTrue();
        assertThat(looksAt(CraftedPacket.of(PID).continuity(1))).isFalse();
    }

    @Test
    void whateverHasMoreInItIsLookedAt() {
        looksAt(CraftedPacket.of(PID).continuity(0));
        assertThat(looksAt(CraftedPacket.of(PID).continuity(1).payloadUnitStart()))
                .isTrue();
        assertThat(looksAt(CraftedPacket.of(PID).continuity(2).pcr(7))).isTrue();
        assertThat(looksAt(CraftedPacket.of(PID).continuity(3).scrambled(2))).isTrue();
        assertThat(looksAt(CraftedPacket.of(PID).continuity(4).scrambled(2))).isFalse();
        assertThat(looksAt(CraftedPacket.of(PID).continuity(5).transportError()))
                .isTrue();
        assertThat(looksAt(CraftedPacket.of(PID).continuity(7).scrambled(2))).isTrue();
    }

    @Test
    void aWatchedPidIsLookedAtUntilItIsNoLonger() {
        headers.watch(PID, true);
        assertThat(looksAt(CraftedPacket.of(PID).continuity(0))).isTrue();
        assertThat(looksAt(CraftedPacket.of(PID).continuity(1))).isTrue();
        headers.watch(PID, false);
        assertThat(looksAt(CraftedPacket.of(PID).continuity(2))).isTrue();
        assertThat(looksAt(CraftedPacket.of(PID).continuity(3))).isFalse();
    }

    @Test
    void tellsOfWhichPidsPacketsHaveCome() {
        assertThat(headers.takeCame(PID)).isFalse();
        for (int counter = 0; counter < 3; counter++) {
            looksAt(CraftedPacket.of(PID).continuity(counter));
            assertThat(headers.takeCame(PID + 1)).isFalse();
            assertThat(headers.takeCame(PID)).isTrue();
            assertThat(headers.takeCame(PID)).isFalse();
        }
        looksAt(CraftedPacket.of(PID).continuity(3).transportError());
        assertThat(headers.takeCame(PID)).isFalse();
    }

    /** More than there is room for at first, in an order without rule. */
    @Test
    void allPidsHaveHeadersOfTheirOwn() {
        List<Integer> pids = IntStream.range(0, Pid.NULL).boxed().collect(Collectors.toList());
        Collections.shuffle(pids, new Random(13));
        pids.forEach(pid -> headers.watch(pid, pid % 5 == 0));
        for (int counter = 7; counter < 24; counter++) {
            for (int pid : pids) {
                boolean looks = looksAt(CraftedPacket.of(pid).continuity(counter + pid));
                assertThat(looks).isEqualTo(counter == 7 || pid % 5 == 0);
            }
        }
        headers.reset();
        pids.forEach(pid ->
                assertThat(looksAt(CraftedPacket.of(pid).continuity(pid + 3))).isTrue());
    }

    @Test
    void afterAResetAnyCounterIsRight() {
        looksAt(CraftedPacket.of(PID).continuity(0));
        headers.reset();
        ByteBuf packet =
                Unpooled.wrappedBuffer(CraftedPacket.of(PID).continuity(9).bytes());

        assertThat(Continuity.isGap(headers.next(TsPacket.header(packet, 0), packet, 0)))
                .isFalse();
    }

    /** Any packets: as many gaps and duplicates as by the rule itself, whichever of them are looked at. */
    @Test
    void gapsAndDuplicatesAreThoseOfTheRule() {
        Random random = new Random(290);
        int state = Continuity.UNSEEN;
        int counter = 0;
        for (int i = 0; i < 100_000; i++) {
            int kind = random.nextInt(12);
            counter += kind == 0 ? 0 : kind == 1 ? random.nextInt(16) : 1;
            CraftedPacket packet = CraftedPacket.of(PID).continuity(counter);
            if (kind == 2) {
                packet.control(2).set(4, 183);
                counter--;
                packet.continuity(counter);
            } else if (kind == 3) {
                packet.transportError();
                counter--;
            } else if (kind == 4) {
                packet.control(0);
                counter--;
            } else if (kind == 6) {
                headers.watch(PID, random.nextBoolean());
            }
            ByteBuf buffer = Unpooled.wrappedBuffer(packet.bytes());
            int header = TsPacket.header(buffer, 0);
            state = Continuity.next(state, header, buffer, 0);
            if (headers.goesOn(header)) {
                assertThat(Continuity.followsOn(state)).isTrue();
            } else {
                int found = headers.next(header, buffer, 0);
                assertThat(Continuity.isGap(found)).isEqualTo(Continuity.isGap(state));
                assertThat(Continuity.isDuplicate(found)).isEqualTo(Continuity.isDuplicate(state));
                assertThat(Continuity.missing(found)).isEqualTo(Continuity.missing(state));
            }
        }
    }

    private boolean looksAt(CraftedPacket packet) {
        ByteBuf buffer = Unpooled.wrappedBuffer(packet.bytes());
        int header = TsPacket.header(buffer, 0);
        if (headers.goesOn(header)) {
            return false;
        }
        headers.next(header, buffer, 0);
        return true;
    }
}
