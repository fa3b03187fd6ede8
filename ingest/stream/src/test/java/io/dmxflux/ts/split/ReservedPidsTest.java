// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import static io.dmxflux.ts.split.Multiplexer.service;
import static io.dmxflux.ts.split.Multiplexer.stream;
import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.AdaptationField;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.Pcr;
import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.dmxflux.ts.CraftedSection;
import io.dmxflux.ts.psi.Descriptors;
import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.psi.TableId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Services on PIDs that DVB reserves for tables: what a PAT or a PMT declares wins. */
@ExtendWith(LeakCheck.class)
class ReservedPidsTest {

    private static final int SPORT = 1;
    private static final int NEWS = 2;
    private static final int NEWS_PMT = 0x200;
    private static final int NEWS_VIDEO = 0x201;
    private static final ProgramMapTable NEWS_MAP = map(NEWS, NEWS_VIDEO, stream(0x02, NEWS_VIDEO));

    @RegisterExtension
    private final PlayedMultiplex played = new PlayedMultiplex();

    private final Multiplexer multiplexer = new Multiplexer();

    private static ProgramMapTable map(int serviceId, int pcrPid, ElementaryStream... streams) {
        return new ProgramMapTable(serviceId, 0, pcrPid, Descriptors.EMPTY, List.of(streams));
    }

    private Multiplexer tables(int sportPmt, ProgramMapTable sport) {
        return multiplexer
                .pat(0, new Program(NEWS, NEWS_PMT), new Program(SPORT, sportPmt))
                .pmt(NEWS_PMT, NEWS_MAP)
                .pes(NEWS_VIDEO)
                .pmt(sportPmt, sport);
    }

    /** Without the model, which knows no such service. */
    private Recorded follow(int serviceId) {
        return Recorded.of(played.splitter.addService(
                PlayedMultiplex.CUT, new ServiceSelection.ById(serviceId), ServiceEdit.NONE));
    }

    private void play() {
        played.play(multiplexer.take());
        played.end();
    }

    private static int packets(Recorded output, int pid) {
        return output.packets(pid).length / TsPacket.LENGTH;
    }

    @ParameterizedTest
    @CsvSource({
        "0x10,0x11,0x14",
        "0x12,0x11,0x14",
        "0x11,0x12,0x14",
        "0x14,0x10,0x12",
        "0x13,0x1F,0x1E",
        "0x100,0x12,0x11"
    })
    void aServiceOnReservedPidsIsWholeAndInNoOthersStream(String pmtPid, String videoPid, String audioPid) {
        int pmt = Integer.decode(pmtPid);
        int video = Integer.decode(videoPid);
        int audio = Integer.decode(audioPid);
        Recorded sport = follow(SPORT);
        Recorded news = follow(NEWS);
        ProgramMapTable map = map(SPORT, video, stream(0x02, video), stream(0x81, audio));
        for (int round = 0; round < 10; round++) {
            tables(pmt, map).pes(video, audio).packets(video, NEWS_VIDEO).clock(video, round * 1_000_000L);
        }
        play();

        assertThat(sport.lastPmt()).isEqualTo(map);
        assertThat(packets(sport, video)).isEqualTo(30);
        assertThat(packets(sport, audio)).isEqualTo(10);
        assertThat(sport.continuityErrors()).isZero();
        assertThat(news.pids()).containsExactly(Pid.PAT, NEWS_PMT, NEWS_VIDEO);
        assertThat(packets(news, NEWS_VIDEO)).isEqualTo(20);
        assertThat(played.events).noneMatch(event -> event instanceof SplitEvent.ServiceNotFound);
    }

    /** Its map is the last thing to come; until then its audio must not be taken for the time of day. */
    @Test
    void audioWhoseMapHasNotComeIsNotTheTimeOfDay() {
        Recorded news = follow(NEWS);
        multiplexer
                .pat(0, new Program(NEWS, NEWS_PMT), new Program(SPORT, 0x100))
                .pmt(NEWS_PMT, NEWS_MAP)
                .raw(CraftedPacket.run(Pid.TDT, 3))
                .pes(Pid.TDT, NEWS_VIDEO, Pid.TDT);
        play();
        assertThat(news.pids()).containsExactly(Pid.PAT, NEWS_PMT, NEWS_VIDEO);
    }

    @Test
    void tablesAreReadAgainWhenNobodyClaimsTheirPids() {
        Recorded news = follow(NEWS);
        tables(0x100, map(SPORT, Pid.SDT, stream(0x02, Pid.SDT), stream(0x03, Pid.TDT)))
                .sdt(0, service(NEWS, "News"))
                .packets(Pid.TDT)
                .pat(1, new Program(NEWS, NEWS_PMT))
                .sdt(0, service(NEWS, "News"))
                .packets(Pid.TDT);
        play();
        assertThat(news.sections(Pid.SDT)).hasSize(1);
        assertThat(packets(news, Pid.TDT)).isEqualTo(1);
    }

    @Test
    void aStreamOnAReservedPidCanBeMoved() {
        Recorded sport = Recorded.of(played.splitter.addService(
                PlayedMultiplex.CUT,
                new ServiceSelection.ById(SPORT),
                new ServiceEdit(
                        OptionalInt.empty(), OptionalInt.empty(), Map.of(0x12, 0x100, 0x11, 0x101), List.of(), false)));
        tables(0x12, map(SPORT, 0x11, stream(0x02, 0x11))).pes(0x11, 0x11);
        play();
        assertThat(sport.pids()).containsExactly(Pid.PAT, 0x100, 0x101);
        assertThat(sport.lastPmt()).isEqualTo(map(SPORT, 0x101, stream(0x02, 0x101)));
    }

    /** Tables that were sent on the PID before, and would be repeated, give way to the stream, and come back behind it. */
    @ParameterizedTest
    @ValueSource(ints = {Pid.NIT, Pid.SDT, Pid.EIT})
    void aStreamThatMovesToThePidOfATableTakesItsPlace(int reserved) {
        ServiceInformation network = new ServiceInformation(
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.of(5),
                Optional.of("Cable"),
                ServiceInformation.Nit.OWN,
                ServiceInformation.Events.PRESENT_FOLLOWING);
        Recorded sport = Recorded.of(played.splitter.addService(
                PlayedMultiplex.CUT,
                new ServiceSelection.ById(SPORT),
                new ServiceEdit(
                        OptionalInt.empty(), OptionalInt.empty(), Map.of(), List.of(), false, List.of(), network)));
        playFor(0x101, 6);
        assertThat(sport.sections(reserved)).isNotEmpty();
        int tables = sport.sections(reserved).size();

        playFor(reserved, 12);
        assertThat(packets(sport, reserved)).isGreaterThan(12 * 20);
        assertThat(sport.sections(reserved))
                .as("none while the stream is there")
                .hasSize(tables);
        assertThat(sport.lastPat().programs()).hasSize(reserved == Pid.NIT ? 1 : 2);

        playFor(0x101, 12);
        assertThat(sport.sections(reserved)).hasSizeGreaterThan(tables);
        assertThat(sport.lastPat().programs()).hasSize(2);
        assertThat(packets(sport, 0x101)).isEqualTo(18 * 20);
        assertThat(sport.continuityErrors()).isZero();
        played.end();
    }

    /** A second is half a dozen buffers, with all tables; the packets behind the PMT of a change are the new PID's. */
    private void playFor(int videoPid, int seconds) {
        ProgramMapTable map = map(SPORT, videoPid, stream(0x02, videoPid));
        for (int second = 0; second < seconds; second++) {
            multiplexer.pat(0, new Program(SPORT, 0x100)).pmt(0x100, map);
            if (videoPid != Pid.SDT) {
                multiplexer.sdt(0, service(SPORT, "Sport"));
            }
            if (videoPid != Pid.EIT) {
                multiplexer.section(
                        Pid.EIT,
                        CraftedSection.of(TableId.EIT_PRESENT_FOLLOWING_ACTUAL)
                                .extension(SPORT)
                                .body("00 07 00 01 00 4E")
                                .bytes());
            }
            for (int i = 0; i < 20; i++) {
                multiplexer.packets(videoPid);
                played.play(multiplexer.take());
            }
        }
    }

    // -- a PCR beside tables
    // ------------------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(ints = {0x100, NEWS_PMT, Pid.PAT, Pid.CAT, Pid.TSDT, Pid.NIT, Pid.SDT, Pid.EIT, Pid.TDT})
    void aClockBesideTablesIsKeptOnItsPid(int pcrPid) {
        Recorded sport = follow(SPORT);
        follow(NEWS);
        ProgramMapTable map = map(SPORT, pcrPid, stream(0x02, 0x101));
        for (int round = 0; round < 20; round++) {
            tables(0x100, map)
                    .clock(pcrPid, 3 * round)
                    .sdt(0, service(SPORT, "Sport"), service(NEWS, "News"))
                    .clock(pcrPid, 3 * round + 1)
                    .packets(Pid.TDT, 0x101)
                    .clock(pcrPid, 3 * round + 2);
        }
        played.play(multiplexer.take());

        assertThat(clocks(sport, pcrPid))
                .containsExactlyElementsOf(LongStream.range(0, 60).boxed().toList());
        assertThat(sport.lastPmt()).isEqualTo(map);
        assertThat(sport.continuityErrors()).isZero();
        assertThat(sport.sections(0x100)).hasSize(20);
        assertThat(sport.sections(Pid.SDT)).hasSize(20);
        assertThat(sport.sections(Pid.PAT)).hasSize(20);
        assertThat(packets(sport, Pid.TDT)).isGreaterThanOrEqualTo(20);
        assertThat(pcrPid == NEWS_PMT ? sport.sections(NEWS_PMT) : List.of()).isEmpty();
    }

    /** In packets with sections, with its own PID moved, and shared by two services. */
    @Test
    void aClockOnTheMapsPidMovesWithIt() {
        Recorded sport = Recorded.of(played.splitter.addService(
                PlayedMultiplex.CUT,
                new ServiceSelection.ById(SPORT),
                new ServiceEdit(OptionalInt.empty(), OptionalInt.empty(), Map.of(0x100, 0x1000), List.of(), false)));
        Recorded news = Recorded.of(
                played.splitter.addService(PlayedMultiplex.CUT, new ServiceSelection.ById(NEWS), ServiceEdit.NONE));
        byte[] sportMap = map(SPORT, 0x100, stream(0x02, 0x101)).toSection();
        byte[] newsMap = map(NEWS, 0x100, stream(0x02, NEWS_VIDEO)).toSection();
        for (int round = 0; round < 20; round++) {
            multiplexer
                    .pat(0, new Program(NEWS, NEWS_PMT), new Program(SPORT, 0x100))
                    .section(NEWS_PMT, newsMap)
                    .raw(packetWithClock(0x100, round, sportMap, round))
                    .packets(0x101, NEWS_VIDEO);
        }
        play();

        List<Long> all = LongStream.range(0, 20).boxed().toList();
        assertThat(clocks(sport, 0x1000)).isEqualTo(all);
        assertThat(sport.lastPmt().pcrPid()).isEqualTo(0x1000);
        assertThat(clocks(news, 0x100)).isEqualTo(all);
        assertThat(news.lastPmt().pcrPid()).isEqualTo(0x100);
        assertThat(news.sections(0x100)).isEmpty();
        assertThat(sport.continuityErrors() + news.continuityErrors()).isZero();
    }

    private static byte[] packetWithClock(int pid, int counter, byte[] section, long ticks) {
        byte[] packet = CraftedPacket.of(pid)
                .continuity(counter)
                .payloadUnitStart()
                .pcr(ticks)
                .bytes();
        Arrays.fill(packet, 12, packet.length, (byte) 0xFF);
        packet[12] = 0;
        System.arraycopy(section, 0, packet, 13, section.length);
        return packet;
    }

    private static List<Long> clocks(Recorded output, int pid) {
        ByteBuf packets = Unpooled.wrappedBuffer(output.packets(pid));
        return IntStream.range(0, packets.readableBytes() / TsPacket.LENGTH)
                .mapToLong(i -> AdaptationField.pcrTicks(packets, i * TsPacket.LENGTH))
                .filter(ticks -> ticks != Pcr.ABSENT)
                .boxed()
                .toList();
    }
}
