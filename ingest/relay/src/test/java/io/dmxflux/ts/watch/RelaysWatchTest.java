// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.event.RelayStats;
import io.dmxflux.ts.op.ContinuityStats;
import io.dmxflux.ts.plan.RateBounds;
import io.dmxflux.ts.sink.SendStats;
import io.dmxflux.ts.source.SourceStats;
import io.dmxflux.ts.split.ShareStats;
import io.dmxflux.ts.text.EventText;
import io.dmxflux.ts.text.StatsText;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RelaysWatchTest {

    private final RelaysWatch watch = new RelaysWatch(List.of(stats("dvb:0", 0, 0), stats("dvb:1", 0, 0)));

    private static RelayStats stats(String input, double second, long packets) {
        return stats(input, second, packets, 0);
    }

    private static RelayStats stats(String input, double second, long packets, long unalignedBytes) {
        return new RelayStats(
                input,
                Duration.ofMillis(Math.round(second * 1_000)),
                new ContinuityStats(packets, 0, 0, 0, 0, 0, 0),
                unalignedBytes,
                SourceStats.NONE,
                List.of(new RelayStats.OutputStats(
                        "udp://239.1.1.1:5",
                        packets,
                        0,
                        new SendStats(1, packets * 188, Map.of()),
                        0,
                        ShareStats.NONE,
                        0,
                        0,
                        0,
                        0,
                        Optional.empty(),
                        List.of(),
                        RateBounds.NONE)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                RateBounds.NONE);
    }

    private List<String> look(RelayStats... now) {
        return watch.look(List.of(now), List.of()).stream()
                .flatMap(event -> EventText.lines(event).stream())
                .toList();
    }

    @Test
    void ofManyInputsTheSilentOneIsNamed() {
        assertThat(look(stats("dvb:0", 1, 30), stats("dvb:1", 1, 30))).isEmpty();
        assertThat(look(stats("dvb:0", 2, 80), stats("dvb:1", 2, 30))).isEmpty();
        assertThat(look(stats("dvb:0", 3, 90), stats("dvb:1", 3, 30)))
                .singleElement()
                .asString()
                .startsWith("dvb:1: nothing for 2.0 s");
        assertThat(watch.silent()).containsExactly("dvb:1");
    }

    @Test
    void anInputThatGoesAndComesBackStartsAgain() {
        assertThat(look(stats("dvb:0", 1, 10), stats("dvb:1", 1, 10))).isEmpty();
        assertThat(look(stats("dvb:0", 2, 20))).isEmpty();
        assertThat(look(stats("dvb:0", 3, 30), stats("dvb:1", 0, 0))).isEmpty();
        assertThat(look(stats("dvb:0", 4.5, 40), stats("dvb:1", 1.5, 0)))
                .singleElement()
                .asString()
                .startsWith("dvb:1: nothing for 1.5 s");
    }

    @Test
    void anInputThatIsOpenedAgainIsAnotherOne() {
        assertThat(look(stats("dvb:0", 1, 10), stats("dvb:1", 1, 1_000))).isEmpty();
        assertThat(look(stats("dvb:0", 2, 20), stats("dvb:1", 0.2, 3))).isEmpty();
        assertThat(look(stats("dvb:0", 3, 30), stats("dvb:1", 1.2, 13))).isEmpty();
    }

    @Test
    void whatAnInputHadLostWhenItEndedIsToldOnce() {
        assertThat(look(stats("dvb:0", 1, 10), stats("dvb:1", 1, 10))).isEmpty();
        List<RelayStats> running = List.of(stats("dvb:0", 1.5, 20));
        List<RelayStats> ended = List.of(stats("dvb:1", 1.2, 10, 88));
        assertThat(watch.look(running, ended))
                .singleElement()
                .satisfies(event -> assertThat(EventText.lines(event).get(0))
                        .startsWith("dvb:1: lost by signal: 88 bytes out of sync"));
        assertThat(watch.look(List.of(stats("dvb:0", 2, 30)), ended)).isEmpty();
    }

    /** Outputs that are closed have lost something since the last look, half a second ago. */
    @Test
    void whatAnOutputHadLostWhenItEndedIsToldOnce() {
        RelayStats before = stats("dvb:0", 1, 10);
        assertThat(look(before, stats("dvb:1", 1, 10))).isEmpty();
        RelayStats.OutputStats sent = before.outputs().get(0);
        RelayStats.OutputStats dropped = new RelayStats.OutputStats(
                sent.name(),
                20,
                0,
                new SendStats(1, 10 * 188, Map.of()),
                3,
                ShareStats.NONE,
                0,
                0,
                0,
                0,
                Optional.empty(),
                List.of(),
                RateBounds.NONE);
        RelayStats atEnd = new RelayStats(
                "dvb:0",
                Duration.ofMillis(1_300),
                new ContinuityStats(20, 0, 0, 0, 0, 0, 0),
                0,
                SourceStats.NONE,
                List.of(dropped),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                RateBounds.NONE);
        assertThat(watch.lookAtEnd(List.of(atEnd)))
                .singleElement()
                .satisfies(event -> assertThat(EventText.lines(event).get(0))
                        .startsWith("dvb:0 -> udp://239.1.1.1:5: lost by policy: 3 packets dropped"));
        assertThat(watch.lookAtEnd(List.of(atEnd))).isEmpty();
    }

    /** No signal can have been lost by inputs that nobody read. */
    @Test
    void aProcessThatWasStoppedIsToldOnceAndItsInputsAreNotSilent() {
        assertThat(look(stats("dvb:0", 1, 10), stats("dvb:1", 1, 10))).isEmpty();
        assertThat(look(stats("dvb:0", 6, 10), stats("dvb:1", 6, 10)))
                .singleElement()
                .asString()
                .startsWith("this process did not run for 5.0 s");
        assertThat(look(stats("dvb:0", 6.5, 20), stats("dvb:1", 6.5, 10))).isEmpty();
        assertThat(look(stats("dvb:0", 7.5, 30), stats("dvb:1", 7.5, 10)))
                .singleElement()
                .asString()
                .startsWith("dvb:1: nothing for 1.5 s");
    }

    /** Its name has the colon of its URI. */
    @Test
    void theSimulatedInputHasOneColon() {
        RelaysWatch simulated = new RelaysWatch(List.of(stats("sim:", 0, 0)));
        assertThat(simulated.look(List.of(stats("sim:", 1.5, 0)), List.of()))
                .singleElement()
                .satisfies(event -> assertThat(EventText.lines(event).get(0)).startsWith("sim: nothing for 1.5 s"));
    }

    @Test
    void progressIsThatOfAllTogether() {
        List<RelayStats> start = List.of(stats("dvb:0", 0, 0), stats("dvb:1", 0, 0));
        List<RelayStats> second = List.of(stats("dvb:0", 1, 1_000), stats("dvb:1", 1, 500));
        assertThat(StatsText.progress(start, second, Optional.empty(), 120))
                .startsWith("1 s  2.26 Mbit/s  2 outputs  TR 101 290: ok  in 1500  out 1500  ");
        assertThat(StatsText.progress(second, List.of(stats("dvb:0", 2, 1_200)), Optional.empty(), 120))
                .as("an input has gone, and its packets with it")
                .startsWith("2 s  0.00 Mbit/s  1 output  TR 101 290: ok  in 1200  out 1200  ");
    }
}
