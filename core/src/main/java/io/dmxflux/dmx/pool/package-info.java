// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * The pool: negotiates the driver's buffers once, keeps the kernel supplied, lends the rest.
 *
 * <p>A new wrapper is made for each lending, about 150 bytes for each 64 kB, so that a stale {@code ByteBuf} can never show
 * the next fill; a recycled wrapper would spare them and lose that. An NIO view that outlives its lending does show it.
 *
 * <p>The device is touched by the thread that drains and by those that release. None of them takes a lock: each counts as
 * a holder, and the last holder to let go after {@code close()} unmaps and closes. A descriptor is therefore never closed
 * under a call, nor its number used again by one. {@code close(Duration)} takes a lending's hold away by moving its slot,
 * which a release does as well: one of the two wins, so a requeue under way is waited for and a lost one is not. What reads a buffer after its onNext has
 * returned counts as a holder as well while it does ({@link io.dmxflux.packet.MemoryHold}), or is told to let go.
 *
 * <p><b>Leaks.</b> A lent buffer that has become unreachable without a release is found by its reachability. What is watched is not the
 * wrapper, of which {@code nioBuffer()} keeps nothing, but an NIO buffer that all views are based on: while a slot is lent
 * nothing else refers to it. The release gives it back to the slot, so that watching costs no object for each lending. A
 * reference for each lending was the alternative: about 130 bytes and one entry in the collector's queue each, and it had
 * to outlive the release, since a view may outlive it and needs the mapping. A slot whose buffer leaked is requeued only
 * when no view of it is reachable. What a user's own view of a buffer that <em>was</em> released may show is the next fill.
 *
 * <p><b>A requeue that fails</b> puts one buffer out of use, is told and counted, and is tried again at each look and each
 * start; the stream goes on with the others, of which as many are kept back as before. The subscriber is told when none
 * can be lent any more, or the device is gone. Failing at the first was the alternative: it ended a stream that could go
 * on, for one buffer. Nothing is remembered for later subscriptions but the buffer itself.
 *
 * <p><b>What is told</b> are {@link io.dmxflux.dmx.pool.PoolEvent}s, from the thread that noticed. No thread of their own
 * looks at limits: the look twice a second that finds an unplugged device does. A subscriber that never returns from
 * onNext is therefore told by {@code close(Duration)} and seen in {@link io.dmxflux.dmx.pool.PoolStats} only.
 */
@NullMarked
package io.dmxflux.dmx.pool;

import org.jspecify.annotations.NullMarked;
