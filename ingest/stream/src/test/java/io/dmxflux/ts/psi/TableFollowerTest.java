// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.packet.Pid;
import io.dmxflux.packet.TsPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableFollowerTest {

    private static final int PMT = 0x100;
    private static final int ELSEWHERE = 0x101;
    private static final ProgramMapTable MAP = new ProgramMapTable(
            1, 0, 0x200, Descriptors.EMPTY, List.of(new ElementaryStream(3, 0x200, Descriptors.EMPTY)));

    private final List<String> told = new ArrayList<>();
    private final List<ProgramMapTable> maps = new ArrayList<>();
    private final Map<Integer, SectionPacketizer> packetizers = new HashMap<>();
    private final TableFollower follower = new TableFollower(new RecordedTables());
    private long arrivalNanos;

    private final class RecordedTables implements TableListener {

        @Override
        public void programs(ProgramAssociationTable programs) {
            told.add("PAT " + programs.versionNumber());
        }

        @Override
        public void services(ServiceDescriptionTable services) {
            told.add("SDT " + services.versionNumber());
        }

        @Override
        public void programMap(int pid, ProgramMapTable map, Section section, long nanos) {
            told.add("PMT on " + pid + " at " + nanos);
            maps.add(map);
        }

        @Override
        public void otherTransportStream(int followed, int ignored) {
            told.add(followed + ", not " + ignored);
        }

        @Override
        public void section(int pid, Section section, long nanos) {
            told.add("section " + section.tableId());
        }
    }

    private void send(int pid, byte[] section) {
        ByteBuf packets = Unpooled.buffer();
        int count = packetizers.computeIfAbsent(pid, SectionPacketizer::new).packetize(section, packets);
        for (int packet = 0; packet < count; packet++) {
            follower.packet(pid, packets, packet * TsPacket.LENGTH, ++arrivalNanos);
        }
    }

    private void pat(int transportStreamId, int version, Program... programs) {
        new ProgramAssociationTable(transportStreamId, version, List.of(programs))
                .toSections()
                .forEach(section -> send(Pid.PAT, section));
    }

    private void sdt() {
        new ServiceDescriptionTable(TableId.SDT_ACTUAL, 7, 1, 4, List.of())
                .toSections()
                .forEach(section -> send(Pid.SDT, section));
    }

    @Test
    void aRepetitionIsHandedOnAsTheTableThatIsKnown() {
        follower.follow(PMT);
        pat(7, 0, new Program(1, PMT));
        pat(7, 0, new Program(1, PMT));
        send(PMT, MAP.toSection());
        send(PMT, MAP.toSection());

        assertThat(told)
                .containsExactly(
                        "PAT 0",
                        "section 0",
                        "section 0",
                        "PMT on 256 at 3",
                        "section 2",
                        "PMT on 256 at 4",
                        "section 2");
        assertThat(maps.get(0)).isEqualTo(MAP).isSameAs(maps.get(1));
    }

    @Test
    void aMapCountsOnlyWhereTheLastPatSaysAndAfterAPatWithoutItItIsNew() {
        follower.follow(PMT);
        follower.follow(ELSEWHERE);
        send(PMT, MAP.toSection());
        pat(7, 0, new Program(1, PMT));
        send(ELSEWHERE, MAP.toSection());
        assertThat(maps).isEmpty();

        send(PMT, MAP.toSection());
        pat(7, 1);
        send(PMT, MAP.toSection());
        assertThat(maps).hasSize(1);

        pat(7, 2, new Program(1, PMT));
        send(PMT, MAP.toSection());
        assertThat(maps).hasSize(2);
        assertThat(maps.get(0)).isEqualTo(maps.get(1)).isNotSameAs(maps.get(1));
    }

    @Test
    void whatIsNotFollowedIsNotRead() {
        pat(7, 0, new Program(1, PMT));
        send(PMT, MAP.toSection());
        follower.follow(PMT);
        follower.unfollow(PMT);
        send(PMT, MAP.toSection());

        assertThat(told).containsExactly("PAT 0", "section 0");
    }

    @Test
    void ofAnotherTransportStreamTheDescriptionsAreNewEvenIfTheyAreTheSame() {
        pat(7, 0);
        sdt();
        sdt();
        pat(8, 0);
        pat(8, 0);
        sdt();

        assertThat(told).filteredOn(line -> line.startsWith("SDT")).containsExactly("SDT 4", "SDT 4");
    }

    /** A multiplex that gets another number has not two. */
    @Test
    void anotherTransportStreamFromHereOnIsNotOneInTurn() {
        pat(7, 0);
        for (int i = 0; i < 50; i++) {
            pat(8, 0);
        }
        assertThat(told).filteredOn(line -> line.contains(", not ")).isEmpty();

        pat(7, 0);
        pat(8, 0);
        assertThat(told).filteredOn(line -> line.contains(", not ")).containsExactly("8, not 7");
    }

    @Test
    void transportStreamsInTurnAreToldAlsoIfEachComesSeveralTimes() {
        for (int i = 0; i < 12; i++) {
            pat(i / 3 % 2 == 0 ? 7 : 8, 0);
        }
        assertThat(told).filteredOn(line -> line.contains(", not ")).containsExactly("8, not 7");
    }
}
