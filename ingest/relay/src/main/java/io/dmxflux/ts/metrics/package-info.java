// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * What Prometheus asks a relay: its counters as meters of Micrometer, told by HTTP.
 *
 * <pre>
 *   GET /metrics --&gt; MetricsArea --&gt; RelayMetrics --one snapshot--&gt; Relays
 *                                          |
 *                                          +--&gt; MeterRows: inputs, outputs, streams come and go --&gt; registry --&gt; text
 * </pre>
 *
 * <p>All values of one answer are of one snapshot, taken when it is asked for, on a thread of the HTTP server: neither the event
 * loop of the streams nor the path of the data knows of it. The names are documented in ingest/relay/README.md, and {@code
 * dmxflux metrics} prints them, the dashboard and the alert rules.
 */
@NullMarked
package io.dmxflux.ts.metrics;

import org.jspecify.annotations.NullMarked;
