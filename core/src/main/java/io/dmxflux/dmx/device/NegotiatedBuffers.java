// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device;

/**
 * The buffers that were requested and that the driver granted.
 *
 * <p>The driver may grant fewer buffers, more, or none, and smaller ones.
 *
 * @param askedCount buffers requested
 * @param askedSizeBytes bytes requested for each
 * @param count buffers granted
 * @param sizeBytes bytes granted for each
 */
public record NegotiatedBuffers(int askedCount, int askedSizeBytes, int count, int sizeBytes) {

    @Override
    public String toString() {
        return "asked " + askedCount + " x " + askedSizeBytes + " bytes, granted " + count + " x " + sizeBytes;
    }
}
