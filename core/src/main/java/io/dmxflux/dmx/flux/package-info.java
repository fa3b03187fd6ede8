// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * The Flux over a pool's buffers: demand on one side, the kernel's readiness on the other.
 *
 * <p>Threads: one event loop runs every signal of a subscription; {@code request}, {@code cancel} and the last release of a
 * buffer that was waited for only wake it. Which loop is the caller's choice ({@link io.dmxflux.dmx.flux.DmxEventLoop}); the
 * subscription is the same.
 *
 * <p><b>Design notes: handing over.</b> {@code publishOn} leaves what it queued to its task; a task whose worker is disposed
 * before it begins never runs, and {@code doOnDiscard} is not asked. So a pool of 12 was empty after 7 to 54 disposed
 * subscriptions. In {@link io.dmxflux.dmx.flux.DmxFlux#emitOn} the turn to empty the queue is a state that any thread can
 * take over. {@link io.dmxflux.dmx.flux.DmxFlux#tee} has no queue at all: it asks for what all its subscribers have asked
 * for. Calling the hooks of {@code doOnDiscard} was the alternative to releasing: it needs a user who knows of it.
 *
 * <p><b>Design notes: where to wait.</b> A polling thread for each device, or the epoll loop of the sockets: both were built
 * and measured from the simulated demux to one UDP GSO sink each, JDK 17, two cores shared with other work, medians of two
 * runs.
 * <pre>
 *                                             polling thread     sockets' epoll loop
 *   unpaced, one demux: CPU                     0.45 s/GB           0.19 s/GB
 *                       context switches       52 000 /s              350 /s
 *   8 x 38 Mbit/s paced: CPU                   17.1 % of a core    14.7 % of a core
 *                       context switches        4 000 /s            2 750 /s
 *   hops from demux to socket                  1, by a queue        none
 * </pre>
 * So relays wait in the sockets' loop. The polling thread stays for users of this module alone, which does not depend on a
 * transport. Neither is woken by a demux that is unplugged: hence a look twice a second.
 */
@NullMarked
package io.dmxflux.dmx.flux;

import org.jspecify.annotations.NullMarked;
