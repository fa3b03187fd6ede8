// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * What UDP sources and sinks share: the event loops, socket options by the kernel's numbers, interfaces and routes,
 * errno names, and the RTP header.
 *
 * <p>Sockets are Netty's native epoll ones: they alone offer {@code sendmmsg}, {@code recvmmsg} and UDP segmentation
 * offload to the JVM. Options of multicast are set by number, for two reasons found on the wire: Netty 4.2.18 sets
 * {@code IP_TTL} where {@code IP_MULTICAST_TTL} is asked for, and it names an interface by its first address, which two
 * interfaces may share.
 * <p><b>Source:</b> linux/in.h, linux/in6.h, linux/udp.h; RFC 3550 and RFC 2250.
 */
@NullMarked
package io.dmxflux.ts.net;

import org.jspecify.annotations.NullMarked;
