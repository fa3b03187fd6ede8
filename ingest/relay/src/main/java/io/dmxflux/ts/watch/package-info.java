// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * Finds trouble in counters: {@link io.dmxflux.ts.watch.RelaysWatch} compares those of all relays with the look before,
 * and {@link io.dmxflux.ts.watch.EventLimit} sums up what is told too often.
 */
@NullMarked
package io.dmxflux.ts.watch;

import org.jspecify.annotations.NullMarked;
