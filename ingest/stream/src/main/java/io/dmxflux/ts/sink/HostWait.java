// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.check.Listeners;
import io.dmxflux.ts.net.NetworkFollower;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * One wait, for the host first and for its route then; it is told once.
 *
 * <p><b>Threading:</b> any; the listener is told in order, under a lock.
 */
final class HostWait implements NetworkFollower.Listener {

    private final NetworkFollower.Listener listener;
    private volatile @Nullable String problem;
    private long sinceNanos;

    HostWait(NetworkFollower.Listener listener) {
        this.listener = listener;
    }

    /** Returns what is missing; {@code null} if nothing is. */
    @Nullable
    String problem() {
        return problem;
    }

    synchronized void begin(String what) {
        boolean isNew = problem == null;
        problem = what;
        if (isNew) {
            sinceNanos = System.nanoTime();
            tell(told -> told.waiting(what));
        }
    }

    private void tell(Consumer<NetworkFollower.Listener> event) {
        Listeners.tell(event, listener, (told, thrown) -> Operators.onErrorDropped(thrown, Context.empty()));
    }

    synchronized void end() {
        if (problem != null) {
            problem = null;
            Duration waited = Duration.ofNanos(System.nanoTime() - sinceNanos);
            tell(told -> told.back(waited));
        }
    }

    @Override
    public void waiting(String what) {
        begin(what);
    }

    @Override
    public void back(Duration waited) {
        end();
    }

    @Override
    public void onlyLoopback() {
        tell(NetworkFollower.Listener::onlyLoopback);
    }
}
