// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.relay;

import io.dmxflux.dmx.sys.Cure;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import io.dmxflux.packet.Loss;
import io.dmxflux.ts.op.TurnedScheduler;
import io.dmxflux.ts.source.Source;
import io.dmxflux.ts.source.SourceStats;
import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;
import reactor.core.publisher.Flux;

/** A source is closed while it is opened again: what was opened is closed, and it says that it is. */
@JCStressTest
@Outcome(id = "0, true", expect = Expect.ACCEPTABLE, desc = "nothing is left open")
@State
public class ReopenedSourceStress implements ReopenedSource.Input {

    private final TurnedScheduler scheduler = new TurnedScheduler();
    private final AtomicInteger open = new AtomicInteger();
    private boolean there;
    private final ReopenedSource source = ReopenedSource.open(this, event -> {}, scheduler);

    public ReopenedSourceStress() {
        there = true;
        source.buffers().subscribe();
    }

    @Actor
    public void opener() {
        scheduler.turn();
        scheduler.turn();
    }

    @Actor
    public void closer() {
        source.close();
    }

    @Arbiter
    public void afterwards(IZ_Result result) {
        for (int i = 0; i < 4; i++) {
            scheduler.turn();
        }
        result.r1 = open.get();
        result.r2 = source.whenClosed().toCompletableFuture().isDone();
    }

    @Override
    public String name() {
        return "stress";
    }

    @Override
    public boolean isPassing(Throwable failure) {
        return true;
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
        if (!there) {
            throw new ErrnoException("open", "stress", Errno.ENOENT, Cure.DEMUX);
        }
        open.incrementAndGet();
        return new Source() {
            @Override
            public Flux<ByteBuf> buffers() {
                return Flux.never();
            }

            @Override
            public SourceStats stats() {
                return SourceStats.NONE;
            }

            @Override
            public void close() {
                open.decrementAndGet();
            }

            @Override
            public String toString() {
                return "stress";
            }
        };
    }
}
