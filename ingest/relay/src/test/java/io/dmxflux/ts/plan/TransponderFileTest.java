// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dmxflux.dmx.frontend.Frontend;
import io.dmxflux.dmx.frontend.FrontendState;
import io.dmxflux.dmx.frontend.SatelliteTuning;
import io.dmxflux.dmx.frontend.sec.SatelliteDish;
import io.dmxflux.dmx.frontend.sim.FrontendVerb;
import io.dmxflux.dmx.frontend.sim.SimulatedFrontend;
import io.dmxflux.dmx.frontend.sim.SimulatedStatistics;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a simulated frontend receives, as a file has it. */
class TransponderFileTest {

    private static final String TUNED = "&system=dvb-t&frequency=474M";

    @TempDir
    private Path directory;

    private Path file(String... lines) throws IOException {
        return Files.writeString(directory.resolve("air.yaml"), String.join("\n", lines) + "\n");
    }

    private TransponderFile read(Map<String, String> dish, String... lines) throws IOException {
        return new TransponderReader(ConfigFile.read(file(lines)), dish).read();
    }

    @Test
    void saysWhereSomethingIsSentAndHowTheDriverMisbehaves() throws IOException {
        TransponderFile air = read(
                Map.of(),
                "lock-after: 3s",
                "statistics: zero-counters",
                "flap: {there: 5s, gone: 1s}",
                "fade: {there: 500ms, gone: 1h}",
                "refuse: {set: EINVAL, status: EIO}",
                "transponders:",
                "  - {system: dvb-t, frequency: 474M}",
                "  - {system: dvb-t2, frequency: 522M, stream: 1}");

        assertThat(air.lockAfter()).hasSeconds(3);
        assertThat(air.statistics()).isEqualTo(SimulatedStatistics.ZERO_COUNTERS);
        assertThat(air.flap()).hasValue(new TransponderFile.Turns(Duration.ofSeconds(5), Duration.ofSeconds(1)));
        assertThat(air.fade()).hasValue(new TransponderFile.Turns(Duration.ofMillis(500), Duration.ofHours(1)));
        assertThat(air.refused()).isEqualTo(Map.of(FrontendVerb.SET, Errno.EINVAL, FrontendVerb.STATUS, Errno.EIO));
        assertThat(air.sent())
                .extracting(sent -> TuningWords.of(sent.tuning()).get("frequency"))
                .containsExactly("474000000", "522000000");
    }

    @Test
    void theExampleOfTheReadmeIsRead() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        String example = readme.split("```yaml\nlock-after:", -1)[1].split("```", 2)[0];
        assertThat(read(Map.of(), "lock-after:" + example.replace(", from: one.ts", ""))
                        .sent())
                .hasSize(2);
    }

    @Test
    void satelliteIsReceivedThroughTheDishOfTheInputUnlessItHasOneOfItsOwn() throws IOException {
        TransponderFile air = read(
                Map.of("diseqc", "2"),
                "transponders:",
                "  - {system: dvb-s2, frequency: 11362M, polarization: h, symbolrate: 22M}",
                "  - {system: dvb-s2, frequency: 11362M, polarization: v, symbolrate: 22M, diseqc: 3}");

        assertThat(air.sent())
                .extracting(sent -> ((SatelliteTuning) sent.tuning()).dish())
                .extracting(dish -> ((SatelliteDish) dish).settings().get("diseqc"))
                .containsExactly("2", "3");
    }

    @Test
    void frontendLocksWhereSomethingIsSentAlone() throws IOException {
        TransponderFile air = read(Map.of(), "lock-after: 1ms", "transponders: [{system: dvb-t, frequency: 474M}]");
        try (SimulatedFrontend device = air.frontend();
                Frontend frontend = Frontend.over(device)) {
            assertThat(frontend.tune(air.sent().get(0).tuning())
                            .filter(FrontendState::isLocked)
                            .blockFirst(Duration.ofSeconds(30)))
                    .isNotNull();
        }
    }

    @Test
    void refusedCallIsThatOfTheDriver() throws IOException {
        try (SimulatedFrontend device =
                read(Map.of(), "refuse: {status: EIO}", "transponders: []").frontend()) {
            assertThatThrownBy(device::status)
                    .isInstanceOfSatisfying(
                            ErrnoException.class,
                            e -> assertThat(e.is(Errno.EIO)).isTrue());
        }
    }

    @Test
    void inputIsAnotherWhenTheFileIsAndTheSameAsLongAsItIsNot() throws IOException {
        String uri = "sim:?transponders=" + file("transponders: []") + TUNED;
        InputUri before = InputUri.parse(uri);
        assertThat(InputUri.parse(uri)).isEqualTo(before);
        file("lock-after: 1s", "transponders: []");
        assertThat(InputUri.parse(uri)).isNotEqualTo(before);
        assertThat(before.name()).isEqualTo("sim:" + directory.resolve("air.yaml") + "?frequency=474000000");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        transponders: 3                                             | :1: transponders: 3 (expected: a list of carriers)
        lock-after: 1s                                              | :1: transponders: missing (expected: a list, [] for
        flap: {there: 1ns, gone: 1s}                                | :1: there: 1ns (expected: 1ms to 1d, as in 500
        flap: {there: 2d, gone: 1s}                                 | :1: there: 2d (expected: 1ms to 1d, as in 500ms,
        flap: {there: 999999999s, gone: 1s}                         | :1: there: 999999999s (expected: 1ms to 1d, as in
        fade: {there: 1s}                                           | :1: gone: missing (expected: 1ms to 1d, as in 500
        refuse: {foo: EIO}                                          | :1: refuse: foo (expected: one of info, set, get,
        refuse: {close: EIO}                                        | :1: refuse: close (expected: one of info, set,
        refuse: {set: 5}                                            | :1: refuse: 5 (expected: an error of the kernel,
        statistics: good                                            | :1: statistics: good (expected: one of decibel,
        noise: 1                                                    | :1: noise: no such key (expected: one of fade,
        transponders: [{system: dvb-t}]                             | :1: frequency: missing (expected: Hz, as in
        transponders: [{frequency: 3M}]                             | :1: system: missing (expected: dvb-t, dvb-t2,
        transponders: [{system: dvb-t, frequency: 1M, lnb: c-band}] | :1: lnb: with system=dvb-t (expected: of these
        transponders: [{system: dvb-t, frequency: 1M, from: no.ts}] | :1: from: no.ts: no such file (expected:
        """)
    void whatMakesNoSenseIsRefusedWithFileLineAndKey(String line, String refusal) throws IOException {
        Path bad =
                file(line, line.startsWith("transponders") || line.startsWith("lock-after") ? "" : "transponders: []");
        String uri = "sim:?transponders=" + bad + TUNED;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InputUri.parse(uri))
                .withMessageStartingWith(uri + ": " + bad + refusal);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReceiverUri.parse(uri))
                .withMessageStartingWith(uri + ": " + bad + refusal);
    }

    @Test
    void fileNeedsATuningAndNoOtherBesideIt() throws IOException {
        Path air = file("transponders: []");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InputUri.parse("sim:?transponders=" + air))
                .withMessageContaining("transponders: without a tuning (expected: sim:?transponders=FILE with system=");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InputUri.parse("sim:in.ts?transponders=" + air + TUNED))
                .withMessageContaining("transponders: with a file beside it");
    }
}
