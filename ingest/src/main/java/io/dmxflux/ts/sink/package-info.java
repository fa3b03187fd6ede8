// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * Where transport streams go: UDP and RTP datagrams, files.
 *
 * <pre>
 *   Flux&lt;ByteBuf&gt; --onNext--&gt; SinkSubscriber --(own thread)--&gt; DatagramCutter --&gt; DatagramSender --&gt; sendmsg
 *              &lt;-request-- when all that a buffer became is sent                    |     \--&gt; Netty's queue, while the
 *                                                SendLedger &lt;-- sent, failed by errno           socket has no room
 * </pre>
 *
 * <p><b>Ownership:</b> a sink owns each buffer from {@code onNext} and releases it once the kernel has taken, or
 * refused, its last byte. A memory-mapped buffer is therefore lent for as long as its send lasts, and no copy is made
 * of it.
 * <p><b>Demand:</b> a sink asks for as many buffers as it may have in flight, then for one in place of each that is
 * done.
 * <p><b>Threading:</b> each sink works on one thread of its own choice, whatever thread the signals come on. That
 * thread may also be the one that asks for more, so a source that blocks has to move off it ({@code subscribeOn}).
 * <p><b>Errors:</b> what the network refuses is counted by errno and never ends a stream; what cannot get better by
 * itself, such as a full disk, is an {@link java.io.IOException} of one line.
 *
 * <p><b>Design notes.</b> A run of datagrams through a channel costs a message, a promise, a listener, a duplicate and a
 * task. Where the socket has room it is one system call on the memory where the run lies, and no object: for six services,
 * 45 bytes of garbage a packet became less than one, together with what {@code net} tells. A socket connected to its group
 * would save the kernel a look at its routes, a twelfth of what a send costs, and was not taken: it keeps the source
 * address of the day it was opened, and cannot be opened while the interface is down.
 */
@NullMarked
package io.dmxflux.ts.sink;

import org.jspecify.annotations.NullMarked;
