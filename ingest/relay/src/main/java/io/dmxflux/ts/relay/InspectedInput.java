// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.inspect.Inspection;
import io.dmxflux.ts.tr101290.Tr101290Config;
import io.netty.buffer.ByteBuf;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What arrives from an input, looked into while that is asked for; a volatile read a buffer otherwise.
 *
 * <p><b>Threading:</b> any.
 */
public final class InspectedInput {

    private final Tr101290Config.Time time;
    private volatile @Nullable Inspection inspection;

    /** What arrives, each packet at a time. */
    InspectedInput(Tr101290Config.Time time) {
        this.time = time;
    }

    /** Takes the next buffer, which stays the caller's. */
    void add(ByteBuf buffer) {
        Inspection looking = inspection;
        if (looking != null) {
            looking.add(buffer);
        }
    }

    /** Looks into the stream from here on, or no longer; one that is looked into already goes on. */
    synchronized void inspect(boolean wanted) {
        inspection = !wanted ? null : inspection == null ? new Inspection(time) : inspection;
    }

    /**
     * Returns what is in the stream.
     *
     * @return empty while it is not looked into
     */
    public Optional<Inspection> now() {
        return Optional.ofNullable(inspection);
    }
}
