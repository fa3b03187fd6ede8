// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/** Placeholder. */
@NullMarked
package io.dmxflux.dmx;

import org.jspecify.annotations.NullMarked;
