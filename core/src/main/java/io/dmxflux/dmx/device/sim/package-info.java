// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * A demux driver in the same process, which does what Linux was measured to do and can be told to misbehave.
 *
 * <p>It plays what {@link io.dmxflux.dmx.recording} makes of a file, or passes on what it is given. Of transport packets it
 * knows their length and PID, as a driver does, and nothing else.
 */
@NullMarked
package io.dmxflux.dmx.device.sim;

import org.jspecify.annotations.NullMarked;
