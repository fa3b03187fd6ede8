// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * The destinations of transport streams: UDP and RTP datagrams, files, a log.
 *
 * <pre>
 *   Flux&lt;ByteBuf&gt; --onNext--&gt; SinkSubscriber --(own thread)--&gt; DatagramCutter --&gt; SocketSender --&gt; sendmsg
 *              &lt;-request-- when all that a buffer became is sent                    |     \--&gt; Netty's queue, while the
 *                                                SendCounters &lt;-- sent, failed by errno           socket has no room
 *
 *   paced:     DatagramCutter --&gt; TimedSender --bursts and their times--&gt; io_uring: the kernel sends each when it is due
 * </pre>
 *
 * <p><b>Ownership:</b> a sink owns each buffer from {@code onNext} on, and releases it once the kernel has taken or refused
 * its last byte. A memory-mapped buffer is therefore lent until its send has ended, and is not copied.
 * <p><b>Delay:</b> packets that do not fill a datagram wait for the next buffer, and leave without it if none comes within
 * {@link io.dmxflux.ts.sink.UdpSinkConfig#longestFill} or two of the stream's own spacings.
 * <p><b>Demand:</b> a sink requests as many buffers as it may have in flight, then one in place of each that is done.
 * <p><b>Threading:</b> each sink works on one thread of its own choice; signals may come on any thread. The sink's thread
 * also requests more, so a source that blocks has to move off it ({@code subscribeOn}).
 * <p><b>Errors:</b> what the network or a disk refuses is counted by errno and does not end a stream; a failure for good, such
 * as a standard output that is not read, is an {@link java.io.IOException} of one line.
 *
 * <p><b>Design notes.</b> A run of datagrams through a channel costs a message, a promise, a listener, a duplicate and a
 * task. If the socket has room, a run here is one system call on its own memory, and no object: for six services, 45 bytes
 * of garbage a packet became less than one, together with the changes in {@code net}. A connected socket would save the
 * kernel a route lookup, a twelfth of the cost of a send, and was rejected: it keeps the source address that it was opened
 * with, and cannot be opened while the interface is down.
 *
 * <p>A paced stream of single datagrams, 3610 a second at 38 Mbit/s, is a wake-up and a send each, in any program. Measured
 * in C on one machine, in CPU-seconds a gigabyte: nanosleep and sendmsg 16 to 20, a timerfd in an epoll loop 17 to 19, the
 * same on a connected socket 14 to 15, {@code io_uring} with a timer linked to each send while the thread waits in epoll
 * 11.4 to 13.9; multicat, which has a connected socket, takes 14 to 21 here. Each send has its own timer, because a chain of
 * timers adds a run of the kernel's task queue for each link (19 to 21). A thread that waits inside of the ring would save
 * another 0.5 to 1, at the price of a thread for each stream; a connected socket 0.5, with the drawbacks above. From Java it
 * was 23.5 with a wake-up of the loop for each, and is 14 to 19 with one for each buffer. With bursts of eight it was 8.0 to
 * 9.0, and is 6.6 to 7.2, at 356 bytes of garbage a buffer where a slice and a task for each burst were 907.
 *
 * <p>Rejected: SO_TXTIME and SO_MAX_PACING_RATE. They need a queue discipline, {@code fq} or {@code etf}, on the interface,
 * and the kernel that this was measured on has neither.
 *
 * <p>The thread that sends takes less time for a buffer than the one that reads it from a file, so it was woken for nearly
 * each. Woken once for 2, 4 and 8 of 16 in flight, 4.3 GB as fast as they go take 0.95, 0.89 and 0.87 of the CPU of one at a
 * time, and 30 000, 16 000 and 9 500 waits of all threads instead of 53 000: medians of five rounds in turn on a quiet machine
 * of two cores, 1.05 s/GB with one, JDK 17, without an archive of classes. It is 8, for files alone: what comes out of a pipe
 * has its writer's pace, and would wait for more.
 */
@NullMarked
package io.dmxflux.ts.sink;

import org.jspecify.annotations.NullMarked;
