// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device;

/**
 * Names a demux: adapter and demux number.
 *
 * @param adapter the adapter's number, from 0
 * @param demux the demux's number within the adapter, from 0
 */
public record DmxDevicePath(int adapter, int demux) {

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is negative
     */
    public DmxDevicePath {
        if (adapter < 0 || demux < 0) {
            throw new IllegalArgumentException(
                    "device: adapter " + adapter + ", demux " + demux + " (expected: numbers from 0)");
        }
    }

    /**
     * Returns the demux's node.
     *
     * @return its path
     */
    @Override
    public String toString() {
        return "/dev/dvb/adapter" + adapter + "/demux" + demux;
    }
}
