// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * Looks into a live multiplex: services and formats as they are now, PIDs and their shares, clocks, tables to the descriptor.
 */
@NullMarked
package io.dmxflux.ts.inspect;

import org.jspecify.annotations.NullMarked;
