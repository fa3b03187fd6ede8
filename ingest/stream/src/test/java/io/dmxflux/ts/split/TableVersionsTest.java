// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import static io.dmxflux.ts.split.Multiplexer.service;
import static io.dmxflux.ts.split.Multiplexer.stream;
import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.packet.Pid;
import io.dmxflux.ts.CraftedSection;
import io.dmxflux.ts.ReceivedStream;
import io.dmxflux.ts.psi.Descriptors;
import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramMapTable;
import io.dmxflux.ts.psi.Section;
import io.dmxflux.ts.psi.TableId;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What differs has another version, whatever version the multiplex gives it; what is the same keeps its own. */
@ExtendWith(LeakCheck.class)
class TableVersionsTest {

    private static final int NEWS = 101;
    private static final int OTHER = 102;
    private static final int PMT = 0x100;
    private static final int OTHER_PMT = 0x200;
    private static final int VIDEO = 0x111;
    private static final int FIRST = 31; // of 1970

    private static final Duration LONG = Duration.ofMillis(400); // between changes, so that none is one too many

    @RegisterExtension
    private final PlayedMultiplex played = new PlayedMultiplex();

    private final Multiplexer multiplexer = new Multiplexer();
    private final OutputHistory history = OutputHistory.begin(Instant.EPOCH);

    private static ProgramMapTable map(int serviceId, int version, int... pids) {
        List<ElementaryStream> streams =
                Arrays.stream(pids).mapToObj(pid -> stream(0x1B, pid)).toList();
        return new ProgramMapTable(serviceId, version, pids[0], Descriptors.EMPTY, streams);
    }

    private static ServiceEdit numbered(int serviceId, String... drop) {
        return new ServiceEdit(
                OptionalInt.of(serviceId),
                OptionalInt.empty(),
                Map.of(OTHER_PMT, PMT),
                Arrays.stream(drop).map(StreamFilter::parse).toList(),
                false);
    }

    private SplitOutput open(int serviceId, ServiceEdit edit) {
        return played.splitter.addService(PlayedMultiplex.CUT, new ServiceSelection.ById(serviceId), edit, history);
    }

    private Multiplexer pat(int version) {
        return multiplexer.pat(version, new Program(NEWS, PMT), new Program(OTHER, OTHER_PMT));
    }

    private void play() {
        played.play(multiplexer.packets(VIDEO).take());
        played.time.advanceTimeBy(LONG);
    }

    private void end() {
        played.end();
    }

    @Test
    void theFirstVersionCountsDownWithTheSecondsSoThatOneWhoStartsAgainDoesNotRepeatIt() {
        for (long second = 1_790_000_000; second < 1_790_000_100; second++) {
            int last = TableVersion.first(Instant.ofEpochSecond(second));
            for (int later = 1; later < 28; later++) {
                assertThat(TableVersion.first(Instant.ofEpochSecond(second + later)))
                        .as("after " + later + " seconds and up to 3 changes")
                        .isNotIn(last, (last + 1) % 32, (last + 2) % 32, (last + 3) % 32);
            }
        }
        assertThat(TableVersion.first(Instant.EPOCH)).isEqualTo(FIRST);
        assertThat(TableVersion.first(Instant.ofEpochSecond(-1))).isZero();
    }

    @Test
    void aProcessThatKnowsWhatTheLastOneSentBeginsBehindItInEachTable() {
        assertThat(history.versions()).isEmpty();
        Recorded.of(open(NEWS, ServiceEdit.NONE));
        for (int pid : List.of(VIDEO, 0x121, VIDEO)) {
            pat(0).pmt(PMT, map(NEWS, 5, pid)).sdt(0, service(NEWS, "News"));
            play();
        }
        end();
        assertThat(history.versions())
                .containsEntry(TableId.PAT, FIRST)
                .containsEntry(TableId.PMT, 1)
                .containsEntry(TableId.SDT_ACTUAL, FIRST);

        BatchWriter writer = new BatchWriter(PlayedMultiplex.CUT, new BatchQueue(0));
        Map<Integer, Integer> last = Map.of(TableId.PAT, FIRST, TableId.PMT, 1);
        OutputHistory next = OutputHistory.after(last);
        int byTime = TableVersion.first(Instant.now());
        next.take(writer, true);
        assertThat(next.versions())
                .as("three changes may not have been known")
                .containsEntry(TableId.PAT, 3)
                .containsEntry(TableId.PMT, 5);
        assertThat(next.versions().get(TableId.SDT_ACTUAL)).isIn(byTime, (byTime + 1) % 32, (byTime + 31) % 32);
    }

    @Test
    void aMapThatChangesUnderOneVersionAndBackHasThreeVersions() {
        Recorded news = Recorded.of(open(NEWS, ServiceEdit.NONE));
        for (int pid : List.of(VIDEO, 0x121, VIDEO)) {
            for (int repetition = 0; repetition < 3; repetition++) {
                pat(0).pmt(PMT, map(NEWS, 5, pid));
                play();
            }
        }
        end();
        assertThat(news.stream().versions(PMT)).containsExactly(FIRST, 0, 1);
        assertThat(news.stream().versions(Pid.PAT)).containsExactly(FIRST);
    }

    @Test
    void versionsOfTheMultiplexWithoutAnotherContentAreNone() {
        Recorded news = Recorded.of(open(NEWS, ServiceEdit.NONE));
        for (int version = 0; version < 5; version++) {
            pat(version).pmt(PMT, map(NEWS, version, VIDEO)).sdt(version, service(NEWS, "News"));
            play();
        }
        end();
        assertThat(news.stream().versions(Pid.PAT)).containsExactly(FIRST);
        assertThat(news.stream().versions(PMT)).containsExactly(FIRST);
        assertThat(news.stream().versions(Pid.SDT)).containsExactly(FIRST);
    }

    @Test
    void aServiceThatIsBackUnderItsOldVersionWithOtherPidsHasAnother() {
        Recorded news = Recorded.of(open(NEWS, ServiceEdit.NONE));
        pat(0).pmt(PMT, map(NEWS, 5, VIDEO));
        play();
        multiplexer.pat(1, new Program(OTHER, OTHER_PMT));
        play();
        pat(2).pmt(PMT, map(NEWS, 5, 0x121));
        play();
        end();
        assertThat(news.stream().versions(PMT)).containsExactly(FIRST, 0);
    }

    @Test
    void anotherServiceUnderTheSameNumberIsAnotherVersionOfEveryTableAndTheCountersGoOn() {
        SplitOutput first = open(NEWS, numbered(7, "video"));
        Recorded recorded = Recorded.of(first);
        all();
        first.close();
        play();
        int dropped = recorded.bytes().length;
        SplitOutput second = open(NEWS, numbered(7));
        Recorded after = Recorded.of(second);
        all();
        second.close();
        play();
        Recorded other = Recorded.of(open(OTHER, numbered(7)));
        all();
        end();
        assertThat(dropped).isEqualTo(recorded.bytes().length).isPositive();
        byte[] whole = join(recorded.bytes(), after.bytes(), other.bytes());
        var received = new ReceivedStream(whole);
        assertThat(received.continuityErrors()).isZero();
        assertThat(received.versions(Pid.PAT)).as("PAT: all the same").containsExactly(FIRST);
        assertThat(received.versions(PMT)).containsExactly(FIRST, 0, 1);
        assertThat(received.versions(Pid.SDT)).containsExactly(FIRST, 0);
        assertThat(received.versions(Pid.EIT)).containsExactly(FIRST, 0);
    }

    private void all() {
        for (int repetition = 0; repetition < 3; repetition++) {
            pat(0).pmt(PMT, map(NEWS, 0, VIDEO, 0x112))
                    .pmt(OTHER_PMT, map(OTHER, 0, 0x211))
                    .sdt(0, service(NEWS, "News"), service(OTHER, "Other"))
                    .section(Pid.EIT, events(NEWS, 0, 1))
                    .section(Pid.EIT, events(OTHER, 0, 2))
                    .packets(0x112, 0x211);
            play();
        }
    }

    private static byte[] events(int serviceId, int version, int content) {
        byte[] body = new byte[40];
        Arrays.fill(body, (byte) content);
        return CraftedSection.of(TableId.EIT_PRESENT_FOLLOWING_ACTUAL)
                .extension(serviceId)
                .version(version)
                .body(body)
                .bytes();
    }

    private static byte[] join(byte[]... parts) {
        var joined = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(joined::writeBytes);
        return joined.toByteArray();
    }

    @Test
    void eventsThatChangeUnderOneVersionHaveAnother() {
        Recorded news = Recorded.of(open(NEWS, ServiceEdit.NONE));
        for (int content : List.of(1, 1, 2, 1)) {
            pat(0).pmt(PMT, map(NEWS, 0, VIDEO)).section(Pid.EIT, events(NEWS, 3, content));
            play();
        }
        end();
        assertThat(news.stream().versions(Pid.EIT)).containsExactly(FIRST, 0, 1);
    }

    /** PMTs a second: none changes more than three times within any second, and no version is another table's for ten. */
    @ParameterizedTest
    @ValueSource(ints = {4, 20, 150})
    void changesThatAreTooManyAreCoalescedAndTheLastWins(int perSecond) {
        Recorded news = Recorded.of(open(NEWS, ServiceEdit.NONE));
        List<Long> changedAtMillis = new ArrayList<>();
        int known = 0;
        pat(0);
        for (int i = 0; i <= 12 * perSecond; i++) {
            multiplexer.pmt(PMT, map(NEWS, 0, VIDEO, 0x400 + i)).packets(VIDEO);
            played.buffer(multiplexer.take());
            played.time.advanceTimeBy(Duration.ofMillis(1000 / perSecond));
            int now = news.stream().versions(PMT).size();
            if (now > known) {
                changedAtMillis.add(played.time.now(TimeUnit.MILLISECONDS));
                known = now;
            }
        }
        for (int i = 0; i < 40; i++) { // the multiplex goes on without tables
            played.buffer(multiplexer.packets(VIDEO).take());
            played.time.advanceTimeBy(Duration.ofMillis(50));
        }
        end();
        List<Integer> versions = news.stream().versions(PMT);
        assertThat(versions.size()).isBetween(12 * 3 - 1, 12 * 3 + 5);
        for (int i = 1; i < versions.size(); i++) {
            assertThat(versions.get(i)).isEqualTo((versions.get(i - 1) + 1) % 32);
        }
        for (int i = 4; i < changedAtMillis.size(); i++) {
            assertThat(changedAtMillis.get(i) - changedAtMillis.get(i - 3))
                    .as("four in a row")
                    .isGreaterThan(900);
        }
        assertThat(news.lastPmt().streams())
                .extracting(ElementaryStream::elementaryPid)
                .containsExactly(VIDEO, 0x400 + 12 * perSecond);
        Section last = news.sections(PMT).get(news.sections(PMT).size() - 1);
        assertThat(ProgramMapTable.parse(last).streams()).hasSize(2);
    }
}
