// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.metrics;

import io.dmxflux.ts.books.KeptBook;
import io.dmxflux.ts.books.ViewerBook;
import io.dmxflux.ts.event.ServicePath;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Where the books of time shift are, now.
 *
 * @param kept by the slug of each input of which something is kept
 * @param viewers of each service that ever had a viewer who went back
 */
public record TimeShiftBooks(Supplier<Map<String, KeptBook>> kept, Supplier<Map<ServicePath, ViewerBook>> viewers) {

    /** Nothing is kept. */
    public static final TimeShiftBooks NONE = new TimeShiftBooks(Map::of, Map::of);
}
