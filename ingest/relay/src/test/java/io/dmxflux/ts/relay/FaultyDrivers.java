// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.dmx.device.PesFilter;
import io.dmxflux.dmx.device.sim.FaultPlan;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.dmx.pool.DmxBufferPoolConfig;
import io.dmxflux.dmx.recording.Playback;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.source.DvbSource;
import io.dmxflux.ts.source.Source;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** Simulated drivers in the place of all inputs, each playing the sample at its pace, which a test may disturb. */
public final class FaultyDrivers {

    private static final int BITRATE = 4_000_000;

    private final Map<String, SimulatedDmxDevice> devices = new ConcurrentHashMap<>();
    private final FaultPlan first;

    /**
     * Drivers without inputs yet.
     *
     * @param first faults of the first device of each input
     */
    public FaultyDrivers(FaultPlan first) {
        this.first = first;
    }

    /** Opens relays over these drivers, whatever the inputs of the plans are. */
    public Relays open(List<RelayPlan> plans, RelayEvent.Listener listener) {
        return Relays.open(plans, new Destinations(), this::relay, listener);
    }

    /** Returns the device that an input has opened last. */
    public SimulatedDmxDevice device(String input) {
        return Objects.requireNonNull(devices.get(input), input);
    }

    private Relay relay(RelayPlan plan, Destinations destinations, RelayEvent.Listener listener) {
        Source source =
                ReopenedSource.open(plan.from(), from -> source(plan.from().name(), listener), listener);
        return MultiplexRelay.open(plan, source, destinations, listener);
    }

    private Source source(String input, RelayEvent.Listener listener) {
        SimulatedDmxDevice device = SimulatedDmxDevice.builder()
                .name(input)
                .feed(Playback.ofSample().looped().open())
                .faults(devices.containsKey(input) ? FaultPlan.none() : first)
                .build();
        devices.put(input, device);
        DmxBufferPoolConfig config = DmxBufferPoolConfig.forBitrate(BITRATE, Duration.ofMillis(20))
                .events(event -> listener.tell(new RelayEvent.Pool(event)))
                .build();
        return DvbSource.open(device, config, PesFilter.fullTs());
    }
}
