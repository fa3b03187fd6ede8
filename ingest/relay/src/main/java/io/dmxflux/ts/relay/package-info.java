// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * Relays: one input to one output or many, several of them in a process, changed while they run.
 *
 * <pre>
 *   RelayPlan (InputUri, Output..., EveryService)
 *      |
 *   Relays --&gt; Relay: StraightRelay     Relay.Input --------------------------&gt; sink
 *                    or MultiplexRelay  Relay.Input --&gt; splitter --&gt; RunningOutput...
 * </pre>
 *
 * <p>An {@link io.dmxflux.ts.relay.InputUri} opens its source and an {@link io.dmxflux.ts.relay.OutputUri} its sink. What
 * happens comes out as {@link io.dmxflux.ts.relay.RelayEvent}, what is counted as {@link io.dmxflux.ts.relay.RelayStats},
 * both without text; a plan that cannot be carried out is a {@link io.dmxflux.ts.relay.RefusedPlanException}.
 */
@NullMarked
package io.dmxflux.ts.relay;

import org.jspecify.annotations.NullMarked;
