// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

/**
 * What was lost before a source could emit it, by account.
 *
 * @param kernelLosses times that the kernel said, or is certain, to have lost data: overflows, socket drops
 * @param starvedNanos time in which the kernel certainly had no buffer to fill
 * @param stalledNanos time in which it may have had none
 * @param droppedBytes bytes dropped here since the subscriber lagged
 */
public record SourceLosses(long kernelLosses, long starvedNanos, long stalledNanos, long droppedBytes) {

    /** Nothing lost. */
    public static final SourceLosses NONE = new SourceLosses(0, 0, 0, 0);
}
