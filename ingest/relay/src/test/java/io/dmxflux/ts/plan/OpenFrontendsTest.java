// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.frontend.DeliverySystem;
import io.dmxflux.dmx.frontend.Frontend;
import io.dmxflux.dmx.frontend.FrontendPath;
import io.dmxflux.dmx.frontend.FrontendState;
import io.dmxflux.dmx.frontend.TerrestrialTuning;
import io.dmxflux.dmx.frontend.Tuning;
import io.dmxflux.dmx.frontend.sim.FrontendVerb;
import io.dmxflux.dmx.frontend.sim.SimulatedFrontend;
import io.dmxflux.dmx.recording.Playback;
import io.dmxflux.ts.source.Tuner;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;

@Timeout(60)
class OpenFrontendsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final FrontendPath PATH = new FrontendPath(0, 0);
    private static final Tuning THERE = TerrestrialTuning.of(DeliverySystem.DVB_T, 474_000_000, 8_000_000);
    private static final Tuning ELSEWHERE = TerrestrialTuning.of(DeliverySystem.DVB_T2, 474_000_000, 8_000_000);

    private final List<SimulatedFrontend> devices = new CopyOnWriteArrayList<>();
    private final OpenFrontends frontends = new OpenFrontends(path -> Frontend.over(open()));

    private SimulatedFrontend open() {
        SimulatedFrontend device = SimulatedFrontend.receiving(
                SimTransponders.of(() -> Playback.ofSample().looped().open(), THERE));
        devices.add(device);
        return device;
    }

    private static void awaitLock(Tuner tuner) {
        tuner.states().takeUntil(FrontendState::isLocked).blockLast(PATIENCE);
    }

    private static void giveBack(Tuner tuner) {
        tuner.giveBack().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    private long tunings() {
        return devices.get(0).calls().stream()
                .filter(call -> call.verb() == FrontendVerb.SET)
                .filter(call -> call.operand().contains("TUNE="))
                .count();
    }

    @Test
    void inputsWithTheSameTuningShareAFrontendUntilTheLastGivesItBack() {
        Tuner first = frontends.take(PATH, THERE);
        Tuner second = frontends.take(PATH, THERE);
        Disposable tuned = first.states().subscribe();
        awaitLock(second);
        assertThat(devices).hasSize(1);
        assertThat(tunings()).isOne();
        giveBack(first);
        assertThat(devices.get(0).isClosed()).isFalse();
        tuned.dispose();
        giveBack(second);
        assertThat(devices.get(0).isClosed()).isTrue();
    }

    @Test
    void aReloadTunesAgainWithoutClosing() {
        Tuner before = frontends.take(PATH, THERE);
        Disposable tuned = before.states().subscribe();
        awaitLock(before);
        Tuner next = frontends.take(PATH, ELSEWHERE); // opened before the input that leaves is closed
        assertThatThrownBy(() -> awaitLock(next)).as("tried again later").matches(TunedFrontend::isPassing);
        tuned.dispose();
        giveBack(before);
        awaitLock(next);
        assertThat(devices).hasSize(1);
        assertThat(tunings()).isEqualTo(2);
        giveBack(next);
        assertThat(devices.get(0).isClosed()).isTrue();
    }

    @Test
    void aFrontendThatWasUnpluggedIsOpenedAgainWhileAnInputStillHasTheOldOne() {
        Tuner first = frontends.take(PATH, THERE);
        Tuner slow = frontends.take(PATH, THERE);
        devices.get(0).unplug();
        assertThatThrownBy(() -> awaitLock(first)).hasMessageContaining("ENODEV");
        giveBack(first);

        Tuner next = frontends.take(PATH, THERE);
        awaitLock(next);
        giveBack(slow);
        assertThat(devices.get(0).isClosed()).isTrue();
        Tuner beside = frontends.take(PATH, THERE);
        assertThat(devices).as("that of the next is shared").hasSize(2);
        giveBack(next);
        assertThat(devices.get(1).isClosed()).isFalse();
        giveBack(beside);
        assertThat(devices.get(1).isClosed()).isTrue();
    }

    @Test
    void whatAFrontendCannotReceiveIsRefusedAndTheFrontendGivenBack() {
        Tuning far = TerrestrialTuning.of(DeliverySystem.DVB_T, 3_000_000_000L, 8_000_000);
        assertThatThrownBy(() -> frontends.take(PATH, far))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("frequency: 3000000000 Hz (expected: 51000000 to 2150000000 Hz");
        await().atMost(PATIENCE).until(() -> devices.get(0).isClosed());
        giveBack(frontends.take(PATH, THERE));
        assertThat(devices).as("opened again").hasSize(2);
    }
}
