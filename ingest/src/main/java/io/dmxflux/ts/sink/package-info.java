// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * Where transport streams go: UDP and RTP datagrams, files.
 *
 * <pre>
 *   Flux&lt;ByteBuf&gt; --onNext--&gt; SinkSubscriber --(own thread)--&gt; DatagramCutter --&gt; DatagramSender
 *              &lt;-request(1)- when all that a buffer became is sent                  |
 *                                                SendLedger &lt;-- sent, failed by errno
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
 */
@NullMarked
package io.dmxflux.ts.sink;

import org.jspecify.annotations.NullMarked;
