// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import static io.dmxflux.ts.split.Multiplexer.service;
import static io.dmxflux.ts.split.Multiplexer.stream;
import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.Pid;
import io.dmxflux.ts.ReceivedStream;
import io.dmxflux.ts.psi.Descriptors;
import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.psi.ServiceDescriptionTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Multiplexes whose tables change while they play: every service must be what the model makes of the same packets. */
@ExtendWith(LeakCheck.class)
class ChangingMultiplexTest {

    private static final int NEWS = 101;
    private static final int RADIO = 102;
    private static final int NEWS_PMT = 0x100;
    private static final int RADIO_PMT = 0x200;
    private static final int VIDEO = 0x111;
    private static final int AUDIO = 0x112;
    private static final int SUBTITLES = 0x113;
    private static final int CLOCK = 0x11F;
    private static final int RADIO_AUDIO = 0x211;

    @RegisterExtension
    private final PlayedMultiplex played = new PlayedMultiplex();

    private final Multiplexer multiplexer = new Multiplexer();

    private static ProgramMapTable map(int serviceId, int version, int pcrPid, ElementaryStream... streams) {
        return new ProgramMapTable(serviceId, version, pcrPid, Descriptors.EMPTY, List.of(streams));
    }

    private static final ProgramMapTable NEWS_MAP =
            map(NEWS, 0, VIDEO, stream(0x1B, VIDEO), stream(0x0F, AUDIO, "eng"));
    private static final ProgramMapTable RADIO_MAP = map(RADIO, 0, RADIO_AUDIO, stream(0x03, RADIO_AUDIO));

    private Multiplexer tables() {
        return multiplexer
                .pat(0, new Program(NEWS, NEWS_PMT), new Program(RADIO, RADIO_PMT))
                .pmt(NEWS_PMT, NEWS_MAP)
                .pmt(RADIO_PMT, RADIO_MAP)
                .sdt(0, service(NEWS, "News"), service(RADIO, "Radio"));
    }

    private Multiplexer streams() {
        IntStream.range(0, 20)
                .forEach(i -> multiplexer.packets(VIDEO, RADIO_AUDIO, VIDEO, AUDIO, SUBTITLES, Pid.NULL, CLOCK, VIDEO));
        return multiplexer;
    }

    private void play() {
        played.play(multiplexer.take());
    }

    @Test
    void fiveVersionsOfAMapAreFollowedToThePacket() {
        Recorded news = played.follow(NEWS);
        Recorded radio = played.follow(RADIO);
        tables();
        streams();
        List<ProgramMapTable> versions = List.of(
                map(NEWS, 1, VIDEO, stream(0x1B, VIDEO), stream(0x0F, AUDIO, "eng"), stream(0x06, SUBTITLES)),
                map(NEWS, 2, VIDEO, stream(0x1B, VIDEO), stream(0x0F, AUDIO, "eng")),
                map(NEWS, 3, CLOCK, stream(0x1B, VIDEO), stream(0x0F, AUDIO, "eng")),
                map(NEWS, 4, CLOCK, stream(0x1B, VIDEO), stream(0x0F, AUDIO, "deu")),
                map(NEWS, 5, CLOCK, stream(0x24, VIDEO), stream(0x0F, AUDIO, "deu")));
        for (ProgramMapTable version : versions) {
            multiplexer.pmt(NEWS_PMT, version).pmt(RADIO_PMT, RADIO_MAP);
            streams();
            play();
            assertThat(news.lastPmt()).isEqualTo(ReceivedStream.unversioned(version));
            played.time.advanceTimeBy(Duration.ofMillis(300)); // three changes a second
        }
        played.end();
        assertThat(news.pids()).contains(SUBTITLES, CLOCK);
        assertThat(news.continuityErrors() + radio.continuityErrors()).isZero();
        assertThat(played.events)
                .contains(new SplitEvent.StreamsSelected(
                        new ServiceSelection.ById(NEWS),
                        4,
                        versions.get(3).streams(),
                        versions.get(3).streams(),
                        OptionalInt.of(CLOCK)));
    }

    @Test
    void aMapThatChangesWithoutANewVersionIsFollowedAsWell() {
        Recorded news = played.follow(NEWS);
        tables();
        streams();
        ProgramMapTable more = map(NEWS, 0, VIDEO, stream(0x1B, VIDEO), stream(0x06, SUBTITLES));
        multiplexer.pmt(NEWS_PMT, more);
        streams();
        play();
        played.end();
        assertThat(news.lastPmt()).isEqualTo(more);
        assertThat(news.packets(SUBTITLES)).isNotEmpty();
    }

    @Test
    void aServiceThatComesAndGoesLeavesTheOthersAlone() {
        played.follow(NEWS);
        Recorded radio = played.follow(RADIO);
        tables();
        streams();
        for (int version = 1; version < 10; version += 2) {
            multiplexer.pat(version, new Program(RADIO, RADIO_PMT));
            streams();
            multiplexer.pat(version + 1, new Program(NEWS, NEWS_PMT), new Program(RADIO, RADIO_PMT));
            streams().pmt(NEWS_PMT, NEWS_MAP);
            streams();
        }
        play();
        played.end();
        assertThat(radio.continuityErrors()).isZero();
        assertThat(played.events)
                .filteredOn(new SplitEvent.ServiceReturned(new ServiceSelection.ById(NEWS))::equals)
                .hasSize(5);
    }

    @Test
    void aServiceThatIsNotThereIsToldOnceWithThoseThatAre() {
        played.splitter.addService(PlayedMultiplex.CUT, new ServiceSelection.ById(77), ServiceEdit.NONE);
        played.splitter.addService(PlayedMultiplex.CUT, new ServiceSelection.ByName("Newz"), ServiceEdit.NONE);
        for (int i = 0; i < 30; i++) {
            tables();
        }
        play();
        assertThat(played.events)
                .containsExactly(
                        new SplitEvent.ServiceNotListed(
                                new ServiceSelection.ById(77), listed(Optional.empty(), Optional.empty())),
                        new SplitEvent.ServiceNotListed(
                                new ServiceSelection.ByName("Newz"),
                                listed(Optional.of("News"), Optional.of("Radio"))));
    }

    private static List<ListedService> listed(Optional<String> news, Optional<String> radio) {
        return List.of(new ListedService(NEWS, news), new ListedService(RADIO, radio));
    }

    @Test
    void aServiceWhosePmtDoesNotComeIsToldOnce() {
        played.follow(NEWS);
        played.splitter.addService(PlayedMultiplex.CUT, new ServiceSelection.ByName("News"), ServiceEdit.NONE);
        for (int i = 0; i < 60; i++) {
            multiplexer.pat(0, new Program(NEWS, NEWS_PMT), new Program(RADIO, RADIO_PMT));
        }
        play();
        assertThat(played.events)
                .containsExactly(
                        new SplitEvent.ProgramMapMissing(new ServiceSelection.ById(NEWS), NEWS_PMT),
                        new SplitEvent.ServiceNotFound(new ServiceSelection.ByName("News")));
    }

    @Test
    void aServiceWhoseMapMovesThereAndBackGoesOnWithoutAGap() {
        Recorded news = played.follow(NEWS);
        played.follow(RADIO);
        tables();
        streams().pmt(NEWS_PMT, NEWS_MAP);
        multiplexer.pat(1, new Program(NEWS, 0x150), new Program(RADIO, RADIO_PMT));
        streams();
        multiplexer.pmt(0x150, NEWS_MAP);
        streams();
        play();
        assertThat(news.lastPat().programs()).containsExactly(new Program(NEWS, 0x150));
        multiplexer.pat(2, new Program(NEWS, NEWS_PMT), new Program(RADIO, RADIO_PMT));
        multiplexer.pmt(NEWS_PMT, NEWS_MAP);
        streams();
        play();
        played.end();
        assertThat(news.lastPmt()).isEqualTo(NEWS_MAP);
        assertThat(news.continuityErrors()).isZero();
        assertThat(played.events).noneMatch(SplitEvent.ServiceReturned.class::isInstance);
    }

    @Test
    void anotherTransportStreamIdIsInTheNextTables() {
        Recorded news = played.follow(NEWS);
        tables();
        streams();
        multiplexer.transportStream(4711).pat(0, new Program(NEWS, NEWS_PMT), new Program(RADIO, RADIO_PMT));
        tables();
        streams();
        play();
        played.end();
        assertThat(news.lastPat().transportStreamId()).isEqualTo(4711);
        assertThat(news.continuityErrors()).isZero();
        List<ServiceDescriptionTable> sdts = news.sections(Pid.SDT).stream()
                .map(ServiceDescriptionTable::parse)
                .toList();
        assertThat(sdts)
                .extracting(ServiceDescriptionTable::transportStreamId)
                .containsExactly(Multiplexer.TRANSPORT_STREAM_ID, 4711);
        assertThat(sdts)
                .extracting(ServiceDescriptionTable::versionNumber)
                .as("a change is a new version")
                .containsExactly(sdts.get(0).versionNumber(), (sdts.get(0).versionNumber() + 1) % 32);
    }

    @Test
    void twoServicesCanShareThePidOfTheirMapsAndAStream() {
        Recorded news = played.follow(NEWS);
        Recorded radio = played.follow(RADIO);
        ProgramMapTable shared = map(RADIO, 0, AUDIO, stream(0x0F, AUDIO));
        multiplexer
                .pat(0, new Program(NEWS, NEWS_PMT), new Program(RADIO, NEWS_PMT))
                .pmt(NEWS_PMT, NEWS_MAP)
                .pmt(NEWS_PMT, shared);
        streams();
        play();
        played.end();
        assertThat(radio.lastPmt()).isEqualTo(shared);
        assertThat(radio.packets(AUDIO)).isEqualTo(news.packets(AUDIO)).isNotEmpty();
        assertThat(news.continuityErrors() + radio.continuityErrors()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {Pid.PAT, Pid.CAT, Pid.TSDT, Pid.NULL})
    void aMapWhereNoneCanBeIsNeverTakenAndHarmsNobody(int pid) {
        Recorded news = played.follow(NEWS);
        played.follow(RADIO);
        for (int version = 0; version < 3; version++) {
            multiplexer.pat(version, new Program(NEWS, pid), new Program(RADIO, RADIO_PMT));
            multiplexer.pmt(RADIO_PMT, RADIO_MAP).sdt(version, service(NEWS, "News"), service(RADIO, "Radio"));
            if (pid != Pid.NULL) {
                multiplexer.pmt(pid, NEWS_MAP);
            }
            streams();
        }
        play();
        assertThat(news.bytes()).isEmpty();
        assertThat(played.events)
                .filteredOn(event -> event.selection().equals(new ServiceSelection.ById(NEWS)))
                .isEmpty();
        multiplexer.pat(3, new Program(RADIO, RADIO_PMT), new Program(NEWS, NEWS_PMT));
        multiplexer.pmt(NEWS_PMT, NEWS_MAP);
        streams();
        play();
        assertThat(news.packets(VIDEO)).isNotEmpty();
        assertThat(news.continuityErrors()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {Pid.PAT, 1, Pid.SDT, Pid.EIT, Pid.TDT, NEWS_PMT, RADIO_PMT, RADIO_AUDIO, Pid.NULL})
    void aMapThatClaimsPidsOfOthersDamagesNoTable(int pid) {
        Recorded news = played.follow(NEWS);
        Recorded radio = played.follow(RADIO);
        for (int i = 0; i < 5; i++) { // so that their counters are not those of new tables
            multiplexer.pmt(NEWS_PMT, NEWS_MAP).pmt(RADIO_PMT, RADIO_MAP).sdt(0, service(NEWS, "News"));
        }
        for (int version = 0; version < 3; version++) {
            multiplexer
                    .pat(0, new Program(NEWS, NEWS_PMT), new Program(RADIO, RADIO_PMT))
                    .pmt(NEWS_PMT, map(NEWS, version, pid, stream(0x1B, VIDEO), stream(0x0F, pid)))
                    .pmt(RADIO_PMT, RADIO_MAP)
                    .sdt(0, service(NEWS, "News"), service(RADIO, "Radio"))
                    .packets(Pid.TDT, VIDEO, Pid.TDT);
            streams();
        }
        play();
        assertThat(news.continuityErrors() + radio.continuityErrors()).isZero();
        assertThat(news.lastPat().programs()).containsExactly(new Program(NEWS, NEWS_PMT));
        assertThat(news.sections(Pid.SDT)).hasSize(3);
        assertThat(radio.packets(RADIO_AUDIO)).hasSize(3 * 20 * 188);
    }

    @Test
    void aThousandServicesAreEachFollowed() {
        List<Program> programs = IntStream.rangeClosed(1, 1_000)
                .mapToObj(id -> new Program(id, 0x1000 + id))
                .toList();
        List<Recorded> recorded = programs.stream()
                .map(program -> played.follow(program.programNumber()))
                .toList();
        multiplexer.pat(0, programs.toArray(Program[]::new));
        for (Program program : programs) {
            int id = program.programNumber();
            multiplexer.pmt(program.pid(), map(id, 0, 0x400 + id, stream(0x03, 0x400 + id)));
        }
        List<Integer> order =
                new ArrayList<>(IntStream.rangeClosed(1, 1_000).boxed().toList());
        Collections.shuffle(order, new Random(7));
        order.forEach(id -> multiplexer.packets(0x400 + id, 0x400 + id));
        play();
        assertThat(recorded).allSatisfy(service -> {
            assertThat(service.continuityErrors()).isZero();
            int stream = service.lastPmt().pcrPid();
            assertThat(service.packets(stream)).hasSize(2 * 188);
            assertThat(service.pids()).containsExactly(Pid.PAT, stream, stream + 0xC00);
        });
    }
}
