// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * Network code that UDP sources and sinks share: event loops and timers, socket options by the kernel's numbers, system
 * calls for datagrams, interfaces and routes, errors, and the RTP header.
 *
 * <p><b>For users:</b> {@link io.dmxflux.ts.net.EpollLoops}, {@link io.dmxflux.ts.net.LoopScheduler}, {@link
 * io.dmxflux.ts.net.Interfaces}, {@link io.dmxflux.ts.net.MulticastRoute}, {@link io.dmxflux.ts.net.RtpHeader}. All other
 * types are <b>internal</b>: public for the project's own packages, they may change in any release.
 *
 * <pre>
 *   receive   IncomingMessages                       recvmmsg, into slots of the caller's memory
 *   send      OutgoingMessage                        sendmsg with UDP_SEGMENT, gathered
 *   later     TimedMessages, IoUring                 the same sendmsg, by the kernel at a given time
 *   layouts   SocketLayout, IoUringLayout            held to the headers by a test
 *   waiting   EpollLoops, LoopTimer, LoopScheduler
 * </pre>
 *
 * <p>Besides {@code io.dmxflux.dmx.sys}, which has the calls on devices, this is the only package that uses JNA. Sockets are
 * those of Netty's native epoll transport: it alone offers {@code sendmmsg}, {@code recvmmsg} and UDP segmentation offload
 * to the JVM. Multicast options are set by number, see {@link io.dmxflux.ts.net.LinuxSocketOptions} for the faults of
 * Netty's.
 *
 * <p><b>Design notes.</b> Own system calls and timers are kept for the garbage and the wake-ups that they save. Measured in
 * November 2026 on a relay of six services at 38 Mbit/s (3600 datagrams a second; Netty 4.2.18, JDK 17, two cores), with one
 * thing replaced at a time; bytes allocated by all threads, over two or three runs of 15 to 20 s:
 * <pre>
 *   as it is                                                                     19 to 25 kB/s, 0.8 to 1 byte a packet
 *   receiving by Netty's reads                instead of IncomingMessages       537 to 607
 *   sending by Netty's writes                 instead of OutgoingMessage         64 to 87
 *   timers by EventLoop.schedule              instead of LoopTimer               33 to 46
 *   and each task of the scheduler by it, too instead of LoopScheduler           40 to 49
 * </pre>
 * CPU of the same relay on a quiet machine, two runs of 20 s each in turn, seconds a gigabyte:
 * <pre>
 *   as it is                                                                     7.3 and 7.4
 *   receiving by Netty's reads, 64 datagrams at most at once                     16.3 and 19.9
 *   sending by Netty's writes                                                    7.6 and 11.6
 * </pre>
 * Netty's reads come with each datagram, ours at the moments that all sources share. The goal is one byte a packet, 25 kB/s,
 * and each of the alternatives misses it. A whole multiplex is sent in few, large messages, and Netty's writes cost the same
 * there.
 *
 * <p>Timers take absolute times, so that timers for the same time are one wake-up; relative ones, microseconds apart, were
 * two. A timer that stays set for a task that is gone wakes the loop in vain. With both fixed, 330 wake-ups a second became
 * 160, and 12.6 CPU-seconds a gigabyte 6. Receiving and immediate sends do not use {@code io_uring}: it could save the entry
 * into the kernel, and an empty system call takes 0.14 microseconds where a send of eight datagrams takes 12; nor do they use its
 * polling, or what it and {@code MSG_ZEROCOPY} send without a copy, which is no gain for eight datagrams and 0.018 s/GB for 49
 * (figures in {@code ingest/src/bench/RESULTS.md}). Timed sends use it, see {@code sink}. They do not use Netty's io_uring transport, whose ring offers no registered descriptor, and no
 * guard against a submission between linked SQEs.
 *
 * <p>Threads of event loops request a short scheduler slice. Without it, next to two threads that compute for 20
 * milliseconds at a time, a stream of one datagram every 277 microseconds was late in every second, by up to 5.2
 * milliseconds; with it in half of them, by up to 3.7.
 * <p><b>Source:</b> linux/in.h, linux/in6.h, linux/udp.h, linux/io_uring.h; RFC 3550 and RFC 2250.
 */
@NullMarked
package io.dmxflux.ts.net;

import org.jspecify.annotations.NullMarked;
