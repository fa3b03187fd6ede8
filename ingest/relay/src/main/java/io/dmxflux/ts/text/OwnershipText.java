// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.text;

import io.dmxflux.ts.log.LogEvent;
import io.dmxflux.ts.log.Takeover;

/** Says who writes a stream that several hosts receive. */
final class OwnershipText {

    private OwnershipText() {}

    static String of(LogEvent.Ownership change) {
        if (change instanceof LogEvent.TookOver taken) {
            return "writes from now on"
                    + taken.from().map(host -> ", behind " + host).orElse("") + "; " + missing(taken.how()) + ", "
                    + taken.heldPackets() + " packets were kept ready";
        }
        if (change instanceof LogEvent.GaveUp given) {
            return "does not write any more: " + given.problem();
        }
        return "stands by: " + ((LogEvent.StandsBy) change).owner() + " writes, until it is not heard of any more";
    }

    private static String missing(Takeover how) {
        if (how instanceof Takeover.Ahead) {
            return "the place where it ends did not come here (expected: the same stream on all hosts)";
        }
        long datagrams = how.missingDatagrams();
        return datagrams == 0 ? "nothing is missing" : "about " + datagrams + " datagrams are missing";
    }
}
