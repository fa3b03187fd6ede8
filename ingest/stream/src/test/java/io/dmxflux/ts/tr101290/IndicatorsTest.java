// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.tr101290;

import static io.dmxflux.ts.tr101290.CraftedStream.AUDIO;
import static io.dmxflux.ts.tr101290.CraftedStream.VIDEO;
import static io.dmxflux.ts.tr101290.CraftedStream.sound;
import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.Pid;
import io.dmxflux.ts.CraftedSection;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each indicator with a stream that raises it, and one that comes as close as is allowed. */
@ExtendWith(LeakCheck.class)
class IndicatorsTest {

    private static final Tr101290Config BY_PCR =
            Tr101290Config.builder().time(Tr101290Config.Time.PCR).build();

    private static final int PRIVATE_PID = 0x1F0;

    static Stream<Arguments> allowed() {
        return Stream.of(
                ok("all is well", sound()),
                ok("1.3.a a PAT each 0.5 s", sound().every("pat", 500)),
                ok("1.4 a packet twice", sound().turn("again", 10, 10_000, millis -> repeated(AUDIO))),
                ok(
                        "1.4 announced",
                        sound().once(2_000, skipping(4).discontinuity().bytes())),
                ok("1.5.a a PMT each 0.5 s", sound().every("pmt", 500)),
                ok("1.6 no audio for 5 s", sound().turn("audio", 5, 5_000, millis -> packet(AUDIO))),
                ok("2.3.a a PCR each 100 ms", sound().every("pcr", 100)),
                ok(
                        "2.3.b a jump that is announced",
                        sound().turn("pcr", 1, 40, millis -> jumping(millis, 5_000, true))),
                ok("2.4 481 ns", sound().turn("pcr", 1, 40, millis -> off(millis, 13))),
                ok("2.5 a PTS each 0.7 s", sound().every("pts", 700)),
                ok(
                        "2.6 scrambled, and a CAT each 2 s",
                        scrambled().table("cat", 0, 2_000, Pid.CAT, CraftedSection.of(1))),
                ok("3.1.a an NIT each 10 s", sound().every("nit", 10_000)),
                ok("3.1.a 25 ms", twice("nit", 0x40, Pid.NIT, 25, "F000F000")),
                ok("3.1.a a stuffing table", sound().once(2_000, table(Pid.NIT, 0x72))),
                ok("3.1.b each 10 s", other(Pid.NIT, CraftedSection.of(0x41), 10_000)),
                ok("3.2 a BAT each 10 s", other(Pid.SDT, CraftedSection.of(0x4A), 10_000)),
                ok("3.2 a schedule each 30 s", other(Pid.EIT, CraftedStream.eit(0x50, 0), 30_000)),
                ok("3.4.a for 0.5 s", sound().turn("foreign", 0, 10, millis -> foreign(millis, 2_000, 2_500))),
                ok("3.5.a an SDT each 2 s", sound().every("sdt", 2_000)),
                ok("3.5.a 25 ms", twice("sdt", 0x42, Pid.SDT, 25, "0001FF")),
                ok("3.5.b each 10 s", other(Pid.SDT, CraftedSection.of(0x46).body("0001FF"), 10_000)),
                ok("3.6.a events each 2 s", sound().every("present", 2_000).every("following", 2_000)),
                ok("3.6.b each 10 s", both(CraftedStream.eit(0x4F, 0), CraftedStream.eit(0x4F, 1), 10_000)),
                ok("3.7 25 ms", sound().turn("rst", 0, 30, millis -> CraftedStream.time(0x71))),
                ok("3.8 a TDT each 30 s", sound().every("tdt", 30_000)),
                ok("3.8 a TOT between", sound().once(2_000, table(Pid.TDT, 0x73))));
    }

    static Stream<Arguments> errors() {
        return Stream.of(
                bad("1.3.a rarer", Indicator.PAT, sound().every("pat", 510)),
                bad(
                        "1.3.a none any more",
                        Indicator.PAT,
                        sound().turn("pat", 3, 400, millis -> millis < 9_000 ? CraftedStream.pat() : packet(AUDIO))),
                bad("1.3.a another table", Indicator.PAT, sound().once(2_000, table(Pid.PAT, 0x42))),
                bad("1.3.a scrambled", Indicator.PAT, sound().once(2_000, scrambledPacket(Pid.PAT))),
                bad(
                        "1.4 missing",
                        Indicator.CONTINUITY,
                        sound().once(2_000, skipping(4).bytes())),
                bad(
                        "1.4 three times",
                        Indicator.CONTINUITY,
                        sound().once(2_010, repeated(AUDIO)).once(2_020, repeated(AUDIO))),
                bad("1.5.a rarer", Indicator.PMT, sound().every("pmt", 510)),
                bad("1.5.a scrambled", Indicator.PMT, sound().once(2_000, scrambledPacket(CraftedStream.MAP))),
                bad("1.6 longer", Indicator.PID, sound().turn("audio", 5, 5_400, millis -> packet(AUDIO))),
                bad(
                        "2.1",
                        Indicator.TRANSPORT,
                        sound().once(
                                        2_000,
                                        CraftedPacket.of(VIDEO).transportError().bytes())),
                bad("2.2", Indicator.CRC, sound().once(2_000, damaged(table(Pid.SDT, 0x42)))),
                bad(
                        "2.3.b ahead",
                        Indicator.PCR_DISCONTINUITY,
                        sound().turn("pcr", 1, 40, millis -> jumping(millis, 100, false))),
                bad(
                        "2.3.b back",
                        Indicator.PCR_DISCONTINUITY,
                        sound().turn("pcr", 1, 40, millis -> jumping(millis, -100, false))),
                bad("2.4 630 ns", Indicator.PCR_ACCURACY, sound().turn("pcr", 1, 40, millis -> off(millis, 17))),
                bad("2.5 rarer", Indicator.PTS, sound().every("pts", 710)),
                bad("2.6 none", Indicator.CAT, scrambled()),
                bad("2.6 rarer", Indicator.CAT, scrambled().table("cat", 0, 2_210, Pid.CAT, CraftedSection.of(1))),
                bad("2.6 another table", Indicator.CAT, sound().once(2_000, table(Pid.CAT, 0x42))),
                bad("3.1.a none", Indicator.NIT_ACTUAL, sound().without("nit")),
                bad("3.1.a too close", Indicator.NIT_ACTUAL, twice("nit", 0x40, Pid.NIT, 24, "F000F000")),
                bad("3.1.a another table", Indicator.NIT_ACTUAL, sound().once(2_000, table(Pid.NIT, 0x4A))),
                bad("3.1.b", Indicator.NIT_OTHER, other(Pid.NIT, CraftedSection.of(0x41), 10_010)),
                bad("3.2 BAT", Indicator.SI_REPETITION, other(Pid.SDT, CraftedSection.of(0x4A), 10_010)),
                bad("3.2 schedule", Indicator.SI_REPETITION, other(Pid.EIT, CraftedStream.eit(0x50, 0), 30_010)),
                bad("3.2 BATs too close", Indicator.SI_REPETITION, other(Pid.SDT, CraftedSection.of(0x4A), 20)),
                bad(
                        "3.4.a longer",
                        Indicator.UNREFERENCED_PID,
                        sound().turn("foreign", 0, 10, millis -> foreign(millis, 2_000, 2_800))),
                bad("3.5.a none", Indicator.SDT_ACTUAL, sound().without("sdt")),
                bad("3.5.a too close", Indicator.SDT_ACTUAL, twice("sdt", 0x42, Pid.SDT, 24, "0001FF")),
                bad("3.5.a another table", Indicator.SDT_ACTUAL, sound().once(2_000, table(Pid.SDT, 0x4E))),
                bad(
                        "3.5.b",
                        Indicator.SDT_OTHER,
                        other(Pid.SDT, CraftedSection.of(0x46).body("0001FF"), 10_010)),
                bad("3.6.a another table", Indicator.EIT_ACTUAL, sound().once(2_000, table(Pid.EIT, 0x42))),
                bad("3.6.b", Indicator.EIT_OTHER, both(CraftedStream.eit(0x4F, 0), CraftedStream.eit(0x4F, 1), 10_010)),
                bad(
                        "3.6.c only present",
                        Indicator.EIT_PF,
                        both(
                                CraftedStream.eit(0x4F, 0),
                                CraftedStream.eit(0x4F, 0).version(1),
                                5_000)),
                bad("3.7", Indicator.RST, sound().turn("rst", 0, 20, millis -> CraftedStream.time(0x71))),
                bad("3.7 another table", Indicator.RST, sound().once(2_000, table(0x13, 0x42))),
                bad("3.8 none", Indicator.TDT, sound().without("tdt")),
                bad(
                        "3.8 too close",
                        Indicator.TDT,
                        sound().once(2_000, CraftedStream.time(0x70)).once(2_010, CraftedStream.time(0x70))),
                bad("3.8 another table", Indicator.TDT, sound().once(2_000, table(Pid.TDT, 0x42))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("allowed")
    void whatIsAllowedRaisesNothing(String name, CraftedStream stream) {
        assertThat(raised(look(stream))).as(name).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("errors")
    void anErrorRaisesItsIndicatorAndNoOther(String name, Indicator indicator, CraftedStream stream) {
        assertThat(raised(look(stream))).as(name).containsExactly(indicator);
    }

    /** By value and by time at once, as nothing else comes of a PCR that is late. */
    @Test
    void aPcrThatIsLateRaisesBothIndicatorsOfPcrs() {
        assertThat(raised(look(sound().every("pcr", 110))))
                .containsExactly(Indicator.PCR_REPETITION, Indicator.PCR_DISCONTINUITY);
    }

    @Test
    void eventsThatComeTooRarelyAreOfTheStreamAndOfTheirSection() {
        assertThat(raised(look(sound().every("present", 2_010))))
                .containsExactly(Indicator.SI_REPETITION, Indicator.EIT_ACTUAL);
        assertThat(raised(look(sound().every("sdt", 2_010))))
                .containsExactly(Indicator.SI_REPETITION, Indicator.SDT_ACTUAL);
        assertThat(raised(look(sound().every("nit", 10_010))))
                .containsExactly(Indicator.NIT_ACTUAL, Indicator.SI_REPETITION);
    }

    @Test
    void aTdtEach30SecondsAndALittleIsTooRare() {
        assertThat(raised(look(sound().every("tdt", 30_010)))).containsExactly(Indicator.TDT);
    }

    /** Of a stream of which a tenth is left out every other half second. */
    @Test
    void theAccuracyOfPcrsIsNotKnownWithoutAConstantRate() {
        Tr101290Report report = look(sound().sentIf(millis -> millis % 1_000 < 500 || millis % 10 > 0));

        assertThat(report.state(Indicator.PCR_ACCURACY)).isEqualTo(IndicatorState.UNKNOWN);
        assertThat(report.clocks()).singleElement().satisfies(clock -> {
            assertThat(clock.accuracyNanos()).isNull();
            assertThat(clock.accuracyReason()).isEqualTo(PcrAccuracy.NOT_CONSTANT);
        });
    }

    @Test
    void limitsCanBeOthers() {
        Tr101290Config patient = BY_PCR.toBuilder()
                .limit(Limit.PAT, Duration.ofSeconds(1))
                .limit(Limit.PCR_ACCURACY, Duration.ofNanos(1_000))
                .build();
        CraftedStream stream = sound().every("pat", 1_000).turn("pcr", 1, 40, millis -> off(millis, 17));

        assertThat(raised(look(stream, patient))).isEmpty();
    }

    private static Arguments ok(String name, CraftedStream stream) {
        return Arguments.of(name, stream);
    }

    private static Arguments bad(String name, Indicator indicator, CraftedStream stream) {
        return Arguments.of(name, indicator, stream);
    }

    private static byte[] packet(int pid) {
        return CraftedPacket.of(pid).bytes();
    }

    private static byte[] table(int pid, int tableId) {
        return CraftedStream.section(
                pid,
                CraftedSection.of(tableId)
                        .extension(9)
                        .body("00010001" + "0000")
                        .bytes());
    }

    private static byte[] damaged(byte[] packet) {
        packet[16] ^= 1;
        return packet;
    }

    private static byte[] scrambledPacket(int pid) {
        return CraftedPacket.of(pid).scrambled(2).bytes();
    }

    /** The counter of a packet goes on by one more than is added here. */
    private static CraftedPacket skipping(int packets) {
        return CraftedPacket.of(AUDIO).continuity(packets);
    }

    private static byte[] repeated(int pid) {
        return CraftedPacket.of(pid).continuity(15).bytes();
    }

    private static byte[] foreign(long millis, int from, int to) {
        return packet(millis >= from && millis <= to ? PRIVATE_PID : Pid.NULL);
    }

    private static byte[] off(long millis, int ticks) {
        boolean isOff = millis % 4_000 == 1;
        return CraftedStream.clockOf(VIDEO, millis * 27_000 + 100 + (isOff ? ticks : 0));
    }

    /** The clock is another one from 20 s on. */
    private static byte[] jumping(long millis, int byMillis, boolean announced) {
        boolean isOther = millis >= 20_000;
        byte[] packet = CraftedStream.clockOf(VIDEO, (millis + (isOther ? byMillis : 0)) * 27_000);
        packet[5] |= (byte) (announced && millis - 20_000 >= 0 && millis - 20_000 < 40 ? 0x80 : 0);
        return packet;
    }

    private static CraftedStream scrambled() {
        return sound().turn("audio", 5, 40, millis -> scrambledPacket(AUDIO));
    }

    /** A section, and another one so many milliseconds later. */
    private static CraftedStream twice(String name, int tableId, int pid, int millis, String body) {
        CraftedSection section = CraftedSection.of(tableId).body(body);
        return sound().without(name)
                .table(name, 0, 1_000, pid, section)
                .once(2_000 + millis, CraftedStream.section(pid, section.bytes()));
    }

    private static CraftedStream other(int pid, CraftedSection section, int every) {
        return sound().table("other", 0, every, pid, section);
    }

    private static CraftedStream both(CraftedSection one, CraftedSection another, int every) {
        return sound().table("one", 0, every, Pid.EIT, one).table("another", 100, every, Pid.EIT, another);
    }

    private static Tr101290Report look(CraftedStream stream) {
        return look(stream, BY_PCR);
    }

    private static Tr101290Report look(CraftedStream stream, Tr101290Config config) {
        Tr101290Monitor monitor = new Tr101290Monitor(config);
        for (int second = 0; second < 65; second++) {
            ByteBuf buffer = CraftedPacket.buffer(stream.bytes(second * 1_000, (second + 1) * 1_000));
            monitor.add(buffer, 0);
            buffer.release();
        }
        return monitor.report();
    }

    private static Stream<Indicator> raised(Tr101290Report report) {
        return report.indicators().stream()
                .filter(status -> status.count() > 0)
                .map(IndicatorStatus::indicator)
                .distinct();
    }
}
