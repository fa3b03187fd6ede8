// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * Meters of sources, operators, splitters and sinks for <a href="https://micrometer.io">Micrometer</a>, which is an optional
 * dependency: only users of this package have to bring it.
 *
 * <pre>
 *   new SourceMetrics(source, "dvb:0").bindTo(registry);          dmxflux_source_...{input="dvb:0"}
 *   new ContinuityMetrics(check, "dvb:0").bindTo(registry);       dmxflux_stream_...{input="dvb:0"}
 *   new SplitterMetrics(splitter, "dvb:0").bindTo(registry);      dmxflux_split_...{input="dvb:0"}
 *   SplitterMetrics.of(output, "239.255.1.1").bindTo(registry);   dmxflux_split_output_...{output="239.255.1.1"}
 *   new SinkMetrics(sink, "239.255.1.1").bindTo(registry);        dmxflux_sink_...{output="239.255.1.1"}
 * </pre>
 *
 * <p>Nothing is recorded: a meter reads a counter that is kept anyway, at the moment of the scrape, on its thread. The
 * registry keeps what is measured only weakly. For a pool see {@link io.dmxflux.dmx.meter.PoolMetrics}.
 */
@NullMarked
package io.dmxflux.ts.meter;

import org.jspecify.annotations.NullMarked;
