// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.plan;

import io.dmxflux.dmx.frontend.DeliverySystem;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** An option that says what an input is tuned to, in the order in which it is told. */
enum TuningOption {
    CHANNELS,
    TUNE,
    SYSTEM,
    FREQUENCY,
    BANDWIDTH,
    POLARIZATION,
    SYMBOLRATE,
    MODULATION,
    FEC,
    PILOT,
    ROLLOFF,
    INVERSION,
    STREAM,
    PLS,
    LNB,
    DISEQC,
    DISEQC_REPEATS,
    UNICABLE,
    JESS,
    SEC_WAITS;

    /** Those that say what is between a satellite and the tuner. */
    static final Set<TuningOption> OF_DISH = EnumSet.of(LNB, DISEQC, DISEQC_REPEATS, UNICABLE, JESS, SEC_WAITS);

    /** Returns those that make sense for a standard. */
    static Set<TuningOption> of(DeliverySystem system) {
        Set<TuningOption> known = EnumSet.of(SYSTEM, FREQUENCY);
        switch (system) {
            case DVB_T -> known.addAll(Set.of(BANDWIDTH, MODULATION, FEC, INVERSION));
            case DVB_T2 -> known.addAll(Set.of(BANDWIDTH, MODULATION, FEC, INVERSION, STREAM));
            case DVB_C_A, DVB_C_C -> known.addAll(Set.of(SYMBOLRATE, MODULATION, FEC, INVERSION));
            case DVB_C_B -> known.addAll(Set.of(MODULATION, INVERSION));
            case DVB_S -> known.addAll(Set.of(POLARIZATION, SYMBOLRATE, MODULATION, FEC, INVERSION));
            case DVB_S2 ->
                known.addAll(Set.of(POLARIZATION, SYMBOLRATE, MODULATION, FEC, PILOT, ROLLOFF, INVERSION, STREAM, PLS));
            case ISDB_S -> known.addAll(Set.of(POLARIZATION, SYMBOLRATE, MODULATION, FEC, INVERSION, STREAM));
            case ATSC -> known.add(MODULATION);
            case ISDB_T -> known.add(BANDWIDTH);
        }
        if (system.isSatellite()) {
            known.addAll(OF_DISH);
        }
        return known;
    }

    /** As a user writes it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
