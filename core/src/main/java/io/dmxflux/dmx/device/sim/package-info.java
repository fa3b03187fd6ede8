// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * A demux driver in the same process, which behaves as Linux was measured to and can inject faults.
 *
 * <p>It plays a {@link io.dmxflux.dmx.recording.StreamFeed}, or passes on the packets that are written to it. Like a driver,
 * it reads no more of a packet than its PID.
 *
 * <p>A driver has no end of stream. A feed that is played once leaves the Flux open when it has ended: end it with
 * {@code take(n)}, or close the pool. A feed without a pace fills buffers as fast as they are requeued, and under
 * DROP_OLDEST and DROP_NEWEST the pool drops what its subscriber does not request in time; use HOLD to receive every packet.
 *
 * <p>A test that asserts that every buffer came home:
 * <pre>{@code
 *   SimulatedDmxDevice device = SimulatedDmxDevice.playing(Playback.ofSample().looped().unpaced().open());
 *   DmxBufferPool pool = DmxBufferPool.negotiate(
 *           device, DmxBufferPoolConfig.builder().overload(OverloadPolicy.HOLD).build());
 *   DmxFlux.of(pool, PesFilter.fullTs()).take(100).doOnNext(ByteBuf::release).blockLast();
 *   assertThat(pool.close(Duration.ofSeconds(5))).isEmpty();               // nothing was still lent
 *   pool.whenClosed().toCompletableFuture().join();                       // unmapped, device closed
 *   PoolStats stats = pool.stats();
 *   assertThat(stats.lent() + stats.leakedBuffers() + stats.droppedBuffers()).isZero();
 *   assertThat(stats.deliveredBuffers()).isEqualTo(100);
 * }</pre>
 */
@NullMarked
package io.dmxflux.dmx.device.sim;

import org.jspecify.annotations.NullMarked;
