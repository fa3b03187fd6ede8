// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.dmxflux.ts.source.Source;
import io.dmxflux.ts.source.SourceContractTest;
import java.util.Set;

/** A source of every kind keeps the rules of {@link Source} where its host is looked up again and again, too. */
class NamedSourceContractTest extends SourceContractTest {

    @Override
    protected Source open(String kind) throws Exception {
        StreamUri uri = StreamUri.parse("udp://localhost:5000", Set.of("udp"));
        return new NamedSource(uri, uri, super.open(kind), reason -> {});
    }
}
