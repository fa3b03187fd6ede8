// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
package io.dmxflux.dmx.frontend;

import io.dmxflux.check.Check;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A standard of transmission, {@code enum fe_delivery_system}. */
public enum DeliverySystem implements Parameter {
    /** DVB-C, ITU-T J.83 annex A: European cable. */
    DVB_C_A(1, "dvb-c", "DVBC/ANNEX_A"),
    /** ITU-T J.83 annex B, ClearQAM: American cable. */
    DVB_C_B(2, "dvb-c/b", "DVBC/ANNEX_B"),
    /** ITU-T J.83 annex C: Japanese cable. */
    DVB_C_C(18, "dvb-c/c", "DVBC/ANNEX_C"),
    /** DVB-T, EN 300 744. */
    DVB_T(3, "dvb-t", "DVBT"),
    /** DVB-T2, EN 302 755. */
    DVB_T2(16, "dvb-t2", "DVBT2"),
    /** DVB-S, EN 300 421. */
    DVB_S(5, "dvb-s", "DVBS"),
    /** DVB-S2, EN 302 307. */
    DVB_S2(6, "dvb-s2", "DVBS2"),
    /** ATSC over the air, A/53. */
    ATSC(11, "atsc", "ATSC"),
    /** ISDB-T, ARIB STD-B31. */
    ISDB_T(8, "isdb-t", "ISDBT"),
    /** ISDB-S, ARIB STD-B20. */
    ISDB_S(9, "isdb-s", "ISDBS");

    private final int number;
    private final String uriName;
    private final String label;

    DeliverySystem(int number, String uriName, String label) {
        this.number = number;
        this.uriName = uriName;
        this.label = label;
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public String label() {
        return label;
    }

    /**
     * Returns its name in URIs and messages.
     *
     * @return such as {@code dvb-t2}
     */
    public String uriName() {
        return uriName;
    }

    /**
     * Tells whether it comes from a satellite: the tuner then sees an intermediate frequency behind an LNB, which the driver
     * takes in kHz.
     *
     * @return whether a dish receives it
     */
    public boolean isSatellite() {
        return this == DVB_S || this == DVB_S2 || this == ISDB_S;
    }

    /**
     * Tells whether it comes by cable.
     *
     * @return whether it is an annex of J.83
     */
    public boolean isCable() {
        return this == DVB_C_A || this == DVB_C_B || this == DVB_C_C;
    }

    /**
     * Finds a system by its name in URIs, in any case; {@code dvb-c/a} is {@code dvb-c}.
     *
     * @param name such as {@code dvb-t2}
     * @return the system
     * @throws IllegalArgumentException in one line with the names that are known
     */
    public static DeliverySystem of(String name) {
        String plain = name.toLowerCase(Locale.ROOT);
        Optional<DeliverySystem> found = Stream.of(values())
                .filter(system -> system.uriName.equals(plain.equals("dvb-c/a") ? "dvb-c" : plain))
                .findFirst();
        Check.argument(found.isPresent(), "system", name, names());
        return found.orElseThrow();
    }

    private static String names() {
        return Stream.of(values()).map(DeliverySystem::uriName).collect(Collectors.joining(", "));
    }

    /**
     * Returns its name in URIs.
     *
     * @return such as {@code dvb-t2}
     */
    @Override
    public String toString() {
        return uriName;
    }
}
