// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.scan;

/**
 * A multiplex as the world knows it.
 *
 * @param originalNetworkId {@code original_network_id}
 * @param transportStreamId {@code transport_stream_id}
 */
public record MultiplexId(int originalNetworkId, int transportStreamId) {}
