// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import java.util.Optional;

/**
 * A service as a multiplex lists it.
 *
 * @param serviceId {@code service_id}
 * @param name {@code service_name}, of no letters where the SDT has none; empty while no SDT has come
 */
public record ListedService(int serviceId, Optional<String> name) {}
