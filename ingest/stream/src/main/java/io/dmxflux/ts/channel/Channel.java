// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.channel;

import io.dmxflux.check.Check;
import io.dmxflux.dmx.frontend.Tuning;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A service, or a whole multiplex, and where to receive it.
 *
 * @param name what people call it; empty for a multiplex
 * @param serviceId {@code service_id}; 0 for a multiplex
 * @param number its logical channel number, or the major one of ATSC; empty if it has none
 * @param minorNumber that of ATSC: 1 of 7.1; empty if it has none
 * @param transportStreamId of its multiplex, by which one knows that the right one is received; empty if it is not known
 * @param networkId {@code original_network_id}, which makes that unique; empty if it is not known
 * @param pids those of its streams when it was found; they may have changed since
 * @param tuning where to
 */
public record Channel(
        String name,
        int serviceId,
        OptionalInt number,
        OptionalInt minorNumber,
        OptionalInt transportStreamId,
        OptionalInt networkId,
        ChannelPids pids,
        Tuning tuning) {

    private static final int MOST = 0xFFFF;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException in one line, if one is out of its range
     */
    public Channel {
        checkId("SERVICE_ID", serviceId);
        number.ifPresent(major -> checkId("VCHANNEL", major));
        minorNumber.ifPresent(minor -> checkId("VCHANNEL", minor));
        transportStreamId.ifPresent(id -> checkId("TRANSPORT_ID", id));
        networkId.ifPresent(id -> checkId("NETWORK_ID", id));
    }

    /**
     * Returns the number as it is shown.
     *
     * @return such as {@code 7}, or {@code 7.1} of ATSC; empty if it has none
     */
    public Optional<String> shownNumber() {
        return number.isEmpty()
                ? Optional.empty()
                : Optional.of(number.getAsInt() + (minorNumber.isPresent() ? "." + minorNumber.getAsInt() : ""));
    }

    private static void checkId(String key, int id) {
        Check.argument(id >= 0 && id <= MOST, key, id, "0 to " + MOST);
    }
}
