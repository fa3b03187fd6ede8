// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * The frontend: a tuner and demodulator ({@link io.dmxflux.dmx.frontend.Frontend}), what it is told
 * ({@link io.dmxflux.dmx.frontend.Tuning}), and the driver's verbs ({@link io.dmxflux.dmx.frontend.FrontendDevice}).
 */
@NullMarked
package io.dmxflux.dmx.frontend;

import org.jspecify.annotations.NullMarked;
