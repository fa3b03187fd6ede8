// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * Transport streams as a library: the page to read after that of {@link io.dmxflux.dmx}.
 *
 * <pre>
 *   net &lt;-- source          where streams come from and go to: sockets, the demux, files
 *       &lt;-- sink
 *   packet &lt;-- op           operators on buffers of packets
 *          &lt;-- psi          sections and tables &lt;-- split      a multiplex into its services
 *          &lt;-- es           first headers       &lt;-- analysis   what is in a stream, with psi
 * </pre>
 *
 * <p><b>The way of one buffer</b> of a whole multiplex that is sent at its pace, class by class. All of it is on one thread, an
 * event loop. The numbered classes are those to open; behind each stand the ones that it uses on the way.
 *
 * <p>From the driver to the wire:
 * <ol>
 * <li>{@code EpollDmxLoop}: epoll tells that the demux is readable.
 * <li>{@code DmxSubscription}: runs what follows, and counts demand.
 * <li>{@code BufferDrain}: dequeues while there is room; its {@code Backlog} drops what exceeds it. Where the driver had none
 *     to fill, the buffer tells what is missing before it ({@code FillOrder}, {@code StarvedTime}).
 * <li>{@code DmxBufferPool}: its {@code LentBuffers} lend the slot. It is a {@code BufferSlot} of the {@code DriverQueue}, whose figures are
 *     {@code NegotiatedBuffers} and {@code DmxBufferPoolConfig}; counted in the {@code PoolLedger}, each time as
 *     one of its {@code BookMoves}; emitted as a
 *     {@code DmxByteBuf}, which has its {@code BufferOrigin}. {@code Lending} notes where it was touched, and
 *     {@code PoolReporter} how long the subscriber kept the thread.
 * <li>{@code AlignPackets}: finds the packets; passes on an aligned buffer as it is. It and the next one are stages
 *     ({@code BufferStage}) and operators ({@code BufferOperator}), as is {@code Stoppable}, which relays have before them.
 * <li>{@code CheckContinuity}: looks at each packet, and counts what is missing.
 * <li>{@code SinkSubscriber}: moves to the sink's thread, which is this one already, and asks for the next buffer when this one
 *     is sent. The stream is a {@code UdpStream} of the sink; its {@code WakeUps} say which buffers the thread is woken for,
 *     its {@code LateRequests} which were asked for too late to show the stream's pace.
 * <li>{@code DatagramCutter}: cuts the buffer into a run of datagrams; {@code FillTimer} would let the rest leave if no more
 *     came.
 * <li>{@code TimedSender}: cuts the run, now a {@code TimedRun}, into bursts ({@code DatagramBursts}), each with its time ({@code DepartureSchedule}, by
 *     the {@code ArrivalRate}; {@code Lateness} counts where that is past), unless the network has no interface for them
 *     ({@code SendingPlace}). It is a {@code DatagramSender}; {@code SocketSender} is the one for what cannot wait, and knows
 *     what the kernel does by itself ({@code KernelOffload}). How late and how long bursts are is in a {@code Histogram}.
 * <li>{@code TimedMessages}: makes a timer and a message of each burst ({@code OutgoingMessage}, in {@code StructMemory}).
 * <li>{@code IoUring}: hands them to the kernel, a buffer's at once ({@code SystemCalls}).
 * </ol>
 *
 * <p>From the wire to the driver:
 * <ol>
 * <li>{@code LoopTimer}: wakes the loop when the last burst of the buffer has left ({@code TimerFd}, a {@code FileDescriptor},
 *     by {@code LibC}).
 * <li>{@code TimedSender}: counts what {@code IoUring} says was sent ({@code SendCounters}, which keeps a {@code BookAccount} like all others), and releases the buffer.
 * <li>{@code DmxByteBuf}: its last release gives the slot back, and is an event if the Flight Recorder runs ({@code FlightEvents}).
 * <li>{@code LentBuffers}: requeues it while its {@code DeviceHold} keeps the device open, and lets the {@code BufferDrain}
 *     that is in use ({@code DrainSuccession}) know if that waits.
 * <li>{@code SinkSubscriber}: requests one more, through the operators, of the {@code DmxSubscription}.
 * </ol>
 *
 * <p>In between is the driver: {@code MappedDmxDevice} makes DMX_DQBUF and DMX_QBUF of it, and fills in a
 * {@code DequeuedBuffer}.
 */
@NullMarked
package io.dmxflux.ts;

import org.jspecify.annotations.NullMarked;
