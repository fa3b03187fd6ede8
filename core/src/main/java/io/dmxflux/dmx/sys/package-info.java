// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * The system calls: the only package that knows JNA.
 *
 * <p>Public for the packages downstream, not for users: nothing here is promised. Numbers and offsets come from
 * linux/dvb/dmx.h and linux/socket.h, and hold on 64-bit Linux (x86-64, aarch64). Datagrams are moved here as well, by
 * {@code sendmsg} and {@code recvmmsg} on sockets of Netty's, since its own calls make objects for each.
 *
 * <p><b>Design notes.</b> Calls are mapped directly (fixed arity, primitives), not through an interface proxy, which
 * allocates an argument array per call. Structures are plain memory read by offset, not JNA {@code Structure}s, which copy
 * every field at each call; and it is read through a {@code ByteBuffer}, as JNA's own accessors are each a call into native
 * code.
 */
@NullMarked
package io.dmxflux.dmx.sys;

import org.jspecify.annotations.NullMarked;
