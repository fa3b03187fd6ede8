// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.pool.BufferDrain;
import io.dmxflux.dmx.pool.FedPool;
import io.dmxflux.dmx.pool.OverloadPolicy;
import io.netty.buffer.ByteBuf;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightEventsTest {

    @TempDir
    private Path directory;

    private Map<String, List<RecordedEvent>> recorded(Runnable work) throws Exception {
        Path file = directory.resolve("flight.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("io.dmxflux.Lend");
            recording.enable("io.dmxflux.LateDeparture");
            recording.start();
            work.run();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("io.dmxflux."))
                .collect(Collectors.groupingBy(
                        event -> event.getEventType().getName().substring(11)));
    }

    @Test
    void aPoolTellsWhatItLendsDropsAndLacks() throws Exception {
        Map<String, List<RecordedEvent>> events = recorded(() -> {
            try (FedPool starved = FedPool.of(2, 0, OverloadPolicy.DROP_OLDEST);
                    BufferDrain drain = starved.started()) {
                ByteBuf one = starved.lendOneArriving(drain);
                starved.lendOneArriving(drain).release();
                one.release();
            }
            try (FedPool dropping = FedPool.of(4, 2, OverloadPolicy.DROP_OLDEST);
                    BufferDrain drain = dropping.started()) {
                for (int buffer = 0; buffer < 4; buffer++) {
                    dropping.deliver(1);
                    drain.collect();
                }
            }
        });
        assertThat(events.keySet()).containsExactlyInAnyOrder("Lend", "Starve", "Drop");
        RecordedEvent lend = events.getOrDefault("Lend", List.of()).get(0);
        assertThat(lend.getString("device")).contains("fed");
        assertThat(lend.getLong("bytes")).isEqualTo(FedPool.BUFFER_BYTES);
        assertThat(lend.getDuration("held")).isPositive();
        assertThat(events.get("Drop"))
                .hasSize(2)
                .allSatisfy(event -> assertThat(event.getLong("bytes")).isEqualTo(FedPool.BUFFER_BYTES));
        assertThat(events.getOrDefault("Starve", List.of())).anySatisfy(event -> {
            assertThat(event.getBoolean("certain")).isTrue();
            assertThat(event.getDuration("starved")).isPositive();
        });
    }

    /** All that a relay sees of it, as it never lends the last buffers. */
    @Test
    void aPoolTellsWhereTheKernelMayHaveHadNothingToFill() throws Exception {
        Map<String, List<RecordedEvent>> events = recorded(() -> {
            try (FedPool stalled = FedPool.of(4, 1, OverloadPolicy.DROP_OLDEST);
                    BufferDrain drain = stalled.started()) {
                stalled.deliver(5);
                drain.collect();
            }
        });
        assertThat(events.getOrDefault("Starve", List.of())).isNotEmpty().allSatisfy(event -> {
            assertThat(event.getDuration("starved")).isPositive();
            assertThat(event.getBoolean("certain")).isFalse();
        });
    }

    @Test
    void aBurstIsToldOnlyIfItIsLate() throws Exception {
        Map<String, List<RecordedEvent>> events = recorded(() -> {
            FlightEvents.departed("udp://239.1.1.1:5004", FlightEvents.LATE_NANOS - 1, 1316);
            FlightEvents.departed("udp://239.1.1.1:5004", FlightEvents.LATE_NANOS, 1316);
            FlightEvents.lost("KERNEL", -1);
        });
        assertThat(events.get("LateDeparture")).singleElement().satisfies(event -> {
            assertThat(event.getString("output")).isEqualTo("udp://239.1.1.1:5004");
            assertThat(event.getDuration("late").toNanos()).isEqualTo(FlightEvents.LATE_NANOS);
        });
        assertThat(events.get("Loss"))
                .singleElement()
                .satisfies(event -> assertThat(event.getLong("bytes")).isEqualTo(-1));
    }

    @Test
    void aLockThatIsFoundAndLostIsToldWithItsTuner() throws Exception {
        Map<String, List<RecordedEvent>> events = recorded(() -> {
            FlightEvents.lock("dvb-t 474 MHz", true);
            FlightEvents.lock("dvb-t 474 MHz", false);
        });
        assertThat(events.get("Lock"))
                .hasSize(2)
                .allSatisfy(event -> assertThat(event.getString("tuner")).isEqualTo("dvb-t 474 MHz"))
                .extracting(event -> event.getBoolean("locked"))
                .containsExactlyInAnyOrder(true, false);
    }
}
