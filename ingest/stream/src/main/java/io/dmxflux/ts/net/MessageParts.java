// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.net;

/** A message that is put together from pieces of memory. */
public interface MessageParts {

    /**
     * Adds a part behind those that there are.
     *
     * @param address where it lies, until it is sent
     * @param lengthBytes its length
     */
    void add(long address, int lengthBytes);
}
