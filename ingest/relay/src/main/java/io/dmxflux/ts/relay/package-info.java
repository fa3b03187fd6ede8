// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * Relays: one input to one output or many, several of them in a process, changed while they run.
 *
 * <pre>
 *   RelayPlan (InputUri, Output..., EveryService)
 *      |
 *   Relays --&gt; Relay: StraightRelay     CheckedInput --------------------------&gt; sink
 *                    or MultiplexRelay  CheckedInput --&gt; splitter --&gt; RunningOutput...
 * </pre>
 *
 * <p>What is asked for stands in {@code plan}. What happens comes out as {@link io.dmxflux.ts.event.RelayEvent}, what is
 * counted as {@link io.dmxflux.ts.event.RelayStats}, where every packet went as {@link io.dmxflux.ts.books.Books}; a plan that cannot be carried out is a
 * {@link io.dmxflux.ts.plan.RefusedPlanException}.
 */
@NullMarked
package io.dmxflux.ts.relay;

import org.jspecify.annotations.NullMarked;
