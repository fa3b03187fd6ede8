// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dmxflux.dmx.device.DmxDevicePath;
import io.dmxflux.dmx.device.DmxSupport;
import io.dmxflux.dmx.device.IoMode;
import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.flux.DmxFlux;
import io.dmxflux.dmx.pool.DmxBufferPool;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;

/**
 * A lock that is lost and found again many times in a minute: vidtv, told to lose it, and tuned 100 Hz beside its carrier with a
 * constellation and a code of which it knows what they need.
 */
@Tag("kernel")
@Tag("flapping")
class FlappingKernelTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Tuning BESIDE = new CableTuning(
            DeliverySystem.DVB_C_A, 474_000_100, 6_940_000, Modulation.QAM_256, CodeRate.NONE, Inversion.AUTO);

    private final AtomicInteger losses = new AtomicInteger();
    private final AtomicInteger locks = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private volatile boolean locked;

    private void count(FrontendState state) {
        if (state.isLocked() != locked) {
            locked = state.isLocked();
            (locked ? locks : losses).incrementAndGet();
        }
    }

    @Test
    @Timeout(180)
    void theStreamGoesOnAfterEachLoss() {
        DmxBufferPoolConfig config = DmxBufferPoolConfig.builder()
                .bufferCount(8)
                .bufferSizeBytes(14 * 1316)
                .build();
        try (Frontend frontend = Frontend.open(new FrontendPath(0, 0));
                DmxBufferPool pool =
                        DmxBufferPool.negotiate(DmxSupport.open(new DmxDevicePath(0, 0), IoMode.READ), config)) {
            Disposable states = frontend.tune(BESIDE, TuneOptions.DEFAULT.withRetuneAfter(Duration.ofSeconds(1)))
                    .subscribe(this::count);
            Disposable stream = DmxFlux.of(pool, PesFilter.fullTs()).subscribe(this::take);
            Instant end = Instant.now().plus(MINUTE);
            while (Instant.now().isBefore(end)) {
                awaitAnotherLossAndItsEnd();
            }
            assertThat(losses.get()).as("losses in a minute").isGreaterThan(5);
            assertThat(locks.get()).isGreaterThan(5);
            assertThat(states.isDisposed()).as("no error").isFalse();
            stream.dispose();
            states.dispose();
            await().atMost(LONG).until(() -> pool.stats().lent() == 0);
        }
    }

    private void awaitAnotherLossAndItsEnd() {
        int before = losses.get();
        await().atMost(LONG).until(() -> losses.get() > before && locked);
        long received = bytes.get();
        await().atMost(LONG).until(() -> bytes.get() > received);
    }

    private void take(ByteBuf buffer) {
        bytes.addAndGet(buffer.readableBytes());
        buffer.release();
    }
}
