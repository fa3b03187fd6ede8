// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

/** Whether a host may write a stream that several hosts receive. */
public sealed interface LeaseState {

    /** Another host writes, or nobody is known to be asked. */
    record Standby() implements LeaseState {}

    /**
     * This host writes.
     *
     * @param term counts the owners: the later of two has the higher one. (The epoch of its chunks is the writer's)
     */
    record Owner(int term) implements LeaseState {}

    /**
     * This host must not write any more; it is a standby again as soon as it can.
     *
     * @param problem why, in one line
     */
    record Lost(String problem) implements LeaseState {}
}
