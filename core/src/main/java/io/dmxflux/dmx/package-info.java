// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * From the demux to a {@code Flux<ByteBuf>}: the page to read first.
 *
 * <pre>
 *   sys  &lt;-- device &lt;-- pool &lt;-- flux          imports point upstream
 *             |          |         |
 *             |          |         DmxFlux: emits min(demand, lendable)
 *             |          DmxBufferPool: negotiates once, lends, requeues on the last release
 *             DmxDevice: the driver's verbs; memory-mapped, read(), simulated (which plays a recording)
 * </pre>
 *
 * <p>Who owns a buffer, and who may touch it:
 * <pre>
 *   state     owner        moves on when
 *   QUEUED    the kernel   it is full and the drain dequeues it
 *   FILLED    the pool     demand lends it, or the overload policy drops it
 *   LENT      subscriber   its last release() requeues it, on any thread
 *   RETIRED   none         the pool is closed
 * </pre>
 *
 * <p>Which thread does what:
 * <pre>
 *   event loop: own thread, or given     every signal, DMX_DQBUF, drops
 *   any thread                           request, cancel, release (DMX_QBUF), close, stats
 *   the last holder, after close          munmap, close(2)
 * </pre>
 *
 * <p>Running it: JDK 24 and later warn of native access, and a later one will refuse it, unless the command line enables it
 * for JNA, and for Netty where its transport is used:
 * <pre>
 *   class path    --enable-native-access=ALL-UNNAMED
 *   module path   --enable-native-access=com.sun.jna,io.netty.common
 *                 --add-modules io.netty.transport.epoll.linux.x86_64     for io.dmxflux.ts
 * </pre>
 */
@NullMarked
package io.dmxflux.dmx;

import org.jspecify.annotations.NullMarked;
