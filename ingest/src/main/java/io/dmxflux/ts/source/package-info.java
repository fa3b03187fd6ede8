// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/** Where streams come from: demuxes, files, sockets. */
@NullMarked
package io.dmxflux.ts.source;

import org.jspecify.annotations.NullMarked;
