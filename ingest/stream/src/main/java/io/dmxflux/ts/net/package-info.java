// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * What UDP sources and sinks share: the event loops and how to wait on them, socket options by the kernel's numbers,
 * interfaces and routes, errno names, and the RTP header.
 *
 * <p>Sockets are Netty's native epoll ones: they alone offer {@code sendmmsg}, {@code recvmmsg} and UDP segmentation
 * offload to the JVM. Options of multicast are set by number, for two reasons found on the wire: Netty 4.2.18 sets
 * {@code IP_TTL} where {@code IP_MULTICAST_TTL} is asked for, and it names an interface by its first address, which two
 * interfaces may share.
 * <p><b>Design notes.</b> Figures are of a relay of six services at 38 Mbit/s, which receives 3600 datagrams a second.
 * Waiting by {@code EventLoop.schedule} makes three objects each time, a {@link io.dmxflux.ts.net.LoopTimer} none. A moment
 * that a timer is set for is absolute, so that those who wait for the same moment are one wake-up: relative ones,
 * microseconds apart, were two. A timer that is not set anew when what it waits for has gone wakes the loop for nothing;
 * with all that put right 330 wake-ups a second became 160, and 12.6 CPU-seconds a gigabyte 6. For
 * receiving and for sending at once {@code io_uring} was not taken: what it can save is the entry into the kernel, and a system
 * call that does nothing takes 0.14 microseconds where a send of eight datagrams takes 12. Sending later is another matter, see
 * {@code sink}.
 *
 * <p>Threads of event loops ask for a short slice of the processor. Without that, beside two threads that compute for 20
 * milliseconds at a time, a stream of one datagram each 277 microseconds was late by up to 5.2 milliseconds in every second, with
 * it in half of them, by up to 3.7.
 * <p><b>Source:</b> linux/in.h, linux/in6.h, linux/udp.h; RFC 3550 and RFC 2250.
 */
@NullMarked
package io.dmxflux.ts.net;

import org.jspecify.annotations.NullMarked;
