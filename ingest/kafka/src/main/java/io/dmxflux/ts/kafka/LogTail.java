// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.kafka;

import io.dmxflux.ts.log.TsChunk;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The end of a stream, behind which a writer goes on.
 *
 * <p><b>Ownership:</b> its chunks are released with it.
 *
 * @param endDatagram the position behind everything that counts
 * @param chunks the last of them, oldest first; none if there is none any more
 */
record LogTail(long endDatagram, List<TsChunk> chunks) implements AutoCloseable {

    /** Returns when the last chunk came, by the wall clock of its producer. */
    Optional<Instant> time() {
        return chunks.isEmpty()
                ? Optional.empty()
                : Optional.of(chunks.get(chunks.size() - 1).time());
    }

    @Override
    public void close() {
        chunks.forEach(TsChunk::release);
    }
}
