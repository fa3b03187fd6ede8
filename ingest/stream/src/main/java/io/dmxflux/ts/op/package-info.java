// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * Operators on transport streams, from {@code Flux<ByteBuf>} to {@code Flux<ByteBuf>}. They take buffers of any kind from
 * any source.
 *
 * <p><b>Ownership:</b> a buffer belongs to the subscriber that {@code onNext} gave it to, until its last {@code release()}.
 * An operator either passes on the buffer that it was given, unchanged, or releases it and passes on one of its own. When a
 * stream is cancelled or fails, an operator releases the buffers that it owns itself, once. It does not call Reactor's
 * discard hook, because a hook must be idempotent and {@code release()} is not.
 * <p><b>Threading:</b> signals are serial, as everywhere in Reactor; counters may be read from any thread.
 * <p><b>Demand:</b> {@link io.dmxflux.ts.op.AlignPackets} and {@link io.dmxflux.ts.op.CheckContinuity} queue nothing:
 * for each buffer they emit one or none, and request another in place of one that made none.
 * <p><b>Reactor:</b> the subscriber's context reaches upstream through every operator, assembly hooks see each, and
 * {@link reactor.core.Scannable} shows its neighbours and state. A second {@code onSubscribe} is cancelled. A buffer that
 * arrives after the end goes to {@code onNextDropped} and is released; an error after the end goes to
 * {@code onErrorDropped}.
 *
 * <p><b>An operator of your own</b> that emits at most one buffer for each is {@link reactor.core.publisher.Flux#handle}. If it
 * drops a whole buffer, it passes that buffer's loss ({@link io.dmxflux.packet.Loss}) on with the next, and its own if the
 * packets are missed downstream:
 * <pre>
 *   static Flux&lt;ByteBuf&gt; operate(Flux&lt;ByteBuf&gt; buffers) {
 *       return Flux.defer(() -&gt; {                                     // its state is of one subscription
 *           Loss.Reader losses = new Loss.Reader();
 *           Loss[] missing = new Loss[1];
 *           return buffers.handle((buffer, sink) -&gt; {
 *               missing[0] = Loss.sum(missing[0], losses.next(buffer));
 *               if (isUnwanted(buffer)) {
 *                   missing[0] = Loss.sum(missing[0], Loss.of(Loss.Account.POLICY, buffer.readableBytes()));
 *                   buffer.release();                                 // handle() requests another
 *               } else {
 *                   sink.next(Loss.mark(buffer, missing[0]));
 *                   missing[0] = null;
 *               }
 *           });
 *       });
 *   }
 * </pre>
 * One that makes several buffers of one emits {@code readRetainedSlice}s, which carry the loss by themselves, and releases the
 * original; copies it marks, the first of them only. A {@link io.netty.buffer.CompositeByteBuf} counts as a copy.
 *
 * <p><b>Design notes.</b> {@link io.dmxflux.ts.op.Pace} wakes up for each burst. With one datagram to a burst it is
 * smoother than multicat (delay factor 0.5 of its, p99 between datagrams 0.8) and takes 1.6 of its CPU, of which three
 * quarters are the kernel's: 10 microseconds for a wake-up, 9 for a send. With eight it takes half of multicat's CPU, and
 * p99 is the time of eight. A sink that the kernel paces does both at less cost, see {@code sink}; the operator is for
 * kernels without that, and for other sinks.
 */
@NullMarked
package io.dmxflux.ts.op;

import org.jspecify.annotations.NullMarked;
