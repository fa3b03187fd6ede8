// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/** Composes inputs, operators and outputs into relays, and keeps their ledger. */
@NullMarked
package io.dmxflux.ts.relay;

import org.jspecify.annotations.NullMarked;
