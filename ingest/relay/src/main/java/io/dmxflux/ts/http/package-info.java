// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * The HTTP server of a relay: who may ask, how much, and where it listens. What is answered belongs to areas.
 *
 * <pre>
 *   HttpEndpoint --owns, moves--&gt; HttpListener: connections, limits --&gt; routes of each HttpArea
 * </pre>
 *
 * <p><b>Threading:</b> threads of its own, never an event loop of inputs and outputs: a request delays no stream.
 */
@NullMarked
package io.dmxflux.ts.http;

import org.jspecify.annotations.NullMarked;
