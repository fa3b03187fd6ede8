// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.split;

import io.dmxflux.ts.psi.Program;
import io.dmxflux.ts.psi.ProgramAssociationTable;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/** A request and a new list at the same moment: the subscriber gets the list, and then the end. */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the list and the end")
@State
public class ServiceListingStress {

    private static final ProgramAssociationTable PROGRAMS =
            new ProgramAssociationTable(1, 0, List.of(new Program(1, 0x100)));

    private final SerialExecutor owner = new SerialExecutor();
    private final ServiceListing listing = new ServiceListing(this::execute);
    private final Reader reader = new Reader();

    public ServiceListingStress() {
        listing.subscribe(reader);
    }

    private static final class Reader extends BaseSubscriber<List<ListedService>> {

        private int lists;
        private int ends;

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            // an actor requests
        }

        @Override
        protected void hookOnNext(List<ListedService> list) {
            lists++;
        }

        @Override
        protected void hookOnComplete() {
            ends++;
        }
    }

    private void execute(Runnable task) {
        owner.execute(() -> {
            task.run();
            listing.emit();
        });
    }

    @Actor
    public void splitter() {
        owner.execute(() -> listing.look(PROGRAMS, null));
        owner.execute(listing::emit);
    }

    @Actor
    public void subscriber() {
        reader.request(1);
    }

    @Arbiter
    public void afterwards(II_Result result) {
        owner.execute(() -> listing.end(null));
        result.r1 = reader.lists;
        result.r2 = reader.ends;
    }
}
