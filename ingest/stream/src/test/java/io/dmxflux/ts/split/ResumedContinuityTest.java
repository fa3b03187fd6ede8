// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import static io.dmxflux.ts.split.Multiplexer.service;
import static io.dmxflux.ts.split.Multiplexer.stream;
import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.ReceivedStream;
import io.dmxflux.ts.psi.Descriptors;
import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramMapTable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** On each PID of an output the counter goes on, whatever becomes of its source; what is lost while it flows stays a gap. */
@ExtendWith(LeakCheck.class)
class ResumedContinuityTest {

    private static final int NEWS = 101;
    private static final int RADIO = 102;
    private static final int NEWS_PMT = 0x100;
    private static final int RADIO_PMT = 0x200;
    private static final int VIDEO = 0x111;
    private static final int OTHER_VIDEO = 0x112;
    private static final int MAPPED = 0x1001;

    @RegisterExtension
    private final PlayedMultiplex played = new PlayedMultiplex();

    private final Multiplexer multiplexer = new Multiplexer();
    private int patVersion;

    private Recorded follow(Map<Integer, Integer> pids) {
        return Recorded.of(played.splitter.addService(
                PlayedMultiplex.CUT,
                new ServiceSelection.ById(NEWS),
                new ServiceEdit(OptionalInt.empty(), OptionalInt.empty(), pids, List.of(), false)));
    }

    private static ProgramMapTable map(int version, int... pids) {
        List<ElementaryStream> streams =
                Arrays.stream(pids).mapToObj(pid -> stream(0x1B, pid)).toList();
        return new ProgramMapTable(NEWS, version, pids[0], Descriptors.EMPTY, streams);
    }

    private void here(int pmtPid, ProgramMapTable map) {
        multiplexer
                .pat(patVersion++, new Program(NEWS, pmtPid), new Program(RADIO, RADIO_PMT))
                .pmt(pmtPid, map)
                .sdt(0, service(NEWS, "News"), service(RADIO, "Radio"));
    }

    private void away() {
        multiplexer.pat(patVersion++, new Program(RADIO, RADIO_PMT)).sdt(1, service(RADIO, "Radio"));
    }

    private void packets(int times, int... pids) {
        for (int i = 0; i < times; i++) {
            multiplexer.packets(pids);
        }
    }

    private static void assertContinuous(Recorded output, int... pids) {
        for (int pid : pids) {
            byte[] packets = output.packets(pid);
            assertThat(packets).as("packets of PID " + pid).isNotEmpty();
            assertThat(new ReceivedStream(packets).continuityErrors())
                    .as("continuity errors of PID " + pid)
                    .isZero();
        }
        assertThat(output.continuityErrors()).isZero();
    }

    @Test
    void aServiceThatWasAwayGoesOnWithTheCountersThatAreNext() {
        Recorded news = follow(Map.of());
        here(NEWS_PMT, map(0, VIDEO));
        packets(5, VIDEO, Pid.TDT);
        for (int pause = 1; pause < 8; pause++) {
            away();
            packets(pause, VIDEO, Pid.TDT);
            here(NEWS_PMT, map(0, VIDEO));
            packets(5, VIDEO, Pid.TDT);
        }
        played.play(multiplexer.take());
        played.end();

        assertThat(news.packets(VIDEO)).hasSize(8 * 5 * TsPacket.LENGTH);
        assertThat(news.packets(Pid.TDT)).hasSize(8 * 5 * TsPacket.LENGTH);
        assertContinuous(news, Pid.PAT, Pid.SDT, NEWS_PMT, VIDEO, Pid.TDT);
    }

    @Test
    void aMappedPidGoesOnWithAnotherSource() {
        Recorded news = follow(Map.of(VIDEO, MAPPED));
        here(NEWS_PMT, map(0, VIDEO));
        packets(5, VIDEO);
        here(NEWS_PMT, map(1, MAPPED));
        packets(3, MAPPED, VIDEO);
        here(NEWS_PMT, map(2, OTHER_VIDEO));
        packets(2, MAPPED, VIDEO);
        here(NEWS_PMT, map(3, VIDEO));
        packets(4, VIDEO);
        played.play(multiplexer.take());
        played.end();

        assertThat(news.packets(MAPPED)).hasSize((5 + 3 + 4) * TsPacket.LENGTH);
        assertContinuous(news, MAPPED);
    }

    @Test
    void aPidGoesOnWhenAStreamIsWhereATableWasAndTheOtherWayRound() {
        Recorded news = follow(Map.of());
        here(NEWS_PMT, map(0, VIDEO));
        packets(3, VIDEO);
        here(VIDEO, map(1, NEWS_PMT));
        packets(7, NEWS_PMT);
        here(NEWS_PMT, map(2, VIDEO));
        packets(3, VIDEO);
        played.play(multiplexer.take());
        played.end();

        assertContinuous(news, NEWS_PMT, VIDEO);
    }

    @Test
    void whatIsLostWhileAStreamFlowsStaysAGap() {
        Recorded news = follow(Map.of(VIDEO, MAPPED));
        here(NEWS_PMT, map(0, VIDEO));
        packets(5, VIDEO);
        away();
        packets(3, VIDEO);
        here(NEWS_PMT, map(0, VIDEO));
        packets(5, VIDEO);
        byte[] before = multiplexer.take();
        packets(2, VIDEO);
        multiplexer.take(); // lost
        here(NEWS_PMT, map(1, VIDEO, OTHER_VIDEO));
        packets(5, VIDEO);
        played.play(before);
        played.play(multiplexer.take());
        played.end();

        assertThat(new ReceivedStream(news.packets(MAPPED)).continuityErrors()).isEqualTo(1);
    }
}
