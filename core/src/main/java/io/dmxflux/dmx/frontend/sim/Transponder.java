// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend.sim;

import static io.dmxflux.dmx.frontend.DtvProperty.BANDWIDTH_HZ;
import static io.dmxflux.dmx.frontend.DtvProperty.DELIVERY_SYSTEM;
import static io.dmxflux.dmx.frontend.DtvProperty.FREQUENCY;
import static io.dmxflux.dmx.frontend.DtvProperty.MODULATION;
import static io.dmxflux.dmx.frontend.DtvProperty.SCRAMBLING_SEQUENCE_INDEX;
import static io.dmxflux.dmx.frontend.DtvProperty.STREAM_ID;
import static io.dmxflux.dmx.frontend.DtvProperty.SYMBOL_RATE;

import io.dmxflux.check.Check;
import io.dmxflux.dmx.frontend.DtvProperty;
import io.dmxflux.dmx.frontend.DtvSetting;
import io.dmxflux.dmx.frontend.Modulation;
import io.dmxflux.dmx.frontend.SatelliteTuning;
import io.dmxflux.dmx.frontend.Tuning;
import io.dmxflux.dmx.recording.StreamFeed;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A carrier that a simulated frontend can receive, and the stream on it. One that is the same but for the stream's number (a
 * PLP, an input stream) is a carrier of its own here.
 *
 * <p>The frontend sees what a driver sees: the frequency behind the LNB, the voltage, the tone and the messages. It locks if
 * they are those that the tuning's own dish asks for, the frequency within what a demodulator pulls in: 250 kHz, or 2 MHz from a satellite.
 *
 * @param tuning how to receive it
 * @param stream opens the stream from its beginning, with a pace; its opener's to close
 */
public record Transponder(Tuning tuning, Supplier<StreamFeed> stream) {

    private static final int NO_FILTER = -1;
    private static final long PULLED_IN_HZ = 250_000;
    private static final long PULLED_IN_KHZ = 2_000;
    private static final long ONE_PERCENT = 100;

    /** Checks that both are given. */
    public Transponder {
        Check.given(tuning, "tuning");
        Check.given(stream, "stream");
    }

    /** Tells whether a demodulator finds it. */
    boolean isReceived(Map<DtvProperty, Integer> told, CableState cable) {
        Map<DtvProperty, Integer> own = tuning.settings().stream()
                .collect(Collectors.toMap(DtvSetting::property, DtvSetting::value, (first, second) -> second));
        return told.getOrDefault(DELIVERY_SYSTEM, 0).equals(own.get(DELIVERY_SYSTEM))
                && isNear(told, own)
                && isSameRate(told, own)
                && isSame(BANDWIDTH_HZ, 0, told, own)
                && (!tuning.system().isCable() || isSame(MODULATION, Modulation.AUTO.number(), told, own))
                && isSame(STREAM_ID, NO_FILTER, told, own)
                && told.getOrDefault(SCRAMBLING_SEQUENCE_INDEX, 0)
                        .equals(own.getOrDefault(SCRAMBLING_SEQUENCE_INDEX, 0))
                && isPointedAt(cable);
    }

    private boolean isNear(Map<DtvProperty, Integer> told, Map<DtvProperty, Integer> own) {
        long off = Integer.toUnsignedLong(told.getOrDefault(FREQUENCY, 0))
                - Integer.toUnsignedLong(own.getOrDefault(FREQUENCY, 0));
        return Math.abs(off) <= (tuning.system().isSatellite() ? PULLED_IN_KHZ : PULLED_IN_HZ);
    }

    private static boolean isSameRate(Map<DtvProperty, Integer> told, Map<DtvProperty, Integer> own) {
        long rate = own.getOrDefault(SYMBOL_RATE, 0);
        return Math.abs(told.getOrDefault(SYMBOL_RATE, 0) - rate) <= rate / ONE_PERCENT;
    }

    /** Tells whether two values are one, or one is left to the demodulator. */
    private static boolean isSame(
            DtvProperty property, int open, Map<DtvProperty, Integer> told, Map<DtvProperty, Integer> own) {
        int first = told.getOrDefault(property, open);
        int second = own.getOrDefault(property, open);
        return first == open || second == open || first == second;
    }

    private boolean isPointedAt(CableState cable) {
        return !(tuning instanceof SatelliteTuning satellite)
                || cable.fulfils(CableState.after(satellite.dish().steps(satellite, null)));
    }
}
