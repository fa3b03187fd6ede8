// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * The pool: negotiates the driver's buffers once, keeps the kernel supplied, lends the rest.
 *
 * <p>A new wrapper is made for each lending, about 150 bytes for each 64 kB, so that a stale reference can never show the
 * next fill; a recycled wrapper would spare them and lose that.
 *
 * <p>The device is touched by whoever drains and by whoever releases, on any thread. None of them takes a lock: each
 * counts as a holder, and the last holder to let go after {@code close()} unmaps and closes. A descriptor is therefore
 * never closed under a call, nor its number used again by one.
 */
@NullMarked
package io.dmxflux.dmx.pool;

import org.jspecify.annotations.NullMarked;
