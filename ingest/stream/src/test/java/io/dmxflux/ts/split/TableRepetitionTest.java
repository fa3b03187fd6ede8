// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import static io.dmxflux.ts.split.Multiplexer.service;
import static io.dmxflux.ts.split.Multiplexer.stream;
import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.CraftedSection;
import io.dmxflux.ts.psi.Descriptors;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.psi.TableId;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that the multiplex sends too seldom are repeated, in time for every receiver; others keep their rate. */
@ExtendWith(LeakCheck.class)
class TableRepetitionTest {

    private static final int NEWS = 101;
    private static final int PMT = 0x100;
    private static final int VIDEO = 0x111;
    private static final int NEVER = 0;

    @RegisterExtension
    private final PlayedMultiplex played = new PlayedMultiplex();

    private final Multiplexer multiplexer = new Multiplexer();
    private final Map<Integer, List<Long>> millis = new HashMap<>();

    @BeforeEach
    void open() {
        played.splitter
                .addService(PlayedMultiplex.CUT, new ServiceSelection.ById(NEWS), ServiceEdit.NONE)
                .batches()
                .subscribe(this::receive);
    }

    private void receive(ByteBuf batch) {
        for (int packet = 0; packet < batch.readableBytes(); packet += TsPacket.LENGTH) {
            if (TsPacket.payloadUnitStart(batch, packet)) {
                times(TsPacket.pid(batch, packet)).add(played.time.now(TimeUnit.MILLISECONDS));
            }
        }
        batch.release();
    }

    private void tables() {
        multiplexer
                .pat(0, new Program(NEWS, PMT))
                .pmt(PMT, new ProgramMapTable(NEWS, 0, VIDEO, Descriptors.EMPTY, List.of(stream(0x1B, VIDEO))))
                .sdt(0, service(NEWS, "News"))
                .section(
                        Pid.EIT,
                        CraftedSection.of(TableId.EIT_PRESENT_FOLLOWING_ACTUAL)
                                .extension(NEWS)
                                .bodyOf(20)
                                .bytes());
    }

    /** Plays a packet of video in each buffer, and tables in some. */
    private void play(int forMillis, int bufferMillis, int tablesMillis) {
        for (int at = 0; at < forMillis; at += bufferMillis) {
            if (tablesMillis != NEVER && at % tablesMillis == 0) {
                tables();
            }
            played.buffer(multiplexer.packets(VIDEO).take());
            played.time.advanceTimeBy(Duration.ofMillis(bufferMillis));
        }
    }

    private List<Long> times(int pid) {
        return millis.computeIfAbsent(pid, none -> new ArrayList<>());
    }

    private List<Long> intervals(int pid) {
        List<Long> times = times(pid);
        List<Long> intervals = new ArrayList<>();
        for (int i = 1; i < times.size(); i++) {
            intervals.add(times.get(i) - times.get(i - 1));
        }
        return intervals;
    }

    @ParameterizedTest(name = "a packet each {0} ms")
    @ValueSource(ints = {5, 50, 500})
    void whatTheMultiplexSendsEveryTenSecondsIsSentInTime(int bufferMillis) {
        play(20_000, bufferMillis, 10_000);
        assertThat(Collections.max(intervals(Pid.PAT))).isLessThanOrEqualTo(200);
        assertThat(Collections.max(intervals(PMT))).isLessThanOrEqualTo(200);
        assertThat(Collections.max(intervals(Pid.SDT))).isLessThanOrEqualTo(2_000);
        assertThat(Collections.max(intervals(Pid.EIT))).isLessThanOrEqualTo(2_000);
        assertThat(times(Pid.PAT)).as("and not oftener").hasSizeLessThanOrEqualTo(205);
        assertThat(times(Pid.SDT)).hasSizeLessThanOrEqualTo(14);
        played.end();
    }

    @Test
    void whatTheMultiplexSendsInTimeIsNotRepeated() {
        play(10_000, 5, 80);
        assertThat(times(Pid.PAT)).hasSize(125);
        assertThat(times(PMT)).hasSize(125);
        assertThat(times(Pid.EIT)).hasSize(125);
        played.end();
    }

    @Test
    void twoSectionsOfATableAreNeverCloserThanReceiversCanBear() {
        play(30_000, 5, 1_905);
        assertThat(Collections.min(intervals(Pid.SDT))).isGreaterThanOrEqualTo(25);
        assertThat(Collections.min(intervals(Pid.EIT))).isGreaterThanOrEqualTo(25);
        played.end();
    }

    @Test
    void anInputThatIsSilentHasNoTablesAfterTwoSeconds() {
        play(1_000, 5, 100);
        played.time.advanceTimeBy(Duration.ofSeconds(60));
        List<Long> pats = times(Pid.PAT);
        assertThat(pats.get(pats.size() - 1)).isBetween(2_700L, 3_100L);
        int before = pats.size();
        play(1_000, 5, NEVER);
        assertThat(pats.size() - before).as("and at once when it is back").isBetween(9, 12);
        played.end();
    }

    @Test
    void eventsThatTheMultiplexNoLongerHasAreOver() {
        play(1_000, 5, 100);
        play(60_000, 50, NEVER);
        int before = times(Pid.EIT).size();
        play(10_000, 50, NEVER);
        assertThat(times(Pid.EIT)).hasSize(before);
        assertThat(before).isGreaterThan(10 + 13);
        played.end();
    }
}
