// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * What happens to a transport stream between its source and its sinks: operators from {@code Flux<ByteBuf>} to
 * {@code Flux<ByteBuf>}, whatever the buffers are and wherever they come from.
 *
 * <p><b>Ownership:</b> a buffer belongs to the subscriber that {@code onNext} gave it to, until its last {@code release()}. An
 * operator either passes on the buffer that it was given, untouched, or releases it and passes on one of its own. What
 * an operator owns when a stream is cancelled or fails it releases itself, once; Reactor's discard hook is not asked,
 * because {@code release()} is not idempotent and a hook must be.
 * <p><b>Threading:</b> signals arrive one after the other, as everywhere in Reactor; counters may be read from any
 * thread.
 * <p><b>Demand:</b> {@link io.dmxflux.ts.op.AlignPackets} and {@link io.dmxflux.ts.op.CheckContinuity} queue nothing:
 * for each buffer they are given they emit one or none, and ask for another in place of the one that made none.
 * <p><b>Reactor:</b> the subscriber's context reaches upstream through every operator, hooks of assembly see each, and {@link
 * reactor.core.Scannable} tells its neighbours and state. A second subscription is cancelled. A buffer that comes after the
 * end is released, after {@code onNextDropped} has been told; an error after the end goes to {@code onErrorDropped}.
 *
 * <p><b>Design notes.</b> {@link io.dmxflux.ts.op.Pace} wakes up for each burst. With one datagram to a burst it is
 * smoother than multicat (delay factor 0.5 of its, p99 between datagrams 0.8) and takes 1.6 of its CPU, of which three
 * quarters are the kernel's: 10 microseconds for a wake-up, 9 for a send. With eight it takes half of multicat's CPU, and
 * p99 is the time of eight. A sink that the kernel paces does both for less, see {@code sink}; this is for where it cannot be had,
 * and for other sinks.
 */
@NullMarked
package io.dmxflux.ts.op;

import org.jspecify.annotations.NullMarked;
