// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.packet.Loss;
import io.dmxflux.ts.plan.InputUri;
import io.dmxflux.ts.source.Source;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An input of a relay, as {@link ReopenedSource} opens it. One of the network waits for its interface by itself. */
final class ReopenedInput implements ReopenedSource.Input {

    private final Function<? super InputUri, ? extends Source> opening;

    /** Behind what the last one that handed on anything did, where that can be said. */
    private InputUri from;

    private @Nullable Source last;

    /**
     * An input.
     *
     * @param from as it is asked for
     * @param opening opens it, or the rest of it
     */
    ReopenedInput(InputUri from, Function<? super InputUri, ? extends Source> opening) {
        this.from = from;
        this.opening = opening;
    }

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
        return from.isKept()
                ? Optional.empty()
                : Optional.of(from.isOfNetwork() || from.isOfLog() ? Loss.Account.NETWORK : Loss.Account.KERNEL);
    }

    @Override
    public Source open() {
        Source before = last;
        from = before == null ? from : from.behind(before);
        Source opened = opening.apply(from);
        last = opened;
        return opened;
    }
}
