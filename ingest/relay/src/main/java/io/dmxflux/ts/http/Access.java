// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.http;

/** What a request may do. */
enum Access {
    /** Nothing. */
    NONE,
    /** Look at everything. */
    READ,
    /** That, and change something. */
    FULL
}
