// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.log;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Begins no earlier than a time: where a log ends before it, what comes until then is passed over. */
final class ReaderFromMoment implements LogReader {

    private final LogReader reader;
    private final long millis;
    private boolean reached;

    ReaderFromMoment(LogReader reader, long millis) {
        this.reader = reader;
        this.millis = millis;
    }

    @Override
    public void open() throws IOException {
        reader.open();
    }

    @Override
    public @Nullable TsChunk next() throws IOException {
        TsChunk chunk = reader.next();
        return chunk == null || isIn(chunk) ? chunk : null;
    }

    @Override
    public @Nullable TsChunk nextOfThose() throws IOException {
        TsChunk chunk = reader.nextOfThose();
        while (chunk != null && !isIn(chunk)) {
            chunk = reader.nextOfThose();
        }
        return chunk;
    }

    /** One that is not is nobody's. */
    private boolean isIn(TsChunk chunk) {
        reached = reached || chunk.timeMillis() >= millis;
        if (!reached) {
            chunk.release();
        }
        return reached;
    }

    @Override
    public void rest() throws IOException {
        reader.rest();
    }

    @Override
    public void wake() {
        reader.wake();
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
