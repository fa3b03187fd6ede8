// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import io.dmxflux.dmx.sys.ErrnoException;
import io.dmxflux.ts.net.TimedMessages;
import org.jspecify.annotations.Nullable;

/**
 * Whether the kernel sends each burst of a paced sink at its time, by itself, and why not if it does not.
 *
 * <p>If it does not, {@link io.dmxflux.ts.op.Pace} wakes up for each: at more CPU, and late when the Java machine is.
 *
 * @param byKernel whether it does
 * @param reason why not; {@code null} if it does
 */
public record Pacing(boolean byKernel, @Nullable String reason) {

    static final Pacing NONE = new Pacing(false, "not asked for");
    private static final Pacing BY_KERNEL = new Pacing(true, null);

    static Pacing find() {
        try {
            TimedMessages.probe();
            return BY_KERNEL;
        } catch (ErrnoException e) {
            return new Pacing(false, e.getMessage());
        }
    }
}
