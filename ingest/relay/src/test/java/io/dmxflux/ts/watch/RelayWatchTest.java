// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.event.RelayStats;
import io.dmxflux.ts.op.ContinuityStats;
import io.dmxflux.ts.op.LatenessStats;
import io.dmxflux.ts.plan.RateBounds;
import io.dmxflux.ts.sink.FailedSends;
import io.dmxflux.ts.sink.SendStats;
import io.dmxflux.ts.source.SignalStats;
import io.dmxflux.ts.source.SourceStats;
import io.dmxflux.ts.source.UdpSourceStats;
import io.dmxflux.ts.split.ShareStats;
import io.dmxflux.ts.text.EventText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Snapshots of counters that a relay could have had, each half a second later than the one before. */
class RelayWatchTest {

    private static final String ONE = "dvb:0 -> udp://239.1.1.1:5: ";
    private static final String TWO = "dvb:0 -> udp://239.1.1.2:5: ";

    private final Counters counters = new Counters();
    private final RelayWatch watch = new RelayWatch(counters.snapshot());
    private final List<String> lines = new ArrayList<>();

    /** What a relay with two outputs counts. */
    private static final class Counters {

        private long millis;
        private long in;
        private long missing;
        private long transportErrors;
        private long network;
        private long kernel;
        private long starvedMillis;
        private long inputDrops;
        private long late;
        private final long[] routed = new long[2];
        private final long[] out = new long[2];
        private final long[] dropped = new long[2];
        private final long[] held = new long[2];
        private final long[] refused = new long[2];
        private Optional<String> inputWaits = Optional.empty();
        private long datagrams;
        private Optional<SignalStats> signal = Optional.empty();
        private Optional<String> outputWaits = Optional.empty();
        private boolean arrives = true;
        private final boolean[] takes = {true, true};
        private final boolean[] refuses = {false, false};
        private boolean inOutage;
        private Map<String, FailedSends> earlierFailures = Map.of();
        private ShareStats share = ShareStats.NONE;

        void halfASecondLater() {
            millis += 500;
            if (arrives) {
                in += 100;
                IntStream.range(0, 2).forEach(output -> {
                    routed[output] += 100;
                    if (takes[output]) {
                        long now = routed[output] - dropped[output] - held[output];
                        if (refuses[output]) {
                            refused[output] = now - out[output];
                        } else {
                            out[output] = now - refused[output];
                        }
                    }
                });
            }
        }

        RelayStats snapshot() {
            return new RelayStats(
                    "dvb:0",
                    Duration.ofMillis(millis),
                    new ContinuityStats(in, 0, 0, transportErrors, missing, missing, 0),
                    0,
                    new SourceStats(network, kernel, starvedMillis * 1_000_000, 0, inputDrops),
                    List.of(output(0, "udp://239.1.1.1:5"), output(1, "udp://239.1.1.2:5")),
                    inputWaits,
                    datagrams == 0 ? Optional.empty() : Optional.of(received(datagrams)),
                    signal,
                    RateBounds.NONE);
        }

        private static UdpSourceStats received(long count) {
            UdpSourceStats.Framing rtp = UdpSourceStats.Framing.RTP;
            return new UdpSourceStats(
                    count, 1, 0, count - 1, 0, 0, 0, 0, 1316, 0, 0, 0, 0, rtp, rtp, 0, 0, 0, UdpSourceStats.Mixed.NONE);
        }

        private RelayStats.OutputStats output(int at, String name) {
            Map<String, FailedSends> failures = new TreeMap<>(earlierFailures);
            if (refused[at] > 0) {
                failures.put("ENETUNREACH", new FailedSends(refused[at], refused[at] * 188));
            }
            return new RelayStats.OutputStats(
                    name,
                    routed[at],
                    0,
                    new SendStats(out[at], out[at] * 188, failures).withLateness(new LatenessStats(late, 60_000_000)),
                    dropped[at],
                    at == 0 ? share : ShareStats.NONE,
                    0,
                    inOutage ? refused[at] : 0,
                    0,
                    routed[at] - out[at] - refused[at] - dropped[at],
                    outputWaits,
                    List.of(),
                    RateBounds.NONE);
        }
    }

    /** Looks once, half a second later. */
    private List<String> look() {
        return look(false);
    }

    private List<String> look(boolean stopped) {
        counters.halfASecondLater();
        List<String> told = watch.look(counters.snapshot(), stopped).stream()
                .flatMap(event -> EventText.lines(event).stream())
                .toList();
        lines.addAll(told);
        return told;
    }

    private List<String> look(int times) {
        List<String> told = new ArrayList<>();
        for (int time = 0; time < times; time++) {
            told.addAll(look());
        }
        return told;
    }

    @Test
    void aRelayThatWorksIsNotTalkedAbout() {
        assertThat(look(200)).isEmpty();
    }

    /** A sender whose sequence numbers stand still, another program on the port: what comes is not what is expected. */
    @Test
    void datagramsOfWhichNoneIsTakenAreTold() {
        look(3);
        counters.arrives = false;
        counters.datagrams = 7;
        look(2);
        counters.datagrams = 900;
        assertThat(look())
                .singleElement()
                .asString()
                .startsWith("dvb:0: nothing for 1.5 s but 899 datagrams of which none was taken");
    }

    @Test
    void anInputThatFallsSilentAndComesBackIsToldOnceEachWithinTwoSeconds() {
        assertThatSilenceIsToldOnce();
        assertThat(look(100)).isEmpty();
    }

    @Test
    void nothingArrivesAlsoWhereItIsKnownWhatForButNotBehindAStop() {
        look(3);
        assertThat(watch.isSilent()).isFalse();
        counters.arrives = false;
        counters.inputWaits = Optional.of("no such device");
        look(2);
        assertThat(watch.isSilent()).isFalse();
        look();
        assertThat(watch.isSilent()).isTrue();
        look(true);
        assertThat(watch.isSilent()).isFalse();
        look(3);
        assertThat(watch.isSilent()).isTrue();
        counters.arrives = true;
        look();
        assertThat(watch.isSilent()).isFalse();
    }

    private void assertThatSilenceIsToldOnce() {
        look();
        counters.arrives = false;
        assertThat(look(2)).isEmpty();
        assertThat(look()).containsExactly("dvb:0: nothing for 1.5 s; check the signal");
        assertThat(look(100)).isEmpty();
        counters.arrives = true;
        assertThat(look()).containsExactly("dvb:0: packets arrive again, after 52.0 s");
    }

    @Test
    void packetsThatAreMissingAreToldAtOnceAndSummedUpWhenNoMoreAre() {
        counters.missing += 3;
        assertThat(look())
                .containsExactly("dvb:0: lost by signal: at least 3 packets missing (continuity_counter);"
                        + " check the signal");
        for (int time = 0; time < 20; time++) {
            counters.missing += 10;
            assertThat(look(4)).as("in one trouble").isEmpty();
        }
        assertThat(look(10))
                .containsExactly("dvb:0: lost by signal: at least 203 packets missing (continuity_counter),"
                        + " all in 39.0 s; no more since");
        assertThat(look(100)).isEmpty();
        counters.missing++;
        assertThat(look()).singleElement().asString().contains("at least 1 packet missing");
    }

    /** The backlog takes its time to leave. */
    @Test
    void whatLeavesLateInTheThreeSecondsBehindAStopIsOfTheStop() {
        look();
        counters.late += 7;
        assertThat(look(true)).isEmpty();
        for (int half = 0; half < 5; half++) {
            counters.late += 7;
            assertThat(look()).isEmpty();
        }
        assertThat(look(20)).isEmpty();
        counters.late += 14;
        assertThat(look()).hasSize(2).allMatch(line -> line.contains("late: 14 packets left up to 60 ms"));
    }

    @Test
    void packetsThatCameLateWereNotLost() {
        counters.missing += 3;
        look();
        counters.missing -= 3;
        assertThat(look(10)).containsExactly("dvb:0: what was missing for 0.5 s came late; nothing is lost");
    }

    @Test
    void nothingArrivesBeforeTheFirstLockWhichIsNoNewsByItself() {
        counters.arrives = false;
        counters.signal = Optional.of(LockWatchTest.signal(false, 0, 0));
        assertThat(look(20)).isEmpty();
        counters.signal = Optional.of(LockWatchTest.signal(true, 0, 0));
        assertThat(look(6)).singleElement().asString().startsWith("dvb:0: nothing for 1.5 s");
    }

    /** What a lost lock costs is told with it, and that nothing arrives, too. */
    @Test
    void whatIsMissingWithoutALockIsToldOnce() {
        counters.signal = Optional.of(LockWatchTest.signal(true, 0, 0));
        look(4);
        counters.signal = Optional.of(LockWatchTest.signal(false, 1, 100));
        counters.arrives = false;
        assertThat(look(8)).singleElement().asString().contains("lock lost");
        counters.signal = Optional.of(LockWatchTest.signal(true, 1, 4_000));
        counters.arrives = true;
        counters.missing += 70;
        counters.transportErrors++;
        assertThat(look(20))
                .singleElement()
                .asString()
                .contains("lock regained")
                .contains("70 packets missing");
        counters.missing++;
        assertThat(look()).singleElement().asString().contains("at least 1 packet missing (continuity_counter)");
    }

    @Test
    void everyAccountIsToldInItsUnit() {
        counters.transportErrors = 2;
        counters.network = 5;
        counters.kernel = 1;
        counters.starvedMillis = 4_870;
        counters.inputDrops = 700;
        assertThat(look())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("dvb:0: lost by signal: 2 packets damaged"),
                        line -> assertThat(line).startsWith("dvb:0: lost by signal: 5 datagrams missing"),
                        line -> assertThat(line).startsWith("dvb:0: lost by kernel: 1 gap of unknown size"),
                        line -> assertThat(line)
                                .startsWith("dvb:0: lost by kernel: no buffer to fill for up to 4870 ms"),
                        line -> assertThat(line).startsWith("dvb:0: lost by policy: 700 packets dropped"));
        assertThat(look(9)).isEmpty();
        assertThat(look()).hasSize(5).allMatch(line -> line.endsWith("all in 0.5 s; no more since"));
    }

    @Test
    void anOutputThatIsRefusedIsToldOnceEach() {
        look();
        counters.refuses[1] = true;
        assertThat(look())
                .containsExactly(TWO + "lost by socket: 100 packets refused (ENETUNREACH);"
                        + " sending goes on when the network takes them");
        assertThat(look(10)).isEmpty();
        counters.refuses[1] = false;
        assertThat(look(9)).isEmpty();
        assertThat(look())
                .containsExactly(
                        TWO + "lost by socket: 1100 packets refused (ENETUNREACH), all in 5.5 s; no more since");
    }

    /** Sinks count by error since they were opened. */
    @Test
    void whatWasRefusedForAnotherReasonBeforeIsNotNamedAgain() {
        look();
        counters.earlierFailures = Map.of("no address", new FailedSends(5, 5 * 188));
        assertThat(look()).hasSize(2).allMatch(line -> line.contains(" 5 packets refused (no address); "));
        look(11);
        counters.refuses[1] = true;
        assertThat(look()).singleElement().asString().contains(" 100 packets refused (ENETUNREACH); ");
    }

    @Test
    void anOutputThatIsRefusedAgainAndAgainIsSummedUp() {
        for (int time = 0; time < 100; time++) {
            counters.refuses[0] = time % 2 == 0;
            look();
        }
        assertThat(lines).hasSize(1);
    }

    @Test
    void anOutputThatLagsIsNamed() {
        look();
        counters.dropped[0] = 40;
        assertThat(look())
                .singleElement()
                .asString()
                .startsWith(ONE + "lost by policy: 40 packets dropped, as it lags");
    }

    @Test
    void aServiceThatNeedsMoreThanItsShareOfTheLogIsToldWithTheShareThatFits() {
        look();
        counters.dropped[0] = 40;
        counters.share = new ShareStats(40, 3);
        assertThat(look())
                .containsExactly(ONE + "lost by policy: 40 packets dropped, as the service needs more than every= gives"
                        + " it; expected: every=3");
        counters.dropped[0] = 80;
        counters.share = new ShareStats(80, 2);
        assertThat(look(119)).as("fills up again").isEmpty();
        assertThat(look(3))
                .containsExactly(ONE + "lost by policy: 80 packets dropped, as the service needs more than every= gives"
                        + " it, all in 1.0 s; no more since; expected: every=2");
    }

    @Test
    void anOutputThatTakesNothingIsBlocked() {
        look();
        counters.takes[0] = false;
        assertThat(look(2)).isEmpty();
        assertThat(look())
                .containsExactly(ONE + "takes nothing for 1.5 s, 300 packets wait; check its disk, or who reads it");
        assertThat(look(10)).isEmpty();
        counters.takes[0] = true;
        assertThat(look()).containsExactly(ONE + "takes packets again, after 7.0 s");
        assertThat(look(10)).isEmpty();
    }

    /** A file that is read as fast as its output takes it: with the output blocked, nothing arrives. */
    @Test
    void anInputThatABlockedOutputHoldsUpIsNotSilent() {
        look();
        counters.takes[1] = false;
        look();
        counters.arrives = false;
        assertThat(look(20)).singleElement().asString().startsWith(TWO + "takes nothing for 1.5 s");
        counters.arrives = true;
        counters.takes[1] = true;
        assertThat(look()).containsExactly(TWO + "takes packets again, after 11.0 s");
        assertThat(look(10)).isEmpty();
    }

    /** Less than a datagram, which it would fill: it is the input that is told of. */
    @Test
    void anOutputThatHasPacketsWaitingBecauseItsInputIsSilentIsNotBlocked() {
        counters.held[0] = 5;
        assertThatSilenceIsToldOnce();
        assertThat(look(10)).isEmpty();
    }

    /** A whole buffer waits, for which the input would have room if the output took it. */
    @Test
    void anInputThatStopsTogetherWithItsOutputIsHeldUpByIt() {
        counters.held[0] = 7;
        look();
        counters.arrives = false;
        assertThat(look(20)).singleElement().asString().startsWith(ONE + "takes nothing for 1.5 s, 7 packets wait");
        counters.arrives = true;
        assertThat(look()).containsExactly(ONE + "takes packets again, after 10.5 s");
        assertThat(look(10)).isEmpty();
    }

    @Test
    void afterAnInputThatIsSilentItsOutputsAreNot() {
        look();
        counters.arrives = false;
        assertThat(look(20)).singleElement().asString().startsWith("dvb:0: nothing");
    }

    /** What is missing is told by the network's events, with the reason. */
    @Test
    void whatWaitsForAnInterfaceIsNotToldTwice() {
        look();
        counters.inputWaits = Optional.of("interface eth7 is not there");
        counters.arrives = false;
        assertThat(look(20)).isEmpty();
        counters.inputWaits = Optional.empty();
        counters.arrives = true;
        counters.outputWaits = Optional.of("interface eth8 is not there");
        counters.inOutage = true;
        counters.refuses[0] = true;
        assertThat(look(20)).isEmpty();
        counters.outputWaits = Optional.empty();
        counters.refuses[0] = false;
        assertThat(look(20)).isEmpty();
    }

    /** One that is over before the next look, and one that was none. */
    @Test
    void whatMayBeOfAnOutageIsToldOnlyIfItIsNot() {
        look();
        counters.inOutage = true;
        counters.refuses[0] = true;
        assertThat(look()).isEmpty();
        counters.refuses[0] = false;
        assertThat(look(20)).isEmpty();
        counters.inOutage = false;
        assertThat(look())
                .containsExactly(ONE + "lost by socket: 100 packets refused (ENETUNREACH);"
                        + " sending goes on when the network takes them");
    }

    /** It has ended, and is told of as that. */
    @Test
    void aFileThatFailsIsNotToldToGoOn() {
        RelayWatch files = new RelayWatch(withOutputs(0, file(10, Map.of())));
        RelayStats full = withOutputs(500, file(10, Map.of("IOException", new FailedSends(0, 188))));
        assertThat(files.look(full, false)).isEmpty();
    }

    private static RelayStats.OutputStats file(long out, Map<String, FailedSends> failures) {
        return new RelayStats.OutputStats(
                "file:x",
                out,
                0,
                new SendStats(0, out * 188, failures),
                0,
                ShareStats.NONE,
                0,
                0,
                0,
                0,
                Optional.empty(),
                List.of(),
                RateBounds.NONE);
    }

    private static RelayStats withOutputs(long millis, RelayStats.OutputStats... outputs) {
        return new RelayStats(
                "dvb:0",
                Duration.ofMillis(millis),
                new ContinuityStats(millis, 0, 0, 0, 0, 0, 0),
                0,
                SourceStats.NONE,
                List.of(outputs),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                RateBounds.NONE);
    }

    @Test
    void anOutputThatHasComeIsWatchedFromThenOn() {
        RelayWatch outputs = new RelayWatch(withOutputs(0, refused("one", 0)));
        assertThat(outputs.look(withOutputs(500, refused("one", 0), refused("two", 7)), false))
                .isEmpty();
        assertThat(outputs.look(withOutputs(1_000, refused("one", 0), refused("two", 9)), false))
                .singleElement()
                .satisfies(event -> assertThat(EventText.lines(event))
                        .singleElement()
                        .asString()
                        .startsWith("dvb:0 -> two: lost by socket: 2 packets refused"));
    }

    private static RelayStats.OutputStats refused(String name, long refused) {
        Map<String, FailedSends> failures =
                refused == 0 ? Map.of() : Map.of("ENOBUFS", new FailedSends(refused, refused * 188));
        return new RelayStats.OutputStats(
                name,
                1_000,
                0,
                new SendStats(1, 188_000, failures),
                0,
                ShareStats.NONE,
                0,
                0,
                0,
                0,
                Optional.empty(),
                List.of(),
                RateBounds.NONE);
    }

    /** Another host writes: a chunk of the standby's waits at each look, and what was in those before has left. */
    @Test
    void aStandbyThatTakesPacketsIsNotBlocked() {
        RelayWatch outputs = new RelayWatch(withOutputs(0, standby(0)));
        for (int look = 1; look <= 8; look++) {
            assertThat(outputs.look(withOutputs(look * 500L, standby(look * 100L)), false))
                    .isEmpty();
        }
        List<RelayEvent> events = new ArrayList<>();
        for (int look = 9; look <= 12; look++) {
            events.addAll(outputs.look(withOutputs(look * 500L, standby(800)), false));
        }
        assertThat(events)
                .singleElement()
                .satisfies(event -> assertThat(EventText.lines(event))
                        .singleElement()
                        .asString()
                        .startsWith("dvb:0 -> kafka:hd: takes nothing for "));
    }

    private static RelayStats.OutputStats standby(long taken) {
        return new RelayStats.OutputStats(
                "kafka:hd",
                taken + 28,
                0,
                new SendStats(0, 0, Map.of()),
                0,
                ShareStats.NONE,
                0,
                0,
                taken,
                28,
                Optional.empty(),
                List.of(),
                RateBounds.NONE);
    }
}
