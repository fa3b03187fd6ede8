// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.meter;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.LeakCheck;
import io.dmxflux.dmx.pool.BufferDrain;
import io.dmxflux.dmx.pool.FedPool;
import io.dmxflux.dmx.pool.OverloadPolicy;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class PoolMetricsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private double buffers(String state) {
        return registry.get("dmxflux.pool.buffers").tag("state", state).gauge().value();
    }

    private double counted(String name) {
        return registry.get(name).functionCounter().count();
    }

    @Test
    void eachBufferAndEachByteIsReadWhenItIsAskedFor() {
        try (FedPool fed = FedPool.of(5, 2, OverloadPolicy.DROP_OLDEST);
                BufferDrain drain = fed.started()) {
            new PoolMetrics(fed.pool()).bindTo(registry);
            assertThat(buffers("queued")).isEqualTo(5);
            ByteBuf lent = fed.lendOneArriving(drain);
            for (int buffer = 0; buffer < 4; buffer++) {
                fed.deliver(1);
                drain.collect();
            }
            assertThat(List.of(buffers("lent"), buffers("filled"), buffers("queued")))
                    .containsExactly(1.0, 2.0, 2.0);
            assertThat(counted("dmxflux.pool.received")).isEqualTo(5 * FedPool.BUFFER_BYTES);
            assertThat(counted("dmxflux.pool.dropped")).isEqualTo(2 * FedPool.BUFFER_BYTES);
            assertThat(registry.get("dmxflux.pool.oldest.lent").gauge().value()).isPositive();
            lent.release();
            assertThat(buffers("lent")).isZero();
        }
    }

    @Test
    void everyMeterHasATextAndBaseUnits() {
        try (FedPool fed = FedPool.of(5, 2, OverloadPolicy.DROP_OLDEST)) {
            new PoolMetrics(fed.pool()).bindTo(registry);
            assertThat(registry.getMeters()).hasSize(PoolMetrics.METERS.size());
            assertThat(registry.getMeters()).allSatisfy(meter -> {
                assertThat(meter.getId().getTag("device")).isEqualTo(fed.pool().path());
                assertThat(meter.getId().getDescription()).isNotBlank();
                assertThat(meter.getId().getBaseUnit()).isIn("seconds", "bytes", "buffers", null);
            });
        }
    }

    @Test
    void metersOfOneSubjectCanBeRemovedTogether() {
        StatsMeters<String> table = StatsMeters.<String>none()
                .counter("things", "things", "Things", String::length)
                .secondsNow("age", "Age", text -> 2e9);
        String subject = "four";
        List<Meter> meters = table.bind(registry, Tags.of("of", "it"), subject, text -> text);
        assertThat(counted("things")).isEqualTo(4);
        assertThat(registry.get("age").gauge().value()).isEqualTo(2);
        meters.forEach(registry::remove);
        assertThat(registry.getMeters()).isEmpty();
    }
}
