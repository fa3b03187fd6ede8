// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * The system calls: the only package that knows JNA.
 *
 * <p>Public for the packages downstream, not for users: nothing here is promised. Numbers and offsets come from
 * linux/dvb/dmx.h and hold on 64-bit Linux (x86-64, aarch64).
 *
 * <p><b>Design notes.</b> Calls are mapped directly (fixed arity, primitives), not through an interface proxy, which
 * allocates an argument array per call. Structures are plain memory read by offset, not JNA {@code Structure}s, which
 * copy every field at each call.
 */
@NullMarked
package io.dmxflux.dmx.sys;

import org.jspecify.annotations.NullMarked;
