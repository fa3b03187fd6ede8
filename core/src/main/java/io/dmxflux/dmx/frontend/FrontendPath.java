// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import io.dmxflux.check.Check;

/**
 * Names a frontend: adapter and frontend number.
 *
 * @param adapter the adapter's number, from 0
 * @param frontend the frontend's number within the adapter, from 0
 */
public record FrontendPath(int adapter, int frontend) {

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is negative
     */
    public FrontendPath {
        Check.argument(
                adapter >= 0 && frontend >= 0,
                "frontend",
                "adapter " + adapter + ", frontend " + frontend,
                "numbers from 0");
    }

    /**
     * Returns the frontend's node.
     *
     * @return its path
     */
    @Override
    public String toString() {
        return "/dev/dvb/adapter" + adapter + "/frontend" + frontend;
    }
}
