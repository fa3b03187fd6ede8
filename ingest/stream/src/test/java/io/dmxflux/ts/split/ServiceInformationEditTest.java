// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import static io.dmxflux.ts.split.Multiplexer.service;
import static io.dmxflux.ts.split.Multiplexer.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.Pid;
import io.dmxflux.ts.CraftedSection;
import io.dmxflux.ts.psi.ConditionalAccessTable;
import io.dmxflux.ts.psi.Descriptors;
import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.psi.NetworkInformationTable;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.psi.Section;
import io.dmxflux.ts.psi.Service;
import io.dmxflux.ts.psi.ServiceDescriptionTable;
import io.dmxflux.ts.psi.TableId;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Names, networks, events and PIDs by kind, as an output asks for them. */
@ExtendWith(LeakCheck.class)
class ServiceInformationEditTest {

    private static final int NEWS = 101;
    private static final int PMT = 0x100;
    private static final int VIDEO = 0x111;
    private static final int ENGLISH = 0x112;
    private static final int GERMAN = 0x113;

    @RegisterExtension
    private final PlayedMultiplex played = new PlayedMultiplex();

    private final Multiplexer multiplexer = new Multiplexer();

    private static ServiceInformation information(
            String name, String provider, ServiceInformation.Nit nit, ServiceInformation.Events events) {
        boolean own = nit == ServiceInformation.Nit.OWN;
        return new ServiceInformation(
                Optional.of(name),
                Optional.of(provider),
                OptionalInt.of(0x2000),
                own ? OptionalInt.of(0x3001) : OptionalInt.empty(),
                own ? Optional.of("Our cable") : Optional.empty(),
                nit,
                events);
    }

    private Recorded follow(ServiceInformation information, KindPid... kinds) {
        ServiceEdit edit = new ServiceEdit(
                OptionalInt.empty(), OptionalInt.of(9), Map.of(), List.of(), false, Arrays.asList(kinds), information);
        return Recorded.of(played.splitter.addService(PlayedMultiplex.CUT, new ServiceSelection.ById(NEWS), edit));
    }

    private void program(ElementaryStream... streams) {
        multiplexer
                .pat(0, new Program(NEWS, PMT))
                .pmt(PMT, new ProgramMapTable(NEWS, 0, VIDEO, Descriptors.EMPTY, List.of(streams)));
    }

    private void program() {
        program(stream(0x1B, VIDEO), stream(3, ENGLISH, "eng"), stream(3, GERMAN, "deu"));
    }

    private void play(int millis) {
        played.buffer(multiplexer.packets(VIDEO).take());
        for (int at = 0; at < millis; at += 10) {
            played.time.advanceTimeBy(Duration.ofMillis(10));
            played.buffer(multiplexer.packets(VIDEO).take());
        }
    }

    private static ServiceDescriptionTable lastSdt(Recorded recorded) {
        List<Section> sections = recorded.sections(Pid.SDT);
        return ServiceDescriptionTable.parse(sections.get(sections.size() - 1));
    }

    @Test
    void aServiceIsRenamedAndItsNetworkIsTold() {
        Recorded news = follow(
                information("Nüüs 1", "Wir", ServiceInformation.Nit.OWN, ServiceInformation.Events.PRESENT_FOLLOWING));
        program();
        multiplexer.sdt(0, service(NEWS, "News"), service(102, "Radio"));
        play(12_000);
        played.end();
        ServiceDescriptionTable sdt = lastSdt(news);
        assertThat(sdt.originalNetworkId()).isEqualTo(0x2000);
        assertThat(sdt.transportStreamId()).isEqualTo(9);
        assertThat(sdt.services()).hasSize(1);
        Service renamed = sdt.services().get(0);
        assertThat(renamed.name()).isEqualTo("Nüüs 1");
        assertThat(renamed.provider()).isEqualTo("Wir");
        assertThat(renamed.type()).hasValue(1);
        assertThat(news.lastPat().networkPid()).hasValue(Pid.NIT);
        List<Section> nits = news.sections(Pid.NIT);
        assertThat(nits).as("one each 9.9 s").hasSize(2);
        NetworkInformationTable nit = NetworkInformationTable.parse(List.of(nits.get(1)));
        assertThat(nit.networkId()).isEqualTo(0x3001);
        assertThat(nit.networkName()).isEqualTo("Our cable");
        assertThat(nit.transportStreams()).singleElement().satisfies(stream -> {
            assertThat(stream.transportStreamId()).isEqualTo(9);
            assertThat(stream.originalNetworkId()).isEqualTo(0x2000);
            assertThat(stream.descriptors().bytes()).containsExactly(0x41, 3, 0, NEWS, 1);
        });
    }

    @Test
    void aServiceOfAMultiplexWithoutAnSdtIsNamedAllTheSame() {
        Recorded news = follow(
                information("News", "We", ServiceInformation.Nit.NONE, ServiceInformation.Events.PRESENT_FOLLOWING));
        program();
        play(1_500);
        assertThat(news.sections(Pid.SDT)).as("it may come").isEmpty();
        play(1_000);
        assertThat(lastSdt(news).services().get(0).name()).isEqualTo("News");
        int before = news.sections(Pid.SDT).size();
        play(6_000);
        played.end();
        assertThat(news.sections(Pid.SDT).size() - before).isBetween(3, 4);
    }

    @Test
    void theNitOfTheMultiplexIsPassedOnWithAVersionOfItsOwn() {
        Recorded news =
                follow(information("News", "We", ServiceInformation.Nit.SOURCE, ServiceInformation.Events.NONE));
        byte[] nit = CraftedSection.of(TableId.NIT_ACTUAL)
                .extension(0x1234)
                .version(17)
                .body("F0 00 F0 00")
                .bytes();
        byte[] changed = CraftedSection.of(TableId.NIT_ACTUAL)
                .extension(0x1234)
                .version(17)
                .body("F0 02 40 00 F0 00")
                .bytes();
        multiplexer.section(Pid.NIT, nit);
        program();
        play(500);
        multiplexer.section(Pid.NIT, nit).section(Pid.NIT, changed);
        play(500);
        played.end();
        assertThat(news.sections(Pid.NIT))
                .extracting(section -> Section.withVersion(section.toByteArray(), 17))
                .containsExactly(nit, nit, changed);
        assertThat(news.stream().versions(Pid.NIT)).hasSize(2);
    }

    @Test
    void schedulesAreSentOnRequestAndEventsAreLeftOutOnRequest() {
        Recorded all =
                follow(information("News", "We", ServiceInformation.Nit.NONE, ServiceInformation.Events.SCHEDULE));
        Recorded none = follow(information("News", "We", ServiceInformation.Nit.NONE, ServiceInformation.Events.NONE));
        Recorded some = follow(ServiceInformation.AS_RECEIVED);
        program();
        multiplexer.sdt(0, new Service(NEWS, true, true, 4, false, Descriptors.EMPTY));
        for (int tableId : List.of(0x4E, 0x4F, 0x50, 0x5F, 0x60)) {
            multiplexer.section(
                    Pid.EIT,
                    CraftedSection.of(tableId).extension(NEWS).bodyOf(300).bytes());
        }
        play(100);
        played.end();
        assertThat(all.sections(Pid.EIT)).extracting(Section::tableId).containsExactly(0x4E, 0x50, 0x5F);
        assertThat(some.sections(Pid.EIT)).extracting(Section::tableId).containsExactly(0x4E);
        assertThat(none.sections(Pid.EIT)).isEmpty();
        assertThat(lastSdt(all).services().get(0).eitSchedule()).isTrue();
        assertThat(lastSdt(some).services().get(0).eitSchedule()).isFalse();
        assertThat(lastSdt(some).services().get(0).eitPresentFollowing()).isTrue();
        assertThat(lastSdt(none).services().get(0).eitPresentFollowing()).isFalse();
        assertThat(all.sections(Pid.EIT).get(1).getUnsignedShort(8))
                .as("transport_stream_id")
                .isEqualTo(9);
        assertThat(all.sections(Pid.EIT).get(1).getUnsignedShort(10))
                .as("original_network_id")
                .isEqualTo(0x2000);
    }

    @Test
    void streamsAreMappedByKindAndKeepTheirPidsWhileOthersComeAndGo() {
        Recorded news = follow(
                ServiceInformation.AS_RECEIVED,
                KindPid.parse("pmt", 0x20),
                KindPid.parse("audio:deu", 0x300),
                KindPid.parse("audio", 0x200),
                KindPid.parse("video", GERMAN));
        program(stream(3, ENGLISH, "eng"), stream(0x1B, VIDEO), stream(3, GERMAN, "deu"), stream(3, 0x114, "fra"));
        play(500);
        assertThat(news.lastPat().programs()).containsExactly(new Program(NEWS, 0x20));
        assertThat(pids(news)).containsExactly(0x200, GERMAN, 0x300, 0x201);
        assertThat(news.lastPmt().pcrPid()).isEqualTo(GERMAN);
        program(stream(3, 0x114, "fra"), stream(3, 0x115, "ita"), stream(0x1B, VIDEO));
        multiplexer.packets(0x114, 0x115);
        play(500);
        played.end();
        assertThat(pids(news)).as("the first is free again").containsExactly(0x201, 0x200, GERMAN);
        assertThat(news.packets(0x201)).hasSize(188);
        assertThat(news.packets(0x200)).hasSize(188);
        assertThat(news.continuityErrors()).isZero();
    }

    /** The video moves to the PCR's PID, changes places with the audio, and meets a PCR, subtitles and a PMT on its own. */
    @Test
    void theMapByKindHoldsWhateverPidsTheSourceUses() {
        ServiceEdit edit = new ServiceEdit(
                OptionalInt.empty(),
                OptionalInt.empty(),
                Map.of(),
                List.of(),
                false,
                List.of(KindPid.parse("video", 0x21), KindPid.parse("audio", 0x22)),
                ServiceInformation.AS_RECEIVED);
        PidMapping before = PidMapping.NONE;
        int[][] sources = { // PMT, PCR, video, audio, subtitles; and where they are to be sent
            {0x100, 0x101, 0x102, 0x103, 0x104, 0x100, 0x101, 0x21, 0x22, 0x104},
            {0x100, 0x101, 0x101, 0x103, 0x104, 0x100, 0x21, 0x21, 0x22, 0x104},
            {0x100, 0x101, 0x103, 0x101, 0x104, 0x100, 0x22, 0x21, 0x22, 0x104},
            {0x100, 0x21, 0x103, 0x101, 0x104, 0x100, 0x23, 0x21, 0x22, 0x104},
            {0x100, 0x22, 0x103, 0x101, 0x21, 0x100, 0x24, 0x21, 0x22, 0x23},
            {0x21, 0x22, 0x21F, 0x101, 0x23, 0x25, 0x24, 0x21, 0x22, 0x23},
            {0x100, 0x103, 0x103, 0x21, 0x22, 0x100, 0x21, 0x21, 0x22, 0x24},
        };
        for (int[] source : sources) {
            ElementaryStream[] streams = {stream(0x1B, source[2]), stream(3, source[3]), stream(6, source[4])};
            Set<Integer> used = IntStream.of(source).limit(5).boxed().collect(Collectors.toSet());
            PidMapping now = PidMapping.of(edit, used, source[0], List.of(streams), before);
            assertThat(now.pids().values()).as("all different").doesNotHaveDuplicates();
            assertThat(IntStream.of(source).limit(5).map(now::of))
                    .as("of %s", Arrays.toString(source))
                    .containsExactly(IntStream.of(source).skip(5).boxed().toArray(Integer[]::new));
            before = now;
        }
    }

    /** As a source does it that sends its PCR for itself, and no longer does. */
    @Test
    void theVideoKeepsItsPidWhenItMovesToThatOfThePcr() {
        Recorded news = follow(ServiceInformation.AS_RECEIVED, KindPid.parse("video", 0x21));
        int pcr = 0x1F0;
        for (int video : new int[] {VIDEO, pcr, VIDEO}) {
            ProgramMapTable map = new ProgramMapTable(NEWS, 0, pcr, Descriptors.EMPTY, List.of(stream(0x1B, video)));
            multiplexer.pat(0, new Program(NEWS, PMT)).pmt(PMT, map).packets(video, video);
            play(500);
            assertThat(pids(news)).containsExactly(0x21);
            assertThat(news.lastPmt().pcrPid()).isEqualTo(video == pcr ? 0x21 : pcr);
        }
        assertThat(news.continuityErrors()).isZero();
        played.end();
    }

    private static List<Integer> pids(Recorded recorded) {
        return recorded.lastPmt().streams().stream()
                .map(ElementaryStream::elementaryPid)
                .toList();
    }

    @Test
    void theCatAndItsEmmsGoAlongWithEcms() {
        ServiceEdit edit = new ServiceEdit(
                OptionalInt.empty(), OptionalInt.empty(), Map.of(0x50, 0x60, VIDEO, 0x51), List.of(), true);
        Recorded with =
                Recorded.of(played.splitter.addService(PlayedMultiplex.CUT, new ServiceSelection.ById(NEWS), edit));
        Recorded without = follow(ServiceInformation.AS_RECEIVED);
        byte[] cat = CraftedSection.of(TableId.CAT)
                .extension(0xFFFF)
                .body("09 04 0B 00 E0 50 09 04 0B 01 E0 51 09 04 0B 02 E0 52")
                .bytes();
        multiplexer.section(Pid.CAT, cat);
        program();
        multiplexer.packets(0x50, 0x51, 0x52);
        play(900);
        played.end();
        assertThat(without.pids()).doesNotContain(Pid.CAT, 0x50, 0x52);
        assertThat(with.packets(0x60)).hasSize(188);
        assertThat(with.packets(0x52)).hasSize(188);
        assertThat(with.packets(0x51)).as("the video's").hasSize(91 * 188);
        assertThat(with.sections(Pid.CAT)).hasSizeBetween(2, 3);
        assertThat(ConditionalAccessTable.parse(with.sections(Pid.CAT).subList(0, 1))
                        .emmPids())
                .containsExactly(0x52, 0x60);
        assertThat(with.continuityErrors()).isZero();
    }

    @Test
    void whatMakesNoSenseIsRefusedInOneLine() {
        assertThatThrownBy(() -> KindPid.parse("spu", 300))
                .hasMessage("spu (expected: a PID, pmt or a kind of streams, as in 0x78, video or audio:deu)");
        assertThatThrownBy(() -> ServiceInformation.Nit.parse("yes")).hasMessage("yes (expected: none, own or source)");
        assertThatThrownBy(() ->
                        information("x".repeat(127), "", ServiceInformation.Nit.NONE, ServiceInformation.Events.NONE))
                .hasMessageStartingWith("service-name: \"xxx")
                .hasMessageEndingWith("(expected: a text of at most 126 bytes)");
        assertThatThrownBy(() -> new ServiceInformation(
                        Optional.empty(),
                        Optional.empty(),
                        OptionalInt.empty(),
                        OptionalInt.of(1),
                        Optional.empty(),
                        ServiceInformation.Nit.SOURCE,
                        ServiceInformation.Events.NONE))
                .hasMessage("nit: source (expected: own, with a network-id or network-name)");
    }
}
