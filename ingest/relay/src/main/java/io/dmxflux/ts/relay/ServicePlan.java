// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.ts.split.ServiceEdit;
import io.dmxflux.ts.split.ServiceSelection;

/**
 * One service, and what is to be different in its own stream.
 *
 * @param selection which service
 * @param edit what changes
 */
public record ServicePlan(ServiceSelection selection, ServiceEdit edit) {}
