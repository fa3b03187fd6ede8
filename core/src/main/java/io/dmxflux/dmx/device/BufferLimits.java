// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device;

/**
 * The limits within which a driver grants buffers.
 *
 * @param fewest the fewest buffers, even if fewer are requested
 * @param most the most buffers, even if more are requested
 * @param largestBytes the largest buffer, even if larger ones are requested
 */
public record BufferLimits(int fewest, int most, int largestBytes) {

    /** What Linux 6.12 was measured to grant; the size is its DVB_V2_MAX_SIZE, 4096 packets. */
    public static final BufferLimits LINUX = new BufferLimits(2, 32, 4096 * 188);

    /**
     * Limits a request.
     *
     * @param count buffers requested; 0 frees all and grants none
     * @param sizeBytes bytes requested for each
     * @return what is granted
     */
    public NegotiatedBuffers grant(int count, int sizeBytes) {
        if (count == 0) {
            return new NegotiatedBuffers(0, sizeBytes, 0, 0);
        }
        // the driver reads count as unsigned: a negative one is very many
        int wanted = count < 0 ? most : Math.min(count, most);
        return new NegotiatedBuffers(count, sizeBytes, Math.max(wanted, fewest), Math.min(sizeBytes, largestBytes));
    }
}
