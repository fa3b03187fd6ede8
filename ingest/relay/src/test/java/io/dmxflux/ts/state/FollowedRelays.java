// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.state;

import io.dmxflux.dmx.device.sim.FaultPlan;
import io.dmxflux.dmx.device.sim.SimulatedDmxDevice;
import io.dmxflux.ts.event.RelayEvent;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.relay.FaultyDrivers;
import io.dmxflux.ts.relay.Relays;
import io.dmxflux.ts.text.EventText;
import io.dmxflux.ts.watch.EventLimit;
import io.dmxflux.ts.watch.RelaysWatch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/** Relays that are watched as a process does, and whose state is served on the loopback interface. */
final class FollowedRelays implements AutoCloseable {

    final StateRecorder recorder = new StateRecorder(ProcessFacts.of("test"));
    final List<String> told = new CopyOnWriteArrayList<>();
    final FaultyDrivers drivers;
    final Relays relays;

    private final EventLimit limit = new EventLimit(this::tell, recorder.everyEvent());
    private final StateArea area = new StateArea(recorder);
    private final Disposable running;
    private final DisposableServer server;
    private final LoopResources loop = LoopResources.create("state-test", 1, true);

    FollowedRelays(FaultPlan faults, RelayPlan... plans) {
        drivers = new FaultyDrivers(faults);
        relays = drivers.open(List.of(plans), limit);
        RelaysWatch watch = new RelaysWatch(relays.runningStats());
        recorder.start(relays, () -> Map.of("dvb-0-1", new ServiceState.Viewers(2, 1)), Map::of);
        running = Disposables.composite(
                relays.run().subscribe(nothing -> {}, failure -> {}),
                Flux.interval(RelaysWatch.INTERVAL).onBackpressureDrop().subscribe(tick -> {
                    watch.look(relays.runningStats(), relays.endedStats()).forEach(limit::tell);
                    relays.silence(watch.silent());
                    limit.look();
                }));
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .runOn(loop)
                .route(area::addTo)
                .bindNow();
    }

    private void tell(RelayEvent event) {
        told.addAll(EventText.lines(event));
        recorder.toldEvents().tell(event);
    }

    SimulatedDmxDevice device() {
        return drivers.device("dvb:0");
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.port() + path;
    }

    @Override
    public void close() {
        relays.close(Duration.ofSeconds(60));
        running.dispose();
        area.close();
        server.disposeNow();
        loop.dispose();
    }
}
