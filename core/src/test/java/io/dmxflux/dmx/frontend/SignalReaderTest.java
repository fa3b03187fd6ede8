// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import static io.dmxflux.dmx.frontend.DtvProperty.STAT_CNR;
import static io.dmxflux.dmx.frontend.DtvProperty.STAT_ERROR_BLOCK_COUNT;
import static io.dmxflux.dmx.frontend.DtvProperty.STAT_POST_ERROR_BIT_COUNT;
import static io.dmxflux.dmx.frontend.DtvProperty.STAT_POST_TOTAL_BIT_COUNT;
import static io.dmxflux.dmx.frontend.DtvProperty.STAT_SIGNAL_STRENGTH;
import static io.dmxflux.dmx.frontend.DtvProperty.STAT_TOTAL_BLOCK_COUNT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dmxflux.dmx.frontend.DtvStatistic.Scale;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

class SignalReaderTest {

    private final ScriptedFrontend device = new ScriptedFrontend(VirtualTimeScheduler.create());
    private final SignalReader reader = new SignalReader();
    private final Map<DtvProperty, List<DtvStatistic>> answers = new EnumMap<>(DtvProperty.class);

    SignalReaderTest() {
        device.statistics = property -> answers.getOrDefault(property, List.of());
        device.raw =
                new RawFigures(OptionalLong.empty(), OptionalInt.of(4_096), OptionalInt.empty(), OptionalLong.of(3));
    }

    private SignalFigures read() {
        return reader.read(device);
    }

    private void answer(DtvProperty property, Scale scale, long value) {
        answers.put(property, List.of(new DtvStatistic(scale, value)));
    }

    private void blocks(long errors, long total) {
        answer(STAT_ERROR_BLOCK_COUNT, Scale.COUNTER, errors);
        answer(STAT_TOTAL_BLOCK_COUNT, Scale.COUNTER, total);
    }

    @Test
    void aStrengthIsMostlyNegative() {
        answer(STAT_SIGNAL_STRENGTH, Scale.DECIBEL, -58_250);
        answer(STAT_CNR, Scale.DECIBEL, 31_000);
        assertThat(read().signalDbm()).hasValue(-58.25);
        assertThat(read().cnrDb()).hasValue(31);
        assertThat(read().signalRelative()).isEmpty();
    }

    @Test
    void aPartOfTheFullScaleIsNoDecibel() {
        answer(STAT_SIGNAL_STRENGTH, Scale.RELATIVE, 65_535);
        assertThat(read().signalDbm()).isEmpty();
        assertThat(read().signalRelative()).hasValue(1);
    }

    @Test
    void theFirstOfSeveralIsTheWholeChannel() {
        answers.put(
                STAT_CNR, List.of(new DtvStatistic(Scale.DECIBEL, 20_000), new DtvStatistic(Scale.DECIBEL, 10_000)));
        assertThat(read().cnrDb()).hasValue(20);
    }

    @Test
    void countsAreOfTheTimeSinceTheReadingBefore() {
        blocks(7, 1_000);
        assertThat(read().blockErrors()).as("the first").isEmpty();
        blocks(9, 5_000);
        assertThat(read().blockErrors()).hasValue(2);
        blocks(9, 9_000);
        assertThat(read().blockErrors()).hasValue(0);
        assertThat(read().totalBlocks()).as("nothing was counted").isEmpty();
    }

    @Test
    void aRatioIsOfTheTimeSinceTheReadingBefore() {
        answer(STAT_POST_ERROR_BIT_COUNT, Scale.COUNTER, 1_000_000);
        answer(STAT_POST_TOTAL_BIT_COUNT, Scale.COUNTER, 2_000_000);
        assertThat(read().postBer()).isEmpty();
        answer(STAT_POST_ERROR_BIT_COUNT, Scale.COUNTER, 1_000_004);
        answer(STAT_POST_TOTAL_BIT_COUNT, Scale.COUNTER, 42_000_000);
        assertThat(read().postBer().orElseThrow()).isEqualTo(1e-7, within(1e-12));
        assertThat(read().preBer()).isEmpty();
    }

    @Test
    void countersThatStandAtZeroTellNothing() {
        for (int round = 0; round < 3; round++) {
            blocks(0, 0);
            answer(STAT_POST_ERROR_BIT_COUNT, Scale.COUNTER, 0);
            answer(STAT_POST_TOTAL_BIT_COUNT, Scale.COUNTER, 0);
            assertThat(read()).isEqualTo(SignalFigures.NONE);
        }
    }

    @Test
    void countersThatStartAnewTellNothingOnce() {
        blocks(9, 9_000);
        read();
        blocks(1, 100);
        assertThat(read()).isEqualTo(SignalFigures.NONE);
        blocks(2, 200);
        assertThat(read().blockErrors()).hasValue(1);
    }

    @Test
    void brokenBlocksWithoutATotalAreCountedToo() {
        answer(STAT_ERROR_BLOCK_COUNT, Scale.COUNTER, 4);
        read();
        assertThat(read().blockErrors()).hasValue(0);
    }

    @Test
    void notAvailableIsNeverAZeroAndNeverForEver() {
        answer(STAT_CNR, Scale.NOT_AVAILABLE, 0);
        assertThat(read()).as("no DVBv3 figures either: the driver has its own").isEqualTo(SignalFigures.NONE);
        answer(STAT_CNR, Scale.DECIBEL, 1_000);
        assertThat(read().cnrDb()).hasValue(1);
    }

    @Test
    void theOldFiguresStandInForNoneAtAllUntilThereAreSome() {
        assertThat(read().raw().strength()).hasValue(4_096);
        assertThat(read().signalRelative()).as("of no known scale").isEmpty();
        answer(STAT_CNR, Scale.DECIBEL, 1_000);
        assertThat(read().raw()).isEqualTo(RawFigures.NONE);
    }
}
