// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * Where transport streams come from: each source is a {@code Flux<ByteBuf>} whose buffers belong to the subscriber.
 *
 * <p>Threads: every subscription has a thread of its own, which runs every signal except {@code request} and
 * {@code cancel}; those only wake or stop it.
 */
@NullMarked
package io.dmxflux.ts.source;

import org.jspecify.annotations.NullMarked;
