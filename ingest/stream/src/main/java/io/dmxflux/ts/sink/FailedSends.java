// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

/**
 * What the kernel refused to send for one reason.
 *
 * @param datagrams datagrams; all of those that a refused send carried
 * @param bytes bytes of transport stream in them, without RTP headers
 */
public record FailedSends(long datagrams, long bytes) {

    FailedSends plus(FailedSends more) {
        return new FailedSends(datagrams + more.datagrams, bytes + more.bytes);
    }
}
