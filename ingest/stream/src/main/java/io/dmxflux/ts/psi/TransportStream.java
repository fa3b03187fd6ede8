// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.psi;

/**
 * One transport stream of a {@link NetworkInformationTable}.
 *
 * @param transportStreamId {@code transport_stream_id}
 * @param originalNetworkId {@code original_network_id}
 * @param descriptors what the NIT says of it: how to tune to it, and what it carries
 */
public record TransportStream(int transportStreamId, int originalNetworkId, Descriptors descriptors) {}
