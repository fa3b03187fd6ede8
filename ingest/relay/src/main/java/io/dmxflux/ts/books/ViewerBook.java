// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.books;

/**
 * What has become of what viewers of a service were to get, of all of them that there ever were:
 * <pre>
 *   came = sent + policy + closed + queued
 * </pre>
 * That holds of every book, also of one that is read while batches move.
 *
 * @param viewers how many there are now
 * @param players how many play it by HTTP Live Streaming: addresses that have asked lately
 * @param cameBytes what there was for them, counted once for each
 * @param sentBytes what their connections took
 * @param policyBytes what they were too slow for
 * @param closedBytes what waited for those that left
 * @param queuedBytes what waits
 */
public record ViewerBook(
        int viewers,
        int players,
        long cameBytes,
        long sentBytes,
        long policyBytes,
        long closedBytes,
        long queuedBytes) {

    /** Of a service that never had a viewer. */
    public static final ViewerBook NONE = new ViewerBook(0, 0, 0, 0, 0, 0, 0);

    /**
     * Returns what the accounts do not explain.
     *
     * @return bytes; 0, or there is a defect
     */
    public long imbalanceBytes() {
        return cameBytes - sentBytes - policyBytes - closedBytes - queuedBytes;
    }
}
