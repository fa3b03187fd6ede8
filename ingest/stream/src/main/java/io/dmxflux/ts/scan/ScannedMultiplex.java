// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.scan;

import io.dmxflux.dmx.frontend.FrontendState;
import io.dmxflux.dmx.frontend.Tuning;
import io.dmxflux.ts.channel.Channel;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A multiplex that was found.
 *
 * @param tuning where
 * @param state of the frontend, the last with a lock, when its tables were read
 * @param transportStreamId of its PAT
 * @param originalNetworkId of its SDT; empty if none came
 * @param networkName of its NIT; empty if none came
 * @param channels its services, by number
 * @param named the carriers that its NIT, or those of other networks if they are followed, name, its own among them; without those that the frontend cannot receive
 */
public record ScannedMultiplex(
        Tuning tuning,
        FrontendState state,
        int transportStreamId,
        OptionalInt originalNetworkId,
        String networkName,
        List<Channel> channels,
        List<NamedCarrier> named) {

    /** Keeps copies of the lists. */
    public ScannedMultiplex {
        channels = List.copyOf(channels);
        named = List.copyOf(named);
    }

    /**
     * Returns what it is known by.
     *
     * @return both ids; empty if no SDT came
     */
    public Optional<MultiplexId> id() {
        return originalNetworkId.isPresent()
                ? Optional.of(new MultiplexId(originalNetworkId.getAsInt(), transportStreamId))
                : Optional.empty();
    }
}
