// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import java.util.concurrent.locks.LockSupport;

/**
 * What is to be done when a signal (Ctrl-C, SIGTERM) ends the process, as long as this is open. Where it comes before, there is
 * nothing to be done, and nobody to be told: its constructor waits for the end.
 */
final class ShutdownHook implements AutoCloseable {

    private final Thread thread;

    ShutdownHook(Runnable action) {
        thread = new Thread(action, "dmxflux-shutdown");
        try {
            Runtime.getRuntime().addShutdownHook(thread);
        } catch (IllegalStateException e) { // the process is ending already
            awaitEnd();
        }
    }

    private void awaitEnd() {
        while (true) {
            LockSupport.park(this);
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(thread);
        } catch (IllegalStateException e) {
            // the process is ending already, and the hook is what ended the work
        }
    }
}
