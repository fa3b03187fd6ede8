// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.metrics;

import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.plan.OutputUri;
import io.dmxflux.ts.plan.RelayPlan;
import io.dmxflux.ts.relay.Relays;
import io.dmxflux.ts.split.ServiceEdit;
import io.dmxflux.ts.split.ServiceSelection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import reactor.core.Disposable;

/** The simulated driver's multiplex on its way to groups on the loopback interface: whole, and one service by RTP. */
final class RunningRelay implements AutoCloseable {

    static final String WHOLE = "udp://239.255.77.1:5004";
    static final String SERVICE = "rtp://239.255.77.2:5004";

    private final Relays relays;
    private final Disposable running;

    RunningRelay(RelayPlan... plans) {
        relays = Relays.open(List.of(plans), event -> {});
        running = relays.run().subscribe(nothing -> {}, failure -> {});
    }

    static RelayPlan wholeAndService() {
        RelayPlan.Output whole = RelayPlan.Output.whole(OutputUri.parse(WHOLE + "?iface=lo&ttl=0"));
        RelayPlan.Output service = RelayPlan.Output.service(
                OutputUri.parse(SERVICE + "?iface=lo&ttl=0"), ServiceSelection.parse("dmxflux one"), ServiceEdit.NONE);
        return new RelayPlan(InputUri.parse("sim:"), List.of(whole, service), Optional.empty());
    }

    Relays relays() {
        return relays;
    }

    @Override
    public void close() {
        relays.close(Duration.ofSeconds(60));
        running.dispose();
    }
}
