// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/** Looks at the machine as a relay would, without touching anything that could be harmed, and tells what it found. */
@NullMarked
package io.dmxflux.ts.doctor;

import org.jspecify.annotations.NullMarked;
