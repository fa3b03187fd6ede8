// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/** The command line: reads arguments, runs what they ask for, tells what happened in words and an exit code. */
@NullMarked
package io.dmxflux.ts.cli;

import org.jspecify.annotations.NullMarked;
