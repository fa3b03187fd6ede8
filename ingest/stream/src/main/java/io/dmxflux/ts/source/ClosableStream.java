// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.source;

import io.dmxflux.ts.op.Stoppable;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * The stream of a source that opens its file with each subscription: for one subscriber at a time, until the source is
 * closed. That completes it, and is over when the file is closed.
 *
 * <p><b>Threading:</b> any.
 */
final class ClosableStream {

    private final String name;
    private final FileAccounts accounts;
    private final CompletableFuture<Void> whenClosed = new CompletableFuture<>();

    // guarded by this
    private @Nullable Stoppable active;
    private int openFiles;
    private boolean closed;

    /**
     * The stream of one source.
     *
     * @param name of the source, for errors
     * @param accounts where what is emitted is counted, and what comes too late to be
     */
    ClosableStream(String name, FileAccounts accounts) {
        this.name = name;
        this.accounts = accounts;
    }

    /** Names the source in errors. */
    String name() {
        return name;
    }

    /** Admits subscribers to a stream, one by one: the next as soon as this one is about to be told of the end. */
    Flux<ByteBuf> admit(Flux<ByteBuf> opened) {
        return Flux.defer(() -> {
            Stoppable end = begin();
            return opened.transform(end)
                    .doOnNext(buffer -> accounts.emitted(buffer.readableBytes()))
                    .doOnTerminate(() -> ended(end))
                    .doFinally(signal -> ended(end));
        });
    }

    private synchronized Stoppable begin() {
        if (closed) {
            throw new IllegalStateException(name + ": closed (expected: open)");
        }
        if (active != null) {
            throw new IllegalStateException(name + ": is being read already (expected: one subscriber at a time)");
        }
        Stoppable begun = new Stoppable(accounts.lateBytes());
        active = begun;
        return begun;
    }

    private void ended(Stoppable subscription) {
        synchronized (this) {
            if (active == subscription) {
                active = null;
            }
        }
        completeIfOver();
    }

    /** Opens the file of a subscription, which calls {@link #released} when it has closed it. */
    <T> T open(Supplier<T> opening) {
        synchronized (this) {
            openFiles++;
        }
        try {
            return opening.get();
        } catch (Throwable failure) {
            released();
            throw failure;
        }
    }

    /** A subscription has closed its file. */
    void released() {
        synchronized (this) {
            openFiles--;
        }
        completeIfOver();
    }

    private void completeIfOver() {
        boolean over;
        synchronized (this) {
            over = closed && active == null && openFiles == 0;
        }
        if (over) {
            whenClosed.complete(null);
        }
    }

    /** Completes the stream, and refuses every later subscriber. */
    void close() {
        Stoppable streaming;
        synchronized (this) {
            closed = true;
            streaming = active;
        }
        if (streaming != null) {
            streaming.stop();
        }
        completeIfOver();
    }

    CompletionStage<Void> whenClosed() {
        return whenClosed.minimalCompletionStage();
    }
}
