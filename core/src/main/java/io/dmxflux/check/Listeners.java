// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.check;

import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The one rule for listeners of a user, whatever they listen to: they are called on the thread that noticed, which may be that
 * of all signals, and so must not block. What they throw, a failed assertion included, hurts nothing that is received, sent or
 * released: it goes to Reactor's {@code onErrorDropped}, or from the pool, which knows no Reactor, to its logger. So does an
 * error that Reactor calls fatal, a class that cannot be loaded for one: thrown on, it would end the thread that others need.
 *
 * <p><b>Threading:</b> any.
 */
public final class Listeners {

    private Listeners() {}

    /**
     * Tells a listener of an event.
     *
     * @param listener a user's
     * @param event what it is told
     * @param failed takes the event, and what the listener has thrown
     * @param <E> events
     */
    public static <E> void tell(
            Consumer<? super E> listener, E event, BiConsumer<? super E, ? super Throwable> failed) {
        try {
            listener.accept(event);
        } catch (Throwable thrown) {
            failed.accept(event, thrown);
        }
    }
}
