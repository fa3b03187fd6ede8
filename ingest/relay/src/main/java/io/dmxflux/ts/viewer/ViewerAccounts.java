// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.viewer;

import io.dmxflux.ts.books.ViewerBook;

/**
 * The accounts of all viewers of a service.
 *
 * <p><b>Threading:</b> any; each move is one with what then waits.
 */
final class ViewerAccounts {

    private int viewers;
    private long cameBytes;
    private long sentBytes;
    private long policyBytes;
    private long closedBytes;
    private long queuedBytes;

    synchronized void joined() {
        viewers++;
    }

    synchronized void left() {
        viewers--;
    }

    synchronized int viewers() {
        return viewers;
    }

    synchronized void came(long bytes) {
        cameBytes += bytes;
        queuedBytes += bytes;
    }

    synchronized void sent(long bytes) {
        sentBytes += bytes;
        queuedBytes -= bytes;
    }

    synchronized void dropped(long bytes) {
        policyBytes += bytes;
        queuedBytes -= bytes;
    }

    synchronized void closed(long bytes) {
        closedBytes += bytes;
        queuedBytes -= bytes;
    }

    synchronized ViewerBook book(int players) {
        return new ViewerBook(viewers, players, cameBytes, sentBytes, policyBytes, closedBytes, queuedBytes);
    }
}
