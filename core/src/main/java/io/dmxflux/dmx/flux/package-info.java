// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * The Flux over a pool's buffers: demand on one side, the kernel's readiness on the other.
 *
 * <p>Threads: one runs every signal of a subscription, a polling thread of its own or the event loop given; {@code request} and {@code cancel} only wake it.
 */
@NullMarked
package io.dmxflux.dmx.flux;

import org.jspecify.annotations.NullMarked;
