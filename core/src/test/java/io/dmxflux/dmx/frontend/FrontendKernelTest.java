// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dmxflux.check.Check;
import io.dmxflux.dmx.frontend.FrontendState.Phase;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;

/**
 * The kernel's frontend, on vidtv: it locks at 474 MHz, and at an intermediate frequency of 1612 MHz, to the hertz, and does
 * not look at the dish.
 */
@Tag("kernel")
class FrontendKernelTest {

    private static final FrontendPath VIDTV = new FrontendPath(0, 0);
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final TuneOptions QUICK =
            new TuneOptions(Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofSeconds(1));

    static Stream<Tuning> transponders() {
        return Stream.of(
                CableTuning.of(474_000_000, 6_940_000, Modulation.AUTO),
                CableTuning.of(474_000_000, 6_940_000, Modulation.QAM_256),
                TerrestrialTuning.of(DeliverySystem.DVB_T, 474_000_000, 8_000_000),
                TerrestrialTuning.of(DeliverySystem.DVB_T2, 474_000_000, 8_000_000)
                        .withPlp(0),
                satellite(DeliverySystem.DVB_S),
                satellite(DeliverySystem.DVB_S2));
    }

    private static SatelliteTuning satellite(DeliverySystem system) {
        return SatelliteTuning.of(system, 11_362_000_000L, Polarization.HORIZONTAL, 22_000_000, Dishes.UNIVERSAL);
    }

    @ParameterizedTest
    @MethodSource("transponders")
    void locksInEverySystemAndTellsItsStrengthAndNoiseAndNothingThatIsNotCounted(Tuning tuning) {
        try (Frontend frontend = Frontend.open(VIDTV)) {
            FrontendState locked = given(frontend.tune(tuning, QUICK)
                    .filter(each -> each.isLocked() && each.figures().cnrDb().isPresent())
                    .blockFirst(LONG));
            assertThat(locked.status()).contains(FrontendStatus.SIGNAL, FrontendStatus.LOCK);
            assertThat(locked.tunings()).isEqualTo(1);
            SignalFigures figures = locked.figures();
            assertThat(figures.cnrDb().getAsDouble()).isBetween(1.0, 60.0);
            assertThat(figures.signalDbm().getAsDouble()).isBetween(-90.0, -20.0);
            assertThat(figures.postBer()).as("its counters stand at 0").isEmpty();
            assertThat(figures.blockErrors()).isEmpty();
            assertThat(figures.raw()).isEqualTo(RawFigures.NONE);
        }
    }

    @Test
    void looksForASignalForEverWhereThereIsNone() {
        try (Frontend frontend = Frontend.open(VIDTV)) {
            FrontendState third = frontend.tune(
                            TerrestrialTuning.of(DeliverySystem.DVB_T, 506_000_000, 8_000_000), QUICK)
                    .doOnNext(state -> assertThat(state.isLocked()).isFalse())
                    .filter(state -> state.tunings() == 3)
                    .blockFirst(LONG);
            assertThat(given(third).phase()).isEqualTo(Phase.TUNING);
        }
    }

    @Test
    void isTunedElsewhereWithoutBeingClosed() {
        try (Frontend frontend = Frontend.open(VIDTV)) {
            locked(frontend, CableTuning.of(474_000_000, 6_940_000, Modulation.AUTO));
            locked(frontend, satellite(DeliverySystem.DVB_S2));
            locked(frontend, TerrestrialTuning.of(DeliverySystem.DVB_T, 474_000_000, 8_000_000));
        }
    }

    @Test
    void tellsSystemsAndLimits() {
        try (Frontend frontend = Frontend.open(VIDTV)) {
            FrontendInfo info = frontend.info();
            assertThat(info.path()).isEqualTo("/dev/dvb/adapter0/frontend0");
            assertThat(info.name()).startsWith("Dummy demod for DVB-T/T2/C/S/S2");
            assertThat(info.systems())
                    .containsExactlyInAnyOrder(
                            DeliverySystem.DVB_T,
                            DeliverySystem.DVB_T2,
                            DeliverySystem.DVB_C_A,
                            DeliverySystem.DVB_S,
                            DeliverySystem.DVB_S2);
            assertThat(info.minFrequencyHz()).isEqualTo(51_000_000);
            assertThat(info.maxFrequencyHz()).isEqualTo(2_150_000_000L);
            assertThat(info.minSymbolRate()).isEqualTo(1_000_000);
            assertThat(info.maxSymbolRate()).isEqualTo(45_000_000);
        }
    }

    @Test
    void hasTheSameLimitsAfterASatellite() {
        try (Frontend frontend = Frontend.open(VIDTV)) {
            locked(frontend, satellite(DeliverySystem.DVB_S));
            try (Frontend watched = Frontend.openToObserve(VIDTV)) {
                assertThat(watched.info().maxFrequencyHz()).isEqualTo(2_150_000_000L);
            }
        }
    }

    @Test
    void refusesWhatIsBeyondTheLimitsBeforeTheDriverIsAsked() {
        try (Frontend frontend = Frontend.open(VIDTV)) {
            assertThatThrownBy(() -> frontend.tune(TerrestrialTuning.of(DeliverySystem.DVB_T, 42_000_000, 8_000_000))
                            .blockFirst(LONG))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("frequency: 42000000 Hz", "51000000", "/dev/dvb/adapter0/frontend0");
            assertThatThrownBy(() -> frontend.tune(AtscTuning.of(503_000_000)).blockFirst(LONG))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("system: atsc", "dvb-t2");
        }
    }

    @Test
    void theDriverRefusesToo() {
        try (FrontendDevice device = KernelFrontendDevice.open(VIDTV.toString())) {
            List<DtvSetting> tooHigh = TerrestrialTuning.of(DeliverySystem.DVB_T, 4_000_000_000L, 8_000_000)
                    .request();
            assertThatThrownBy(() -> device.set(tooHigh))
                    .isInstanceOfSatisfying(
                            ErrnoException.class,
                            e -> assertThat(e.is(Errno.EINVAL)).isTrue())
                    .hasMessageContaining("check frequency and symbol rate");
        }
    }

    @Test
    void aSecondWhoTunesIsToldThatItIsInUse() {
        try (Frontend first = Frontend.open(VIDTV)) {
            assertThat(first.info().path()).isNotEmpty();
            assertThatThrownBy(() -> Frontend.open(VIDTV))
                    .isInstanceOfSatisfying(
                            ErrnoException.class,
                            e -> assertThat(e.is(Errno.EBUSY)).isTrue())
                    .hasMessageContaining("only observe it");
        }
    }

    @Test
    void whoObservesSeesTheLockOfWhoTunes() {
        try (Frontend holder = Frontend.open(VIDTV);
                Frontend observer = Frontend.openToObserve(VIDTV)) {
            AtomicReference<FrontendState> held = new AtomicReference<>();
            Disposable tuned = holder.tune(CableTuning.of(474_000_000, 6_940_000, Modulation.AUTO), QUICK)
                    .subscribe(held::set);
            FrontendState seen =
                    observer.observe(QUICK).filter(FrontendState::isLocked).blockFirst(LONG);
            assertThat(given(seen).tunings()).isZero();
            assertThatThrownBy(() -> observer.tune(CableTuning.of(474_000_000, 6_940_000, Modulation.AUTO))
                            .blockLast(LONG))
                    .isInstanceOfSatisfying(
                            ErrnoException.class,
                            e -> assertThat(e.is(Errno.EPERM)).isTrue())
                    .hasMessageContaining("opened to observe");
            await().atMost(LONG).until(() -> held.get() != null && held.get().isLocked());
            tuned.dispose();
        }
    }

    @Test
    void isGivenBackWhenClosedAndNothingStays() {
        long threads = threads();
        for (int round = 0; round < 20; round++) {
            Frontend.tune(VIDTV, CableTuning.of(474_000_000, 6_940_000, Modulation.AUTO), QUICK)
                    .retry(50) // the one before may still be closing
                    .takeUntil(FrontendState::isLocked)
                    .blockLast(LONG);
        }
        await().atMost(LONG).until(() -> openNodes() == 0);
        await().atMost(LONG).until(() -> threads() <= threads);
        Frontend.open(VIDTV).close();
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("dmx-adapter"))
                .count();
    }

    private static long openNodes() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.filter(FrontendKernelTest::isFrontend).count();
        }
    }

    private static boolean isFrontend(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().contains("frontend");
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }

    private static FrontendState locked(Frontend frontend, Tuning tuning) {
        return given(
                frontend.tune(tuning, QUICK).filter(FrontendState::isLocked).blockFirst(LONG));
    }

    private static FrontendState given(@Nullable FrontendState state) {
        return Check.given(state, "state");
    }
}
