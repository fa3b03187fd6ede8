// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.event.ConfigEvent;
import io.dmxflux.ts.event.InputEvent;
import io.dmxflux.ts.event.OutputEvent;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.Trouble;
import io.dmxflux.ts.event.WaitEvent;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.psi.Descriptors;
import io.dmxflux.ts.psi.ElementaryStream;
import io.dmxflux.ts.split.ServiceEdit;
import io.dmxflux.ts.split.ServiceSelection;
import io.dmxflux.ts.split.SplitEvent;
import io.dmxflux.ts.text.EventText;
import io.dmxflux.ts.tr101290.Indicator;
import io.dmxflux.ts.tr101290.IndicatorState;
import io.dmxflux.ts.tr101290.IndicatorStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class EventLimitTest {

    private static final long MILLI = 1_000_000;

    private final List<String> lines = new ArrayList<>();
    private long now;
    private final EventLimit limit = new EventLimit(event -> lines.addAll(EventText.lines(event)), () -> now);

    private static RelayEvent left(String input, int service) {
        return new RelayEvent.Split(input, new SplitEvent.ServiceLeft(ServiceSelection.parse("" + service)));
    }

    private static RelayEvent returned(String input, int service) {
        return new RelayEvent.Split(input, new SplitEvent.ServiceReturned(ServiceSelection.parse("" + service)));
    }

    /** As a PAT that is another one three hundred times a second does it; a look twice a second. */
    private void flap(int seconds) {
        for (int change = 0; change < 300 * seconds; change++) {
            limit.tell(change % 2 == 0 ? left("dvb:0", 7) : returned("dvb:0", 7));
            now += MILLI * 1_000 / 300;
            if (change % 150 == 149) {
                limit.look();
            }
        }
    }

    private void quiet(int seconds) {
        for (int half = 0; half < 2 * seconds; half++) {
            now += 500 * MILLI;
            limit.look();
        }
    }

    /** Outputs are opened first. */
    @Test
    void whatAnOutputWaitsForIsToldBehindWhatItsInputWaitsFor() {
        limit.tell(new WaitEvent.OutputWaits("udp://239.1.1.1:5004", "a"));
        limit.look();
        limit.tell(new WaitEvent.InputWaits("dvb:0", "b"));
        quiet(1);
        assertThat(lines).hasSize(2).first().asString().startsWith("input dvb:0: b; ");
        limit.tell(new WaitEvent.OutputIsBack("udp://239.1.1.1:5004", Duration.ofSeconds(1), OptionalLong.empty()));
        limit.tell(new WaitEvent.OutputWaits("udp://239.1.1.1:5006", "c"));
        limit.tell(new WaitEvent.OutputIsBack("udp://239.1.1.1:5006", Duration.ofSeconds(1), OptionalLong.empty()));
        assertThat(lines).as("each way, in order").hasSize(5);
        assertThat(lines.get(3)).contains(": c; ");
        limit.tell(new WaitEvent.OutputWaits("udp://239.1.1.1:5005", "d"));
        limit.end();
        assertThat(lines).as("all").hasSize(6);
    }

    @Test
    void whatHappensNowAndThenIsToldAtOnce() {
        for (int time = 0; time < 20; time++) {
            limit.tell(left("dvb:0", 7));
            limit.tell(returned("dvb:0", 7));
            quiet(60);
        }
        assertThat(lines).hasSize(40).allMatch(line -> line.startsWith("dvb:0: service 7: ") && !line.contains("last"));
    }

    @Test
    void whatFlapsIsAFewLinesAndThenSummedUpMoreAndMoreSeldom() {
        flap(60);
        assertThat(lines).hasSize(EventLimit.OF_SERIES + 5);
        assertThat(lines.get(EventLimit.OF_SERIES))
                .matches("dvb:0: service 7: is back in the multiplex \\(the last of \\d+ changes in 1.[05] s\\)");
        assertThat(lines.get(EventLimit.OF_SERIES + 4)).contains("in 16.");
    }

    /** Each part of the state has its last line, in the order in which they came to be. */
    @Test
    void aSumTellsThatAServiceIsBackAndWhichPmtItHas() {
        for (int change = 0; change < 10; change++) {
            limit.tell(left("dvb:0", 7));
            limit.tell(returned("dvb:0", 7));
            limit.tell(pmt(change % 2 == 0 ? 300 : 301));
            now += 20 * MILLI;
        }
        assertThat(lines).hasSize(EventLimit.OF_SERIES);
        quiet(5);
        assertThat(lines).hasSize(EventLimit.OF_SERIES + 2);
        assertThat(lines.get(EventLimit.OF_SERIES))
                .matches("dvb:0: service 7: is back in the multiplex \\(the last of 18 changes in .*");
        assertThat(lines.get(EventLimit.OF_SERIES + 1))
                .matches("dvb:0: service 7: PMT version 0: 301 VIDEO; PCR in 301 \\(the last of 9 changes in .*");

        limit.tell(pmt(302));
        limit.tell(left("dvb:0", 7));
        limit.end();
        assertThat(lines).hasSize(EventLimit.OF_SERIES + 4);
        assertThat(lines.get(lines.size() - 1)).as("what holds now").contains("has left");
    }

    private static RelayEvent pmt(int pid) {
        List<ElementaryStream> streams = List.of(new ElementaryStream(2, pid, Descriptors.EMPTY));
        return new RelayEvent.Split(
                "dvb:0",
                new SplitEvent.StreamsSelected(ServiceSelection.parse("7"), 0, streams, streams, OptionalInt.of(pid)));
    }

    /** An encoder that restarts itself for a day, four times a minute: silence, and three seconds later the stream. */
    @Test
    void whatFlapsForHoursIsALineEachTenMinutes() {
        for (int time = 0; time < 12 * 3600 / 16; time++) {
            limit.tell(new RelayEvent.TroubleBegan(silent()));
            quiet(3);
            limit.tell(new RelayEvent.TroubleOver(silent(), Duration.ofSeconds(3)));
            quiet(13);
        }
        assertThat(lines.subList(0, 6))
                .allMatch(line -> line.startsWith("udp://239.1.1.1:5: ") && !line.contains("the last of"));
        assertThat(lines).hasSizeLessThan(12 * 6 + 15);
        assertThat(lines.get(lines.size() - 1)).matches(".* \\(the last of 7\\d changes in 60\\d\\.\\d s\\)");

        lines.clear();
        limit.tell(new RelayEvent.TroubleBegan(silent()));
        quiet(30);
        assertThat(lines).singleElement().asString().contains(": nothing for 1.5 s; ", " s ago)");
        quiet(60);
        limit.tell(new RelayEvent.TroubleOver(silent(), Duration.ofSeconds(90)));
        assertThat(lines).hasSize(2);
    }

    private static Trouble silent() {
        return new Trouble.InputSilent(Trouble.Subject.input("udp://239.1.1.1:5"), Duration.ofMillis(1_500), 0);
    }

    /** One who edits a configuration wants to know each time. */
    @Test
    void whatAnOperatorDoesIsAnsweredEachTime() {
        for (int time = 0; time < 30; time++) {
            limit.tell(new ConfigEvent.Applied("relay.yaml", List.of()));
            assertThat(lines).hasSize(time + 1);
            quiet(20);
        }
    }

    @Test
    void theLastStateIsToldAndThenItBeginsAgain() {
        flap(10);
        lines.clear();
        limit.tell(left("dvb:0", 7));
        quiet(20);
        assertThat(lines).singleElement().asString().startsWith("dvb:0: service 7: has left the multiplex");
        quiet(60);
        limit.tell(returned("dvb:0", 7));
        assertThat(lines).hasSize(2);
    }

    @Test
    void otherSubjectsAreNotHeldBack() {
        flap(2);
        lines.clear();
        limit.tell(left("dvb:0", 8));
        limit.tell(left("dvb:1", 7));
        assertThat(lines).hasSize(2);
    }

    @Test
    void ofAnOutputThatIsRemovedNothingMoreIsSummedUp() {
        RelayPlan.Output one = output("udp://239.1.1.1:5");
        RelayPlan.Output two = output("udp://239.1.1.2:5");
        limit.tell(new OutputEvent.OutputStarted(one));
        limit.tell(new OutputEvent.OutputStarted(two));
        flap(2);
        limit.tell(new OutputEvent.OutputEnded(one, Optional.empty()));
        lines.clear();
        flap(1);
        quiet(10);
        assertThat(lines).as("the service has another output").isNotEmpty();
        flap(5);
        limit.tell(new OutputEvent.OutputEnded(two, Optional.empty()));
        lines.clear();
        quiet(100);
        assertThat(lines).isEmpty();
    }

    private static RelayEvent raised(Indicator indicator, int pid) {
        IndicatorStatus status = new IndicatorStatus(
                indicator, IndicatorState.RAISED, null, pid, List.of(), 1, Duration.ZERO, Duration.ZERO, Duration.ZERO);
        Trouble.Subject output = Trouble.Subject.input("dvb:0").output("udp://239.1.1.1:5");
        return new RelayEvent.TroubleBegan(new Trouble.IndicatorRaised(output, status));
    }

    /** As after a stop of the process: five indicators, each of forty PIDs, in one moment. */
    @Test
    void allThatIsToldOfOneSubjectHasOneLimit() {
        List<Integer> told = new ArrayList<>();
        for (int pid = 0; pid < 40; pid++) {
            for (Indicator indicator : Indicator.ofSenders()) {
                limit.tell(raised(indicator, pid));
            }
        }
        told.add(lines.size());
        for (int half = 0; half < 20; half++) {
            quiet(1);
            told.add(lines.size());
        }
        for (int second = 1; second < told.size(); second++) {
            assertThat(told.get(second) - told.get(second - 1)).isLessThanOrEqualTo(EventLimit.AT_ONCE);
        }
        assertThat(told.get(0)).isEqualTo(EventLimit.AT_ONCE);
        assertThat(lines).hasSize(2 * EventLimit.AT_ONCE);
        assertThat(lines.subList(EventLimit.AT_ONCE, lines.size()))
                .allMatch(line ->
                        line.contains("PID 39: ") && line.contains("(the last of 39 changes in 1.0 s, 1.0 s ago)"));
    }

    @Test
    void whatHasOnlyWaitedIsToldAsItIs() {
        Indicator.ofSenders().forEach(indicator -> limit.tell(raised(indicator, 256)));
        limit.tell(raised(Indicator.PTS, 256));
        assertThat(lines).hasSize(EventLimit.AT_ONCE);

        quiet(1);
        assertThat(lines).hasSize(EventLimit.AT_ONCE + 1);
        assertThat(lines.get(EventLimit.AT_ONCE)).contains("2.5 PTS_error").doesNotContain("the last of");
    }

    /** A sender that is restarted for nine seconds, and then is well: the next sum would be due four seconds later. */
    @Test
    void theLastOfManyIsToldSoonAndHowLongAgoItWas() {
        for (int time = 0; time < 22; time++) {
            limit.tell(new InputEvent.SenderBeganAgain("udp://239.1.1.1:5", 1));
            now += 400 * MILLI;
            limit.look();
        }
        lines.clear();
        quiet(2);
        assertThat(lines)
                .singleElement()
                .asString()
                .matches(".* \\(the last of \\d changes in \\d\\.\\d s, [12]\\.\\d s ago\\)");
    }

    @Test
    void atTheEndAllThatWaitsIsTold() {
        flap(1);
        lines.clear();
        limit.end();
        assertThat(lines).singleElement().asString().contains("the last of ");
        limit.end();
        assertThat(lines).hasSize(1);
    }

    /** What is told each time is what cannot come often: a reload's summary of what it removes. */
    @Test
    void everyKindOfEventIsLimitedBySubject() {
        List<Class<?>> unlimited =
                List.of(OutputEvent.OutputStarted.class, RelayEvent.RelayRemoved.class, RelayEvent.ManyEvents.class);
        assertThat(kinds(RelayEvent.class))
                .hasSizeGreaterThan(20)
                .filteredOn(kind -> kindThatSaysTheSubjectOf(kind) == RelayEvent.class)
                .hasSameElementsAs(unlimited);
    }

    private static Class<?> kindThatSaysTheSubjectOf(Class<?> event) {
        try {
            return event.getMethod("subject").getDeclaringClass();
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Class<?>> kinds(Class<?> event) {
        return event.isSealed()
                ? Arrays.stream(event.getPermittedSubclasses())
                        .flatMap(kind -> kinds(kind).stream())
                        .toList()
                : List.of(event);
    }

    private static RelayPlan.Output output(String to) {
        return RelayPlan.Output.service(OutputUri.parse(to), ServiceSelection.parse("7"), ServiceEdit.NONE);
    }
}
