// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.scan;

import io.dmxflux.check.Check;
import io.dmxflux.ts.source.Source;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A demux of one carrier: opened once, and closed also where the scan is cancelled while it is being opened.
 *
 * <p><b>Threading:</b> any; the lock is not held while a demux is opened or closed.
 */
final class ScanDemux {

    private final Supplier<Source> opener;

    // guarded by this
    private @Nullable Source source;
    private boolean closed;

    ScanDemux(Supplier<Source> opener) {
        this.opener = opener;
    }

    /** Opens it, which may block; one that comes too late is closed, and completes at once. */
    Source open() {
        Source opened = Check.given(opener.get(), "demux");
        boolean late;
        synchronized (this) {
            source = opened;
            late = closed;
        }
        if (late) {
            opened.close();
        }
        return opened;
    }

    /** Closes it when subscribed to, and completes when it is closed. */
    Mono<Void> close() {
        return Mono.defer(() -> {
            Source opened;
            synchronized (this) {
                closed = true;
                opened = source;
            }
            if (opened == null) {
                return Mono.empty();
            }
            opened.close();
            return Mono.fromCompletionStage(opened.whenClosed());
        });
    }
}
