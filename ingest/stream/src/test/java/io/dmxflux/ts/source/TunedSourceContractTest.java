// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;

/** A source of every kind keeps the rules of {@link Source} behind a frontend, too. */
class TunedSourceContractTest extends SourceContractTest {

    @Override
    protected Source open(String kind) throws Exception {
        return TunedSource.of(
                super.open(kind),
                new TunedSourceTest.Played(Flux.never(), new AtomicInteger()),
                new TunedSourceTest.Told());
    }
}
