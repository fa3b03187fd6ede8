// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * The form of every error about an argument or a setting: {@code name: value (expected: what would do)}; the rules for every
 * listener of a user, and for every close that waits.
 *
 * <p><b>Internal.</b> Public for the project's own packages; it may change in any release.
 */
@NullMarked
package io.dmxflux.check;

import org.jspecify.annotations.NullMarked;
