// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.hls;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.time.Instant;

/**
 * A segment of a service: PAT, PMT, then packets from a point on at which a decoder can begin.
 *
 * <p><b>Ownership:</b> of {@code data} as of any buffer: who is given a segment releases it.
 *
 * @param sequence its media sequence number
 * @param discontinuities how many discontinuities there have been, with that before it
 * @param isDiscontinuous whether there is one before it
 * @param start when its first packet came
 * @param duration by time stamps
 * @param data whole packets
 */
public record MediaSegment(
        long sequence, long discontinuities, boolean isDiscontinuous, Instant start, Duration duration, ByteBuf data) {}
