// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

import io.netty.buffer.ByteBuf;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/** Requests what a test says, and releases what it is given. */
public final class ReleasingReceiver extends BaseSubscriber<ByteBuf> {

    private int buffers;
    private int bytes;
    private int ends;

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        // the test requests
    }

    @Override
    protected void hookOnNext(ByteBuf buffer) {
        buffers++;
        bytes += buffer.readableBytes();
        buffer.release();
    }

    @Override
    protected void hookOnComplete() {
        ends++;
    }

    @Override
    protected void hookOnError(Throwable failure) {
        ends += 100; // as no stream ends a hundred times
    }

    /** Buffers so far. */
    public int buffers() {
        return buffers;
    }

    /** Bytes so far. */
    public int bytes() {
        return bytes;
    }

    /** Completions so far; a hundred for an error. */
    public int ends() {
        return ends;
    }
}
