// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * The system calls that devices need: descriptors, poll, eventfd, timerfd, mapped memory and the demux's ioctls.
 *
 * <p><b>Internal.</b> Public for the project's own packages; nothing here is promised to users and any of it may change in
 * any release, but for three types that users meet and that are public API:
 * {@link io.dmxflux.dmx.sys.ErrnoException}, thrown by devices and pools and given to onError;
 * {@link io.dmxflux.dmx.sys.Errno}, which it names and a {@code FaultPlan} takes; and {@link io.dmxflux.dmx.sys.Cure}, which
 * a device of one's own needs to make one. Within the core this is the only package that knows JNA; the network's calls are
 * with the sockets, downstream.
 * Numbers and offsets come from linux/dvb/dmx.h, and hold on 64-bit Linux (x86-64, aarch64).
 *
 * <p><b>Design notes.</b> Calls are mapped directly (fixed arity, primitives), not through an interface proxy, which
 * allocates an argument array per call. Structures are plain memory read by offset, not JNA {@code Structure}s, which copy
 * every field at each call; and it is read through a {@code ByteBuffer}, as JNA's own accessors are each a call into native
 * code. The JDK's own foreign functions (JDK 22 and later) would save 130 to 140 ns of each call (JDK 25, {@code poll} 263 and
 * 122 ns with errno, {@code ioctl} 292 and 164). A buffer of 64 kB takes about four: 0.009 s/GB of 0.17 to 0.2, a twentieth. That
 * is not worth a second implementation.
 */
@NullMarked
package io.dmxflux.dmx.sys;

import org.jspecify.annotations.NullMarked;
