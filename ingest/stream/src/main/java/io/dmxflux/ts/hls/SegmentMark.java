// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.hls;

import java.time.Duration;

/**
 * Where a segment of a service is in a multiplex that is kept.
 *
 * @param serviceId the service
 * @param from the place of its first packet
 * @param to the place behind its last one
 * @param startMillis when its first packet came, milliseconds since 1970
 * @param duration by time stamps
 * @param isDiscontinuous whether it does not go on with the one before it
 * @param bytes of its packets
 */
public record SegmentMark(
        int serviceId, long from, long to, long startMillis, Duration duration, boolean isDiscontinuous, long bytes) {}
