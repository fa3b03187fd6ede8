// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.frontend.CableTuning;
import io.dmxflux.dmx.frontend.Frontend;
import io.dmxflux.dmx.frontend.FrontendState;
import io.dmxflux.dmx.frontend.Modulation;
import io.dmxflux.dmx.frontend.Tuning;
import io.dmxflux.dmx.frontend.sim.FrontendVerb;
import io.dmxflux.dmx.frontend.sim.SimulatedFrontend;
import io.dmxflux.dmx.frontend.sim.Transponder;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.recording.Playback;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.Disposable;

/** A tuner that another program has: here the test tells the device what to receive. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class ObservedTunerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Tuning THERE = CableTuning.of(474_000_000, 6_940_000, Modulation.QAM_256);

    private final SimulatedFrontend device = SimulatedFrontend.receiving(
            List.of(new Transponder(THERE, () -> Playback.ofSample().looped().open())));

    private List<FrontendVerb> changes() {
        return device.calls().stream()
                .map(call -> call.verb())
                .filter(verb -> verb != FrontendVerb.CLOSE)
                .toList();
    }

    @Test
    void lockAndFiguresOfAnotherProgramAreToldAndItsTunerIsLeftAlone() {
        device.set(THERE.request());
        List<FrontendVerb> before = changes();
        TunedSource source = TunedSource.of(
                DvbSource.open(
                        SimulatedDmxDevice.playing(device.feed()),
                        DmxBufferPoolConfig.builder().build(),
                        PesFilter.fullTs()),
                Tuner.observing(Frontend.over(device)),
                new TunedSourceTest.Told());
        Disposable stream = source.buffers().subscribe(ByteBuf::release);
        await().atMost(PATIENCE)
                .until(() -> source.signal()
                        .filter(signal -> signal.isLocked()
                                && signal.state().figures().cnrDb().isPresent())
                        .isPresent());
        await().atMost(PATIENCE).until(() -> source.book().arrived().packets() > 0);
        assertThat(source.signal().orElseThrow().tuning())
                .isEqualTo(device.info().path() + " (observed)");
        assertThat(source.signal().orElseThrow().state())
                .extracting(FrontendState::tunings)
                .isEqualTo(0);
        assertThat(changes()).as("what the other program did").isEqualTo(before);
        stream.dispose();
        source.close();
        source.whenClosed()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
        assertThat(device.isClosed()).as("the descriptor of the observer").isTrue();
    }
}
