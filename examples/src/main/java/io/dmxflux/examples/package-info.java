// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/** Short programs, one a use. The README's snippets are regions of them, and each is run by a test. */
@NullMarked
package io.dmxflux.examples;

import org.jspecify.annotations.NullMarked;
