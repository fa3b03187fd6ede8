// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.dmxflux.dmx.frontend.Frontend;
import io.dmxflux.dmx.frontend.FrontendPath;
import io.dmxflux.dmx.frontend.FrontendState;
import io.dmxflux.dmx.frontend.Tuning;
import io.dmxflux.dmx.sys.Errno;
import io.dmxflux.dmx.sys.ErrnoException;
import io.dmxflux.ts.source.Tuner;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import reactor.core.publisher.Flux;

/**
 * The frontends that inputs have open, each once: the kernel lets only one open it to tune. Inputs with the same tuning share
 * its states. A reload that tunes another way takes it before the old input lets go, so that it is tuned again and not closed. One
 * that was unplugged is opened again, also while another input still has the old one: that one will never work again.
 *
 * <p><b>Threading:</b> any that may block: to open a frontend can take seconds.
 */
final class OpenFrontends {

    /** Those of this process. */
    static final OpenFrontends OF_PROCESS = new OpenFrontends(Frontend::open);

    private final Function<FrontendPath, Frontend> opening;
    private final Map<FrontendPath, Shared> open = new ConcurrentHashMap<>();

    OpenFrontends(Function<FrontendPath, Frontend> opening) {
        this.opening = opening;
    }

    /** An input that leaves has not let go of it yet. */
    static final class InUseException extends RuntimeException {

        private static final long serialVersionUID = 1;

        InUseException(IllegalStateException refusal) {
            super(refusal.getMessage(), refusal);
        }
    }

    /** A frontend, and how many inputs have it; that is guarded by the map's entry. */
    private static final class Shared {

        private final Frontend frontend;
        private final Map<Tuning, Flux<FrontendState>> states = new ConcurrentHashMap<>();
        private int users;
        private volatile boolean unplugged;

        Shared(Frontend frontend) {
            this.frontend = frontend;
        }

        Flux<FrontendState> states(Tuning tuning) {
            return states.computeIfAbsent(
                    tuning,
                    where -> frontend.tune(where)
                            .onErrorMap(IllegalStateException.class, InUseException::new)
                            .doOnError(ErrnoException.class, e -> unplugged |= e.is(Errno.ENODEV))
                            .doOnTerminate(() -> states.remove(where)) // what has ended would be replayed
                            .replay(1)
                            .refCount());
        }
    }

    /**
     * Opens a frontend, or takes the one that is open.
     *
     * @throws IllegalArgumentException if it cannot be tuned like that
     * @throws io.dmxflux.dmx.sys.ErrnoException if it cannot be opened
     */
    Tuner take(FrontendPath path, Tuning tuning) {
        Shared taken = open.compute(path, (any, before) -> {
            Shared shared = before == null || before.unplugged ? new Shared(opening.apply(path)) : before;
            shared.users++;
            return shared;
        });
        try {
            tuning.check(taken.frontend.info());
            return new Lent(path, taken, tuning);
        } catch (RuntimeException e) {
            giveBack(path, taken);
            throw e;
        }
    }

    private CompletionStage<Void> giveBack(FrontendPath path, Shared shared) {
        CompletableFuture<Void> given = new CompletableFuture<>();
        open.compute(path, (any, current) -> {
            if (--shared.users > 0) {
                given.complete(null);
                return current;
            }
            shared.frontend
                    .disposeLater()
                    .subscribe(nothing -> {}, given::completeExceptionally, () -> given.complete(null));
            return current == shared ? null : current;
        });
        return given;
    }

    /** A frontend that one input has. */
    private final class Lent implements Tuner {

        private final FrontendPath path;
        private final Shared shared;
        private final Tuning tuning;

        Lent(FrontendPath path, Shared shared, Tuning tuning) {
            this.path = path;
            this.shared = shared;
            this.tuning = tuning;
        }

        @Override
        public Flux<FrontendState> states() {
            return shared.states(tuning);
        }

        @Override
        public CompletionStage<Void> giveBack() {
            return OpenFrontends.this.giveBack(path, shared);
        }

        @Override
        public String toString() {
            return Tuner.text(tuning);
        }
    }
}
