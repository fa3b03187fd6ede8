// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.plan.InputUri;
import java.util.function.Function;

/**
 * {@code BufferLatency GROUP:PORT}: relays, until it is ended, buffers whose packets say when they were filled; {@code
 * native/latency.c} receives them.
 */
public final class BufferLatency {

    private BufferLatency() {}

    /**
     * Runs it.
     *
     * @param words the group
     */
    public static void main(String[] words) {
        StampedFeed feed = new StampedFeed(FromDriver.BUFFERS.bufferSizeBytes(), InputUri.DEFAULT_BITRATE);
        FromDriver.relay(feed, words[0], Function.identity()).block();
    }
}
