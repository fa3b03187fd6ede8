// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/** The form of every error about an argument or a setting: {@code name: value (expected: what would do)}. */
@NullMarked
package io.dmxflux.check;

import org.jspecify.annotations.NullMarked;
