// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * What UDP sources and sinks share: event loops and timers on them, socket options by the kernel's numbers, the system calls
 * that move datagrams, interfaces and routes, names and cures of errors, and the RTP header.
 *
 * <pre>
 *   receive   IncomingMessages                       recvmmsg, into slots of the caller's memory
 *   send      OutgoingMessage                        sendmsg with UDP_SEGMENT, from pieces of memory
 *   later     TimedMessages, IoUring                 the same sendmsg, by the kernel at its time
 *   layouts   SocketLayout, IoUringLayout            held to the headers by a test
 *   waiting   EpollLoops, LoopTimer, LoopScheduler
 * </pre>
 *
 * <p>Beside {@code io.dmxflux.dmx.sys}, which has the calls on devices, this is the only package that knows JNA. Sockets are
 * those of Netty's native epoll transport: it alone offers {@code sendmmsg}, {@code recvmmsg} and UDP segmentation offload to the
 * JVM. Options of multicast are set by number, see {@link io.dmxflux.ts.net.LinuxSocketOptions} for what is wrong with Netty's.
 *
 * <p><b>Design notes.</b> Own calls and timers are kept for the garbage that they save, and only for that. Measured in November
 * 2026 on a relay of six services at 38 Mbit/s (3600 datagrams a second; Netty 4.2.18, JDK 17, two shared cores), with one thing
 * replaced at a time; bytes allocated by all threads, over two or three runs of 15 to 20 s:
 * <pre>
 *   as it is                                                                     19 to 25 kB/s, 0.8 to 1 byte a packet
 *   receiving by Netty's reads                instead of IncomingMessages       537 to 607
 *   sending by Netty's writes                 instead of OutgoingMessage         64 to 87
 *   timers by EventLoop.schedule              instead of LoopTimer               33 to 46
 *   and each task of the scheduler by it, too instead of LoopScheduler           40 to 49
 * </pre>
 * The machine was too busy to compare CPU. The goal is one byte a packet, 25 kB/s, and each of the alternatives misses it. A
 * whole multiplex is sent in few, large messages, and Netty's writes cost the same there.
 *
 * <p>A moment that a timer is set for is absolute, so that those who wait for the same moment are one wake-up: relative ones,
 * microseconds apart, were two. A timer that stays set for something that is gone wakes the loop for nothing; with all that put
 * right, 330 wake-ups a second became 160, and 12.6 CPU-seconds a gigabyte 6. For receiving and for sending at once
 * {@code io_uring} was not taken: what it can save is the entry into the kernel, and a system call that does nothing takes 0.14
 * microseconds where a send of eight datagrams takes 12. Sending later is another matter, see {@code sink}. The io_uring transport
 * of Netty was not taken for it: its ring offers no registered descriptor, and no guard against a submission between linked SQEs.
 *
 * <p>Threads of event loops ask for a short slice of the processor. Without that, beside two threads that compute for 20
 * milliseconds at a time, a stream of one datagram each 277 microseconds was late by up to 5.2 milliseconds in every second, with
 * it in half of them, by up to 3.7.
 * <p><b>Source:</b> linux/in.h, linux/in6.h, linux/udp.h, linux/io_uring.h; RFC 3550 and RFC 2250.
 */
@NullMarked
package io.dmxflux.ts.net;

import org.jspecify.annotations.NullMarked;
