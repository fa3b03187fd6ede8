// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * The demux device: the driver's verbs ({@link io.dmxflux.dmx.device.DmxDevice}), implemented with the kernel's mapped
 * buffers, with the kernel's read(), and by a driver simulated in the same process.
 *
 * <p><b>Hazards avoided by construction</b>, for every caller: {@code dvrN} is never opened; a negotiation is refused while
 * the queue runs or a buffer is mapped, and with a size of 0; no index reaches the driver unchecked; DMX_DQBUF is only
 * called after poll has reported a buffer.
 *
 * <p><b>Turning a queue off.</b> The driver has no verb for it: streaming starts with the first DMX_QBUF and ends when
 * the descriptor is closed, which also frees the buffers. DMX_REQBUFS with a count of 0 frees them only before the first
 * DMX_QBUF; after it, it answers EBUSY and wrecks the queue. Hence {@link io.dmxflux.dmx.device.DmxDevice#reopen}.
 */
@NullMarked
package io.dmxflux.dmx.device;

import org.jspecify.annotations.NullMarked;
