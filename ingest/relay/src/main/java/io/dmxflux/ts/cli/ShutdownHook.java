// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

/** What is to be done when a signal (Ctrl-C, SIGTERM) ends the process, as long as this is open. */
final class ShutdownHook implements AutoCloseable {

    private final Thread thread;

    ShutdownHook(Runnable action) {
        thread = new Thread(action, "dmxflux-shutdown");
        Runtime.getRuntime().addShutdownHook(thread);
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
