// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * Events for the JDK's Flight Recorder: a buffer was lent, the kernel was starved, something was dropped, a burst left late,
 * something is missing.
 *
 * <p>While nothing is recorded an event costs the read of a field. Its class is not even loaded: that would load the whole
 * recorder, 0.2 s of each start. The two that are many, lent buffers and late bursts, are off unless a recording's settings
 * have them.
 */
@NullMarked
package io.dmxflux.jfr;

import org.jspecify.annotations.NullMarked;
