// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HistoryTest {

    private static final Instant START = Instant.parse("2026-11-26T23:00:30Z");

    private final History history = new History();

    private void add(Duration time, @Nullable Long bitrate, long signal, long socket) {
        history.add(state(time, bitrate, signal, socket, true));
    }

    private static RelayState state(Duration time, @Nullable Long bitrate, long signal, long socket, boolean hasInput) {
        return state(time, bitrate, signal, socket, hasInput, null);
    }

    private static RelayState state(
            Duration time,
            @Nullable Long bitrate,
            long signal,
            long socket,
            boolean hasInput,
            InputState.@Nullable Signal received) {
        InputState input = States.input();
        InputState.Amount lost = new InputState.Amount(signal, InputState.Certainty.AT_LEAST, 1, 0);
        InputState.Amount unknown = new InputState.Amount(0, InputState.Certainty.UNKNOWN, 2, 0);
        InputState other = new InputState(
                input.name(),
                0,
                Condition.OK,
                null,
                START,
                null,
                bitrate,
                0,
                3,
                null,
                received,
                null,
                new InputState.Missing(lost, unknown),
                new InputState.Accounts(0, 0, 0, 0, 5, 0, 0, 0),
                Map.of());
        OutputState output = States.output();
        OutputState sent = new OutputState(
                "dvb-0",
                output.name(),
                null,
                0,
                Condition.OK,
                null,
                START,
                null,
                bitrate,
                new OutputState.Accounts(0, 0, 0, 7, socket, 0, 0, 0),
                null);
        return new RelayState(
                1,
                START.plus(time),
                "head-1",
                "0.1.0",
                START,
                new RelayState.Summary(Condition.OK, "", 0, null),
                hasInput ? Map.of("dvb-0", other) : Map.of(),
                Map.of(),
                hasInput ? Map.of("dvb-0/1", sent) : Map.of());
    }

    @Test
    void theLastFiveMinutesOfBitRatesAreKeptWithWhatIsNotKnown() {
        add(Duration.ZERO, null, 0, 0);
        for (long second = 1; second <= 304; second++) {
            add(Duration.ofSeconds(second), second, 0, 0);
            if (second == 1) {
                assertThat(history.told().bitrates().inputs().get("dvb-0")).containsExactly(null, 1L);
            }
        }
        List<@Nullable Long> rates = history.told().bitrates().outputs().get("dvb-0/1");
        assertThat(rates).hasSize(300).startsWith(5L, 6L).endsWith(303L, 304L);
    }

    @Test
    void figuresOfASignalAreKeptWithWhatIsNotKnownAndNoneOfWhatIsNotTuned() {
        history.add(tuned(0, signal(-47.3, 30.1)));
        history.add(tuned(1, signal(null, null))); // no lock
        history.add(tuned(2, null)); // the tuner is waited for
        history.add(tuned(3, signal(-48.0, null)));
        History.ToldLevels levels =
                Objects.requireNonNull(history.told().signals().inputs().get("dvb-0"));
        assertThat(levels.dbm()).containsExactly(-47.3, null, null, -48.0);
        assertThat(levels.cnrDb()).containsExactly(30.1, null, null, null);
        for (int second = 4; second < 304; second++) {
            history.add(tuned(second, signal(-50.0, 20.0)));
        }
        levels = Objects.requireNonNull(history.told().signals().inputs().get("dvb-0"));
        assertThat(levels.dbm()).hasSize(300).containsOnly(-50.0);
        history.add(state(Duration.ofSeconds(304), 1L, 0, 0, false));
        assertThat(history.told().signals().inputs()).isEmpty();
        add(Duration.ofSeconds(305), 1L, 0, 0);
        assertThat(history.told().signals().inputs()).isEmpty();
    }

    private static InputState.Signal signal(@Nullable Double dbm, @Nullable Double cnrDb) {
        return new InputState.Signal("dvb-t2 538 MHz", "lock", START, dbm, cnrDb, null, null, 0, 0, 0);
    }

    private static RelayState tuned(int second, InputState.@Nullable Signal signal) {
        return state(Duration.ofSeconds(second), 1L, 0, 0, true, signal);
    }

    @Test
    void lossesAreThoseOfEachMinuteAndWhatWasLostBeforeIsOfNone() {
        add(Duration.ZERO, 1L, 100, 0);
        add(Duration.ofSeconds(1), 1L, 104, 0);
        add(Duration.ofSeconds(29), 1L, 105, 0);
        assertThat(lost()).containsEntry("signal", List.of(5L));
        add(Duration.ofSeconds(31), 1L, 105, 6); // of the next minute
        add(Duration.ofSeconds(151), 1L, 108, 6); // two minutes later, as after a stop of the process
        assertThat(lost())
                .containsEntry("signal", List.of(5L, 0L, 0L, 3L))
                .containsEntry("kernel", List.of(0L, 0L, 0L, 0L))
                .containsEntry("policy", List.of(0L, 0L, 0L, 0L))
                .containsEntry("socket", List.of(0L, 6L, 0L, 0L));
    }

    private Map<String, List<@Nullable Long>> lost() {
        return Objects.requireNonNull(history.told().losses().inputs().get("dvb-0"));
    }

    @Test
    void aDayOfMinutesIsKept() {
        for (long minute = 0; minute <= 1_500; minute++) {
            add(Duration.ofMinutes(minute), 1L, minute, 0);
        }
        assertThat(lost().get("signal")).hasSize(1_440).containsOnly(1L);
        history.add(state(Duration.ofMinutes(1_501), 1L, 0, 0, false));
        assertThat(history.told().losses().inputs()).isEmpty();
        assertThat(history.told().bitrates().inputs()).isEmpty();
    }
}
