// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.pool;

import io.dmxflux.check.Check;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * What a pool asks of the driver, what it keeps back, and to whom it tells what happens to it.
 *
 * <pre>
 *   DmxBufferPoolConfig.forBitrate(38_000_000, Duration.ofMillis(20)).overload(OverloadPolicy.HOLD).build()
 * </pre>
 *
 * <p>A buffer comes back only when it is full: its size is the latency, {@code bytes x 8 / bit rate}.
 */
public final class DmxBufferPoolConfig {

    /** Seven packets of 188 bytes: a buffer of whole datagrams straddles neither a packet nor a datagram. */
    public static final int DATAGRAM_BYTES = 7 * 188;

    /** The largest buffer: 49 datagrams, which is also the most that one UDP GSO send carries. */
    public static final int LARGEST_SEND_BYTES = 49 * DATAGRAM_BYTES;

    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(DmxBufferPool.class);
    private static final long BITS_PER_BYTE = 8;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final int bufferCount;
    private final int bufferSizeBytes;
    private final int reserve;
    private final OverloadPolicy overload;
    private final Duration lentLimit;
    private final Duration blockedLimit;
    private final Consumer<? super PoolEvent> events;

    private DmxBufferPoolConfig(Builder from) {
        bufferCount = from.bufferCount;
        bufferSizeBytes = from.bufferSizeBytes;
        reserve = from.reserve;
        overload = from.overload;
        lentLimit = from.lentLimit;
        blockedLimit = from.blockedLimit;
        events = from.events;
    }

    /**
     * Starts from the defaults: as many buffers as Linux grants, each the largest that one send carries, two in reserve.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts from buffers that are sized for a latency, and the other defaults.
     *
     * @param bitsPerSecond the expected bit rate, positive
     * @param latency how long a buffer may take to fill; the size is rounded down to whole datagrams, at least one and
     *     at most {@link #LARGEST_SEND_BYTES}
     * @return a builder
     * @throws IllegalArgumentException if the bit rate or the latency is not positive
     */
    public static Builder forBitrate(long bitsPerSecond, Duration latency) {
        if (bitsPerSecond <= 0) {
            throw new IllegalArgumentException("bitsPerSecond: " + bitsPerSecond + " (expected: more than 0)");
        }
        requirePositive("latency", latency);
        double bytes = (double) bitsPerSecond / BITS_PER_BYTE * Check.nanos(latency, "latency") / NANOS_PER_SECOND;
        long wanted = Math.max(DATAGRAM_BYTES, Math.min(LARGEST_SEND_BYTES, (long) bytes));
        return builder().bufferSizeBytes((int) (wanted / DATAGRAM_BYTES * DATAGRAM_BYTES));
    }

    private static void requirePositive(String name, Duration value) {
        if (Check.given(value, name).isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: more than 0)");
        }
    }

    /**
     * Returns how many buffers to ask for.
     *
     * @return buffers; the driver may grant others
     */
    public int bufferCount() {
        return bufferCount;
    }

    /**
     * Returns how large a buffer to ask for.
     *
     * @return bytes of each, a multiple of {@link #DATAGRAM_BYTES}
     */
    public int bufferSizeBytes() {
        return bufferSizeBytes;
    }

    /**
     * Returns how many buffers are never lent, so that the kernel always has some.
     *
     * @return buffers, 0 or more
     */
    public int reserve() {
        return reserve;
    }

    /**
     * Returns what is done with a filled buffer when all that may be are out.
     *
     * @return the policy
     */
    public OverloadPolicy overload() {
        return overload;
    }

    /**
     * Returns how long all lendable buffers may be out, without one coming home, before it is told.
     *
     * @return the limit
     */
    public Duration lentLimit() {
        return lentLimit;
    }

    /**
     * Returns how long one signal may keep the thread of the signals before it is told.
     *
     * @return the limit
     */
    public Duration blockedLimit() {
        return blockedLimit;
    }

    /**
     * Returns the listener of the pool's events.
     *
     * @return the listener
     */
    public Consumer<? super PoolEvent> events() {
        return events;
    }

    @Override
    public String toString() {
        return bufferCount + " x " + bufferSizeBytes + " bytes, " + reserve + " in reserve, " + overload;
    }

    /** Describes a pool. */
    public static final class Builder {

        private int bufferCount = 32;
        private int bufferSizeBytes = LARGEST_SEND_BYTES;
        private int reserve = 2;
        private OverloadPolicy overload = OverloadPolicy.DROP_OLDEST;
        private Duration lentLimit = Duration.ofSeconds(5);
        private Duration blockedLimit = Duration.ofSeconds(1);
        private Consumer<? super PoolEvent> events = event -> LOGGER.warn(event.message());

        private Builder() {}

        /**
         * Asks for so many buffers.
         *
         * @param buffers how many, 2 to 32 on Linux; the driver may grant others. The default is 32
         * @return this
         * @throws IllegalArgumentException if fewer than 1
         */
        public Builder bufferCount(int buffers) {
            if (buffers < 1) {
                throw new IllegalArgumentException("bufferCount: " + buffers + " (expected: 1 or more)");
            }
            bufferCount = buffers;
            return this;
        }

        /**
         * Asks for buffers of a size.
         *
         * @param sizeBytes bytes of each, a multiple of {@link #DATAGRAM_BYTES}. The default is
         *     {@link #LARGEST_SEND_BYTES}
         * @return this
         * @throws IllegalArgumentException if it is no such multiple
         */
        public Builder bufferSizeBytes(int sizeBytes) {
            if (sizeBytes < DATAGRAM_BYTES || sizeBytes % DATAGRAM_BYTES != 0) {
                throw new IllegalArgumentException("bufferSizeBytes: " + sizeBytes + " (expected: a multiple of "
                        + DATAGRAM_BYTES + ", 7 packets of 188 bytes)");
            }
            bufferSizeBytes = sizeBytes;
            return this;
        }

        /**
         * Keeps back so many buffers, which are never lent.
         *
         * @param buffers how many, 0 or more. The default is 2
         * @return this
         * @throws IllegalArgumentException if negative
         */
        public Builder reserve(int buffers) {
            if (buffers < 0) {
                throw new IllegalArgumentException("reserve: " + buffers + " (expected: 0 or more)");
            }
            reserve = buffers;
            return this;
        }

        /**
         * Decides what is done with a filled buffer when all that may be are out.
         *
         * @param policy the policy. The default is {@link OverloadPolicy#DROP_OLDEST}
         * @return this
         */
        public Builder overload(OverloadPolicy policy) {
            overload = Check.given(policy, "overload");
            return this;
        }

        /**
         * Limits how long all lendable buffers may be out before {@link PoolEvent.AllBuffersOut} is told.
         *
         * @param limit the limit, looked at twice a second. The default is 5 s
         * @return this
         * @throws IllegalArgumentException if not positive
         */
        public Builder lentLimit(Duration limit) {
            requirePositive("lentLimit", limit);
            lentLimit = limit;
            return this;
        }

        /**
         * Limits how long one signal may keep the thread of the signals before {@link PoolEvent.SignalsBlocked} is told, and
         * the time counts as stalled, while it does; looked at four times a second.
         *
         * @param limit the limit. The default is 1 s
         * @return this
         * @throws IllegalArgumentException if not positive
         */
        public Builder blockedLimit(Duration limit) {
            requirePositive("blockedLimit", limit);
            blockedLimit = limit;
            return this;
        }

        /**
         * Takes the pool's events.
         *
         * @param listener told on the thread that noticed, which may be one that releases a buffer, or one of the pools: it is quick. What it
         *     throws is logged. The default logs one line of WARN through Netty's {@link InternalLoggerFactory}, and so
         *     through the logging of the program
         * @return this
         */
        public Builder events(Consumer<? super PoolEvent> listener) {
            events = Check.given(listener, "events");
            return this;
        }

        /**
         * Makes the configuration.
         *
         * @return what was described
         */
        public DmxBufferPoolConfig build() {
            return new DmxBufferPoolConfig(this);
        }
    }
}
