// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.packet.Loss;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.source.Source;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * An input of a relay, as {@link ReopenedSource} opens it. One of the network waits for its interface by itself.
 *
 * @param from the input
 * @param opening opens it
 */
record ReopenedInput(InputUri from, Supplier<Source> opening) implements ReopenedSource.Input {

    @Override
    public String name() {
        return from.name();
    }

    @Override
    public boolean isPassing(Throwable failure) {
        return from.isPassing(failure);
    }

    @Override
    public Optional<String> missing() {
        return from.file().isPresent() ? from.missing() : Optional.empty(); // others tell when they are opened
    }

    @Override
    public Optional<Loss.Account> losesTo() {
        return from.isFinite()
                ? Optional.empty()
                : Optional.of(from.isOfNetwork() ? Loss.Account.NETWORK : Loss.Account.KERNEL);
    }

    @Override
    public Source open() {
        return opening.get();
    }
}
