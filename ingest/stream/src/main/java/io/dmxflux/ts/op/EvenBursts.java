// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.op;

/**
 * Cuts a buffer into as few bursts of whole datagrams as it takes, all about as long: 14 datagrams as 7 and 7 where 8 are
 * allowed, not as 8 and 6.
 *
 * @param datagramBytes what is never cut, positive
 * @param mostDatagrams the longest burst, 1 or more
 */
public record EvenBursts(int datagramBytes, int mostDatagrams) {

    /**
     * Checks both.
     *
     * @param datagramBytes positive
     * @param mostDatagrams 1 or more
     * @throws IllegalArgumentException if a burst has no length
     */
    public EvenBursts {
        if (datagramBytes <= 0 || mostDatagrams <= 0) {
            throw new IllegalArgumentException("burst: " + mostDatagrams + " datagrams of " + datagramBytes
                    + " bytes (expected: more than 0 of both)");
        }
    }

    /**
     * Returns how long the next burst is.
     *
     * @param leftBytes what is left of the buffer
     * @return bytes: whole datagrams, or all that is left
     */
    public int bytes(int leftBytes) {
        int datagrams = divideUp(leftBytes, datagramBytes);
        int bursts = Math.max(1, divideUp(datagrams, mostDatagrams));
        return Math.min(leftBytes, divideUp(datagrams, bursts) * datagramBytes);
    }

    private static int divideUp(int dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}
