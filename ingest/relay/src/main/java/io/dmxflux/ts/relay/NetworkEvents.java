// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.net.Interfaces;
import io.dmxflux.ts.net.MulticastRoute;
import io.dmxflux.ts.net.NetworkFollower;
import java.net.InetSocketAddress;
import java.time.Duration;

/** What a socket of an input or an output tells of the network, as events of a relay. */
abstract class NetworkEvents implements NetworkFollower.Listener {

    private final RelayEvent.Listener listener;
    private final InetSocketAddress remote;

    NetworkEvents(RelayEvent.Listener listener, InetSocketAddress remote) {
        this.listener = listener;
        this.remote = remote;
    }

    abstract RelayEvent waits(String problem);

    abstract RelayEvent isBack(Duration waited);

    @Override
    public void waiting(String problem) {
        listener.tell(waits(problem));
    }

    @Override
    public void back(Duration waited) {
        listener.tell(isBack(waited));
    }

    @Override
    public void onlyLoopback() {
        MulticastRoute missing = MulticastRoute.probe(remote.getAddress(), null);
        listener.tell(new RelayEvent.LoopbackChosen(missing, Interfaces.loopback()));
    }
}
