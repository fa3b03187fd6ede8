// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * Where transport streams come from: demuxes, files, UDP and RTP.
 *
 * <pre>
 *   demux  --DMX_DQBUF--&gt; pool ------------------------------------&gt; DvbSource
 *   file   --read, at the pace of its PCR--&gt; BufferReader -----------&gt; FileSource
 *   socket --recvmmsg--&gt; DatagramReader (checks, strips, orders) --&gt; DatagramQueue --&gt; UdpSource
 *     |                                |                               |  bounded; drops the oldest
 *     kernel drops                     lost, late, foreign             dropped by us      --&gt; UdpSourceStats
 * </pre>
 *
 * <p><b>Ownership:</b> each buffer emitted belongs to the subscriber, who must release it.
 * <p><b>Shape:</b> whole aligned packets from demuxes and files; from a socket what one read brought, which is that if
 * the sender keeps to the rule of a whole number of packets per datagram, and {@code AlignPackets} makes it so if not.
 * <p><b>Threading:</b> a file's signals come on a thread of its own; all others on an event loop, so a subscriber that
 * blocks has to move off it ({@code publishOn}).
 * <p><b>Demand:</b> a file waits for it; a demux and a socket are read at all times, and what arrives without demand is
 * kept up to a bound, then dropped and counted: neither a tuner nor a sender of multicast can be asked to wait.
 *
 * <p><b>Losses</b> travel with the data: the buffer behind a gap tells it ({@link io.dmxflux.packet.Loss}), and nobody asks
 * a source.
 * <pre>
 *   policy    dropped by the pool or the queue   before the next buffer that is kept      bytes, exactly
 *   kernel    mapped buffers                     before the first that nobody saw wait    unknown, if anything
 *             read(): EOVERFLOW                  before the next fill                     unknown
 *             socket: SO_RXQ_OVFL                before the datagram that tells it        datagrams
 *   network   RTP sequence numbers               before the datagram behind the gap       datagrams
 *   signal    all else                           where the continuity counters jump       modulo 16
 * </pre>
 * {@code AlignPackets} drops the packet that a gap cuts and hands the loss on with its next buffer; {@code CheckContinuity}
 * expects nothing behind it, {@code StreamAnalysis} neither; an RTP sink's clock goes on by the sender's until the next PCR;
 * all other operators and sinks pay no heed. A marked buffer is an element like any other: it counts once in demand, and one
 * release ends it.
 *
 * <p><b>Design notes: how a loss travels.</b> Rejected: an empty buffer of its own between two buffers. It would count in
 * {@code request}, {@code take} and {@code buffer}; whoever turns one buffer into two elements has to hold a lent buffer
 * while demand is for one; and every operator and sink, also a user's, would have to know it, down to one that sends an
 * empty datagram. With the buffer it costs nothing where nothing is lost: a lent buffer has its origin anyway, others are
 * wrapped only then. Its price is that slices of a buffer all tell it, which {@code Loss.Reader} sees by the identity of the
 * object, that copies do not, and that what is lost behind the last buffer is in the counts alone.
 * <p><b>Design notes: reading.</b> A socket is read at multiples of an interval on the machine's clock, the same for all sockets, by
 * {@code recvmmsg} into slots that are used over and over. Reading each datagram as it comes took 1.4 times dvblast's CPU,
 * every 8 ms 0.55 before the rest was put right; Netty's own {@code recvmmsg} makes five objects a datagram, which was 70 %
 * of all garbage. Runs of datagrams in one piece (UDP_GRO) come to nothing here: no sender of the field makes them, and on
 * a cable of memory the kernel puts none together.
 * <p>A file that is read as fast as it goes is read on a thread of its own, so that a slow disk holds up nobody, and is
 * woken for eight buffers at once: 3.2 to 5 times the CPU of a native sender became 2.1. Most of what is left is the copy
 * that {@code read} makes, 0.07 CPU-seconds a gigabyte where a native sender takes 0.12 in all, and compilers. Mapping the
 * file would save that, and was not taken: a file that becomes shorter meanwhile is then a fault in memory.
 */
@NullMarked
package io.dmxflux.ts.source;

import org.jspecify.annotations.NullMarked;
