// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.Pid;
import io.dmxflux.ts.CraftedSection;
import io.dmxflux.ts.psi.Descriptors;
import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.psi.EventInformationSection;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.psi.Section;
import io.dmxflux.ts.psi.Service;
import io.dmxflux.ts.psi.ServiceDescriptionTable;
import io.dmxflux.ts.psi.TableId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which tables a service's stream has, whose they are, and what they say of it. */
@ExtendWith(LeakCheck.class)
class ServiceTablesTest {

    private static final int NEWS = 101;
    private static final int RADIO = 102;
    private static final int NEWS_PMT = 0x100;
    private static final int VIDEO = 0x111;
    private static final int ECM = 0x1F0;
    private static final int VIDEO_ECM = 0x1F1;

    @RegisterExtension
    private final PlayedMultiplex played = new PlayedMultiplex();

    private final Multiplexer multiplexer = new Multiplexer();

    private static ProgramMapTable map(byte[] programInfo, byte[] video) {
        ElementaryStream stream = new ElementaryStream(0x1B, VIDEO, Descriptors.of(video));
        return new ProgramMapTable(NEWS, 0, VIDEO, Descriptors.of(programInfo), List.of(stream));
    }

    private Multiplexer tables(ProgramMapTable map) {
        return multiplexer
                .pat(0, new Program(NEWS, NEWS_PMT), new Program(RADIO, 0x200))
                .pmt(NEWS_PMT, map)
                .packets(VIDEO);
    }

    private Recorded follow(ServiceEdit edit) {
        return Recorded.of(played.splitter.addService(PlayedMultiplex.CUT, new ServiceSelection.ById(NEWS), edit));
    }

    private void play() {
        played.play(multiplexer.take());
        played.end();
    }

    /** Of several packets: transport_stream_id 7, original_network_id 1, and events of no sense. */
    private static byte[] events(int tableId, int serviceId, int number) {
        byte[] body = new byte[500];
        Arrays.fill(body, (byte) (serviceId + number));
        body[0] = 0;
        body[1] = Multiplexer.TRANSPORT_STREAM_ID;
        return CraftedSection.of(tableId)
                .extension(serviceId)
                .number(number, 1)
                .body(body)
                .bytes();
    }

    private Multiplexer allEvents() {
        for (int serviceId : List.of(RADIO, NEWS)) {
            for (int tableId : List.of(0x50, TableId.EIT_PRESENT_FOLLOWING_ACTUAL, 0x4F)) {
                multiplexer.section(Pid.EIT, events(tableId, serviceId, 0));
                multiplexer.section(Pid.EIT, events(tableId, serviceId, 1));
            }
        }
        return multiplexer;
    }

    @Test
    void presentAndFollowingEventsOfTheServiceGoAlongAndNoOthers() {
        Recorded news = played.follow(NEWS);
        allEvents();
        tables(map(new byte[0], new byte[0]));
        allEvents();
        play();
        assertThat(news.sections(Pid.EIT))
                .extracting(section -> Section.withVersion(section.toByteArray(), 0))
                .containsExactly(
                        events(TableId.EIT_PRESENT_FOLLOWING_ACTUAL, NEWS, 0),
                        events(TableId.EIT_PRESENT_FOLLOWING_ACTUAL, NEWS, 1));
    }

    @Test
    void eventsOfARenumberedServiceAreRenumberedWithIt() {
        Recorded news = follow(new ServiceEdit(OptionalInt.of(1), OptionalInt.of(9), Map.of(), List.of(), false));
        tables(map(new byte[0], new byte[0]));
        allEvents();
        play();
        assertThat(news.sections(Pid.EIT)).hasSize(2).allSatisfy(section -> {
            EventInformationSection events = EventInformationSection.parse(section);
            assertThat(events.serviceId()).isEqualTo(1);
            assertThat(events.transportStreamId()).isEqualTo(9);
            assertThat(section.getUnsignedByte(20)).isEqualTo(NEWS + section.sectionNumber());
        });
        assertThat(news.continuityErrors()).isZero();
    }

    @Test
    void theTimeOfDayGoesAlongAsItIs() {
        Recorded news = played.follow(NEWS);
        multiplexer.packets(Pid.TDT);
        tables(map(new byte[0], new byte[0])).packets(Pid.TDT, Pid.TDT);
        play();
        assertThat(news.packets(Pid.TDT)).hasSize(2 * 188);
    }

    private static byte[] conditionalAccess(int pid) {
        return new byte[] {9, 4, 0x0B, 0, (byte) (0xE0 | pid >>> 8), (byte) pid};
    }

    @Test
    void entitlementsGoAlongOnRequestAndTheirPidsAreMappedEverywhere() {
        Recorded without = follow(ServiceEdit.NONE);
        Recorded with = follow(
                new ServiceEdit(OptionalInt.empty(), OptionalInt.empty(), Map.of(VIDEO_ECM, 0x300), List.of(), true));
        ProgramMapTable map = map(conditionalAccess(ECM), conditionalAccess(VIDEO_ECM));
        tables(map).packets(ECM, VIDEO_ECM, VIDEO_ECM, VIDEO);
        play();
        assertThat(without.pids()).containsExactly(Pid.PAT, NEWS_PMT, VIDEO);
        assertThat(without.lastPmt()).isEqualTo(map(new byte[0], new byte[0]));
        assertThat(with.pids()).containsExactly(Pid.PAT, NEWS_PMT, VIDEO, ECM, 0x300);
        assertThat(with.packets(0x300)).hasSize(2 * 188);
        assertThat(with.lastPmt().ecmPids()).containsExactly(ECM, 0x300);
        assertThat(with.continuityErrors()).isZero();
    }

    @Test
    void oneOfTwoPatsInTurnIsFollowedAndToldOnce() {
        Recorded news = follow(ServiceEdit.NONE);
        for (int i = 0; i < 30; i++) {
            multiplexer.transportStream(1);
            tables(map(new byte[0], new byte[0]));
            multiplexer.transportStream(2).pat(0, new Program(RADIO, 0x200));
        }
        played.play(multiplexer.take());

        assertThat(news.lastPat().transportStreamId()).isEqualTo(1);
        assertThat(news.sections(Pid.PAT)).hasSize(30);
        assertThat(news.packets(VIDEO)).hasSize(30 * 188);
        assertThat(played.events)
                .filteredOn(event -> !(event instanceof SplitEvent.StreamsSelected))
                .containsExactly(new SplitEvent.TwoTransportStreams(new ServiceSelection.ById(NEWS), 1, 2));
    }

    @Test
    void aLongMapGoesAlongByteForByte() {
        Recorded news = played.follow(NEWS);
        byte[] descriptors = new byte[3 * 257];
        IntStream.range(0, 3).forEach(i -> {
            descriptors[i * 257] = (byte) 0x80;
            descriptors[i * 257 + 1] = (byte) 255;
        });
        ProgramMapTable map = map(descriptors, new byte[0]);
        tables(map).pmt(NEWS_PMT, map).packets(VIDEO);
        play();
        assertThat(news.sections(NEWS_PMT))
                .hasSize(2)
                .allSatisfy(section -> assertThat(Section.withVersion(section.toByteArray(), 0))
                        .isEqualTo(map.toSection()));
    }

    @Test
    void aServiceIsFoundInWhicheverSectionOfTheDescriptionsItIs() {
        Recorded news = Recorded.of(played.splitter.addService(
                PlayedMultiplex.CUT, ServiceSelection.parse("Service 101"), ServiceEdit.NONE));
        Service[] services = IntStream.rangeClosed(1, 120)
                .mapToObj(id -> Multiplexer.service(id, "Service " + id))
                .toArray(Service[]::new);
        tables(map(new byte[0], new byte[0])).sdt(0, services);
        tables(map(new byte[0], new byte[0])).sdt(0, services);
        play();
        assertThat(news.sections(Pid.SDT)).hasSize(1);
        Section only = news.sections(Pid.SDT).get(0);
        assertThat(only.lastSectionNumber()).isZero();
        assertThat(ServiceDescriptionTable.parse(only).services()).containsExactly(services[100]);
        assertThat(news.packets(VIDEO)).hasSize(188);
    }

    @Test
    void aRepeatedDescriptionTakesTheStreamsNewIdFromThePat() {
        Recorded news = follow(ServiceEdit.NONE);
        byte[] description = new ServiceDescriptionTable(
                        TableId.SDT_ACTUAL,
                        Multiplexer.TRANSPORT_STREAM_ID,
                        1,
                        0,
                        List.of(Multiplexer.service(NEWS, "News")))
                .toSections()
                .get(0);
        tables(map(new byte[0], new byte[0]))
                .section(Pid.SDT, description)
                .section(Pid.SDT, description)
                .transportStream(8)
                .pat(0, new Program(NEWS, NEWS_PMT), new Program(RADIO, 0x200));
        tables(map(new byte[0], new byte[0])).section(Pid.SDT, description);
        play();
        assertThat(news.sections(Pid.SDT)).extracting(Section::tableIdExtension).containsExactly(7, 7, 8);
        int first = news.sections(Pid.SDT).get(0).versionNumber();
        assertThat(news.sections(Pid.SDT))
                .extracting(Section::versionNumber)
                .containsExactly(first, first, (first + 1) % 32);
    }
}
