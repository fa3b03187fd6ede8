// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.inspect;

import static io.dmxflux.ts.split.Multiplexer.service;
import static io.dmxflux.ts.split.Multiplexer.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.Pcr;
import io.dmxflux.packet.Pid;
import io.dmxflux.ts.CraftedSection;
import io.dmxflux.ts.es.PesPackets;
import io.dmxflux.ts.guide.CraftedEvents;
import io.dmxflux.ts.psi.Descriptors;
import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.psi.StreamCoding;
import io.dmxflux.ts.psi.TableId;
import io.dmxflux.ts.split.Multiplexer;
import io.dmxflux.ts.tr101290.Tr101290Config;
import io.netty.buffer.ByteBuf;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;

/** What is in a multiplex that is made packet by packet, at times that the test sets. */
@ExtendWith(LeakCheck.class)
class InspectionTest {

    private static final int VIDEO = 0x101;
    private static final int AUDIO = 0x102;
    private static final int PMT = 0x100;

    private final Multiplexer mux = new Multiplexer();
    private long now = TimeUnit.HOURS.toNanos(5);
    private final Inspection inspection = new Inspection(Tr101290Config.Time.ARRIVAL, () -> now);

    private void look() {
        ByteBuf buffer = CraftedPacket.buffer(mux.take());
        inspection.add(buffer);
        buffer.release();
    }

    private void pass(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private static ProgramMapTable map(int service, int version, ElementaryStream... streams) {
        return new ProgramMapTable(service, version, VIDEO, Descriptors.EMPTY, List.of(streams));
    }

    private void twoServices() {
        mux.pat(0, new Program(1, PMT), new Program(2, 0x200))
                .sdt(0, service(1, "one"), service(2, "two"))
                .pmt(PMT, map(1, 0, stream(0x1B, VIDEO), stream(0x03, AUDIO, "deu")))
                .pmt(0x200, map(2, 0, stream(0x03, 0x202, "fra")));
        look();
    }

    @Test
    void nothingIsNothing() {
        assertThat(inspection.services()).isEmpty();
        assertThat(inspection.pids()).isEmpty();
        assertThat(inspection.tables()).isEmpty();
        assertThat(inspection.clocks()).isEmpty();
        assertThat(inspection.clock(VIDEO)).isEmpty();
        assertThat(inspection.multiplex()).isEqualTo(new InspectedMultiplex(null, null, null, null, 0, null));
    }

    @Test
    void servicesAreThoseOfTheTables() {
        twoServices();

        assertThat(inspection.services())
                .extracting(InspectedService::serviceId, InspectedService::name, InspectedService::type)
                .containsExactly(
                        tuple(1, "one", InspectedService.Type.TELEVISION),
                        tuple(2, "two", InspectedService.Type.TELEVISION));
        InspectedService one = inspection.services().get(0);
        assertThat(one.transportStreamId()).isEqualTo(Multiplexer.TRANSPORT_STREAM_ID);
        assertThat(one.originalNetworkId()).isEqualTo(1);
        assertThat(one.pcrPid()).isEqualTo(VIDEO);
        assertThat(one.pmtPid()).isEqualTo(PMT);
        assertThat(one.streams())
                .extracting(InspectedStream::coding)
                .containsExactly(StreamCoding.H_264, StreamCoding.MPEG_AUDIO);
        assertThat(one.streams().get(1).name()).isEqualTo("MPEG audio (deu)");
        assertThat(one.streams().get(1).languages()).containsExactly("deu");
        assertThat(inspection.services()).as("nothing has changed").isSameAs(inspection.services());
    }

    @Test
    void withoutATypeTheStreamsSayWhatAServiceIsFor() {
        mux.pat(0, new Program(1, PMT), new Program(2, 0x200), new Program(3, 0x300))
                .pmt(PMT, map(1, 0, stream(0x02, VIDEO), stream(0x03, AUDIO)))
                .pmt(0x200, map(2, 0, stream(0x0F, 0x202)))
                .pmt(0x300, map(3, 0, stream(0x05, 0x302)));
        look();

        assertThat(inspection.services())
                .extracting(InspectedService::type)
                .containsExactly(
                        InspectedService.Type.TELEVISION, InspectedService.Type.RADIO, InspectedService.Type.DATA);
        assertThat(inspection.services()).extracting(InspectedService::name).containsOnlyNulls();
    }

    @Test
    void aServiceThatLeavesThePatIsGoneWithItsTables() {
        twoServices();
        assertThat(inspection.tables()).extracting(InspectedTable::extension).contains(2);

        mux.pat(1, new Program(1, PMT));
        look();

        assertThat(inspection.services())
                .extracting(InspectedService::serviceId)
                .containsExactly(1);
        assertThat(inspection.tables())
                .filteredOn(table -> table.tableId() == TableId.PMT)
                .extracting(InspectedTable::extension)
                .containsExactly(1);
    }

    @Test
    void anotherTransportStreamTakesTheNamesAway() {
        twoServices();

        mux.transportStream(8)
                .pat(0, new Program(1, PMT))
                .pat(0, new Program(1, PMT))
                .pmt(PMT, map(1, 0, stream(0x1B, VIDEO)));
        look();

        assertThat(inspection.services()).hasSize(1);
        assertThat(inspection.services().get(0).name()).isNull();
        assertThat(inspection.services().get(0).transportStreamId()).isEqualTo(8);
        assertThat(inspection.tables()).noneMatch(table -> table.tableId() == TableId.SDT_ACTUAL);
    }

    @Test
    void theGuideHasAllOfAStreamThatIsOver() {
        Instant tonight = Instant.now().plusSeconds(3_600).truncatedTo(ChronoUnit.SECONDS);
        for (int service = 1; service <= 2; service++) {
            mux.section(
                    Pid.EIT,
                    CraftedEvents.of(TableId.EIT_PRESENT_FOLLOWING_ACTUAL, service)
                            .event(1, tonight.toString(), "PT1H", "news")
                            .bytes());
        }
        Flux.just(CraftedPacket.buffer(mux.take()))
                .transform(inspection)
                .doOnNext(ByteBuf::release)
                .blockLast();

        assertThat(inspection.guide().services()).hasSize(2);
    }

    @Test
    void errorsAreCountedBehindASignalThatWasNoise() {
        twoServices();
        for (int pid = 0x1000; pid < 0x1000 + 2 * PidErrors.MOST_PIDS; pid++) {
            gap(pid);
        }
        pass(1);
        gap(VIDEO);

        assertThat(inspection.pids())
                .filteredOn(pid -> pid.pid() == VIDEO)
                .extracting(InspectedPid::continuityErrors)
                .containsExactly(1L);
        assertThat(inspection.pids().stream().filter(pid -> pid.continuityErrors() > 0))
                .hasSize(PidErrors.MOST_PIDS);
    }

    private void gap(int pid) {
        mux.raw(CraftedPacket.of(pid).continuity(1).bytes())
                .raw(CraftedPacket.of(pid).continuity(7).bytes());
        look();
    }

    @Test
    void anotherCodecInThePmtIsSeenAtOnce() {
        twoServices();
        mux.pmt(PMT, map(1, 1, stream(0x24, VIDEO)));
        look();

        InspectedService one = inspection.services().get(0);
        assertThat(one.streams()).singleElement().satisfies(video -> {
            assertThat(video.coding()).isEqualTo(StreamCoding.HEVC);
            assertThat(video.codec()).isEqualTo("HEVC");
            assertThat(video.format()).isNull();
        });
    }

    @Test
    void aFormatIsThatOfTheLastHeader() {
        twoServices();
        sound(192);
        assertThat(audio().name()).isEqualTo("MP2 192 kbit/s (deu)");

        mux.pmt(PMT, map(1, 1, stream(0x1B, VIDEO), stream(0x03, AUDIO, "deu")));
        pass(1_000);
        sound(128);

        assertThat(audio().name()).as("a PMT that changes").isEqualTo("MP2 128 kbit/s (deu)");

        for (int second = 0; second < 8; second++) {
            pass(1_000);
            sound(192);
        }
        assertThat(audio().name()).as("in its turn").isEqualTo("MP2 192 kbit/s (deu)");
    }

    private InspectedStream audio() {
        return inspection.services().get(0).streams().get(1);
    }

    @Test
    void onePacketThatIsMarkedAsScrambledIsDamage() {
        twoServices();
        scramble(0, 0, 2);
        assertThat(inspection.services().get(0).scrambled()).isFalse();

        scramble(0, 2);
        assertThat(inspection.services().get(0).scrambled()).isFalse();

        scramble(2, 2);
        assertThat(inspection.services().get(0).scrambled()).isTrue();
        assertThat(inspection.services().get(1).scrambled()).isFalse();

        scramble(0, 0);
        assertThat(inspection.services().get(0).scrambled()).isFalse();
    }

    private int scrambleCounter;

    private void scramble(int... controls) {
        for (int control : controls) {
            mux.raw(CraftedPacket.of(VIDEO)
                    .continuity(scrambleCounter++)
                    .payloadUnitStart()
                    .scrambled(control)
                    .bytes());
        }
        look();
    }

    @Test
    void aPidHasItsShareAndItsServices() {
        twoServices();
        pass(1_000);
        mux.raw(CraftedPacket.of(Pid.NULL).bytes());
        look();
        mux.packets(IntStream.range(0, 60).map(i -> VIDEO).toArray())
                .packets(IntStream.range(0, 20).map(i -> AUDIO).toArray())
                .packets(IntStream.range(0, 20).map(i -> 0x1234).toArray());
        pass(1_000);
        look();

        assertThat(pid(VIDEO).bitrate()).isEqualTo(60 * 1504);
        assertThat(pid(VIDEO).share()).isCloseTo(0.6, within(0.001));
        assertThat(pid(VIDEO).kind()).isEqualTo("video");
        assertThat(pid(VIDEO).services()).containsExactly(1, 2);
        assertThat(pid(AUDIO).services()).containsExactly(1);
        assertThat(pid(PMT).kind()).isEqualTo("pmt");
        assertThat(pid(0x1234).kind()).isEqualTo("unreferenced");
        assertThat(pid(0x202).packets()).as("named, and has not come").isZero();
        assertThat(pid(0x202).bitrate()).isZero();
        assertThat(inspection.multiplex().bitrate()).isEqualTo(100 * 1504);

        pass(10_000);
        assertThat(inspection.multiplex().bitrate())
                .as("nothing comes any more")
                .isZero();
    }

    @Test
    void aPidThatStaysAwayIsGoneAfterAMinute() {
        mux.packets(0x1234, 0x1235);
        look();
        for (int second = 0; second < 62; second++) {
            pass(1_000);
            mux.packets(0x1235);
            look();
        }
        assertThat(inspection.pids()).extracting(InspectedPid::pid).containsExactly(0x1235);
    }

    @Test
    void gapsAreErrorsOfTheirPidAtTheirTime() {
        mux.raw(CraftedPacket.run(VIDEO, 0, 5)).raw(CraftedPacket.run(AUDIO, 0, 5));
        look();
        pass(25_000);
        mux.raw(CraftedPacket.run(VIDEO, 9, 5)).raw(CraftedPacket.run(AUDIO, 5, 5));
        look();
        pass(30_000);

        assertThat(pid(AUDIO).continuityErrors()).isZero();
        assertThat(pid(AUDIO).errorTimes()).isEmpty();
        assertThat(pid(VIDEO).continuityErrors()).isEqualTo(1);
        assertThat(pid(VIDEO).errorTimes()).singleElement().satisfies(time -> {
            assertThat(time.errors()).isEqualTo(1);
            assertThat(time.secondsAgo()).isBetween(30.0, 40.0);
        });

        pass(TimeUnit.HOURS.toMillis(1));
        mux.packets(VIDEO);
        look();
        assertThat(pid(VIDEO).continuityErrors()).isEqualTo(2);
        assertThat(pid(VIDEO).errorTimes()).as("of the last hour").hasSize(1);
    }

    private InspectedPid pid(int pid) {
        return inspection.pids().stream()
                .filter(one -> one.pid() == pid)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void tablesAreCountedAndTimed() {
        for (int i = 0; i < 4; i++) {
            mux.pat(3, new Program(1, PMT));
            look();
            pass(400);
        }
        InspectedTable pat = inspection.tables().get(0);
        assertThat(pat.name()).isEqualTo("PAT");
        assertThat(pat.version()).isEqualTo(3);
        assertThat(pat.count()).isEqualTo(4);
        assertThat(pat.sectionCount()).isEqualTo(1);
        assertThat(pat.intervalSeconds()).isCloseTo(0.4, within(0.001));
        assertThat(pat.secondsAgo()).isCloseTo(0.4, within(0.001));
    }

    @Test
    void thePcrsOfASteadyStreamAreOnBothLines() {
        clock(200, 20, i -> 0, i -> 0);

        ClockSeries series = inspection.clock(VIDEO).orElseThrow();
        assertThat(series.points()).hasSize(200);
        assertThat(series.points().get(0).intervalMillis()).isNull();
        assertThat(series.points().stream().skip(1)).allSatisfy(point -> {
            assertThat(point.intervalMillis()).isCloseTo(20, within(1e-9));
            assertThat(point.arrivalMicros()).isCloseTo(0, within(1.0));
            assertThat(point.rateMicros()).isCloseTo(0, within(0.1));
        });
        assertThat(series.points().get(199).secondsAgo()).isCloseTo(0.020, within(0.001));
        assertThat(inspection.clocks()).containsExactly(VIDEO);
    }

    @Test
    void jitterOfArrivalAndOfThePcrIsMeasured() {
        Random random = new Random(7);
        long[] late = random.longs(600, 0, 2_000_000).toArray();
        clock(600, 20, i -> late[i], i -> i == 500 ? 27 * 5 : 0);

        List<ClockSeries.Point> points = inspection.clock(VIDEO).orElseThrow().points();
        double mean = Arrays.stream(late).average().orElseThrow() / 1_000;
        for (int i = 1; i < 600; i++) {
            if (i != 500) {
                assertThat(points.get(i).arrivalMicros())
                        .as("of %d", i)
                        .isCloseTo(late[i] / 1_000.0 - mean, within(200.0));
            }
        }
        assertThat(points.get(500).rateMicros()).isCloseTo(5, within(0.5));
        assertThat(points.get(400).rateMicros()).isCloseTo(0, within(0.5));
    }

    @Test
    void onlyTheLastSixHundredAreKeptAndNoneOfAnHourAgo() {
        clock(1_000, 20, i -> 0, i -> 0);
        assertThat(inspection.clock(VIDEO).orElseThrow().points()).hasSize(ClockSeries.MOST);

        pass(TimeUnit.MINUTES.toMillis(2));
        assertThat(inspection.clock(VIDEO)).isEmpty();
    }

    @Test
    void aJumpOfTheClockHasNoInterval() {
        clock(100, 20, i -> 0, i -> i < 50 ? 0 : -3 * Pcr.TICKS_PER_SECOND);

        List<ClockSeries.Point> points = inspection.clock(VIDEO).orElseThrow().points();
        assertThat(points.get(50).intervalMillis()).isNull();
        assertThat(points.get(51).intervalMillis()).isCloseTo(20, within(1e-9));
        assertThat(points.get(60).arrivalMicros()).isCloseTo(0, within(1.0));
    }

    /** A PCR each so many milliseconds, ten packets apart, each in a buffer of its own that comes late, and with some ticks more. */
    private void clock(int count, int millis, IntToLongFunction lateNanos, IntToLongFunction ticks) {
        long start = now;
        for (int i = 0; i < count; i++) {
            long due = start + TimeUnit.MILLISECONDS.toNanos((long) millis * i);
            now = due + lateNanos.applyAsLong(i);
            mux.packets(1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008)
                    .clock(VIDEO, 20 * Pcr.TICKS_PER_SECOND + Pcr.fromNanos(due - start) + ticks.applyAsLong(i));
            look();
        }
        now = start + TimeUnit.MILLISECONDS.toNanos((long) millis * count);
    }

    @Test
    void aNumberIsThatOfTheNitWithItsSpecifier() {
        twoServices();
        nit(0, "5F 04 00000028 83 04 0001 FC07");
        assertThat(inspection.services().get(0).number()).isEqualTo(7);
        assertThat(inspection.services().get(1).number()).isNull();
        assertThat(inspection.multiplex().networkId()).isEqualTo(9);
        assertThat(inspection.multiplex().networkName()).isEqualTo("net");

        nit(1, "5F 04 00000029 83 08 0001 8400 0002 C001");
        assertThat(inspection.services())
                .as("of NorDig")
                .extracting(InspectedService::number)
                .containsExactly(1024, 1);

        nit(2, "83 04 0001 FC07");
        assertThat(inspection.services().get(0).number()).as("of nobody").isNull();

        String lists = "01 03 4E6F72 4E4F52 04 0001 FC07" + "02 00 535745 08 0001 FC09 0002 FC0A";
        nit(3, "5F 04 00000029 83 08 0001 8400 0002 C001 87 1B " + lists);
        assertThat(inspection.services())
                .as("of NorDig, by list, the first of which counts")
                .extracting(InspectedService::number)
                .containsExactly(7, 10);

        nit(4, "5F 04 00000029 87 0A 01 03 4E6F72 4E4F52 FF 00");
        assertThat(inspection.services().get(0).number())
                .as("of lists cut short")
                .isNull();
    }

    private void nit(int version, String hex) {
        byte[] loop = CraftedSection.hex(hex);
        String body = "F005 4003 6E6574 F0%02X 0007 0001 F0%02X %s".formatted(6 + loop.length, loop.length, hex);
        mux.section(
                Pid.NIT,
                CraftedSection.of(TableId.NIT_ACTUAL)
                        .extension(9)
                        .version(version)
                        .body(body)
                        .bytes());
        look();
    }

    @Test
    void eightThousandServicesAreBounded() {
        Program[] programs = IntStream.rangeClosed(1, 8_000)
                .mapToObj(id -> new Program(id, 0x20 + id % 0x1F00))
                .toArray(Program[]::new);
        mux.pat(0, programs);
        look();
        for (int id = 1; id <= 8_000; id++) {
            mux.pmt(0x20 + id % 0x1F00, map(id, 0, stream(0x1B, 0x20 + id % 0x1F00)));
            mux.raw(CraftedPacket.of(id).pcr(id).bytes());
        }
        look();

        assertThat(inspection.services()).hasSize(LiveTables.MOST_SERVICES);
        assertThat(inspection.tables()).hasSizeLessThan(KeptTables.MOST_TABLES);
        assertThat(inspection.clocks()).hasSize(PcrRings.MOST);
        assertThat(inspection.pids()).isNotEmpty();
    }

    /** Three frames of MPEG audio, 192 or 128 kbit/s, in as many packets as they take. */
    private void sound(int kilobits) {
        byte[] frame = new byte[kilobits * 3];
        System.arraycopy(CraftedSection.hex(kilobits == 192 ? "FFFDA400" : "FFFD8400"), 0, frame, 0, 4);
        PesPackets.of(AUDIO, CraftedPacket.concat(frame, frame, frame))
                .forEach(packet -> mux.raw(packet.continuity(soundCounter++).bytes()));
        look();
    }

    private int soundCounter;
}
