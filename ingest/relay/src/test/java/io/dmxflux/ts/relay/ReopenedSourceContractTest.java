// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.packet.Loss;
import io.dmxflux.ts.source.Source;
import io.dmxflux.ts.source.SourceContractTest;
import java.util.Optional;
import reactor.core.scheduler.Schedulers;

/** A source of every kind keeps the rules of {@link Source} where it may be opened again, too. */
class ReopenedSourceContractTest extends SourceContractTest {

    @Override
    protected Source open(String kind) throws Exception {
        Source opened = super.open(kind);
        return ReopenedSource.open(
                new ReopenedSource.Input() {

                    @Override
                    public String name() {
                        return opened.toString();
                    }

                    @Override
                    public boolean isPassing(Throwable failure) {
                        return false;
                    }

                    @Override
                    public Optional<String> missing() {
                        return Optional.empty();
                    }

                    @Override
                    public Optional<Loss.Account> losesTo() {
                        return Optional.empty();
                    }

                    @Override
                    public Source open() {
                        return opened;
                    }
                },
                event -> {},
                Schedulers.boundedElastic());
    }
}
