// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.inspect;

import org.jspecify.annotations.Nullable;

/**
 * The numbers of a multiplex, and how much comes; {@code null} for what no table has said yet.
 *
 * @param transportStreamId {@code transport_stream_id} of the PAT
 * @param originalNetworkId {@code original_network_id} of the SDT
 * @param networkId {@code network_id} of the NIT
 * @param networkName {@code network_name} of the NIT
 * @param packets since inspection began, without those with {@code transport_error_indicator}
 * @param bitrate in bit/s over the last second or two
 */
public record InspectedMultiplex(
        @Nullable Integer transportStreamId,
        @Nullable Integer originalNetworkId,
        @Nullable Integer networkId,
        @Nullable String networkName,
        long packets,
        @Nullable Long bitrate) {}
