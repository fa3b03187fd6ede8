// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.analysis;

import static io.dmxflux.packet.CraftedPacket.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.CraftedPacket;
import io.dmxflux.packet.Crc32Mpeg;
import io.dmxflux.packet.Pid;
import io.dmxflux.ts.psi.Descriptors;
import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramAssociationTable;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.psi.SectionPacketizer;
import io.dmxflux.ts.psi.Service;
import io.dmxflux.ts.psi.ServiceDescriptionTable;
import io.dmxflux.ts.psi.TableId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the tables of a stream make of its packets. */
@ExtendWith(LeakCheck.class)
class AnalyzedTablesTest {

    private static final int PMT_1 = 0x1001;
    private static final int PMT_2 = 0x1002;
    private static final int VIDEO = 0x100;
    private static final int AUDIO = 0x101;
    private static final int OTHER = 0x102;
    private static final int KEYS = 0x1FF0;

    private final StreamAnalysis analysis = new StreamAnalysis();
    private final Map<Integer, SectionPacketizer> packetizers = new HashMap<>();
    private final Map<Integer, Integer> sent = new HashMap<>();

    @Test
    void aServiceIsWhatItsTablesSay() {
        pat(0, new Program(1, PMT_1));
        pmt(PMT_1, new ProgramMapTable(1, 0, VIDEO, Descriptors.EMPTY, List.of(video(VIDEO), audio(AUDIO, "deu"))));
        sdt(0, service(1, "one"));
        packets(VIDEO, 5);
        packets(AUDIO, 3);

        assertThat(report().transportStreamId()).isEqualTo(77);
        assertThat(report().services())
                .containsExactly(new ServiceReport(
                        1,
                        "one",
                        "us",
                        1,
                        PMT_1,
                        VIDEO,
                        false,
                        9,
                        null,
                        List.of(
                                new ElementaryStreamReport(VIDEO, 0x1B, "video", null, "H.264", "H.264", null, null),
                                new ElementaryStreamReport(
                                        AUDIO, 0x03, "audio", "deu", "MPEG audio (deu)", "MPEG audio", null, null))));
        assertThat(kinds())
                .isEqualTo(Map.of(Pid.PAT, "pat", Pid.SDT, "sdt", PMT_1, "pmt", VIDEO, "video", AUDIO, "audio"));
        assertThat(pid(VIDEO).services()).containsExactly(1);
        assertThat(pid(Pid.PAT).services()).isEmpty();
    }

    @Test
    void aStreamInTwoLanguagesHasBoth() {
        pat(0, new Program(1, PMT_1));
        Descriptors both = descriptors("0a08" + "64657501" + "66726101");
        pmt(PMT_1, new ProgramMapTable(1, 0, AUDIO, Descriptors.EMPTY, List.of(new ElementaryStream(3, AUDIO, both))));

        assertThat(report().services().get(0).streams())
                .containsExactly(new ElementaryStreamReport(
                        AUDIO,
                        3,
                        "audio",
                        "deu,fra",
                        "MPEG audio (deu, fra, clean effects)",
                        "MPEG audio",
                        null,
                        null));
    }

    @Test
    void aNewMapReplacesTheOldButWhatLeftIsStillCounted() {
        pat(0, new Program(1, PMT_1));
        pmt(PMT_1, new ProgramMapTable(1, 0, VIDEO, Descriptors.EMPTY, List.of(video(VIDEO), audio(AUDIO, "deu"))));
        packets(VIDEO, 5);
        packets(AUDIO, 3);
        pmt(PMT_1, new ProgramMapTable(1, 1, OTHER, Descriptors.EMPTY, List.of(video(VIDEO), audio(0x200, "fra"))));
        packets(VIDEO, 5);
        packets(0x200, 3);
        packets(OTHER, 1);

        ServiceReport service = report().services().get(0);
        assertThat(service.pcrPid()).isEqualTo(OTHER);
        assertThat(service.streams()).extracting(ElementaryStreamReport::pid).containsExactly(VIDEO, 0x200);
        assertThat(service.packets()).isEqualTo(2 + 10 + 3 + 3 + 1);
        assertThat(pid(AUDIO).kind()).isEqualTo("audio");
        assertThat(pid(AUDIO).services()).containsExactly(1);
        assertThat(pid(OTHER).kind()).isEqualTo("pcr");
        assertThat(pid(VIDEO).continuityErrors()).isZero();
    }

    @Test
    void aMapWithoutANewVersionIsSeenByItsChecksum() {
        pat(0, new Program(1, PMT_1));
        pmt(PMT_1, new ProgramMapTable(1, 3, VIDEO, Descriptors.EMPTY, List.of(video(VIDEO))));
        pmt(PMT_1, new ProgramMapTable(1, 3, VIDEO, Descriptors.EMPTY, List.of(video(OTHER))));

        assertThat(report().services().get(0).streams())
                .extracting(ElementaryStreamReport::pid)
                .containsExactly(OTHER);
    }

    @Test
    void aServiceThatLeavesStaysKnownAndOneThatComesIsAdded() {
        pat(0, new Program(1, PMT_1));
        pmt(PMT_1, new ProgramMapTable(1, 0, VIDEO, Descriptors.EMPTY, List.of(video(VIDEO))));
        packets(VIDEO, 5);
        pat(1, new Program(2, PMT_2));
        pmt(PMT_2, new ProgramMapTable(2, 0, OTHER, Descriptors.EMPTY, List.of(video(OTHER))));
        packets(OTHER, 4);

        assertThat(report().services()).extracting(ServiceReport::id).containsExactly(1, 2);
        assertThat(report().services()).extracting(ServiceReport::packets).containsExactly(6L, 5L);
    }

    @Test
    void aMapThatMovesIsFollowedAndTheOldPlaceIsNotRead() {
        pat(0, new Program(1, PMT_1));
        pmt(PMT_1, new ProgramMapTable(1, 0, VIDEO, Descriptors.EMPTY, List.of(video(VIDEO))));
        pat(1, new Program(1, PMT_2));
        pmt(PMT_1, new ProgramMapTable(1, 1, AUDIO, Descriptors.EMPTY, List.of(audio(AUDIO, "deu"))));
        assertThat(report().services().get(0).pmtPid()).isEqualTo(PMT_2);
        assertThat(report().services().get(0).pcrPid()).isEqualTo(VIDEO);

        pmt(PMT_2, new ProgramMapTable(1, 2, OTHER, Descriptors.EMPTY, List.of(video(OTHER))));
        assertThat(report().services().get(0).pcrPid()).isEqualTo(OTHER);
    }

    @Test
    void twoServicesMayShareAPid() {
        pat(0, new Program(1, PMT_1), new Program(2, PMT_1));
        pmt(PMT_1, new ProgramMapTable(1, 0, VIDEO, Descriptors.EMPTY, List.of(video(VIDEO))));
        pmt(PMT_1, new ProgramMapTable(2, 0, VIDEO, Descriptors.EMPTY, List.of(video(VIDEO))));
        packets(VIDEO, 4);

        assertThat(pid(VIDEO).services()).containsExactly(1, 2);
        assertThat(pid(PMT_1).services()).containsExactly(1, 2);
        assertThat(report().services()).extracting(ServiceReport::packets).containsExactly(6L, 6L);
    }

    @Test
    void aClockThatIsAnotherServicesVideoStaysVideo() {
        pat(0, new Program(1, PMT_1), new Program(2, PMT_2));
        pmt(PMT_1, new ProgramMapTable(1, 0, VIDEO, Descriptors.EMPTY, List.of(video(VIDEO))));
        pmt(PMT_2, new ProgramMapTable(2, 0, VIDEO, Descriptors.EMPTY, List.of(audio(AUDIO, "deu"))));
        packets(VIDEO, 4);

        assertThat(pid(VIDEO).kind()).isEqualTo("video");
        assertThat(pid(VIDEO).services()).containsExactly(1, 2);
    }

    @Test
    void tablesCountOnlyOnTheirOwnPids() {
        pat(0, new Program(1, PMT_1));
        new ProgramAssociationTable(99, 1, List.of(new Program(9, PMT_2)))
                .toSections()
                .forEach(section -> send(PMT_1, section));
        new ServiceDescriptionTable(TableId.SDT_ACTUAL, 77, 1, 0, List.of(service(8, "eight")))
                .toSections()
                .forEach(section -> send(PMT_1, section));

        assertThat(report().transportStreamId()).isEqualTo(77);
        assertThat(report().services()).extracting(ServiceReport::id).containsExactly(1);
    }

    @Test
    void aServiceOfTheSdtAloneHasNoMap() {
        pat(0, new Program(1, PMT_1));
        sdt(0, service(9, "nine"));

        assertThat(report().services())
                .containsExactly(
                        new ServiceReport(1, null, null, null, PMT_1, null, false, 0, null, List.of()),
                        new ServiceReport(9, "nine", "us", 1, null, null, false, 0, null, List.of()));
    }

    @Test
    void keysAreCountedAndScramblingIsTold() {
        Descriptors ca = descriptors("0904" + "0b00" + "fff0");
        pat(0, new Program(1, PMT_1), new Program(2, PMT_2));
        pmt(PMT_1, new ProgramMapTable(1, 0, VIDEO, ca, List.of(video(VIDEO))));
        pmt(PMT_2, new ProgramMapTable(2, 0, OTHER, Descriptors.EMPTY, List.of(video(OTHER))));
        packets(KEYS, 2);
        packets(OTHER, 1);
        look(CraftedPacket.of(VIDEO).scrambled(2).bytes());

        assertThat(report().services()).extracting(ServiceReport::scrambled).containsExactly(true, false);
        assertThat(report().services()).extracting(ServiceReport::packets).containsExactly(4L, 2L);
        assertThat(pid(KEYS).kind()).isEqualTo("ecm");
    }

    @Test
    void entitlementsAreOfNoService() {
        byte[] cat = HexFormat.of().parseHex("01b00fffffc10000" + "09040b00fff0" + "00000000");
        int crc = Crc32Mpeg.of(cat, 0, cat.length - 4);
        send(Pid.CAT, ByteBuffer.wrap(cat).putInt(cat.length - 4, crc).array());
        packets(KEYS, 2);

        assertThat(pid(Pid.CAT).kind()).isEqualTo("cat");
        assertThat(pid(KEYS).kind()).isEqualTo("emm");
        assertThat(pid(KEYS).services()).isEmpty();
    }

    @Test
    void aProgramWithoutAClockHasNoPcrPid() {
        pat(0, new Program(1, PMT_1), new Program(2, PMT_2));
        pmt(PMT_1, new ProgramMapTable(1, 0, Pid.NULL, Descriptors.EMPTY, List.of(audio(AUDIO, "deu"))));
        pmt(PMT_2, new ProgramMapTable(2, 0, 0, Descriptors.EMPTY, List.of(audio(OTHER, "deu"))));
        packets(Pid.NULL, 3);

        assertThat(report().services()).extracting(ServiceReport::pcrPid).containsExactly(null, null);
        assertThat(pid(Pid.NULL).services()).isEmpty();
        assertThat(pid(Pid.NULL).kind()).isEqualTo("null");
        assertThat(pid(Pid.PAT).services()).isEmpty();
    }

    @Test
    void theNetworkPidIsWhereThePatSays() {
        pat(0, new Program(Program.NETWORK, 0x30));
        packets(0x30, 1);
        packets(0x31, 1);

        assertThat(pid(0x30).kind()).isEqualTo("nit");
        assertThat(pid(0x31).kind()).isEqualTo("unreferenced");
        assertThat(report().services()).isEmpty();
    }

    @Test
    void whatTheTablesNameWinsOverThePidsThatDvbReserves() {
        pat(0, new Program(1, Pid.EIT), new Program(2, PMT_2));
        pmt(
                Pid.EIT,
                new ProgramMapTable(1, 0, Pid.SDT, Descriptors.EMPTY, List.of(video(Pid.SDT), audio(Pid.TDT, "kor"))));
        sdt(0, service(1, "none"));
        packets(Pid.SDT, 3);
        packets(Pid.TDT, 2);
        packets(0x13, 1);

        assertThat(kinds())
                .isEqualTo(Map.of(Pid.PAT, "pat", Pid.EIT, "pmt", Pid.SDT, "video", Pid.TDT, "audio", 0x13, "rst"));
        assertThat(report().services().get(0).name()).isNull();
        assertThat(report().services().get(0).packets()).isEqualTo(1 + 1 + 3 + 2);
    }

    @Test
    void aClockOnThePidOfThePatIsOne() {
        pat(0, new Program(1, PMT_1));
        pmt(PMT_1, new ProgramMapTable(1, 0, Pid.PAT, Descriptors.EMPTY, List.of(video(VIDEO))));
        look(CraftedPacket.of(Pid.PAT).pcr(0).control(2).set(4, 183).bytes());

        assertThat(report().services().get(0).pcrPid()).isEqualTo(Pid.PAT);
        assertThat(pid(Pid.PAT).kind()).isEqualTo("pat");
    }

    /** "NHK" in letters and two kanji, with nothing before them that DVB does not have. */
    @Test
    void namesOfIsdbAreReadWhereATableSaysThatItIsIsdb() {
        Service kanji = new Service(1, false, false, 4, false, descriptors("480701" + "00" + "04" + "416d3967"));
        pat(0, new Program(1, PMT_1));
        sdt(0, kanji);
        assertThat(report().services().get(0).name()).as("DVB").isEqualTo("Am9g");

        Descriptors caption = descriptors("fd030008" + "3d");
        ElementaryStream stream = new ElementaryStream(6, VIDEO, caption);
        pmt(PMT_1, new ProgramMapTable(1, 0, VIDEO, Descriptors.EMPTY, List.of(stream)));
        assertThat(report().services().get(0).name()).as("ISDB by its PMT").isEqualTo("総合");
    }

    @Test
    void namesOfJapaneseNetworksAreThoseOfIsdb() {
        Service kanji = new Service(1, false, false, 4, false, descriptors("480701" + "00" + "04" + "416d3967"));
        pat(0, new Program(1, PMT_1));
        new ServiceDescriptionTable(TableId.SDT_ACTUAL, 77, 0x7FE0, 0, List.of(kanji))
                .toSections()
                .forEach(section -> send(Pid.SDT, section));
        assertThat(report().services().get(0).name()).isEqualTo("総合");
    }

    @Test
    void aDamagedMapIsPassedOver() {
        pat(0, new Program(1, PMT_1));
        byte[] section = new ProgramMapTable(1, 0, VIDEO, Descriptors.EMPTY, List.of(video(VIDEO))).toSection();
        section[9] ^= 1;
        send(PMT_1, section);

        assertThat(report().services().get(0).pcrPid()).isNull();
    }

    private void pat(int version, Program... programs) {
        new ProgramAssociationTable(77, version, List.of(programs))
                .toSections()
                .forEach(section -> send(Pid.PAT, section));
    }

    private void pmt(int pid, ProgramMapTable table) {
        send(pid, table.toSection());
    }

    private void sdt(int version, Service... services) {
        new ServiceDescriptionTable(TableId.SDT_ACTUAL, 77, 1, version, List.of(services))
                .toSections()
                .forEach(section -> send(Pid.SDT, section));
    }

    /** A service of television, by "us". */
    private static Service service(int id, String name) {
        HexFormat hex = HexFormat.of();
        String payload = "01" + "027573" + hex.toHexDigits((byte) name.length()) + hex.formatHex(name.getBytes());
        return new Service(
                id,
                false,
                false,
                4,
                false,
                descriptors("48" + hex.toHexDigits((byte) (payload.length() / 2)) + payload));
    }

    private static ElementaryStream video(int pid) {
        return new ElementaryStream(0x1B, pid, Descriptors.EMPTY);
    }

    private static ElementaryStream audio(int pid, String language) {
        String letters = HexFormat.of().formatHex(language.getBytes());
        return new ElementaryStream(0x03, pid, descriptors("0a04" + letters + "00"));
    }

    private static Descriptors descriptors(String hex) {
        return Descriptors.of(HexFormat.of().parseHex(hex));
    }

    private void send(int pid, byte[] section) {
        ByteBuf buffer = ByteBufAllocator.DEFAULT.directBuffer();
        packetizers.computeIfAbsent(pid, SectionPacketizer::new).packetize(section, buffer);
        look(CraftedPacket.drain(buffer));
    }

    private void packets(int pid, int count) {
        int first = sent.merge(pid, count, Integer::sum) - count;
        look(run(pid, first, count));
    }

    private void look(byte[] packets) {
        ByteBuf buffer = CraftedPacket.buffer(packets);
        analysis.add(buffer);
        buffer.release();
    }

    private StreamReport report() {
        return analysis.report(0);
    }

    private PidReport pid(int pid) {
        return report().pids().stream()
                .filter(report -> report.pid() == pid)
                .findFirst()
                .orElseThrow();
    }

    private Map<Integer, String> kinds() {
        Map<Integer, String> kinds = new HashMap<>();
        report().pids().forEach(report -> kinds.put(report.pid(), report.kind()));
        return kinds;
    }
}
