// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend.sim;

import io.dmxflux.dmx.sys.Cure;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Keeps the calls of a simulated frontend, and fails those that a closed or refusing one does not allow.
 *
 * <p><b>Threading:</b> guarded by the frontend.
 */
final class FrontendCalls {

    /** Of a relay that retunes for months, the last calls. */
    private static final int MOST_TOLD = 1_000;

    private final String path;
    private final LongSupplier clock;
    private final long startNanos;
    private final Deque<FrontendCall> told = new ArrayDeque<>();
    private final Map<FrontendVerb, Errno> refused = new EnumMap<>(FrontendVerb.class);
    private boolean closed;

    FrontendCalls(String path, LongSupplier clock) {
        this.path = path;
        this.clock = clock;
        startNanos = clock.getAsLong();
    }

    /** Keeps a call that changes something. */
    void told(FrontendVerb verb, String operand) {
        keep(verb, operand);
        called(verb);
    }

    private void keep(FrontendVerb verb, String operand) {
        if (told.size() == MOST_TOLD) {
            told.remove();
        }
        told.add(new FrontendCall(Duration.ofNanos(clock.getAsLong() - startNanos), verb, operand));
    }

    void called(FrontendVerb verb) {
        if (closed) {
            throw new IllegalStateException(path + ": closed (expected: open)");
        }
        Errno errno = refused.get(verb);
        if (errno != null) {
            throw error(verb, errno);
        }
    }

    ErrnoException error(FrontendVerb verb, Errno errno) {
        return new ErrnoException(verb.call(), path, errno, Cure.FRONTEND);
    }

    void refuse(FrontendVerb verb, Errno errno) {
        refused.put(verb, errno);
    }

    void refuseNothing() {
        refused.clear();
    }

    List<FrontendCall> told() {
        return List.copyOf(told);
    }

    /** Makes every later call fail; false if it is closed already. */
    boolean close() {
        if (closed) {
            return false;
        }
        keep(FrontendVerb.CLOSE, "");
        closed = true;
        return true;
    }

    boolean isClosed() {
        return closed;
    }
}
