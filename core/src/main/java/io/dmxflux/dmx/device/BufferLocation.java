// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.device;

/**
 * Where the driver keeps one buffer.
 *
 * @param offset the cookie to map it by; not an address, not a distance between buffers
 * @param lengthBytes its size in bytes, as granted
 */
public record BufferLocation(long offset, int lengthBytes) {}
