// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * The words of what happens and what is counted: lines for people, and the same as names and fields for machines. The command
 * line and the state of the process say each thing in the same words, which are made here and nowhere else.
 */
@NullMarked
package io.dmxflux.ts.text;

import org.jspecify.annotations.NullMarked;
