// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/** A demux driver in the same process, and the streams that it plays. */
@NullMarked
package io.dmxflux.dmx.device.sim;

import org.jspecify.annotations.NullMarked;
