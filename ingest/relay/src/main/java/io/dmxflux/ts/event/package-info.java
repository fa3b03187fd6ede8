// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * What happens to relays, as values without text: a {@link io.dmxflux.ts.event.RelayEvent} once, a
 * {@link io.dmxflux.ts.event.Trouble} when it begins and when it is over, a {@link io.dmxflux.ts.event.WaitEvent} when
 * something is not there yet; and what is counted, as {@link io.dmxflux.ts.event.RelayStats}.
 */
@NullMarked
package io.dmxflux.ts.event;

import org.jspecify.annotations.NullMarked;
