// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.scan;

import io.dmxflux.dmx.frontend.Tuning;

/**
 * A carrier that a network names in its NIT.
 *
 * @param tuning where to
 * @param multiplex what is said to be on it
 */
public record NamedCarrier(Tuning tuning, MultiplexId multiplex) {}
