// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.flux;

import static org.assertj.core.api.Assertions.assertThat;

/** The polling threads that subscriptions have had. */
final class PollThreads {

    private static final long PATIENCE_MILLIS = 60_000;

    private PollThreads() {}

    /** Waits for the end of those of one device: after it nothing more is released, not even by Netty's bookkeeping. */
    static void join(String path) {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("dmxflux-" + path)) {
                try {
                    thread.join(PATIENCE_MILLIS);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        }
    }
}
