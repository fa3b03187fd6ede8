// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import java.time.Duration;

/**
 * What a pool asks of the driver, and what it keeps back.
 *
 * <p>A buffer comes back only when it is full: its size is the latency, {@code bytes x 8 / bit rate}.
 *
 * @param bufferCount buffers to ask for, 2 to 32 on Linux; the driver may grant others
 * @param bufferSizeBytes bytes to ask for each, a multiple of {@link #DATAGRAM_BYTES}
 * @param reserve buffers that are never lent, so that the kernel always has some; 0 or more
 * @param overload what is done with a buffer when all others are out
 */
public record DmxBufferPoolConfig(int bufferCount, int bufferSizeBytes, int reserve, OverloadPolicy overload) {

    /** Seven packets of 188 bytes: a buffer of whole datagrams straddles neither a packet nor a datagram. */
    public static final int DATAGRAM_BYTES = 7 * 188;

    /** The largest buffer: 49 datagrams, which is also the most that one UDP GSO send carries. */
    public static final int LARGEST_SEND_BYTES = 49 * DATAGRAM_BYTES;

    private static final int DEFAULT_COUNT = 32;
    private static final int DEFAULT_RESERVE = 2;
    private static final long BITS_PER_BYTE = 8;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /**
     * Checks the figures.
     *
     * @throws IllegalArgumentException if one makes no sense
     */
    public DmxBufferPoolConfig {
        if (bufferCount < 1) {
            throw new IllegalArgumentException("bufferCount: " + bufferCount + " (expected: 1 or more)");
        }
        if (bufferSizeBytes < DATAGRAM_BYTES || bufferSizeBytes % DATAGRAM_BYTES != 0) {
            throw new IllegalArgumentException("bufferSizeBytes: " + bufferSizeBytes + " (expected: a multiple of "
                    + DATAGRAM_BYTES + ", 7 packets of 188 bytes)");
        }
        if (reserve < 0) {
            throw new IllegalArgumentException("reserve: " + reserve + " (expected: 0 or more)");
        }
    }

    /**
     * Sizes the buffers for a latency.
     *
     * @param bitsPerSecond the expected bit rate, positive
     * @param latency how long a buffer may take to fill; the size is rounded down to whole datagrams, at least one and
     *     at most {@link #LARGEST_SEND_BYTES}
     * @return as many buffers as Linux grants, with the default reserve and policy
     * @throws IllegalArgumentException if the bit rate or the latency is not positive
     */
    public static DmxBufferPoolConfig forBitrate(long bitsPerSecond, Duration latency) {
        if (bitsPerSecond <= 0) {
            throw new IllegalArgumentException("bitsPerSecond: " + bitsPerSecond + " (expected: more than 0)");
        }
        if (latency.isNegative() || latency.isZero()) {
            throw new IllegalArgumentException("latency: " + latency + " (expected: more than 0)");
        }
        double bytes = (double) bitsPerSecond / BITS_PER_BYTE * latency.toNanos() / NANOS_PER_SECOND;
        long wanted = Math.max(DATAGRAM_BYTES, Math.min(LARGEST_SEND_BYTES, (long) bytes));
        int sizeBytes = (int) (wanted / DATAGRAM_BYTES * DATAGRAM_BYTES);
        return new DmxBufferPoolConfig(DEFAULT_COUNT, sizeBytes, DEFAULT_RESERVE, OverloadPolicy.DROP_OLDEST);
    }

    /**
     * Asks for another number of buffers.
     *
     * @param count how many
     * @return the same otherwise
     */
    public DmxBufferPoolConfig withBufferCount(int count) {
        return new DmxBufferPoolConfig(count, bufferSizeBytes, reserve, overload);
    }

    /**
     * Asks for buffers of another size.
     *
     * @param sizeBytes bytes, a multiple of {@link #DATAGRAM_BYTES}
     * @return the same otherwise
     */
    public DmxBufferPoolConfig withBufferSizeBytes(int sizeBytes) {
        return new DmxBufferPoolConfig(bufferCount, sizeBytes, reserve, overload);
    }

    /**
     * Keeps back another number of buffers.
     *
     * @param buffers how many are never lent
     * @return the same otherwise
     */
    public DmxBufferPoolConfig withReserve(int buffers) {
        return new DmxBufferPoolConfig(bufferCount, bufferSizeBytes, buffers, overload);
    }

    /**
     * Changes what happens when all are out.
     *
     * @param policy the policy
     * @return the same otherwise
     */
    public DmxBufferPoolConfig withOverload(OverloadPolicy policy) {
        return new DmxBufferPoolConfig(bufferCount, bufferSizeBytes, reserve, policy);
    }
}
