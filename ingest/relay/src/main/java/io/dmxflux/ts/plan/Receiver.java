// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.dmxflux.dmx.frontend.Frontend;
import io.dmxflux.ts.source.Source;
import java.util.function.Supplier;

/**
 * A frontend that is free to be tuned, and the demux behind it: what a scan works with.
 *
 * @param frontend open
 * @param demux opens the demux behind it, for the caller to close
 */
public record Receiver(Frontend frontend, Supplier<Source> demux) implements AutoCloseable {

    /** Gives the tuner back. */
    @Override
    public void close() {
        frontend.close();
    }
}
