// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.books;

import java.time.Instant;

/**
 * What is kept of an input, so that viewers may go back in time, and what has become of what was to be kept since the process began.
 *
 * @param since when the oldest came that is kept
 * @param until when the newest came
 * @param bytes on the disk
 * @param viewers who go back in it, now: connections that have the transport stream
 * @param players who go back in it by HTTP Live Streaming: addresses that have asked lately
 * @param segments how many segments were read for players
 * @param writtenBytes packets that were written
 * @param droppedBytes packets that the disk was too slow for
 * @param refusedBytes packets that the disk did not take
 */
public record KeptBook(
        Instant since,
        Instant until,
        long bytes,
        int viewers,
        int players,
        long segments,
        long writtenBytes,
        long droppedBytes,
        long refusedBytes) {}
