// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * The sources of transport streams: demuxes, files, a log, UDP and RTP.
 *
 * <pre>
 *   demux  --DMX_DQBUF--&gt; pool ------------------------------------&gt; DvbSource, in a TunedSource with a Tuner
 *   file   --read, at the pace of its PCR--&gt; BufferReader -----------&gt; FileSource
 *   socket --recvmmsg--&gt; FramingReader, RtpReader, RtpWindow ------&gt; DatagramQueue --&gt; UdpSource
 *     |                    kind      sender     order                |  bounded; drops the oldest
 *     kernel drops         foreign   foreign    lost, late, twice    dropped by us      --&gt; UdpSourceStats
 * </pre>
 *
 * <p><b>Ownership:</b> each buffer emitted belongs to the subscriber, which must release it.
 * <p><b>Shape:</b> whole aligned packets from demuxes and files. From a socket the payloads of one read, which are whole
 * packets if the sender sends whole packets in each datagram; otherwise {@code AlignPackets} aligns them.
 * <p><b>Threading:</b> a file's signals come on a thread of its own; all others on an event loop, so a subscriber that
 * blocks has to move off it, by {@link io.dmxflux.dmx.flux.DmxFlux#emitOn}.
 * <p><b>Demand:</b> a file waits for it. A demux and a socket are always read, and buffers without demand are queued up to a
 * bound, then dropped and counted, because neither a tuner nor a multicast sender can wait.
 *
 * <p><b>Losses</b> travel with the data: the buffer behind a gap carries it ({@link io.dmxflux.packet.Loss}), and no
 * operator asks a source.
 * <pre>
 *   policy    dropped by the pool or the queue   before the next buffer that is kept      bytes, exactly
 *   kernel    mapped buffers                     before the first not seen to be ready    unknown, if any
 *             read(): EOVERFLOW                  before the next fill                     unknown
 *             socket: SO_RXQ_OVFL                before the datagram that tells it        datagrams
 *   network   RTP sequence numbers               before the datagram behind the gap       datagrams
 *   signal    all else, a tuner without a lock   where the continuity counters jump       modulo 16
 * </pre>
 * {@code AlignPackets} drops the packet that a gap cuts and passes the loss on with its next buffer; {@code CheckContinuity}
 * and {@code StreamAnalysis} count no error behind it; an RTP sink continues by the sender's clock until the next PCR; all
 * other operators and sinks ignore it. A marked buffer is an element like any other: it counts once in demand, and one
 * release ends it.
 *
 * <p><b>Every packet is on one account.</b> In bytes, behind {@code AlignPackets} on packets of 188 bytes that have ended:
 * <pre>
 *   seen by CheckContinuity = written - lost (Loss, NETWORK and KERNEL) - dropped and discarded (Loss, POLICY)
 *                             - AlignPackets: cutBytes - skippedBytes - 188 x syncByteErrors
 * </pre>
 * The equation is exact while no loss is {@code UNKNOWN}, and without a loss behind the last buffer.
 *
 * <p><b>Design notes: how a loss travels.</b> Rejected: an empty buffer of its own between two buffers. It would count in
 * {@code request}, {@code take} and {@code buffer}; a source that turns one buffer into two elements has to hold a lent
 * buffer while demand is for one; and every operator and sink, also a user's, would have to handle it, or send an empty
 * datagram. With the buffer it costs nothing without a loss: a lent buffer has its origin anyway, others are wrapped only
 * then. The price is that all slices of a buffer carry it, which {@code Loss.Reader} detects by identity, that copies do
 * not, and that a loss after the last buffer is in the counts alone.
 * <p><b>Design notes: reading.</b> A socket is read at multiples of an interval on the machine's clock, the same for all
 * sockets, by {@code recvmmsg} into slots that are used over and over. Reading each datagram as it comes took 1.4 times
 * dvblast's CPU, every 8 ms 0.55 before the other changes; Netty's own {@code recvmmsg} makes five objects a datagram, which
 * was 70 % of all garbage. The sockets of a loop read into the same slots, one after the other, and all by one timer of the kernel's.
 * The slots lie close together, which is no difference in CPU (eight multiplexes, three pairs: 1.55 and 1.64, 1.94 and 1.85, 2.11 and
 * 2.09 s/GB), and takes 3 to 7 MB less. UDP_GRO merges nothing of senders that do not segment, and io_uring's multishot receive
 * costs a third more than {@code recvmmsg}: {@code ingest/src/bench/RESULTS.md} has the figures.
 * <p>An unpaced file is read on a thread of its own, so that a slow disk blocks no other stream, and that thread is woken
 * for eight buffers at once: 3.2 to 5 times the CPU of a native sender became 2.1. In bulk, for one output of all, its buffers
 * have 256 kB, four sends: 0.77 of the CPU of 64 kB in the first 4 GB, and as much as with these later. Mapping the file instead
 * of reading it was rejected: truncating the file meanwhile would be a memory fault, and a fault for each page costs more than the
 * copy, 0.165 s/GB with the send for 0.128.
 */
@NullMarked
package io.dmxflux.ts.source;

import org.jspecify.annotations.NullMarked;
