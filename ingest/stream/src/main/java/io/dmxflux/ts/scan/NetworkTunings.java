// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.ts.scan;

import io.dmxflux.dmx.frontend.CableTuning;
import io.dmxflux.dmx.frontend.CodeRate;
import io.dmxflux.dmx.frontend.DeliverySystem;
import io.dmxflux.dmx.frontend.Dish;
import io.dmxflux.dmx.frontend.Inversion;
import io.dmxflux.dmx.frontend.IsdbTuning;
import io.dmxflux.dmx.frontend.Modulation;
import io.dmxflux.dmx.frontend.Pilot;
import io.dmxflux.dmx.frontend.Polarization;
import io.dmxflux.dmx.frontend.Rolloff;
import io.dmxflux.dmx.frontend.SatelliteTuning;
import io.dmxflux.dmx.frontend.TerrestrialTuning;
import io.dmxflux.dmx.frontend.Tuning;
import io.dmxflux.ts.psi.CableDeliverySystemDescriptor;
import io.dmxflux.ts.psi.Descriptors;
import io.dmxflux.ts.psi.FrequencyListDescriptor;
import io.dmxflux.ts.psi.IsdbTerrestrialDeliverySystemDescriptor;
import io.dmxflux.ts.psi.LogicalChannels;
import io.dmxflux.ts.psi.S2SatelliteDeliverySystemDescriptor;
import io.dmxflux.ts.psi.SatelliteDeliverySystemDescriptor;
import io.dmxflux.ts.psi.T2DeliverySystemDescriptor;
import io.dmxflux.ts.psi.TerrestrialDeliverySystemDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongFunction;

/**
 * How to receive a transport stream, as a NIT tells. Networks are wrong about modulation and code more often than about the
 * frequency: where a demodulator finds them, they are left to it.
 */
final class NetworkTunings {

    private static final List<Polarization> POLARIZATIONS =
            List.of(Polarization.HORIZONTAL, Polarization.VERTICAL, Polarization.LEFT, Polarization.RIGHT);
    private static final List<Modulation> OF_SATELLITE =
            List.of(Modulation.AUTO, Modulation.QPSK, Modulation.PSK_8, Modulation.QAM_16);
    private static final List<Modulation> OF_CABLE = List.of(
            Modulation.AUTO,
            Modulation.QAM_16,
            Modulation.QAM_32,
            Modulation.QAM_64,
            Modulation.QAM_128,
            Modulation.QAM_256);

    private NetworkTunings() {}

    /**
     * Reads the descriptors of a transport stream.
     *
     * @param descriptors of one entry of a NIT
     * @param dish what receives the satellite whose NIT it is; empty if it is none
     * @return every way that is told, without those that make no sense
     */
    static List<Tuning> of(Descriptors descriptors, Optional<Dish> dish) {
        List<Tuning> tunings = new ArrayList<>();
        descriptors.stream().forEach(descriptor -> {
            List<Long> others = descriptors
                    .find(FrequencyListDescriptor.class)
                    .map(FrequencyListDescriptor::frequenciesHz)
                    .orElse(List.of());
            if (descriptor instanceof SatelliteDeliverySystemDescriptor satellite && dish.isPresent()) {
                add(tunings, satellite.frequencyHz(), hertz -> satellite(satellite, descriptors, dish.get(), hertz));
            } else if (descriptor instanceof CableDeliverySystemDescriptor cable) {
                add(tunings, cable.frequencyHz(), hertz -> cable(cable, hertz));
                others.forEach(other -> add(tunings, other, hertz -> cable(cable, hertz)));
            } else if (descriptor instanceof TerrestrialDeliverySystemDescriptor terrestrial) {
                add(tunings, terrestrial.frequencyHz(), hertz -> terrestrial(terrestrial, hertz));
                others.forEach(other -> add(tunings, other, hertz -> terrestrial(terrestrial, hertz)));
            } else if (descriptor instanceof T2DeliverySystemDescriptor t2) {
                t2.frequenciesHz().forEach(frequency -> add(tunings, frequency, hertz -> t2(t2, hertz)));
            } else if (descriptor instanceof IsdbTerrestrialDeliverySystemDescriptor isdb
                    && !descriptors.hasTag(LogicalChannels.PRIVATE_DATA_SPECIFIER_TAG)) {
                isdb.frequenciesHz().forEach(frequency -> add(tunings, frequency, IsdbTuning::of));
            }
        });
        return tunings;
    }

    /** A network that does not say a frequency writes 0, and some write anything else. */
    private static void add(List<Tuning> tunings, long frequencyHz, LongFunction<Tuning> tuning) {
        try {
            tunings.add(tuning.apply(frequencyHz));
        } catch (IllegalArgumentException e) {
            // not a carrier
        }
    }

    private static Tuning satellite(
            SatelliteDeliverySystemDescriptor told, Descriptors descriptors, Dish dish, long frequencyHz) {
        Optional<S2SatelliteDeliverySystemDescriptor> s2 = descriptors.find(S2SatelliteDeliverySystemDescriptor.class);
        return new SatelliteTuning(
                told.s2() ? DeliverySystem.DVB_S2 : DeliverySystem.DVB_S,
                frequencyHz,
                POLARIZATIONS.get(told.polarization()),
                told.symbolRate(),
                told.s2() ? OF_SATELLITE.get(told.modulationType()) : Modulation.QPSK,
                CodeRate.AUTO,
                Pilot.AUTO,
                told.s2() ? Rolloff.AUTO : Rolloff.ROLLOFF_35,
                Inversion.AUTO,
                told.s2()
                        ? s2.map(S2SatelliteDeliverySystemDescriptor::inputStreamIdentifier)
                                .orElse(OptionalInt.empty())
                        : OptionalInt.empty(),
                told.s2()
                        ? s2.map(S2SatelliteDeliverySystemDescriptor::scramblingSequenceIndex)
                                .orElse(OptionalInt.empty())
                        : OptionalInt.empty(),
                dish);
    }

    private static Tuning cable(CableDeliverySystemDescriptor told, long frequencyHz) {
        Modulation modulation = told.modulation() < OF_CABLE.size() ? OF_CABLE.get(told.modulation()) : Modulation.AUTO;
        return CableTuning.of(frequencyHz, told.symbolRate(), modulation);
    }

    private static Tuning terrestrial(TerrestrialDeliverySystemDescriptor told, long frequencyHz) {
        return TerrestrialTuning.of(DeliverySystem.DVB_T, frequencyHz, told.bandwidthHz());
    }

    private static Tuning t2(T2DeliverySystemDescriptor told, long frequencyHz) {
        return TerrestrialTuning.of(DeliverySystem.DVB_T2, frequencyHz, told.bandwidthHz())
                .withPlp(told.plpId());
    }
}
