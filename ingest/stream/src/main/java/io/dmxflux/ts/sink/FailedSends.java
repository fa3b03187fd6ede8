// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.sink;

/**
 * Sends that the kernel refused for one reason.
 *
 * @param datagrams all datagrams of the refused sends
 * @param bytes bytes of transport stream in them, without RTP headers
 */
public record FailedSends(long datagrams, long bytes) {

    FailedSends plus(FailedSends more) {
        return new FailedSends(datagrams + more.datagrams, bytes + more.bytes);
    }
}
