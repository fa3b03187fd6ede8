// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import java.util.Optional;

/** Whether a host may write a stream that several hosts receive. */
public sealed interface LeaseState {

    /**
     * This host does not write.
     *
     * @param owner host and process of the one that does, each time that it was heard of; empty while it is not settled who
     */
    record Standby(Optional<String> owner) implements LeaseState {

        /** It is not settled who writes. */
        public Standby() {
            this(Optional.empty());
        }
    }

    /**
     * What decides does not answer: it is not known who writes.
     *
     * @param problem why, in one line
     */
    record Away(String problem) implements LeaseState {}

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
