// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.ts.op.ContinuityStats;
import io.dmxflux.ts.relay.RelayStats;
import io.dmxflux.ts.sink.FailedSends;
import io.dmxflux.ts.sink.SendStats;
import io.dmxflux.ts.source.SourceStats;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RelayWatchTest {

    private final RelayWatch watch = new RelayWatch();
    private RelayStats before = report(0, 0, 0, 0);

    private static RelayStats report(long second, long in, long out, long refused) {
        Map<String, FailedSends> failures =
                refused == 0 ? Map.of() : Map.of("ENETUNREACH", new FailedSends(refused, refused * 188));
        return new RelayStats(
                "dvb:0",
                Duration.ofSeconds(second),
                new ContinuityStats(in, 0, 0, 0, 0, 0, 0),
                0,
                SourceStats.NONE,
                List.of(new RelayStats.OutputStats(
                        "udp://239.1.1.1:5004", new SendStats(out, out * 188, failures), 0, 0, Optional.empty())),
                Optional.empty());
    }

    private String look(long second, long in, long out, long refused) {
        RelayStats now = report(second, in, out, refused);
        String changes = String.join("; ", look(before, now));
        before = now;
        return changes;
    }

    private List<String> look(RelayStats before, RelayStats now) {
        return watch.look(Optional.empty(), before, now).stream()
                .flatMap(event -> EventText.lines(event).stream())
                .toList();
    }

    @Test
    void aRelayThatWorksIsNotTalkedAbout() {
        for (int second = 1; second < 100; second++) {
            assertThat(look(second, second * 10, second * 10, 0)).isEmpty();
        }
    }

    @Test
    void anInputThatFallsSilentAndComesBackIsToldOnceEach() {
        assertThat(look(1, 10, 10, 0)).isEmpty();
        assertThat(look(5, 10, 10, 0)).isEmpty();
        assertThat(look(6, 10, 10, 0)).startsWith("input: nothing for 5 s");
        assertThat(look(7, 10, 10, 0)).isEmpty();
        assertThat(look(8, 11, 11, 0)).isEqualTo("input: packets arrive again");
        assertThat(look(9, 12, 12, 0)).isEmpty();
    }

    @Test
    void anOutputThatFailsAndComesBackIsToldOnceEach() {
        assertThat(look(1, 10, 10, 0)).isEmpty();
        assertThat(look(2, 20, 10, 10)).startsWith("output: sends fail (ENETUNREACH)");
        assertThat(look(3, 30, 10, 20)).isEmpty();
        assertThat(look(4, 40, 15, 25)).isEmpty();
        assertThat(look(5, 50, 25, 25)).isEqualTo("output: sends go through again");
    }

    @Test
    void aFileThatFailsIsNotToldToGoOn() {
        SendStats full = new SendStats(0, 1880, Map.of("IOException", new FailedSends(0, 188)));
        RelayStats first = withOutputs(
                1, new RelayStats.OutputStats("file:x", new SendStats(0, 1880, Map.of()), 0, 0, Optional.empty()));
        assertThat(look(first, withOutputs(2, new RelayStats.OutputStats("file:x", full, 0, 0, Optional.empty()))))
                .isEmpty();
    }

    private static RelayStats withOutputs(long second, RelayStats.OutputStats... outputs) {
        return new RelayStats(
                "dvb:0",
                Duration.ofSeconds(second),
                new ContinuityStats(second * 10, 0, 0, 0, 0, 0, 0),
                0,
                SourceStats.NONE,
                List.of(outputs),
                Optional.empty());
    }

    private static RelayStats.OutputStats output(String name, long out, long refused) {
        Map<String, FailedSends> failures =
                refused == 0 ? Map.of() : Map.of("ENOBUFS", new FailedSends(refused, refused * 188));
        return new RelayStats.OutputStats(name, new SendStats(out, out * 188, failures), 0, 0, Optional.empty());
    }

    @Test
    void ofManyOutputsTheOneThatFailsIsNamed() {
        RelayStats first = withOutputs(1, output("udp://239.1.1.1:5", 10, 0), output("udp://239.1.1.2:5", 10, 0));
        RelayStats second = withOutputs(2, output("udp://239.1.1.1:5", 20, 0), output("udp://239.1.1.2:5", 10, 10));
        RelayStats third = withOutputs(3, output("udp://239.1.1.1:5", 30, 0), output("udp://239.1.1.2:5", 20, 10));
        assertThat(look(first, second))
                .singleElement()
                .asString()
                .startsWith("udp://239.1.1.2:5: sends fail (ENOBUFS)");
        assertThat(look(second, third)).containsExactly("udp://239.1.1.2:5: sends go through again");
    }

    @Test
    void anOutputThatHasComeIsWatchedFromThenOn() {
        RelayStats first = withOutputs(1, output("one", 10, 0));
        RelayStats second = withOutputs(2, output("one", 20, 0), output("two", 5, 7));
        RelayStats third = withOutputs(3, output("one", 30, 0), output("two", 5, 9));
        assertThat(look(first, second)).isEmpty();
        assertThat(look(second, third)).singleElement().asString().startsWith("two: sends fail");
    }
}
