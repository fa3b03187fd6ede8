// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * Meters of a pool for <a href="https://micrometer.io">Micrometer</a>, which is an optional dependency: only users of
 * this package have to bring it.
 *
 * <pre>
 *   scrape --&gt; registry --&gt; FunctionCounter, Gauge --&gt; stats() of a pool, a source, a sink
 * </pre>
 *
 * <p>Nothing is recorded: a meter reads a counter that is kept anyway, at the moment of the scrape, on its thread. The path of
 * the data knows nothing of it.
 */
@NullMarked
package io.dmxflux.dmx.meter;

import org.jspecify.annotations.NullMarked;
