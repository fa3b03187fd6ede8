// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

import org.jspecify.annotations.Nullable;

/**
 * Whether the kernel does a part of a sink's work, and why not; see {@link UdpMulticastSink#segmentation()} and
 * {@link UdpMulticastSink#pacing()}.
 *
 * @param active whether it does
 * @param reason why not; {@code null} if it does
 */
public record KernelOffload(boolean active, @Nullable String reason) {

    static final KernelOffload ACTIVE = new KernelOffload(true, null);

    static KernelOffload not(@Nullable String reason) {
        return new KernelOffload(false, reason);
    }
}
