// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.announce;

import io.dmxflux.ts.event.ServicePath;
import io.dmxflux.ts.guide.ServiceTriplet;
import io.dmxflux.ts.psi.StreamCoding;
import org.jspecify.annotations.Nullable;

/**
 * A service that is served by HTTP, as lists of services name it.
 *
 * @param path its name in URLs
 * @param triplet what its events are found by, and what media centres know it by over restarts
 * @param name its name; may be empty
 * @param provider who sends it; may be empty
 * @param radio whether it has sound alone
 * @param number its logical channel number; null if the network gives it none
 * @param hd whether its pictures have 720 lines or more
 * @param scrambled whether it comes scrambled, so that no player can play it
 * @param video how its pictures are coded; null if it has none
 * @param audio how its first sound is coded; null if it has none
 */
public record ServedService(
        ServicePath path,
        ServiceTriplet triplet,
        String name,
        String provider,
        boolean radio,
        @Nullable Integer number,
        boolean hd,
        boolean scrambled,
        @Nullable StreamCoding video,
        @Nullable StreamCoding audio) {

    /** Returns the identifier of its channel in XMLTV, which the playlist has as well. */
    String channelId() {
        return triplet + ".dvb";
    }

    String title() {
        return ServiceTitle.of(name, path.serviceId());
    }
}
