// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

/**
 * A service as a multiplex lists it.
 *
 * @param serviceId {@code service_id}
 * @param name {@code service_name}; empty where the SDT has none
 */
public record ListedService(int serviceId, String name) {}
