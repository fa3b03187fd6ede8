// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * What an operator asks for: a {@link io.dmxflux.ts.plan.RelayPlan} has an {@link io.dmxflux.ts.plan.InputUri}, which opens
 * its source, and outputs with an {@link io.dmxflux.ts.plan.OutputUri}, which opens its sink. What is open tells a
 * {@link io.dmxflux.ts.plan.StreamListener} what happens to it.
 * <p>An input that is tuned has a {@link io.dmxflux.ts.plan.TunedFrontend}; a frontend is open once in a process, also where inputs share it.
 */
@NullMarked
package io.dmxflux.ts.plan;

import org.jspecify.annotations.NullMarked;
