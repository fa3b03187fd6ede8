// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.analysis;

import static io.dmxflux.packet.CraftedPacket.concat;
import static io.dmxflux.packet.CraftedPacket.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.Pcr;
import io.dmxflux.packet.Pid;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Packets, and the clock; what tables say of them is in {@link AnalyzedTablesTest}. */
@ExtendWith(LeakCheck.class)
class StreamAnalysisTest {

    private static final int PID = 0x100;

    /** 10 ms, in which one packet of 188 bytes is 150 400 bit/s. */
    private static final long STEP = Pcr.TICKS_PER_SECOND / 100;

    private final StreamAnalysis analysis = new StreamAnalysis();

    @Test
    void nothingIsNothing() {
        look();

        StreamReport report = analysis.report(0);
        assertThat(report.packets()).isZero();
        assertThat(report.bytes()).isZero();
        assertThat(report.transportStreamId()).isNull();
        assertThat(report.bitrate()).isNull();
        assertThat(report.services()).isEmpty();
        assertThat(report.pids()).isEmpty();
    }

    @Test
    void packetsAreCountedByPid() {
        look(run(PID, 7), run(0x200, 2), CraftedPacket.of(Pid.NULL).bytes());

        assertThat(analysis.report(3).packets()).isEqualTo(10);
        assertThat(analysis.report(3).bytes()).isEqualTo(1880);
        assertThat(analysis.report(3).syncErrors()).isEqualTo(3);
        assertThat(analysis.report(0).pids()).extracting(PidReport::pid).containsExactly(PID, 0x200, Pid.NULL);
        assertThat(analysis.report(0).pids()).extracting(PidReport::packets).containsExactly(7L, 2L, 1L);
    }

    @Test
    void bytesBehindTheLastWholePacketAreNotLookedAt() {
        look(Arrays.copyOf(run(PID, 3), 3 * 188 - 1));

        assertThat(analysis.report(0).packets()).isEqualTo(2);
    }

    @Test
    void theBufferStaysAsItIs() {
        ByteBuf buffer = CraftedPacket.buffer(run(PID, 3)).skipBytes(188);
        analysis.add(buffer);

        assertThat(analysis.report(0).packets()).isEqualTo(2);
        assertThat(buffer.readableBytes()).isEqualTo(376);
        assertThat(buffer.refCnt()).isEqualTo(1);
        buffer.release();
    }

    @Test
    void gapsAndDuplicatesAreCountedInTheirPid() {
        look(run(PID, 0, 5), run(0x200, 3), run(PID, 7, 2), run(PID, 8, 1), run(0x200, 3, 2));

        assertThat(pid(PID).continuityErrors()).isEqualTo(1);
        assertThat(pid(PID).duplicates()).isEqualTo(1);
        assertThat(pid(0x200).continuityErrors()).isZero();
        assertThat(pid(0x200).duplicates()).isZero();
    }

    @Test
    void aGapBetweenTwoBuffersIsSeen() {
        look(run(PID, 0, 5));
        look(run(PID, 9, 5));

        assertThat(pid(PID).continuityErrors()).isEqualTo(1);
    }

    @Test
    void aDamagedPacketCountsOnlyAsThat() {
        look(
                run(PID, 3),
                CraftedPacket.of(PID)
                        .continuity(9)
                        .scrambled(2)
                        .pcr(5)
                        .transportError()
                        .bytes(),
                CraftedPacket.of(0x999).transportError().bytes(),
                run(PID, 3, 2));

        StreamReport report = analysis.report(0);
        assertThat(report.packets()).isEqualTo(7);
        assertThat(report.transportErrors()).isEqualTo(2);
        assertThat(report.pids()).hasSize(1);
        assertThat(pid(PID)).isEqualTo(new PidReport(PID, "unreferenced", pid(PID).services(), 5, 0, 0, 1, 0, 0, null));
    }

    /** One header in a thousand, whose bits have changed on the way, makes no scrambled stream. */
    @Test
    void aFewPacketsThatAreMarkedAsScrambledAreDamaged() {
        for (int i = 0; i < 1_000; i++) {
            look(CraftedPacket.of(PID).continuity(i).scrambled(i == 500 ? 2 : 0).bytes());
        }
        assertThat(pid(PID).scrambled()).isEqualTo(1);
        assertThat(pid(PID).comesScrambled()).isFalse();
        for (int i = 1_000; i < 1_100; i++) {
            look(CraftedPacket.of(PID).continuity(i).scrambled(2).bytes());
        }
        assertThat(pid(PID).comesScrambled()).as("from a moment on").isTrue();
    }

    @Test
    void scrambledPacketsAreCounted() {
        look(
                run(PID, 3),
                CraftedPacket.of(PID).continuity(3).scrambled(2).bytes(),
                CraftedPacket.of(PID).continuity(4).scrambled(3).bytes());

        assertThat(pid(PID).scrambled()).isEqualTo(2);
        assertThat(pid(PID).packets()).isEqualTo(5);
    }

    @Test
    void theRateIsThatOfThePacketsBetweenTwoClocks() {
        look(run(0x200, 0, 3), clock(0, 0), run(0x200, 3, 9), clock(1, STEP), run(0x200, 12, 6));

        assertThat(analysis.report(0).bitrate()).isEqualTo(10 * 150_400);
        assertThat(pid(PID).pcrs()).isEqualTo(2);
        assertThat(pid(PID).bitrate()).isEqualTo(150_400);
        assertThat(pid(0x200).bitrate()).isEqualTo(9 * 150_400);
    }

    @Test
    void theRateIsTheMeanOverThePairsOfAllPids() {
        look(clock(0, 0), clock(1, STEP), clock(2, 2 * STEP));
        look(clockOf(0x200, 0, 77), run(0x201, 9), clockOf(0x200, 1, 77 + STEP));

        assertThat(analysis.report(0).bitrate()).isEqualTo((1 + 1 + 10) * 150_400 / 3);
    }

    @Test
    void oneClockTellsNoRate() {
        look(clock(0, 5), run(0x200, 9));

        assertThat(analysis.report(0).bitrate()).isNull();
        assertThat(pid(0x200).bitrate()).isNull();
    }

    @Test
    void theClockMayWrap() {
        look(clock(0, Pcr.WRAP_TICKS - STEP / 2), run(0x200, 9), clock(1, STEP / 2));

        assertThat(analysis.report(0).bitrate()).isEqualTo(10 * 150_400);
    }

    @Test
    void aStretchEndsAtADiscontinuityAndTheNextBegins() {
        byte[] announced =
                CraftedPacket.of(PID).continuity(2).pcr(40 * STEP).set(5, 0x90).bytes();
        look(clock(0, 0), run(0x200, 9), clock(1, STEP), run(0x200, 9, 3), announced);
        look(run(0x200, 12, 9), clock(3, 41 * STEP));

        assertThat(analysis.report(0).bitrate()).isEqualTo(10 * 150_400);
        assertThat(pid(PID).continuityErrors()).isZero();
    }

    @Test
    void aStretchEndsAtALossAndTheNextBegins() {
        look(clock(0, 0), run(0x200, 9), clock(1, STEP), run(0x200, 9, 2), clock(5, 5 * STEP));
        look(run(0x200, 11, 9), clock(6, 6 * STEP));

        assertThat(analysis.report(0).bitrate()).isEqualTo(10 * 150_400);
    }

    @Test
    void aClockThatGoesBackOrStandsStillOrJumpsTellsNothing() {
        look(clock(0, 40 * STEP), clock(1, 30 * STEP), clock(2, 30 * STEP), clock(3, 131 * STEP));
        assertThat(analysis.report(0).bitrate()).isNull();

        look(run(0x200, 3), clock(4, 132 * STEP));
        assertThat(analysis.report(0).bitrate()).isEqualTo(4 * 150_400);
    }

    @Test
    void aReportMayBeTakenInBetween() {
        look(run(PID, 3));
        analysis.report(0);
        look(run(PID, 3, 3));

        assertThat(analysis.report(0).packets()).isEqualTo(6);
        assertThat(pid(PID).continuityErrors()).isZero();
    }

    private PidReport pid(int pid) {
        return analysis.report(0).pids().stream()
                .filter(report -> report.pid() == pid)
                .findFirst()
                .orElseThrow();
    }

    private void look(byte[]... packets) {
        ByteBuf buffer = CraftedPacket.buffer(concat(packets));
        analysis.add(buffer);
        buffer.release();
    }

    private static byte[] clock(int counter, long ticks) {
        return clockOf(PID, counter, ticks);
    }

    private static byte[] clockOf(int pid, int counter, long ticks) {
        return CraftedPacket.of(pid).continuity(counter).pcr(ticks).bytes();
    }
}
