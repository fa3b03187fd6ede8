// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.tr101290;

/** What is known of an {@link Indicator}. */
public enum IndicatorState {
    /** No error was ever seen. */
    NEVER,
    /** There is an error, or was one shortly before. */
    RAISED,
    /** There was an error, and none since for as long as {@link Limit#CLEAR}. */
    CLEARED,
    /** It cannot be known here. */
    UNKNOWN
}
