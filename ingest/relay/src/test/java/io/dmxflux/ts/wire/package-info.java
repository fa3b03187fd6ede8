// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/** What leaves the machine, seen by others than us. */
@NullMarked
package io.dmxflux.ts.wire;

import org.jspecify.annotations.NullMarked;
