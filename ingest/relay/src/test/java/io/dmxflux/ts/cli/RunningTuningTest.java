// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dmxflux.dmx.frontend.FrontendState;
import io.dmxflux.dmx.frontend.SignalFigures;
import io.dmxflux.ts.source.SignalStats;
import io.dmxflux.ts.source.Source;
import io.dmxflux.ts.source.SourceStats;
import io.netty.buffer.ByteBuf;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

@Timeout(60)
class RunningTuningTest {

    private final List<SignalLine> lines = new ArrayList<>();

    /** A tuner whose stream ends before the first look. */
    record Brief(FrontendState.Phase phase, long lockLosses) implements Source {

        @Override
        public Flux<ByteBuf> buffers() {
            return Flux.empty();
        }

        @Override
        public SourceStats stats() {
            return SourceStats.NONE;
        }

        @Override
        public Optional<SignalStats> signal() {
            FrontendState state =
                    new FrontendState(phase, Set.of(), SignalFigures.NONE, Instant.EPOCH, Instant.EPOCH, 1);
            return Optional.of(new SignalStats("dvb-t 474 MHz", state, lockLosses, 0, 0));
        }
    }

    /** A tuner whose stream ends with the first look, and which has a lock at the second. */
    private static final class LockedAtTheEnd implements Source {

        private final Brief before = new Brief(FrontendState.Phase.CARRIER, 0);
        private final Brief after = new Brief(FrontendState.Phase.LOCK, 0);
        private final Sinks.Empty<ByteBuf> end = Sinks.empty();

        @Override
        public Flux<ByteBuf> buffers() {
            return end.asMono().flux();
        }

        @Override
        public SourceStats stats() {
            return SourceStats.NONE;
        }

        @Override
        public Optional<SignalStats> signal() {
            return end.tryEmitEmpty().isSuccess() ? before.signal() : after.signal();
        }
    }

    private int run(Source source) {
        return new RunningTuning(source, null, false).untilItEnds(lines::add);
    }

    @Test
    void aLockThatCameAfterTheLastLookIsOne() {
        assertThat(run(new Brief(FrontendState.Phase.LOCK, 0))).isEqualTo(ExitCode.DONE);
        assertThat(lines).hasSize(1);
    }

    @Test
    void theLastLineTellsTheStateAtTheEnd() {
        assertThat(run(new LockedAtTheEnd())).isEqualTo(ExitCode.DONE);
        assertThat(lines).extracting(SignalLine::phase).containsExactly("carrier", "lock");
    }

    @Test
    void aLockThatWasLostBetweenTwoLooksWasOne() {
        assertThat(run(new Brief(FrontendState.Phase.LOST, 1))).isEqualTo(ExitCode.DONE);
    }

    @Test
    void withoutALockItHasFailed() {
        assertThat(run(new Brief(FrontendState.Phase.CARRIER, 0))).isEqualTo(ExitCode.FAILED);
    }
}
