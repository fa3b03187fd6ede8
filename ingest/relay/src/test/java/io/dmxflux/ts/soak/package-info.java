// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/** The application left alone under a seeded mixture of faults: the network's, the senders', the disks' and its own. */
@NullMarked
package io.dmxflux.ts.soak;

import org.jspecify.annotations.NullMarked;
