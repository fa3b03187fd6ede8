// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.frontend.DeliverySystem;
import io.dmxflux.dmx.frontend.FrontendInfo;
import io.dmxflux.dmx.frontend.FrontendState;
import io.dmxflux.dmx.frontend.RawFigures;
import io.dmxflux.dmx.frontend.SignalFigures;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class FrontendFindingsTest {

    private static final FrontendInfo INFO = new FrontendInfo(
            "/dev/dvb/adapter0/frontend0",
            "Demod",
            List.of(DeliverySystem.DVB_T, DeliverySystem.DVB_C_A),
            51_000_000,
            862_000_000,
            0,
            0,
            1_000_000,
            7_200_000,
            0);

    private static FrontendState state(FrontendState.Phase phase) {
        SignalFigures figures = new SignalFigures(
                OptionalDouble.of(-45.23),
                OptionalDouble.empty(),
                OptionalDouble.of(31.2),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                RawFigures.NONE);
        return new FrontendState(phase, Set.of(), figures, Instant.EPOCH, Instant.EPOCH, 0);
    }

    private static String told(List<String> users, Optional<FrontendState> state) {
        return FrontendFindings.told(INFO.path(), INFO, users, state).toString();
    }

    @Test
    void aFrontendThatSleepsIsSaidWithItsLimits() {
        assertThat(told(List.of(), Optional.empty()))
                .isEqualTo(
                        "ok    /dev/dvb/adapter0/frontend0: Demod receives dvb-t, dvb-c, 51.0 to 862.0 MHz, 1000 to 7200"
                                + " kBd; nobody has it open.");
    }

    @Test
    void aLockIsSaidWithItsFiguresAndItsHolder() {
        assertThat(told(List.of("dvbv5-zap (12)"), Optional.of(state(FrontendState.Phase.LOCK))))
                .endsWith("; is open in dvbv5-zap (12), with a lock, -45.2 dBm, C/N 31.2 dB.");
    }

    @Test
    void withoutALockNoFigureIsSaid() {
        assertThat(told(List.of("vlc (7)"), Optional.of(state(FrontendState.Phase.CARRIER))))
                .startsWith("note  ")
                .contains("is open in vlc (7), without a lock (carrier). The antenna")
                .doesNotContain("dBm");
    }

    @Test
    void aFrontendThatNeverAnswersIsSaidSo() {
        CountDownLatch never = new CountDownLatch(1);
        Finding fine = Finding.works("/dev/dvb/adapter0/frontend0", "answers.");
        Finding hung = FrontendFindings.answered("/dev/dvb/adapter0/frontend0", Duration.ofMillis(1), () -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return fine;
        });
        never.countDown();

        assertThat(hung.toString())
                .startsWith("FAIL  /dev/dvb/adapter0/frontend0: does not answer within 0 s. Its driver hangs: ");
        assertThat(FrontendFindings.answered("frontend0", Duration.ofMinutes(1), () -> fine))
                .isEqualTo(fine);
    }
}
